/** What udhcpc says, read: leases, losses, and values that a hostile network chose. */
import { describe, expect, test } from 'vitest';
import { parseHookLine } from '../../../adapters/client/index.ts';
import { leaseOfEnvironment } from '../../../adapters/dhcp4/environment.ts';
import { createMemoryDhcp4 } from '../../../adapters/dhcp4/index.ts';
import { hear, type Told, toldOf } from '../../../adapters/dhcp4/told.ts';
import { Fact } from '../../../machines/model/facts/index.ts';
import { IfName, millis } from '../../../machines/model/units.ts';
import { listen } from '../../contracts/heard.ts';

const WLAN = IfName.parse('wlan0');
const LEASE = { ip: '192.168.1.20', mask: '24', router: '192.168.1.1', dns: '192.168.1.1', lease: '600', serverid: '192.168.1.1' };
const read = (env: Record<string, string>) => leaseOfEnvironment(new Map(Object.entries(env)), WLAN);
const lineOf = (event: string, env: Record<string, string>): string =>
  `1 ${event} ${Buffer.from(
    Object.entries(env)
      .map(([name, value]) => `${name}=${value}\0`)
      .join(''),
  ).toString('base64')}`;

describe('the environment of udhcpc’s script', () => {
  test.each<[string, Record<string, string>, object]>([
    [
      'RFC 3442: with option 121 the router is ignored',
      { staticroutes: '0.0.0.0/0 192.168.1.254 10.0.0.0/8 192.168.1.3' },
      { lease: { gateways: ['192.168.1.254'], routes: [{ destination: '10.0.0.0/8', gateway: '192.168.1.3' }] } },
    ],
    ['RFC 3442: also when 121 has no default route', { staticroutes: '10.0.0.0/8 192.168.1.3' }, { lease: { gateways: [] } }],
    [
      'an on-link route of option 121 has gateway 0.0.0.0',
      { staticroutes: '169.254.169.254/32 0.0.0.0' },
      { lease: { routes: [{ destination: '169.254.169.254/32', gateway: '0.0.0.0' }] } },
    ],
    [
      'option 33 are hosts',
      { routes: '10.1.1.1 192.168.1.3' },
      { lease: { gateways: ['192.168.1.1'], routes: [{ destination: '10.1.1.1/32', gateway: '192.168.1.3' }] } },
    ],
    [
      'the search list comes before the domain, each once',
      { search: 'A.example b.example', domain: 'b.example' },
      { lease: { search: ['a.example', 'b.example'] } },
    ],
    [
      'RFC 8910: the portal is hex',
      { opt114: Buffer.from('https://p.example/').toString('hex') },
      { lease: { portal: 'https://p.example/' }, problems: [] },
    ],
    [
      'RFC 6731: option 146 is hex',
      { opt146: '03c0a80101000000000161076578616d706c6500' },
      { lease: { selection: [{ servers: ['192.168.1.1'], preference: 'low', domains: ['a.example'] }] }, problems: [] },
    ],
    [
      'RFC 6731: one without a domain is none',
      { opt146: '03c0a8010100000000' },
      { lease: { selection: [] }, problems: ['opt146: "03c0a8010100000000"'] },
    ],
    ['RFC 8925: V6ONLY_WAIT in milliseconds', { opt108: '00000708' }, { lease: { ipv6Only: 1_800_000 } }],
    ['RFC 2131: an infinite lease has no end', { lease: '4294967295' }, { lease: { lifetime: null, unpublished: ['serverMac'] } }],
    ['RFC 2132 §5.1: an MTU below 68 is none', { mtu: '67' }, { lease: { mtu: null }, problems: ['mtu: "67"'] }],
    [
      'a resolver that is none costs itself only',
      { dns: '192.168.1.1 $(reboot)' },
      { lease: { dns: ['192.168.1.1'] }, problems: ['dns: "192.168.1.1 $(reboot)"'] },
    ],
    ['a domain with quotes is none', { domain: 'a"\'`b' }, { lease: { search: [] }, problems: ['domain: "a\\"\'`b"'] }],
    [
      'half a route is none',
      { staticroutes: '10.0.0.0/8' },
      { lease: { routes: [], gateways: [] }, problems: ['staticroutes: "10.0.0.0/8"'] },
    ],
    [
      'hex that is none',
      { opt114: 'xyz', opt108: '00' },
      { lease: { portal: null, ipv6Only: null }, problems: ['opt108: "00"', 'opt114: "xyz"'] },
    ],
    [
      'no mask and no lifetime are said to be missing',
      { mask: '', lease: '' },
      { lease: { prefixLength: 32, unpublished: ['serverMac', 'prefixLength', 'lifetime'] } },
    ],
  ])('%s', (_what, env, expected) => {
    expect(read({ ...LEASE, ...env })).toMatchObject({ ok: true, ...expected });
  });

  test('more of a list than a fact may hold is cut, and told', () => {
    const found = read({ ...LEASE, dns: Array.from({ length: 70 }, (_, i) => `10.0.0.${i}`).join(' ') });
    expect(found.ok && [found.lease.dns.length, found.problems.length]).toEqual([64, 1]);
  });

  test('10,000 random environments: a valid fact or a refusal, never a throw', () => {
    let seed = 42;
    const random = (n: number): number => {
      seed = (Math.imul(seed, 1103515245) + 12345) & 0x7fffffff;
      return (seed >>> 8) % n;
    };
    const words = [
      '10.0.0.1',
      '0.0.0.0/0',
      '10.0.0.0/8',
      '',
      ' ',
      '\n',
      '%s',
      "'",
      '\u0000',
      'fe80::1',
      '33',
      '-1',
      '1e9',
      'ff',
      'a.b',
      '\ud800',
      '9'.repeat(300),
    ];
    const names = [
      'ip',
      'mask',
      'router',
      'dns',
      'lease',
      'serverid',
      'domain',
      'search',
      'staticroutes',
      'routes',
      'ntpsrv',
      'mtu',
      'opt108',
      'opt114',
      'opt146',
    ];
    let leases = 0;
    for (let n = 0; n < 10_000; n++) {
      const env = names.map((name): [string, string] => [
        name,
        Array.from({ length: random(4) }, () => words[random(words.length)]).join(random(2) ? ' ' : ''),
      ]);
      const found = read({ ...Object.fromEntries(env), ...(random(2) ? { ip: '10.0.0.9' } : {}) });
      if (!found.ok) continue;
      leases++;
      expect(Fact.safeParse({ type: 'lease4.bound', v: 1, class: 'world', seq: 0, at: 0, ...found.lease }).error).toBeUndefined();
    }
    expect(leases).toBeGreaterThan(4_000);
  });
});

