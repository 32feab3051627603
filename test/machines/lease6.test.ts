import { describe, expect, test } from 'vitest';
import { type Lease6Event, lease6Actor, lease6Deadlines } from '../../machines/lease6.ts';
import type { Unstamped } from '../../machines/model/facts/index.ts';
import { seconds } from '../../machines/model/units.ts';
import { restate } from '../../machines/restate.ts';
import * as f from './facts.ts';
import { fold, idsOf, objectsIn, snapshotOf } from './host.ts';

const take = (facts: readonly Unstamped[]) =>
  f
    .stampedAll(facts)
    .reduce((snapshot, fact) => lease6Actor.take(snapshot, fact as Lease6Event, []), lease6Actor.start({ ifname: f.name('wlan0') }));
const [A, B, P] = ['2001:db8:1::a', '2001:db8:1::b', '2001:db8:f00::/56'];
const expiry = 'lease6:wlan0:expiry';
const bound = f.lease6('wlan0', { addresses: [f.leased6(A)] });
const both = f.lease6('wlan0', { addresses: [f.leased6(A)], prefixes: [f.delegated(P, { valid: seconds(7200) })] });
const stateless = f.lease6('wlan0', { kind: 'stateless', dns: ['2001:db8:1::53'] });

describe('lease6', () => {
  test.each<[string, readonly Unstamped[], string, readonly string[] | undefined, number]>([
    ['nothing yet', [], 'none', undefined, 0],
    ['a Reply binds', [bound], 'bound', [A], 1],
    ['stateless configuration binds without an address', [stateless], 'bound', [], 1],
    ['the end of the only address is that of the lease (RFC 8415 §12.1)', [bound, f.passed(expiry, f.at(3601))], 'expired', undefined, 1],
    ['each prefix has its own end: the first takes its own only', [both, f.passed(expiry, f.at(3601))], 'bound', [P], 1],
    ['and the last one all', [both, f.passed(expiry, f.at(3601)), f.passed(expiry, f.at(7201))], 'expired', undefined, 1],
    ['a renewal with equal values moves the end and is no new reason', [bound, bound], 'bound', [A], 1],
    ['a renewal makes the old end meaningless', [bound, bound, f.passed(expiry, f.at(3601))], 'bound', [A], 1],
    ['another address is a new reason', [bound, f.lease6('wlan0', { addresses: [f.leased6(B)] })], 'bound', [B], 2],
    [
      'another server for names is a new reason',
      [bound, f.lease6('wlan0', { addresses: [f.leased6(A)], dns: ['2001:db8::9'] })],
      'bound',
      [A],
      2,
    ],
    [
      'a lifetime of nothing ends an address at once (RFC 8415 §18.2.10.1)',
      [f.lease6('wlan0', { addresses: [f.leased6(A), f.leased6(B, { valid: seconds(0) })] })],
      'bound',
      [A],
      1,
    ],
    ['a loss drops all', [both, f.lease6Lost('wlan0')], 'none', undefined, 1],
    ['a loss that another client tells: nothing happens', [bound, f.lease6Lost('wlan0', 'networkd')], 'bound', [A], 1],
    ['a loss without a lease: nothing happens', [f.lease6Lost('wlan0')], 'none', undefined, 0],
    ['another deadline: nothing happens', [bound, f.passed('lease6:eth0:expiry', f.at(3601))], 'bound', [A], 1],
    ['a loss after the end: nothing happens', [bound, f.passed(expiry, f.at(3601)), f.lease6Lost('wlan0')], 'expired', undefined, 1],
    ['an expired client may bind again', [bound, f.passed(expiry, f.at(3601)), bound], 'bound', [A], 3],
  ])('%s', (_name, given, state, held, since) => {
    const { value, context } = take(given);
    const values = context.lease ? [...context.lease.addresses, ...context.lease.prefixes] : undefined;
    expect([value, values, context.since]).toEqual([state, held, since]);
  });

  test.each<[string, readonly Unstamped[], readonly object[]]>([
    ['a bound lease waits for its first end', [both], [{ id: expiry, due: f.at(3601) }]],
    ['a renewed one for its new end', [bound, bound], [{ id: expiry, due: f.at(3602) }]],
    ['a lost one for nothing', [bound, f.lease6Lost('wlan0')], []],
    ['stateless configuration for nothing', [stateless], []],
    ['one without an end for nothing', [f.lease6('wlan0', { addresses: [f.leased6(A, { valid: null, preferred: null })] })], []],
  ])('%s', (_name, given, deadlines) => {
    expect(lease6Deadlines(take(given))).toEqual(deadlines);
  });
});

const managed = { managed: true, prefixes: [f.pio('2001:db8:1::/64', { autonomous: false })] };
const told = { addresses: [f.leased6(A)], prefixes: [f.delegated(P)], dns: ['2001:db8:1::53'], search: ['a.example'], ntp: ['fe80::123'] };
const inKernel = f.address('wlan0', `${A}/128`, { valid: seconds(3600) });
const from = (host: ReturnType<typeof fold>, pvd: string) =>
  snapshotOf(host, pvd).context.objects.flatMap((o) => (o.source === 'dhcp6' ? [`${o.kind} ${o.value}`] : []));
const OTHERS = ['dns 2001:db8:1::53', 'ntp fe80::123%wlan0', 'search a.example'];
const named = (id: string, some: object) => f.ra('wlan0', 'fe80::1', { pvd: f.pvdOption(id), ...some });

