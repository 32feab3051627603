import { describe, expect, test } from 'vitest';
import { millis, seconds } from '../../machines/model/units.ts';
import { isAttached } from '../../machines/pvd.ts';
import * as f from './facts.ts';
import { fold, generationOf, idsOf, objectsIn, provisioningOf, snapshotOf } from './host.ts';

const W = 'wlan0';
const GW = '02:00:00:00:00:aa';
const P1 = '2001:db8:1::/64';
const P2 = '2001:db8:2::/64';
const slaac = (prefix: string) => f.address(W, prefix.replace('/64', '7/64'), { valid: seconds(86_400) });
const r1 = f.ra(W, 'fe80::1', { prefixes: [f.pio(P1)], dns: [f.rdnss('2001:db8:1::53')] });
const r2 = f.ra(W, 'fe80::2', { prefixes: [f.pio(P2)], dns: [f.rdnss('2001:db8:2::53')] });
const home = [f.link(W), ...f.network4(W, '192.0.2', GW)];
const primaryOf = (script: f.Script) => fold(script).primaries.map((p) => p.router);

describe('PvDs of an interface (design, «Provisioning domains»)', () => {
  test.each<[string, f.Script, readonly string[]]>([
    ['a link alone is none', [f.link(W)], []],
    [
      'an interface with an address only (docker0) is seen, and is none',
      [f.link(W), f.address(W, '172.17.0.1/16', { flags: ['permanent'] })],
      [],
    ],
    ['a lease makes the implicit one', home, ['pvd:wlan0']],
    [
      'a static gateway does',
      [f.link(W), f.address(W, '192.0.2.7/24', { flags: ['permanent'] }), f.route(W, '0.0.0.0/0', '192.0.2.1')],
      ['pvd:wlan0'],
    ],
    ['an ordinary dual-stack network is one', [...home, slaac(P1), r1], ['pvd:wlan0']],
    ['single-1: two routers with two prefixes are two', [f.link(W), slaac(P1), slaac(P2), r1, r2], ['pvd:wlan0', 'pvd:wlan0/fe80::2']],
    [
      'a router with a prefix that a PvD has joins it',
      [f.link(W), slaac(P1), r1, f.ra(W, 'fe80::2', { prefixes: [f.pio(P1)] })],
      ['pvd:wlan0'],
    ],
    [
      '… also one that is not the primary’s',
      [f.link(W), r1, r2, f.ra(W, 'fe80::3', { prefixes: [f.pio(P2)] })],
      ['pvd:wlan0', 'pvd:wlan0/fe80::2'],
    ],
    ['a router with nothing but itself is its own', [f.link(W), r1, f.ra(W, 'fe80::2')], ['pvd:wlan0', 'pvd:wlan0/fe80::2']],
    ['an ignored interface has none', [f.settings({ interfaces: [{ name: W, ignore: true }] }), ...home], []],
    ['nothing comes to be on a link that is down', [f.link(W, { carrier: false }), ...f.network4(W, '192.0.2', GW)], []],
  ])('%s', (_name, script, ids) => {
    expect(idsOf(fold(script))).toEqual(ids);
  });

  test('a host knows its parts: each object with its PvD, its source and its fact (config-1)', () => {
    const host = fold([
      f.link(W),
      slaac(P1),
      ...f.network4(W, '192.0.2', GW, {
        search: ['corp.example'],
        ntp: ['192.0.2.123'],
        mtu: 1400,
        portal: 'https://p.example/',
        routes: [{ destination: '10.0.0.0/8', gateway: '192.0.2.9' }],
      }),
      f.ra(W, 'fe80::1', {
        mac: GW,
        prefixes: [f.pio(P1)],
        routes: [f.rio('2001:db8:ff::/48')],
        dns: [f.rdnss('fe80::1'), f.rdnss('fe80::53%wlan0')],
        search: [f.dnssl('ra.example')],
        pref64: [{ prefix: '64:ff9b::/96', lifetime: seconds(600) }],
      }),
    ]);
    expect(snapshotOf(host, 'pvd:wlan0').context.objects.map((o) => `${o.id} @${o.since}`)).toEqual([
      'address 192.0.2.7 dhcp4 dhcpcd @7',
      'address 2001:db8:1::7 ra fe80::1 @4',
      'dns 192.0.2.53 dhcp4 dhcpcd @7',
      'dns fe80::1%wlan0 ra fe80::1 @8',
      // The door has named its link already.
      'dns fe80::53%wlan0 ra fe80::1 @8',
      'gateway 192.0.2.1 dhcp4 dhcpcd @7',
      'gateway fe80::1 ra fe80::1 @8',
      'mtu 1400 dhcp4 dhcpcd @7',
      'ntp 192.0.2.123 dhcp4 dhcpcd @7',
      'portal https://p.example/ dhcp4 dhcpcd @7',
      'pref64 64:ff9b::/96 ra fe80::1 @8',
      'prefix 192.0.2.0/24 dhcp4 dhcpcd @7',
      'prefix 2001:db8:1::/64 ra fe80::1 @8',
      'route 10.0.0.0/8 dhcp4 dhcpcd @7',
      'route 2001:db8:ff::/48 ra fe80::1 @8',
      'search corp.example dhcp4 dhcpcd @7',
      'search ra.example ra fe80::1 @8',
    ]);
  });

  test('config-1: an object goes when its lifetime ends, and when its source does', () => {
    const script = [...home, f.ra(W, 'fe80::1', { mac: GW, dns: [f.rdnss('2001:db8::53', seconds(30))] })];
    expect(objectsIn(fold([...script, f.wait(29)]), 'pvd:wlan0')).toContain('dns 2001:db8::53');
    expect(objectsIn(fold([...script, f.wait(30)]), 'pvd:wlan0')).not.toContain('dns 2001:db8::53');
    expect(objectsIn(fold([...script, f.leaseLost(W)]), 'pvd:wlan0')).toEqual([
      'address 192.0.2.7',
      'dns 2001:db8::53',
      'gateway fe80::1',
      'prefix 192.0.2.0/24',
    ]);
  });

  test('config-2: equal values of two networks, and of two sources in one, stay objects of their own', () => {
    const host = fold([...home, f.link('eth0'), ...f.network4('eth0', '192.0.2', '02:00:00:00:00:bb'), f.published(W, ['192.0.2.53'])]);
    expect(idsOf(host)).toEqual(['pvd:eth0', 'pvd:wlan0']);
    expect(objectsIn(host, 'pvd:eth0').filter((o) => o.startsWith('dns'))).toEqual(['dns 192.0.2.53']);
    expect(objectsIn(host, 'pvd:wlan0').filter((o) => o.startsWith('dns'))).toEqual(['dns 192.0.2.53', 'dns 192.0.2.53']);
  });

  test('config-2: what one network says leaves the objects of another the very same', () => {
    const eth = [f.link('eth0'), ...f.network4('eth0', '198.51.100', '02:00:00:00:00:bb')];
    const before = fold([...eth, f.link(W)]);
    const after = fold([...eth, f.link(W), ...f.network4(W, '192.0.2', GW)]);
    expect(snapshotOf(after, 'pvd:eth0').context).toEqual(snapshotOf(before, 'pvd:eth0').context);
  });

  test('single-1: each of two routers’ prefixes, addresses and servers stand by their router (RFC 8028)', () => {
    const host = fold([f.link(W), slaac(P1), slaac(P2), r1, r2]);
    expect(objectsIn(host, 'pvd:wlan0')).toEqual(['address 2001:db8:1::7', 'dns 2001:db8:1::53', 'gateway fe80::1', `prefix ${P1}`]);
    expect(objectsIn(host, 'pvd:wlan0/fe80::2')).toEqual([
      'address 2001:db8:2::7',
      'dns 2001:db8:2::53',
      'gateway fe80::2',
      `prefix ${P2}`,
    ]);
  });

  test('a node-wide resolver file is attributed to the interface whose prefix holds the server, and repeats no lease', () => {
    const host = fold([
      ...home,
      f.link('eth0'),
      f.address('eth0', '198.51.100.7/24'),
      f.route('eth0', '0.0.0.0/0', '198.51.100.1'),
      f.published(null, ['198.51.100.9', '192.0.2.53', '127.0.0.53'], ['x.example']),
    ]);
    expect(objectsIn(host, 'pvd:eth0').filter((o) => /dns|search/.test(o))).toEqual(['dns 198.51.100.9', 'search x.example']);
    expect(
      snapshotOf(host, 'pvd:wlan0')
        .context.objects.filter((o) => o.kind === 'dns')
        .map((o) => o.source),
    ).toEqual(['dhcp4']);
  });

  test('… so a lease elsewhere that explains the server takes it back, as a new epoch would', () => {
    const script = [
      f.link('eth0'),
      f.address('eth0', '198.51.100.7/24'),
      f.route('eth0', '0.0.0.0/0', '198.51.100.1'),
      f.published(null, ['203.0.113.9']),
    ];
    expect(objectsIn(fold(script), 'pvd:eth0')).toContain('dns 203.0.113.9');
    const later = fold([...script, f.link(W), f.lease(W, '192.0.2.7', { dns: ['203.0.113.9'] })]);
    expect(objectsIn(later, 'pvd:eth0')).not.toContain('dns 203.0.113.9');
  });

  test('law 10: a file, or settings, told again with nothing new are no new reason', () => {
    const config = { interfaces: [{ name: W, static: { dns: ['203.0.113.1'] } }] };
    const script = [f.settings(config), ...home, f.published(W, ['203.0.113.9'])];
    const [once, twice] = [fold(script), fold([...script, f.published(W, ['203.0.113.9']), f.settings(config)])];
    expect(snapshotOf(twice, 'pvd:wlan0').context).toEqual(snapshotOf(once, 'pvd:wlan0').context);
    expect(twice.settingsSince).toBe(once.settingsSince);
  });
});

