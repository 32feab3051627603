import { describe, expect, test } from 'vitest';
import { type Option, toFact, toRejection } from '../../../adapters/linux/ra/index.ts';
import { Fact } from '../../../machines/model/facts/index.ts';
import { ADVERTISED_MAX } from '../../../machines/model/facts/router.ts';
import { IfName, millis, seconds } from '../../../machines/model/units.ts';
import { advertisement, dnssl, HEADER, prefix, pvdOption, rdnss } from './ra.samples.ts';

const heard = { ifname: IfName.parse('wlan0'), router: 'fe80::1' };
const factOf = (...options: readonly Option[]) => Fact.parse({ ...toFact(advertisement(...options), heard), seq: 1, at: 1 });
const route = (over: Partial<Extract<Option, { kind: 'route' }>> = {}): Option => ({
  ...{ kind: 'route', address: '2001:db8:2::', size: 16, length: 48, preference: 'high', flags: 0, lifetime: seconds(60) },
  ...over,
});
const none = { prefixes: [], routes: [], dns: [], search: [], pref64: [], mtu: null, portal: null, unknown: [], dropped: 0 };
const link = (hex: string): Option => ({ kind: 'sourceLink', hex });

describe('Router Advertisements as facts', () => {
  test('an empty one', () => {
    expect(factOf()).toEqual({
      ...{ type: 'router.advertised', v: 1, class: 'world', seq: 1, at: 1, ifname: 'wlan0', router: 'fe80::1', mac: null, ...none },
      ...{ hopLimit: 64, managed: false, other: false, lifetime: 1_800_000, preference: 'medium', pvd: null },
    });
  });

  test('everything at once, what is nested in the PvD option only there', () => {
    const header = { ...HEADER, hopLimit: 0, preference: 'low' as const, lifetime: seconds(9) };
    const nested = [prefix({ address: '2001:db8:9::', valid: null, preferred: null }), dnssl('Inner.Test')];
    const fact = factOf(
      ...[link('02005e100001'), prefix({ address: '2001:db8:1::5' }), route(), rdnss('2001:db8::53', 'fe80::53'), dnssl('Example.ORG')],
      { kind: 'pref64', address: '64:ff9b::', length: 96, lifetime: millis(600_000) },
      { kind: 'mtu', reserved: 0, mtu: 1492 },
      { kind: 'portal', uri: 'https://portal.test/api', extra: 0 },
      { kind: 'unknown', type: 200, hex: '010203040506' },
      pvdOption({ id: 'PvD.Example.org', legacy: true, delay: 7, sequence: 65_535, header, options: nested }),
    );
    expect(fact).toMatchObject({
      mac: '02:00:5e:10:00:01',
      prefixes: [{ prefix: '2001:db8:1::/64', onLink: true, autonomous: true, valid: 86_400_000, preferred: 14_400_000 }],
      routes: [{ prefix: '2001:db8:2::/48', preference: 'high', lifetime: 60_000 }],
      dns: [
        { server: '2001:db8::53', lifetime: 600_000 },
        { server: 'fe80::53%wlan0', lifetime: 600_000 },
      ],
      search: [{ domain: 'example.org', lifetime: 600_000 }],
      pref64: [{ prefix: '64:ff9b::/96', lifetime: 600_000 }],
      ...{ mtu: 1492, portal: 'https://portal.test/api', unknown: [{ type: 200, hex: '010203040506' }], dropped: 0 },
      pvd: {
        ...{ id: 'pvd.example.org', http: true, legacy: true, delay: 7, sequence: 65_535 },
        header: { hopLimit: null, managed: false, other: false, lifetime: 9000, preference: 'low' },
        nested: {
          ...none,
          prefixes: [{ prefix: '2001:db8:9::/64', onLink: true, autonomous: true, valid: null, preferred: null }],
          search: [{ domain: 'inner.test', lifetime: 600_000 }],
        },
      },
    });
  });

  test.each([
    ['Ethernet', ['02005e100001'], '02:00:5e:10:00:01', 0],
    ['RFC 4944 §8: eight bytes and padding', ['02005e10000100ff000000000000'], '02:00:5e:10:00:01:00:ff', 0],
    ['of two the first counts', ['02005e100001', '02005e100002'], '02:00:5e:10:00:01', 1],
    ['a length that no link of ours has', ['0'.repeat(44)], null, 0],
  ])('link-layer address: %s', (_name, hexes, mac, dropped) => {
    expect(factOf(...hexes.map(link))).toMatchObject({ mac, dropped });
  });

  test.each([
    ['a link-local prefix (RFC 4862 §5.5.3 b)', prefix({ address: 'fe80::' })],
    ['a multicast prefix', prefix({ address: 'ff02::' })],
    ['a loopback prefix', prefix({ address: '::1', length: 128 })],
    ['preferred longer than valid (RFC 4862 §5.5.3 c)', prefix({ valid: seconds(1), preferred: seconds(2) })],
    ['preferred for ever, valid not', prefix({ preferred: null })],
    ['a route to a link-local prefix', route({ address: 'fe80::', length: 64 })],
    ['a route to a multicast prefix', route({ address: 'ff0e::', length: 16 })],
    ['a route with the reserved preference (RFC 4191 §2.3)', route({ preference: 'reserved' })],
    ['a multicast DNS server', rdnss('ff02::fb')],
    ['a loopback DNS server', rdnss('::1')],
    ['an unspecified DNS server', rdnss('::')],
    ['a multicast PREF64', { kind: 'pref64', address: 'ff02::', length: 96, lifetime: millis(8000) } satisfies Option],
    ['a name that its escapes make too long', dnssl(Array(20).fill('\\000\\001\\002\\003').join('.'))],
    ['a portal that is too long', { kind: 'portal', uri: `https://${'a'.repeat(1020)}`, extra: 0 } satisfies Option],
    ['a PvD option whose id is too long', pvdOption({ id: Array(20).fill('\\000\\001\\002\\003').join('.') })],
  ])('ignored and counted: %s', (_name, option) => {
    expect(factOf(option)).toEqual({ ...factOf(), dropped: 1 });
  });

  test.each([
    ['the default route', route({ address: '::', length: 0 }), { routes: [{ prefix: '::/0', preference: 'high', lifetime: 60_000 }] }],
    ['lifetime 0', prefix({ valid: millis(0), preferred: millis(0) }), { prefixes: [{ valid: 0, preferred: 0 }] }],
    ['lifetime infinity', prefix({ valid: null }), { prefixes: [{ valid: null, preferred: 14_400_000 }] }],
    ['bytes of a name that are not printable', dnssl('A\\000b\\255.c\\.D'), { search: [{ domain: 'a\\000b\\255.c\\.d' }] }],
  ])('kept: %s', (_name, option, expected) => {
    expect(factOf(option)).toMatchObject({ ...expected, dropped: 0 });
  });

  test.each([
    ['reserved is medium (RFC 4191 §2.2)', 'reserved', 1800, 'medium'],
    ['no default router has none (RFC 4191 §2.2)', 'high', 0, 'medium'],
    ['a low one stays low', 'low', 1, 'low'],
  ] as const)('preference: %s', (_name, preference, lifetime, expected) => {
    const fact = toFact({ ...advertisement(), preference, lifetime: seconds(lifetime) }, heard);
    expect(fact).toMatchObject({ preference: expected, lifetime: lifetime * 1000 });
  });

  test('RFC 8801 §3.1: of two PvD options the first counts', () => {
    expect(factOf(pvdOption({ id: 'one.test' }), pvdOption({ id: 'two.test' }))).toMatchObject({ pvd: { id: 'one.test' }, dropped: 1 });
  });

  test('RFC 8801 §3.1: a PvD option in a PvD option is ignored', () => {
    const malformed: Option = { kind: 'malformed', type: 21, hex: '000000000161', fault: { kind: 'nestedPvd', offset: 34 } };
    expect(factOf(pvdOption({ options: [malformed] }))).toMatchObject({
      dropped: 0,
      pvd: { id: 'example.org', nested: { ...none, dropped: 1 } },
    });
  });

  test('what is beyond the cap is counted, list by list, outside and inside of the PvD option', () => {
    const many = Array.from({ length: ADVERTISED_MAX + 3 }, (_, i) => prefix({ address: `2001:db8:${i.toString(16)}::` }));
    const servers = rdnss(...Array.from({ length: ADVERTISED_MAX + 2 }, (_, i) => `2001:db8::${(i + 1).toString(16)}`));
    const fact = factOf(...many, servers, pvdOption({ options: many }));
    expect(fact).toMatchObject({ dropped: 5, pvd: { nested: { dropped: 3 } } });
    expect(fact.type === 'router.advertised' && [fact.prefixes.length, fact.dns.length]).toEqual([ADVERTISED_MAX, ADVERTISED_MAX]);
  });

  test('a packet that was not believed', () => {
    const fact = { ...toRejection({ kind: 'badHopLimit', offset: 0 }, heard), seq: 1, at: 1 };
    expect(Fact.parse(fact)).toMatchObject({ type: 'router.packetRejected', ifname: 'wlan0', router: 'fe80::1', problem: 'badHopLimit' });
  });
});
