/** What the resolver is given: who is open, who is asked for what, and which way answers go. */
import { describe, expect, test } from 'vitest';
import type { NamesView } from '../../machines/model/names.ts';
import { createNamesView } from '../../streams/names.ts';
import type { Script } from '../machines/facts.ts';
import * as f from '../machines/facts.ts';
import { live } from './live.ts';
import { dual, found, lost, renewed, wifi, wired } from './networks.ts';

const corp = { search: ['corp.example'] };
const CHECKS = { checks: true };
const view = (script: Script, from = {}): NamesView => createNamesView()(live(script, from).fold);
/** `corp.example 4 wlan0!`: an exclusive one ends in `!`. Reverse zones are many, and not told. */
const rules = (script: Script, from = {}) =>
  view(script, from)
    .rules.filter((r) => !r.suffix.endsWith('.arpa'))
    .map((r) => `${r.suffix} ${r.family} ${r.pvds.map((pvd) => pvd.slice(4)).join()}${r.exclusive ? '!' : ''}`);
const rules4 = (script: Script, from = {}) => rules(script, from).filter((rule) => rule.includes(' 4 '));
const open = (script: Script, from = {}) =>
  view(script, from)
    .domains.filter((d) => d.isOpen)
    .map((d) => d.pvd.slice(4));
/** A tunnel without a default route: an address, and a server that is configured. */
const tunnel = [f.link('vpn0', { kind: 'tun', ifindex: 9 }), f.address('vpn0', '10.8.0.2/24', { flags: ['permanent'] })];
const vpn = (some: object) => f.settings({ interfaces: [{ name: 'vpn0', static: { dns: ['10.8.0.53'] }, ...some }] });

describe('dns-8: which PvD resolves for the node', () => {
  const told = (state: Parameters<typeof f.check>[0]) => [...wired(), f.check(state, 'pvd:eth0')];
  const failed = [...told('failed'), f.check('failed', 'pvd:eth0')];
  test.each<[string, Script, object, readonly string[]]>([
    ['nobody checks: unknown is good enough', wired(), {}, ['eth0']],
    ['checks are on: unknown is not', wired(), CHECKS, []],
    ['validated', told('validated'), CHECKS, ['eth0']],
    ['partial', told('partial'), CHECKS, ['eth0']],
    ['assumed', told('assumed'), CHECKS, ['eth0']],
    ['suspect after it was validated', [...told('validated'), f.check('failed', 'pvd:eth0')], CHECKS, ['eth0']],
    ['a portal never', told('portal'), {}, []],
    ['unreachable never', failed, CHECKS, []],
    ['detached never', [...wired(), lost('eth0')], {}, []],
    ['back again, within its linger', [...wired(), lost('eth0'), found('eth0')], {}, ['eth0']],
    ['a prohibited one is not asked', [...wired(), f.policy('user', [{ never: { interface: 'eth0' } }])], {}, []],
    [
      'a portal in one family, whatever the other says',
      [...dual(0), f.check('validated', 'pvd:eth0', 6), f.check('portal', 'pvd:eth0', 4)],
      CHECKS,
      [],
    ],
    ['one family is enough', [...dual(0), f.check('validated', 'pvd:eth0', 6)], CHECKS, ['eth0']],
    ['a tunnel without a default route is never checked, and knows its names', [...tunnel, vpn({})], CHECKS, ['vpn0']],
  ])('%s', (_what, script, from, expected) => {
    expect(open(script, from)).toEqual(expected);
  });

  test('a closed one keeps its servers, for clients that are bound to it; nobody is asked for anything', () => {
    const { domains, rules } = view([...wired(corp), f.check('portal', 'pvd:eth0')]);
    expect(domains).toMatchObject([{ pvd: 'pvd:eth0', generation: 1, isOpen: false, servers: [{ address: '192.0.2.53' }] }]);
    expect(rules).toEqual([]);
  });

  test('dns-5: with the PvD its servers go, and a return after its linger is another generation', () => {
    expect(view([...wired(corp), lost('eth0')]).domains).toEqual([]);
    expect(view([...wired(corp), lost('eth0'), f.wait(11), found('eth0')]).domains).toMatchObject([{ generation: 2 }]);
  });
});