describe('the primary router', () => {
  const beside = f.ra(W, 'fe80::2', { mac: GW, prefixes: [f.pio(P2)] });
  test.each<[string, f.Script, readonly string[]]>([
    ['nobody, nobody', [f.link(W)], []],
    ['the first heard', [f.link(W), r1, r2], ['fe80::1']],
    ['the first heard, whatever its address', [f.link(W), r2, r1], ['fe80::2']],
    ['the one with the IPv4 gateway’s link-layer address', [...home, beside], ['fe80::2']],
    ['kept, though the IPv4 gateway’s is heard later', [...home, r1, beside], ['fe80::1']],
    ['kept, though one of a higher preference is heard later', [f.link(W), r1, f.ra(W, 'fe80::2', { preference: 'high' })], ['fe80::1']],
    ['kept by a refresh', [f.link(W), r1, r2, r1], ['fe80::1']],
    [
      'kept until its lifetime ends, though its prefix lives on',
      [f.link(W), r1, r2, f.ra(W, 'fe80::1', { lifetime: millis(0) })],
      ['fe80::2'],
    ],
    [
      '… then the IPv4 gateway’s before the higher preference',
      [
        ...home,
        r1,
        f.ra(W, 'fe80::3', { preference: 'high', prefixes: [f.pio('2001:db8:3::/64')] }),
        beside,
        f.ra(W, 'fe80::1', { lifetime: millis(0) }),
      ],
      ['fe80::2'],
    ],
    [
      '… the higher preference before the first heard',
      [
        f.link(W),
        r1,
        r2,
        f.ra(W, 'fe80::3', { preference: 'high', prefixes: [f.pio('2001:db8:3::/64')] }),
        f.ra(W, 'fe80::1', { lifetime: millis(0) }),
      ],
      ['fe80::3'],
    ],
    [
      'kept when nobody else leads out either',
      [
        f.link(W),
        f.ra(W, 'fe80::1', { lifetime: millis(0), prefixes: [f.pio(P1)] }),
        f.ra(W, 'fe80::2', { lifetime: millis(0), prefixes: [f.pio(P2)] }),
      ],
      ['fe80::1'],
    ],
    ['until the link ends', [f.link(W), r1, f.carrier(W, false), f.carrier(W, true), r2], ['fe80::2']],
    ['an explicit PvD’s router is none', [f.link(W), f.ra(W, 'fe80::1', { pvd: f.pvdOption('a.example') }), r2], ['fe80::2']],
  ])('%s', (_name, script, routers) => {
    expect(primaryOf(script)).toEqual(routers);
  });
});