describe('a DHCPv6 lease as objects', () => {
  test.each<[string, readonly Unstamped[], Readonly<Record<string, readonly string[]>>]>([
    [
      'config-1: all of it is the interface’s own PvD’s, whose router said M',
      [f.ra('wlan0', 'fe80::1', managed), inKernel, f.lease6('wlan0', told)],
      { 'pvd:wlan0': [`address ${A}`, `delegated ${P}`, ...OTHERS] },
    ],
    [
      'an address that the kernel does not have yet is no object',
      [f.ra('wlan0', 'fe80::1', managed), f.lease6('wlan0', told)],
      { 'pvd:wlan0': [`delegated ${P}`, ...OTHERS] },
    ],
    [
      'config-4: the address belongs to the PvD with the M flag and a prefix that includes it (RFC 8801 §3.4.1)',
      [named('b.example', managed), f.ra('wlan0', 'fe80::1', { prefixes: [f.pio('2001:db8:2::/64')] }), inKernel, f.lease6('wlan0', told)],
      { 'pvd:b.example@wlan0': [`address ${A}`, `delegated ${P}`, ...OTHERS], 'pvd:wlan0': [] },
    ],
    [
      'without a prefix that includes it, it is the implicit PvD’s',
      [
        named('b.example', { managed: true, prefixes: [f.pio('2001:db8:2::/64')] }),
        inKernel,
        f.lease6('wlan0', told),
        f.published('wlan0', ['2001:db8::9']),
      ],
      { 'pvd:b.example@wlan0': [`delegated ${P}`, ...OTHERS], 'pvd:wlan0': [`address ${A}`] },
    ],
    [
      'config-4: stateless configuration belongs to every PvD advertised with the O flag (RFC 8801 §3.4.1)',
      [
        named('b.example', { other: true, prefixes: [f.pio('2001:db8:1::/64')] }),
        named('c.example', { prefixes: [f.pio('2001:db8:3::/64')] }),
        f.ra('wlan0', 'fe80::1', { other: true, prefixes: [f.pio('2001:db8:2::/64')] }),
        f.lease6('wlan0', { kind: 'stateless', dns: ['2001:db8:1::53'] }),
      ],
      { 'pvd:b.example@wlan0': [OTHERS[0] ?? ''], 'pvd:c.example@wlan0': [], 'pvd:wlan0': [OTHERS[0] ?? ''] },
    ],
  ])('%s', (_name, script, expected) => {
    const host = fold([f.link('wlan0'), ...script]);
    expect(Object.fromEntries(idsOf(host).map((id) => [id, from(host, id)]))).toEqual(expected);
  });

  test('an address of the lease is not the advertised prefix’s as well, nor anybody’s by hand', () => {
    const host = fold([
      f.link('wlan0'),
      f.ra('wlan0', 'fe80::1', managed),
      f.address('wlan0', `${A}/128`, { flags: ['permanent'] }),
      f.lease6('wlan0', told),
    ]);
    expect(objectsIn(host, 'pvd:wlan0').filter((text) => text.startsWith('address'))).toEqual([`address ${A}`]);
  });

  test('config-1: an object goes at its own end, and the rest with the last one', () => {
    const script = [
      ...[
        f.link('wlan0'),
        f.ra('wlan0', 'fe80::1', {
          ...managed,
          prefixes: [f.pio('2001:db8:1::/64', { valid: null, preferred: null })],
          lifetime: seconds(9000),
        }),
      ],
      f.lease6('wlan0', { ...told, prefixes: [f.delegated(P, { valid: seconds(7200) })] }),
      inKernel,
    ];
    const left = (s: number) => from(fold([...script, f.wait(s)]), 'pvd:wlan0');
    expect(left(3590)).toEqual([`address ${A}`, `delegated ${P}`, ...OTHERS]);
    expect(left(3610)).toEqual([`delegated ${P}`, ...OTHERS]);
    expect(left(7300)).toEqual([]);
  });

  test('a renewal with equal values leaves the very same objects (law 10)', () => {
    const script = [f.link('wlan0'), f.ra('wlan0', 'fe80::1', managed), inKernel, f.lease6('wlan0', told)];
    const [once, again] = [fold(script), fold([...script, f.wait(600), f.lease6('wlan0', told)])];
    expect(snapshotOf(again, 'pvd:wlan0').context.objects).toEqual(snapshotOf(once, 'pvd:wlan0').context.objects);
    expect(again.leases6[0]?.snapshot.context.lifetimes).not.toEqual(once.leases6[0]?.snapshot.context.lifetimes);
  });

  test('law 4: an epoch restates the lease with what is left of each lifetime', () => {
    const host = fold([f.link('wlan0'), f.ra('wlan0', 'fe80::1', managed), inKernel, f.lease6('wlan0', told), f.wait(600)]);
    const restated = restate(host, f.at(600), { ranks: [], steadiness: [], names: [], sessions: [], underWay: [] }).find(
      (fact) => fact.type === 'lease6.bound',
    );
    expect(restated).toMatchObject({ of: 6, addresses: [{ address: A }], dns: told.dns, policyTable: null });
    const opened = fold([
      f.link('wlan0'),
      ...restate(host, host.at, { ranks: [], steadiness: [], names: [], sessions: [], underWay: [] }).filter(
        (fact) => fact.type !== 'settings.loaded',
      ),
    ]);
    expect(opened.leases6[0]?.snapshot.context.lease).toEqual(host.leases6[0]?.snapshot.context.lease);
    expect(opened.leases6[0]?.snapshot.context.since).toBe(host.leases6[0]?.snapshot.context.since);
  });
});