describe('dns-2: rules', () => {
  const exclusive = vpn({ names: 'exclusive' });
  const pushed = (search: readonly string[]) => f.published('vpn0', ['10.8.0.53'], search);
  test.each<[string, Script, object, readonly string[]]>([
    [
      'longest suffix first, best PvD first',
      [...wired(corp), ...wifi({ search: ['a.corp.example', 'corp.example'] })],
      {},
      ['a.corp.example 4 wlan0', 'corp.example 4 eth0,wlan0', '. 4 eth0,wlan0'],
    ],
    [
      'only open ones: names of a portal go nowhere, or to who has less of them',
      [...wired({ search: ['example'] }), ...wifi(corp), f.check('portal', 'pvd:wlan0')],
      {},
      ['example 4 eth0', '. 4 eth0'],
    ],
    ['not yet checked: another may be asked', [...wired(), ...wifi(corp), f.check('validated', 'pvd:eth0')], CHECKS, ['. 4 eth0']],
    [
      'a tunnel without a default route: its own suffixes only',
      [...wired(), ...tunnel, vpn({ static: { dns: ['10.8.0.53'], search: ['corp.example'] } })],
      {},
      ['corp.example 4 vpn0', '. 4 eth0'],
    ],
    [
      'exclusive, by interface: what it was told is asked there alone',
      [...wired(corp), ...tunnel, exclusive, pushed(['corp.example'])],
      {},
      ['corp.example 4 vpn0!', '. 4 eth0'],
    ],
    [
      '… and nowhere when it drops',
      [...wired(corp), ...tunnel, exclusive, pushed(['corp.example']), lost('vpn0')],
      {},
      ['corp.example 4 !', '. 4 eth0'],
    ],
    [
      '… nor when it is gone, with its file',
      [...wired(corp), ...tunnel, exclusive, pushed(['corp.example']), f.linkRemoved('vpn0'), pushed([]), f.wait(20)],
      {},
      ['corp.example 4 !', '. 4 eth0'],
    ],
    [
      '… and there again before it is told again',
      [...wired(), ...tunnel, exclusive, pushed(['corp.example']), f.linkRemoved('vpn0'), pushed([]), f.wait(20), ...tunnel],
      {},
      ['corp.example 4 vpn0!', '. 4 eth0'],
    ],
    [
      'no longer declared exclusive: forgotten',
      [...wired(), ...tunnel, exclusive, pushed(['corp.example']), f.linkRemoved('vpn0'), pushed([]), f.wait(20), vpn({})],
      {},
      ['. 4 eth0'],
    ],
    [
      'sec-2: another network’s longer suffix under an exclusive one takes nothing',
      [...wired({ search: ['a.corp.example'] }), ...tunnel, exclusive, pushed(['corp.example']), lost('vpn0')],
      {},
      ['corp.example 4 !', '. 4 eth0'],
    ],
    [
      'a configured exclusive name holds before its network first came',
      [...wired(corp), vpn({ names: 'exclusive', static: { dns: ['10.8.0.53'], search: ['~corp.example'] } })],
      {},
      ['corp.example 4 !', '. 4 eth0'],
    ],
    [
      'two exclusive ones with one suffix: the other goes on',
      [
        ...wired(corp),
        ...wifi(corp),
        f.settings({ interfaces: ['eth0', 'wlan0'].map((name) => ({ name, names: 'exclusive' })) }),
        lost('eth0'),
      ],
      {},
      ['corp.example 4 wlan0!', '. 4 wlan0'],
    ],
    [
      '~ as systemd-resolved has it: asked for that name only',
      [...wifi(), ...wired(), f.settings({ interfaces: [{ name: 'eth0', static: { search: ['~corp.example'] } }] })],
      {},
      ['corp.example 4 eth0', '. 4 wlan0'],
    ],
    [
      '~. before all others for every name',
      [...wifi(), ...wired(), f.settings({ interfaces: [{ name: 'wlan0', static: { search: ['~.'] } }] })],
      {},
      ['. 4 wlan0,eth0'],
    ],
    [
      'route-only: asked for what it claims, and for nothing else',
      [...wifi(), ...wired(corp), f.settings({ interfaces: [{ name: 'eth0', names: 'route-only' }] })],
      {},
      ['corp.example 4 eth0', '. 4 wlan0'],
    ],
  ])('%s', (_what, script, from, expected) => {
    expect(rules4(script, from)).toEqual(expected);
  });

  test('law 8: for AAAA the PvD that is the IPv6 default comes first', () => {
    const six = [
      f.link('wlan0', { kind: 'wifi', ifindex: 3 }),
      f.address('wlan0', '2001:db8:1::7/64'),
      f.ra('wlan0', 'fe80::1', { prefixes: [f.pio('2001:db8:1::/64')], dns: [f.rdnss('fe80::53')], search: [f.dnssl('corp.example')] }),
    ];
    const both = [...wired(corp), ...six];
    expect(rules(both)).toEqual(['corp.example 4 eth0,wlan0', 'corp.example 6 wlan0,eth0', '. 4 eth0,wlan0', '. 6 wlan0,eth0']);
    const domains = view(both).domains;
    expect(domains.find((d) => d.pvd === 'pvd:wlan0')).toMatchObject({
      servers: [{ address: 'fe80::53', port: 53, tls: null }],
      sources: { 4: null, 6: '2001:db8:1::7' },
      ifname: 'wlan0',
    });
  });

  test('a route-only suffix is no search name, a shared one is', () => {
    const searched = (interfaces: readonly object[]) => view([...wired(corp), f.settings({ interfaces })]).search;
    expect(searched([])).toEqual(['corp.example']);
    expect(searched([{ name: 'eth0', names: 'route-only' }])).toEqual([]);
    const some = [{ name: 'eth0', static: { search: ['~hidden.example', 'lab.example'] } }];
    expect(searched(some)).toEqual(['lab.example', 'corp.example']);
  });
});