describe('explicit PvDs (config-4, RFC 8801)', () => {
  const corp = f.pvdOption('corp.example');
  const legacy = f.pvdOption('corp.example', { legacy: true });
  const explicit = 'pvd:corp.example@wlan0';

  test('an advertisement with the option makes a PvD of that identity, apart from the interface', () => {
    const host = fold([f.link(W), slaac(P1), f.ra(W, 'fe80::1', { prefixes: [f.pio(P1)], pvd: corp })]);
    expect(idsOf(host)).toEqual([explicit]);
    expect(snapshotOf(host, explicit).context).toMatchObject({ identity: 'corp.example', ifname: W });
  });

  test('two PvDs of one router, each in an advertisement of its own, both lead out', () => {
    const [a, b] = [f.pvdOption('a.example'), f.pvdOption('b.example')];
    const host = fold([
      f.link(W),
      slaac(P1),
      slaac(P2),
      f.ra(W, 'fe80::1', { prefixes: [f.pio(P1)], pvd: a }),
      f.ra(W, 'fe80::1', { prefixes: [f.pio(P2)], pvd: b }),
    ]);
    expect(idsOf(host)).toEqual(['pvd:a.example@wlan0', 'pvd:b.example@wlan0']);
    expect(host.pvds.map((p) => isAttached(p.snapshot))).toEqual([true, true]);
    expect(objectsIn(host, 'pvd:a.example@wlan0')).toEqual(['address 2001:db8:1::7', 'gateway fe80::1', `prefix ${P1}`]);
    expect(objectsIn(host, 'pvd:b.example@wlan0')).toEqual(['address 2001:db8:2::7', 'gateway fe80::1', `prefix ${P2}`]);
  });

  test('an object belongs to the PvD of the advertisement that last carried it', () => {
    const script = [f.link(W), slaac(P1), slaac(P2), r1, f.ra(W, 'fe80::1', { prefixes: [f.pio(P2)], pvd: corp })];
    expect(objectsIn(fold(script), 'pvd:wlan0')).toContain(`prefix ${P1}`);
    const moved = fold([...script, f.ra(W, 'fe80::1', { prefixes: [f.pio(P1)], pvd: corp })]);
    expect(objectsIn(moved, 'pvd:wlan0')).not.toContain(`prefix ${P1}`);
    expect(objectsIn(moved, explicit)).toEqual(expect.arrayContaining([`prefix ${P1}`, `prefix ${P2}`, 'address 2001:db8:1::7']));
    const back = fold([...script, f.ra(W, 'fe80::1', { prefixes: [f.pio(P1)], pvd: corp }), r1]);
    expect(objectsIn(back, 'pvd:wlan0')).toContain(`prefix ${P1}`);
  });

  test('the same prefix of another router is another object: nothing is taken over', () => {
    const host = fold([f.link(W), slaac(P1), r1, f.ra(W, 'fe80::9', { prefixes: [f.pio(P1)], pvd: corp })]);
    expect(objectsIn(host, 'pvd:wlan0')).toContain(`prefix ${P1}`);
    expect(objectsIn(host, explicit)).toContain(`prefix ${P1}`);
  });

  test.each<[string, f.Script, boolean]>([
    ['with the L flag and the gateway’s link-layer address DHCPv4 joins', [f.ra(W, 'fe80::1', { mac: GW, pvd: legacy })], true],
    ['without the L flag it does not', [f.ra(W, 'fe80::1', { mac: GW, pvd: corp })], false],
    ['from another link-layer address it does not', [f.ra(W, 'fe80::1', { pvd: legacy })], false],
    [
      'two that claim it: neither has it',
      [f.ra(W, 'fe80::1', { mac: GW, pvd: legacy }), f.ra(W, 'fe80::2', { mac: GW, pvd: f.pvdOption('other.example', { legacy: true }) })],
      false,
    ],
    [
      'the flag withdrawn, it leaves again',
      [f.ra(W, 'fe80::1', { mac: GW, pvd: legacy }), f.ra(W, 'fe80::1', { mac: GW, pvd: corp })],
      false,
    ],
  ])('%s', (_name, script, joins) => {
    const host = fold([...home, ...script]);
    const leased = host.pvds.filter((p) => p.snapshot.context.objects.some((o) => o.source === 'dhcp4')).map((p) => p.id);
    expect(leased).toEqual([joins ? explicit : 'pvd:wlan0']);
  });

  test('the DHCP server’s link-layer address will do as well', () => {
    const server = '02:00:00:00:00:dd';
    const host = fold([
      f.link(W),
      ...f.network4(W, '192.0.2', GW, { serverMac: server }),
      f.ra(W, 'fe80::1', { mac: server, pvd: legacy }),
    ]);
    expect(objectsIn(host, explicit)).toContain('address 192.0.2.7');
  });

  test('the same id on two interfaces is two actors with one identity', () => {
    const host = fold([f.link(W), f.link('eth0'), f.ra(W, 'fe80::1', { pvd: corp }), f.ra('eth0', 'fe80::1', { pvd: corp })]);
    expect(host.pvds.map((p) => [p.id, p.snapshot.context.identity])).toEqual([
      ['pvd:corp.example@eth0', 'corp.example'],
      [explicit, 'corp.example'],
    ]);
  });
});

