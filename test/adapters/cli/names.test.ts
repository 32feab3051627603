/** Names on the command line: resolve, resolvers, cache, and what status says of them. */
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Control, LIVE_ANSWERS, serve } from '../../../adapters/control/index.ts';
import { type NamedAgent, namedAgent } from '../control/named.ts';
import { folder } from '../control/served.ts';
import { within } from './command.ts';

let place: ReturnType<typeof folder>;
let agent: NamedAgent;
let control: Control;
const run = (...args: readonly string[]) => within(args, place.path);

beforeAll(async () => {
  place = folder();
  agent = await namedAgent();
  control = await serve(agent, { folder: join(place.path, 'c') });
});
afterAll(async () => {
  await control.close();
  await agent.resolver.close();
  place.remove();
});

describe('multihome resolve', () => {
  test('the records, whose they are, and why that network was asked', async () => {
    const { code, stdout, stderr } = await run('resolve', 'x.example');
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(/^x\.example +A +5 min +203\.0\.113\.9$/m);
    expect(stdout).toMatch(/^x\.example +AAAA +5 min +2001:db8:9::9$/m);
    expect(stdout).toMatch(/^A: pvd:eth0, generation 1; because its network ranks higher \[rank\]$/m);
  });

  test('one network alone, one type', async () => {
    const { stdout } = await run('resolve', 'where.example', '--pvd', 'wlan0', '--type', 'A');
    expect(stdout).toMatch(/^where\.example +A +5 min +203\.0\.113\.2$/m);
    expect(stdout).toMatch(/^A: pvd:wlan0, generation 1; because it alone was to be asked \[bound\]$/m);
  });

  test('law 8: each family is asked where its packets go; what one lacks is said beside what the other has', async () => {
    const { code, stdout } = await run('resolve', 'where.example');
    expect([code, stdout]).toEqual([
      0,
      expect.stringMatching(/^AAAA: pvd:wlan0, generation 1; the name has nothing of this type; because /m),
    ]);
  });

  test('--json is as the schema has it, also where there is nothing', async () => {
    const found = await run('resolve', 'where.example', '--json');
    expect(LIVE_ANSWERS['resolve-output'].parse(JSON.parse(found.stdout)).answers.map((answer) => answer.type)).toEqual(['A', 'AAAA']);
    const missing = await run('resolve', 'nobody.corp.example', '--json');
    expect(missing.code).toBe(13);
    expect(LIVE_ANSWERS['resolve-output'].parse(JSON.parse(missing.stdout)).answers.map((answer) => answer.rcode)).toEqual([
      'NXDOMAIN',
      'NXDOMAIN',
    ]);
    expect(JSON.parse(missing.stderr)).toMatchObject({ error: { code: 'ERR_NO_SUCH_NAME' } });
  });

  const refusals: readonly (readonly [string, readonly string[], number, RegExp])[] = [
    ['a name that is not there', ['nobody.corp.example'], 13, /nobody\.corp\.example: there is no such name \(pvd:eth0\)/],
    ['nothing of that type', ['where.example', '--type', 'AAAA'], 13, /the name has nothing of this type/],
    ['servers that fail', ['broken.example'], 14, /broken\.example: the servers failed, or refused to answer \(multihome resolvers/],
    ['a network that is not there', ['x.example', '--pvd', 'tun0'], 10, /no provisioning domain tun0/],
    ['what is no name', ['a..b'], 2, /not a domain name: a\.\.b/],
    ['what is no type', ['x.example', '--type', 'HOST'], 2, /not a type of record: HOST/],
    ['no agent', ['x.example', '--control', '/nowhere'], 8, /no agent/],
  ];
  test.each(refusals)('%s', async (_what, args, code, text) => {
    const ended = await run('resolve', ...args);
    expect([ended.code, ended.stdout]).toEqual([code, '']);
    expect(ended.stderr).toMatch(text);
  });
});

test('multihome resolvers: where programs are led, each network, each server, what was counted', async () => {
  const { code, stdout } = await run('resolvers');
  expect(code).toBe(0);
  expect(stdout).toMatch(
    /^Names: our resolver listens on 127\.0\.0\.55, ::1; programs are led there by resolv\.conf \(not yet: resolv\.conf\)$/m,
  );
  expect(stdout).toMatch(/^Search list: corp\.example$/m);
  expect(stdout).toMatch(/^pvd:eth0 +1 +- +all other names, corp\.example +yes$/m);
  expect(stdout).toMatch(/^192\.0\.2\.53 +pvd:wlan0 +(not measured|\d+ ms) +0 +no$/m);
  expect(stdout).toMatch(/^\d+ questions of programs, \d+ answered at once; \d+ questions to servers/m);
  LIVE_ANSWERS['resolvers-output'].parse(JSON.parse((await run('resolvers', '--json')).stdout));
});

test('multihome cache: shown, and forgotten', async () => {
  await run('resolve', 'kept.corp.example', '--type', 'A');
  expect((await run('cache')).stdout).toMatch(/^kept\.corp\.example +A +pvd:eth0 +1 +\S.* +203\.0\.113\.9$/m);
  LIVE_ANSWERS['cache-output'].parse(JSON.parse((await run('cache', '--json')).stdout));
  expect(await run('cache', '--flush')).toEqual({ code: 0, stdout: 'All answers are forgotten\n', stderr: '' });
  expect((await run('cache')).stdout.trim().split('\n')).toHaveLength(1);
});

test('multihome status says where the resolver listens', async () => {
  expect((await run('status')).stdout).toMatch(/^Names: our resolver listens on 127\.0\.0\.55, ::1/m);
});

test('help has examples, and completion knows them', async () => {
  for (const command of ['resolve', 'resolvers', 'cache']) expect((await run(command, '--help')).stdout).toContain('Examples:');
  expect((await run('completion', 'bash')).stdout).toMatch(/'resolve' \| .*'resolvers' \| .*'cache'/);
});
