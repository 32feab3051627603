/** Commands that wait for what an agent finds: check and wait. The agent is one in memory, and the test tells it what it hears. */
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { CheckOutput } from '../../../adapters/cli/commands/check.ts';
import { WaitOutput } from '../../../adapters/cli/commands/wait.ts';
import { type Control, serve } from '../../../adapters/control/index.ts';
import { type Unstamped, world } from '../../../machines/model/facts/index.ts';
import { millis, seconds } from '../../../machines/model/units.ts';
import { folder, type TestAgent, TWO_NETWORKS, testAgent } from '../control/served.ts';
import { within } from './command.ts';

let place: ReturnType<typeof folder>;
let agent: TestAgent;
let control: Control;
/** Told when a check is asked for. */
let outcomes: readonly Unstamped[];
const at = (name: string) => join(place.path, name);
const run = (...args: readonly string[]) => within(args, place.path);

const found = (type: 'validated' | 'portal' | 'failed' | 'partial' | 'assumed', pvd: string, family: 4 | 6): Unstamped => {
  const generation = agent.fold.host.pvds.find((p) => p.id === pvd)?.snapshot.context.generation ?? 0;
  const measured = { pvd, generation, family, took: millis(12), bytes: 640, rtt: 7.5, sent: 2, lost: 0 };
  if (type === 'portal') return world('check.portal', { ...measured, url: 'http://portal.example/\u001b[31m' });
  if (type === 'failed' || type === 'partial') return world(`check.${type}`, { ...measured, problem: 'nobody answers' });
  return world(`check.${type}`, measured);
};

beforeEach(async () => {
  place = folder();
  agent = testAgent();
  agent.tell(
    world('agent.started', { version: '0', machines: '1', boot: 'b', uptime: seconds(1), mode: 'observe', checks: true }),
    ...TWO_NETWORKS.slice(1, 5),
  );
  for (const fact of TWO_NETWORKS.slice(5)) agent.tell(fact);
  outcomes = [];
  const tell = (facts: readonly Unstamped[]) => {
    agent.tell(...facts);
    setImmediate(() => {
      for (const fact of outcomes) agent.tell(fact);
    });
  };
  control = await serve(agent, { folder: at('c'), tell });
});
afterEach(async () => {
  await control.close();
  place.remove();
});

describe('multihome check', () => {
  const table: readonly (readonly [string, () => readonly Unstamped[], number, RegExp])[] = [
    [
      'validated',
      () => [found('validated', 'pvd:wlan0', 4), found('assumed', 'pvd:wlan0', 6)],
      0,
      /pvd:wlan0 +IPv4 +validated +7\.5 ms +640/,
    ],
    [
      'a portal',
      () => [found('portal', 'pvd:wlan0', 4), found('validated', 'pvd:wlan0', 6)],
      11,
      /portal +7\.5 ms +640 +http:\/\/portal\.example\/\n/,
    ],
    ['a failure', () => [found('portal', 'pvd:wlan0', 4), found('failed', 'pvd:wlan0', 6)], 12, /failed .*nobody answers/],
    ['a part', () => [found('validated', 'pvd:wlan0', 4), found('partial', 'pvd:wlan0', 6)], 12, /partial/],
  ];
  test.each(table)('prints the outcome: %s', async (_what, told, code, text) => {
    // What is heard of another network is no answer.
    outcomes = [found('failed', 'pvd:eth0', 4), ...told()];
    const ended = await run('check', 'wlan0');
    expect([ended.code, ended.stderr]).toEqual([code, '']);
    expect(ended.stdout).toMatch(text);
  });

  test('--json of all networks', async () => {
    outcomes = [found('validated', 'pvd:eth0', 4), found('portal', 'pvd:wlan0', 4), found('validated', 'pvd:wlan0', 6)];
    const ended = await run('check', '--json');
    const { checks } = CheckOutput.parse(JSON.parse(ended.stdout));
    expect(ended.code).toBe(11);
    expect(checks.map((c) => [c.pvd, c.family, c.state, c.rtt, c.bytes])).toEqual([
      ['pvd:eth0', 4, 'validated', 7.5, 640],
      ['pvd:wlan0', 4, 'portal', 7.5, 640],
      ['pvd:wlan0', 6, 'validated', 7.5, 640],
    ]);
  });

  const refusals: readonly (readonly [string, readonly string[], number, RegExp])[] = [
    ['no outcome in time', ['check', 'eth0', '--timeout', '50ms'], 3, /no outcome within 50ms: pvd:eth0 over IPv4/],
    ['a network that is not there', ['check', 'tun0'], 10, /no provisioning domain tun0 \(there are pvd:eth0, pvd:wlan0\)/],
    ['a time that is none', ['check', '--timeout', 'soon'], 2, /not a time to wait: soon/],
    ['no agent', ['check', '--control', '/nowhere'], 8, /no agent/],
  ];
  test.each(refusals)('%s', async (_what, args, code, text) => {
    const ended = await run(...args);
    expect([ended.code, ended.stdout]).toEqual([code, '']);
    expect(ended.stderr).toMatch(text);
  });
});

describe('multihome wait', () => {
  test('is over at once for what is so already', async () => {
    expect(await run('wait')).toEqual({ code: 0, stdout: 'pvd:eth0 is provisioned\n', stderr: '' });
    expect((await run('wait', '--pvd', 'wlan0')).stdout).toBe('pvd:wlan0 is provisioned\n');
  });

  test('waits until the check is over', async () => {
    const waiting = run('wait', '--validated', '--pvd', 'wlan0', '--json', '--timeout', '20s');
    await connected();
    agent.tell(found('validated', 'pvd:eth0', 4));
    agent.tell(found('validated', 'pvd:wlan0', 6));
    const { code, stdout } = await waiting;
    expect([code, WaitOutput.parse(JSON.parse(stdout))]).toEqual([
      0,
      { v: 1, pvd: 'pvd:wlan0', state: 'validated', family: 6, portal: null },
    ]);
  });

  test('prints the address of a portal, safe for a terminal', async () => {
    agent.tell(found('portal', 'pvd:wlan0', 4));
    expect(await run('wait', '--portal')).toEqual({
      code: 0,
      stdout: 'pvd:wlan0 is behind a captive portal over IPv4: http://portal.example/\n',
      stderr: '',
    });
  });

  const refusals: readonly (readonly [string, readonly string[], number, RegExp])[] = [
    ['what does not come in time', ['wait', '--validated', '--timeout', '50ms'], 3, /no network is known to reach the Internet after 50ms/],
    ['a network that never comes', ['wait', '--pvd', 'tun0', '--timeout', '50ms'], 3, /tun0 is not provisioned after 50ms/],
    ['both at once', ['wait', '--validated', '--portal'], 2, /one of --validated and --portal/],
    ['no agent', ['wait', '--control', '/nowhere'], 8, /no agent/],
  ];
  test.each(refusals)('%s', async (_what, args, code, text) => {
    const ended = await run(...args);
    expect([ended.code, ended.stdout]).toEqual([code, '']);
    expect(ended.stderr).toMatch(text);
  });

  test('an agent that ends is not waited for', async () => {
    const waiting = run('wait', '--portal', '--timeout', '20s');
    await connected();
    agent.end();
    expect(await waiting).toMatchObject({ code: 8, stderr: expect.stringContaining('the agent has ended') });
  });

  /** Once somebody listens to the agent's facts. */
  const connected = () => expect.poll(() => isHeard(agent), { timeout: 20_000, interval: 5 }).toBe(true);
});

const isHeard = ({ facts }: TestAgent): boolean => 'observed' in facts && facts.observed === true;