describe('config-5: generations', () => {
  const back = [f.carrier(W, true)];
  const cafe = f.network4(W, '198.51.100', '02:00:00:00:00:cc');
  const swap = [f.leaseLost(W), f.addressRemoved(W, '192.0.2.7/24')];
  const down = f.carrier(W, false);
  test.each<[string, f.Script, number]>([
    ['a first attachment', [], 1],
    ['a renewal', [f.lease(W, '192.0.2.7', { dns: ['192.0.2.53'] })], 1],
    ['another server for names', [f.lease(W, '192.0.2.7', { dns: ['192.0.2.54'] })], 1],
    ['another address of the same network', [f.lease(W, '192.0.2.8')], 1],
    ['down and up within 10 s, the same network', [down, f.wait(9), ...back], 1],
    ['… its lease lost and given again', [down, ...swap, f.wait(9), ...back, ...f.network4(W, '192.0.2', GW)], 1],
    ['down, and up after 10 s, though the same network', [down, f.wait(11), ...back], 2],
    ['down and up within 10 s, another lease', [down, ...swap, f.wait(2), ...back, ...cafe], 2],
    [
      'down and up within 10 s, the same values from another gateway',
      [down, ...swap, f.wait(2), ...back, ...f.network4(W, '192.0.2', '02:00:00:00:00:cc')],
      2,
    ],
    ['with the link up, gateway’s link-layer address and prefix both changed', [...swap, ...cafe], 2],
    [
      'with the link up, the lease replaced before the new gateway is known',
      [f.lease(W, '198.51.100.7'), f.neighbour(W, '198.51.100.1', '02:00:00:00:00:cc')],
      2,
    ],
    ['with the link up, the prefix alone', [f.neighbour(W, '198.51.100.1', GW), f.lease(W, '198.51.100.7')], 1],
    ['with the link up, the gateway’s link-layer address alone', [f.neighbour(W, '192.0.2.1', '02:00:00:00:00:cc')], 1],
    ['two roamings', [...swap, ...cafe, f.leaseLost(W), ...f.network4(W, '192.0.2', GW)], 3],
  ])('%s', (_name, script, generation) => {
    const host = fold([...home, ...script]);
    expect([generationOf(host, 'pvd:wlan0'), provisioningOf(host, 'pvd:wlan0')]).toEqual([generation, 'provisioned']);
  });

  test.each<[string, f.Script, number]>([
    ['the same SSID within 10 s', [f.carrier(W, false), f.attached(W, 'home'), f.carrier(W, true)], 1],
    ['another SSID after the link was down', [f.carrier(W, false), f.attached(W, 'cafe'), f.carrier(W, true)], 2],
    ['another SSID with the link up (roaming unseen)', [f.attached(W, 'cafe')], 2],
    ['the same SSID told again', [f.attached(W, 'home')], 1],
  ])('%s', (_name, script, generation) => {
    const host = fold([f.link(W), f.attached(W, 'home'), ...f.network4(W, '192.0.2', GW), ...script]);
    expect(generationOf(host, 'pvd:wlan0')).toBe(generation);
  });

  test('another router after the link was down is another attachment', () => {
    const host = fold([f.link(W), slaac(P1), r1, f.carrier(W, false), f.wait(1), f.carrier(W, true), slaac(P2), r2]);
    expect(generationOf(host, 'pvd:wlan0')).toBe(2);
  });

  test('a verdict on the old attachment dies with it', () => {
    const checked = [...home, f.check('validated', 'pvd:wlan0')];
    expect(fold(checked).pvds[0]?.snapshot.value).toMatchObject({ reach4: 'validated' });
    expect(fold([...checked, ...swap, ...cafe]).pvds[0]?.snapshot.value).toMatchObject({ reach4: 'unknown' });
    expect(fold([...checked, ...swap, ...cafe, f.check('validated', 'pvd:wlan0', 4, 1)]).pvds[0]?.snapshot.value).toMatchObject({
      reach4: 'unknown',
    });
  });

  test('what is gone is forgotten but for its generation, and keeps its table while nobody else has it', () => {
    const gone = fold([...home, f.carrier(W, false), f.wait(11)]);
    expect([idsOf(gone), gone.memory.map((m) => [m.id, m.pvd.state, m.pvd.generation])]).toEqual([[], [['pvd:wlan0', 'gone', 1]]]);
  });
});
