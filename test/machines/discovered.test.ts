/** dns-6: a NAT64 that no advertisement tells of, found by asking the PvD's own name servers (RFC 7050). */
import { expect, test } from 'vitest';
import { world } from '../../machines/model/facts/index.ts';
import { objectsOf } from '../../machines/model/pvd.ts';
import { seconds } from '../../machines/model/units.ts';
import type { Script } from './facts.ts';
import * as f from './facts.ts';
import { fold, snapshotOf } from './host.ts';

const PVD = 'pvd:wlan0';
const NET = [
  f.link('wlan0'),
  f.address('wlan0', '2001:db8:1::7/64'),
  f.ra('wlan0', 'fe80::1', { prefixes: [f.pio('2001:db8:1::/64')], dns: [f.rdnss('2001:db8:1::53')] }),
];
const found = (prefixes: readonly string[], some: { readonly generation?: number; readonly lifetime?: number } = {}) =>
  world('pref64.discovered', { pvd: PVD, generation: some.generation ?? 1, prefixes, lifetime: seconds(some.lifetime ?? 600) });
const told = (prefix: string) => f.ra('wlan0', 'fe80::1', { pref64: [{ prefix, lifetime: seconds(1800) }] });
const [A, B] = ['2001:db8:64::/96', '64:ff9b::/96'];

test.each<[string, Script, readonly string[]]>([
  ['nobody found any', [], []],
  ['found: an object of that PvD, with who told', [found([A])], [`${A} dns ipv4only.arpa`]],
  ['several', [found([A, B])], [`${A} dns ipv4only.arpa`, `${B} dns ipv4only.arpa`]],
  ['another one is found: it alone', [found([A]), found([B])], [`${B} dns ipv4only.arpa`]],
  ['none any more', [found([A]), found([])], []],
  ['it ends', [found([A]), f.wait(600)], []],
  ['… unless it is found again', [found([A]), f.wait(500), found([A]), f.wait(599)], [`${A} dns ipv4only.arpa`]],
  ['an advertisement knows better (RFC 8781 §5.1)', [found([A]), told(B)], [`${B} ra fe80::1`]],
  ['… whichever comes first', [told(B), found([A])], [`${B} ra fe80::1`]],
  ['of another attachment: nothing happens', [found([A], { generation: 2 })], []],
  [
    'config-5: it ends with its attachment',
    [found([A]), f.carrier('wlan0', false), f.wait(20), f.carrier('wlan0', true), ...NET.slice(1)],
    [],
  ],
  [
    'the same network back within seconds has it still',
    [found([A]), f.carrier('wlan0', false), f.carrier('wlan0', true), ...NET.slice(1)],
    [`${A} dns ipv4only.arpa`],
  ],
])('dns-6: %s', (_name, script, expected) => {
  const { objects } = snapshotOf(fold([...NET, ...script]), PVD).context;
  expect(objectsOf(objects, 'pref64').map((o) => `${o.value} ${o.source} ${o.by}`)).toEqual(expected);
});

test('dns-6: the same again is no news: the fact that first said so is cited', () => {
  const { objects } = snapshotOf(fold([...NET, found([A]), f.wait(10), found([A])]), PVD).context;
  expect(objectsOf(objects, 'pref64').map((o) => o.since)).toEqual([6]);
});
