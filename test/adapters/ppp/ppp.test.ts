/** PPP by pppd's scripts: environments (labelled mocks, see fixtures/README.md) through the real hook, the real FIFO and the real shell. */
import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, describe, expect, test } from 'vitest';
import { openPpp, readSession } from '../../../adapters/ppp/index.ts';
import { Fact, world } from '../../../machines/model/facts/index.ts';
import type { Source } from '../../../machines/model/port.ts';
import { IfName } from '../../../machines/model/units.ts';
import { listen } from '../../contracts/heard.ts';

const run = promisify(execFile);
const environment = (name: string): Record<string, string> =>
  Object.fromEntries(
    readFileSync(join(import.meta.dirname, 'fixtures', `${name}.env`), 'utf8')
      .trim()
      .split('\n')
      .map((line): [string, string] => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]),
  );
const session = (event: string, env: Record<string, string>) => readSession(event, new Map(Object.entries(env)));

describe('what pppd’s scripts say', () => {
  test('config-1: IPCP gives one address, the peer as gateway, and two name servers, as long as the session', () => {
    const { facts, problems } = session('ip-up', environment('ip-up'));
    expect(problems).toEqual([]);
    expect(facts).toMatchObject([
      {
        ...{ type: 'lease4.bound', ifname: 'ppp0', client: 'pppd', address: '203.0.113.77', prefixLength: 32 },
        ...{ gateways: ['203.0.113.1'], dns: ['192.0.2.53', '198.51.100.53'], lifetime: null },
      },
    ]);
    expect(Fact.safeParse({ ...facts[0], seq: 0, at: 0 }).success).toBe(true);
  });

  test.each<[string, string, Record<string, string>, object]>([
    [
      'Debian’s names do as well',
      'ip-up',
      environment('ip-up.debian'),
      { problems: [], facts: [{ ifname: 'ppp1', address: '10.64.3.9', gateways: ['10.64.64.64'], dns: [] }] },
    ],
    [
      'its end is the end of the lease',
      'ip-down',
      environment('ip-down'),
      { problems: [], facts: [{ type: 'lease4.lost', ifname: 'ppp0', client: 'pppd' }] },
    ],
    ['IPV6CP gives nothing that the kernel does not tell', 'ipv6-up', environment('ipv6-up'), { problems: [], facts: [] }],
    [
      'a global LLLOCAL is told',
      'ipv6-up',
      { IFNAME: 'ppp0', LLLOCAL: '2001:db8::1', LLREMOTE: 'fe80::2' },
      { problems: ['LLLOCAL: not link-local'] },
    ],
    [
      'a bad name server costs itself only',
      'ip-up',
      { ...environment('ip-up'), DNS1: '$(reboot)' },
      { problems: ['DNS1: no IPv4 address'], facts: [{ dns: ['198.51.100.53'] }] },
    ],
    ['no address is no lease', 'ip-up', { IFNAME: 'ppp0', IPLOCAL: '::1' }, { facts: [], problems: ['IPLOCAL: no IPv4 address'] }],
    ['no interface is nothing', 'ip-up', { IFNAME: '../x', IPLOCAL: '10.0.0.1' }, { facts: [], ifname: null }],
    [
      'a peer that does not say who it is',
      'ip-up',
      { IFNAME: 'ppp0', IPLOCAL: '10.0.0.1', IPREMOTE: '0.0.0.0' },
      { facts: [{ gateways: [] }] },
    ],
  ])('%s', (_what, event, env, expected) => {
    expect(session(event, env)).toMatchObject(expected);
  });
});

const folders: string[] = [];
const opened: Source[] = [];
function bed() {
  const folder = mkdtempSync(join(tmpdir(), 'mh-ppp-'));
  folders.push(folder);
  const source = openPpp({ runDirectory: folder, every: 50 });
  opened.push(source);
  const call = async (event: string, env: Record<string, string>): Promise<void> => {
    const scripts = join(folder, `etc ppp/${event}.d`);
    mkdirSync(scripts, { recursive: true });
    const script = join(scripts, 'multihome');
    rmSync(script, { force: true });
    symlinkSync(join(folder, 'ppp/hook'), script);
    await run(script, [], { env: { PATH: process.env.PATH, ...env } });
  };
  return { folder, source, call };
}
afterEach(async () => {
  await Promise.all(opened.splice(0).map((source) => source.close()));
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

describe('the hook', () => {
  test('linked into pppd’s folders it tells which of them it was called by; hostile values are values', async () => {
    const { source, call } = bed();
    const heard = listen();
    await source.open(heard.emit, heard.notice);
    await call('ip-up', { ...environment('ip-up'), PEERNAME: '\n1 ip-down `id` "%s\\' });
    await heard.next('lease4.bound');
    await call('ipv6-up', environment('ipv6-up'));
    await call('ip-down', environment('ip-down'));
    expect((await heard.next('lease4.lost')).reason).toBe('pppd has ended IPv4 on it');
    expect(heard.facts).toHaveLength(2);
  });

  test('an interface that goes takes its session along, also when pppd says nothing', async () => {
    const { source, call } = bed();
    const heard = listen();
    await source.open(heard.emit, heard.notice);
    await call('ip-up', environment('ip-up'));
    await heard.next('lease4.bound');
    source.follow?.([world('link.removed', { ifname: IfName.parse('ppp9') }), world('link.removed', { ifname: IfName.parse('ppp0') })]);
    expect(heard.facts.slice(1)).toMatchObject([{ type: 'lease4.lost', ifname: 'ppp0', reason: 'the interface has gone' }]);
  });

  test('more than a line may hold is refused, not cut; without an agent the hook does nothing and ends well', async () => {
    const { folder, source, call } = bed();
    const heard = listen();
    await source.open(heard.emit, heard.notice);
    await call('ip-up', { ...environment('ip-up'), PEERNAME: 'x'.repeat(8000) });
    expect((await heard.next('lease4.rejected')).problem).toContain('a line of more than');
    await source.close();
    await call('ip-up', environment('ip-up'));
    rmSync(join(folder, 'ppp/fifo'), { force: true });
    await call('ip-up', environment('ip-up'));
    expect(heard.facts).toHaveLength(1);
  });
});

describe('openPpp', () => {
  test('close and open again is a fresh start', async () => {
    const { source, call } = bed();
    const heard = listen();
    await source.open(heard.emit, heard.notice);
    await source.open(heard.emit, heard.notice);
    await call('ip-up', environment('ip-up'));
    await heard.next('lease4.bound');
    expect(heard.facts).toHaveLength(1);
  });
});