describe('a line of the hook', () => {
  test.each<[string, string | null, string]>([
    ['nothing', '', 'no line of the hook'],
    ['a shell’s error', "sh: 1: can't open", 'no line of the hook'],
    ['another version', '2 bound AAAA', 'no line of the hook'],
    ['an environment that was cut', `1 bound ${Buffer.from('ip=1.2.3').toString('base64')}`, 'an environment that was cut'],
    ['no environment', '1 bound ', 'no environment'],
    ['a line without end', null, 'a line of more than'],
  ])('%s is refused', (_what, line, problem) => {
    const found = parseHookLine(line);
    expect(found.ok ? null : found.problem).toContain(problem);
  });

  test('values are as they were, whatever is in them; a name that no shell would take is left out', () => {
    const value = 'x\ny"\'%s\\ = $(id)';
    const found = parseHookLine(lineOf('bound', { a: value, 'a-b': 'x', '': 'y' }));
    expect(found.ok && [...found.value.env]).toEqual([['a', value]]);
  });
});

describe('what the lines of a client mean', () => {
  const NOW = 1_000_000;
  const held = { address: '192.168.1.20', until: NOW + 600_000 };
  const at = (told: Told, event: string, env: Record<string, string> = {}, now = NOW) =>
    hear(told, parseHookLine(lineOf(event, { interface: 'wlan0', ...env })), WLAN, now);
  const running: Told = { ...toldOf(held), isFresh: false };

  test.each<[string, Told, string, Record<string, string>, number, readonly object[]]>([
    ['deconfig of a client that begins is no loss', toldOf(held), 'deconfig', {}, NOW, []],
    ['a later deconfig is', running, 'deconfig', {}, NOW, [{ type: 'lease4.lost' }]],
    ['deconfig without a lease says nothing', { ...running, held: null }, 'deconfig', {}, NOW, []],
    [
      'a refusal is a loss, in the server’s words, printable',
      running,
      'nak',
      { message: 'wrong\u001b[2J net' },
      NOW,
      [{ type: 'lease4.lost', reason: 'the server refused it: wrong [2J net' }],
    ],
    ['nobody answers while the lease lasts: nothing', running, 'leasefail', {}, NOW, []],
    [
      'nobody answers after it has ended: lost',
      running,
      'leasefail',
      {},
      NOW + 600_001,
      [{ type: 'lease4.lost', reason: 'no DHCP server answers' }],
    ],
    ['and this is said once', { ...running, held: null, isLost: true }, 'leasefail', {}, NOW, []],
    ['a renewal is a lease', running, 'renew', LEASE, NOW, [{ type: 'lease4.bound', lifetime: 600_000 }]],
  ])('%s', (_what, told, event, env, now, facts) => {
    expect(at(told, event, env, now).facts).toMatchObject(facts);
  });

  test('the same fault in each renewal is told once', () => {
    const first = at(running, 'bound', { ...LEASE, mtu: 'x' });
    const second = at(first.told, 'renew', { ...LEASE, mtu: 'x' });
    expect([first.rejected, second.rejected]).toEqual([['mtu: "x"'], []]);
  });
});

describe('the memory version', () => {
  test('clients start, find what is scripted, lose it, stop', async () => {
    const heard = listen();
    const memory = createMemoryDhcp4();
    await memory.open(heard.emit, heard.notice);
    const client = { client: 'udhcpc', ifname: 'wlan0', managed: false, delegated: false, ipv6Only: false } as const;
    const found = read(LEASE);
    if (!found.ok) throw new Error(found.problem);
    memory.offer('wlan0', found.lease);
    memory.carry([{ id: '1.0', type: 'client.start', target: 'udhcpc wlan0', client }]);
    memory.offer('wlan0', null);
    memory.carry([{ id: '2.0', type: 'client.stop', target: 'udhcpc wlan0', client }]);
    expect(heard.facts.map(({ type }) => type)).toEqual(['client.started', 'lease4.bound', 'lease4.lost', 'command.done']);
    for (const fact of heard.facts) expect(Fact.safeParse({ ...fact, seq: 0, at: millis(0) }).error).toBeUndefined();
  });
});
