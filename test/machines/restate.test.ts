import { expect, test } from 'vitest';
import { step } from '../../machines/host.ts';
import { world } from '../../machines/model/facts/index.ts';
import { DEFAULT_SETTINGS } from '../../machines/model/settings.ts';
import { millis } from '../../machines/model/units.ts';
import { recognised, restate, restateKernel } from '../../machines/restate.ts';
import { type Host, INITIAL_HOST } from '../../machines/state.ts';
import * as f from './facts.ts';
import { fold, idsOf, objectsIn } from './host.ts';

const reopened = (host: Host): Host =>
  [f.started(), ...restate(host, host.at, { ranks: [], steadiness: [], names: [], sessions: [], underWay: [] }), f.opened()].reduce(
    (now, fact, i) => step(now, f.stamped(fact, 1_000 + i, host.at)),
    INITIAL_HOST,
  );

test('law 4: among routers that share a prefix the eldest stays the eldest in a new epoch', () => {
  const [p1, p2] = ['2001:db8:1::/64', '2001:db8:2::/64'];
  const host = fold([
    f.link('wlan0'),
    f.ra('wlan0', 'fe80::1', { prefixes: [f.pio(p1)] }),
    f.ra('wlan0', 'fe80::2', { prefixes: [f.pio(p2)] }),
    f.ra('wlan0', 'fe80::3', { prefixes: [f.pio(p2)] }),
    f.ra('wlan0', 'fe80::2', { dns: [f.rdnss('2001:db8:2::53')] }),
  ]);
  expect(idsOf(host)).toEqual(['pvd:wlan0', 'pvd:wlan0/fe80::2']);
  expect(idsOf(reopened(host))).toEqual(idsOf(host));
  expect(idsOf(reopened(reopened(host)))).toEqual(idsOf(host));
});

test('law 4: objects keep the facts that gave them, and their ends', () => {
  const host = fold([
    f.link('wlan0'),
    ...f.network4('wlan0', '192.0.2', '02:00:00:00:00:aa'),
    f.ra('wlan0', 'fe80::1', { prefixes: [f.pio('2001:db8:1::/64')], pvd: f.pvdOption('a.example') }),
    f.ra('wlan0', 'fe80::1', { prefixes: [f.pio('2001:db8:2::/64')], mtu: 1400, pvd: f.pvdOption('b.example') }),
  ]);
  const again = reopened(host);
  expect(again.pvds.map((p) => p.snapshot.context.objects)).toEqual(host.pvds.map((p) => p.snapshot.context.objects));
  expect(objectsIn(again, 'pvd:a.example@wlan0')).toContain('gateway fe80::1');
  expect(again.leases[0]?.snapshot.context.expires).toBe(host.leases[0]?.snapshot.context.expires);
  expect(again.routers.map((r) => r.snapshot.context.expires)).toEqual(host.routers.map((r) => r.snapshot.context.expires));
});

test('a fresh look at the kernel is recognised: equal facts cite the old ones, whatever is left of their lifetimes', () => {
  const host = fold([f.link('wlan0'), f.address('wlan0', '192.0.2.7/24', { valid: millis(9_000) })]);
  const [link, address] = restateKernel(host, host.at);
  const look = [f.link('wlan0'), f.address('wlan0', '192.0.2.7/24', { valid: millis(5_000) }), f.address('wlan0', '192.0.2.8/24')];
  expect(recognised(look, host).map((fact) => fact.of)).toEqual([link?.of, address?.of, undefined]);
});

test('law 4: settings are recognised whatever the order of their keys: a log has another than what was parsed just now', () => {
  const { linger, ...others } = DEFAULT_SETTINGS;
  const host = fold([world('settings.loaded', { settings: { ...others, linger } })]);
  const again = world('settings.loaded', { settings: { linger, ...others } });
  expect(recognised([again], host).map((fact) => fact.of)).toEqual([host.settingsSince]);
});