describe('servers', () => {
  const LISTED = ['192.0.2.9', '192.0.2.66', '192.0.2.1'];
  const byHand = f.settings({ interfaces: [{ name: 'eth0', static: { dns: LISTED, search: ['z.example', 'a.example'] } }] });
  test.each<[string, Script, readonly string[], readonly string[]]>([
    ['DHCP', wired({ dns: LISTED, search: ['z.example', 'a.example'] }), LISTED, ['z.example', 'a.example']],
    ['the configuration', [...wired({ dns: [] }), byHand], LISTED, ['z.example', 'a.example']],
  ])(
    'they and the search list are as %s lists them, for that is the order of preference (RFC 2132 §3.8, RFC 3397 §2)',
    (_what, script, listed, search) => {
      const { domains, search: searched } = view(script);
      expect(domains[0]?.servers.map((server) => server.address)).toEqual(listed);
      expect(searched).toEqual(search);
    },
  );

  const dns = (...servers: readonly string[]) =>
    view([...wired(), f.settings({ interfaces: [{ name: 'eth0', static: { dns: servers } }] })]).domains[0]?.servers;
  test.each<[string, readonly string[], object]>([
    ['a configured one comes first', ['203.0.113.9'], [{ address: '203.0.113.9', port: 53, tls: null }, { address: '192.0.2.53' }]],
    ['with a port', ['203.0.113.9:5353'], [{ port: 5353, tls: null }, { port: 53 }]],
    ['by TLS: none in plain then', ['203.0.113.9#dns.example'], [{ address: '203.0.113.9', port: 853, tls: 'dns.example' }]],
    ['by TLS on the plain port', ['[2001:db8::9]:53#dns.example'], [{ address: '2001:db8::9', port: 53, tls: 'dns.example' }]],
  ])('%s', (_what, servers, expected) => {
    expect(dns(...servers)).toMatchObject(expected);
  });

  test('RFC 6731: the servers of a suffix beside those of all other names', () => {
    const selection = [{ servers: ['192.0.2.99'], preference: 'high' as const, domains: ['corp.example'] }];
    const { domains, rules } = view(wired({ selection }));
    expect(domains[0]?.servers).toMatchObject([{ address: '192.0.2.53' }]);
    const special = [{ pvd: 'pvd:eth0', servers: [{ address: '192.0.2.99', port: 53, tls: null }] }];
    expect(rules.find((r) => r.suffix === 'corp.example')).toMatchObject({ pvds: ['pvd:eth0'], special });
    expect(rules.find((r) => r.suffix === '.')).not.toHaveProperty('special');
  });

  test('RFC 6731: one that knows every name is a server of all', () => {
    const selection = [{ servers: ['192.0.2.99'], preference: 'medium' as const, domains: ['corp.example', '.'] }];
    const { domains, rules } = view(wired({ dns: [], selection }));
    expect(domains[0]?.servers).toMatchObject([{ address: '192.0.2.99' }]);
    expect(rules.map((r) => r.suffix)).toContain('.');
  });

  test('PREF64 of the PvD (RFC 8781)', () => {
    const six = [
      ...dual(0),
      f.ra('eth0', 'fe80::1', {
        mac: '02:00:00:00:01:00',
        prefixes: [f.pio('2001:db8:10::/64')],
        pref64: [{ prefix: '64:ff9b::/96', lifetime: f.wait(600).wait }],
      }),
    ];
    expect(view(six).domains[0]?.pref64).toEqual(['64:ff9b::/96']);
  });
});

test('the very same value while nothing in it has changed, of whatever else the host speaks', () => {
  const namesView = createNamesView();
  const seen = (script: Script) => namesView(live([...wired(corp), ...wifi(), ...script]).fold);
  const first = seen([]);
  expect(seen([renewed(corp), f.signalled('wlan0', 'good'), f.link('docker0', { ifindex: 7 })])).toBe(first);
  const next = seen([lost('wlan0')]);
  expect(next).not.toBe(first);
  expect(next.seq).toBeGreaterThan(first.seq);
  expect(next.domains[0]).toBe(first.domains[0]);
});
