import { expect, test } from 'vitest';
import { step } from '../../machines/host.ts';
import { chance } from '../../machines/model/chance.ts';
import type { Unstamped } from '../../machines/model/facts/index.ts';
import { elapsed, type Instant, seconds } from '../../machines/model/units.ts';
import { type Host, INITIAL_HOST } from '../../machines/state.ts';
import * as f from './facts.ts';
import { fold, play } from './host.ts';
import { MOST, NETWORK, one, own, PVD, received, refused, says } from './informed.ts';

test('the delay lies between 0 and 2^(10 + Delay) ms, spread evenly over hosts, the same in every replay', () => {
  const dues = (delay: number) =>
    Array.from({ length: 200 }, (_, i) => {
      const boot = { ...f.started(), boot: `host ${i}` };
      let host: Host = INITIAL_HOST;
      const again = () => {
        play([boot, f.opened(), f.link('wlan0'), own, says({ sequence: 7, delay })], (fact) => {
          host = step(host, fact);
          return host;
        });
        return elapsed(host.at, one(host).due ?? host.at);
      };
      const due = again();
      expect(again()).toBe(due);
      return due;
    });
  for (const delay of [0, 1, 5, 15]) {
    const most = 2 ** (10 + delay);
    const all = dues(delay).map((due) => due / most);
    expect(Math.max(...all)).toBeLessThanOrEqual(1);
    const quarters = [0, 1, 2, 3].map((q) => all.filter((part) => Math.min(3, Math.floor(part * 4)) === q).length);
    for (const count of quarters) expect(count).toBeGreaterThan(25);
  }
});

test('the refresh lies in the second half of what is left', () => {
  const host = fold([...NETWORK, MOST, received({ expires: seconds(1000) })]);
  const { due, expires } = one(host);
  expect(due).toBeGreaterThanOrEqual(host.at + 500_000);
  expect(due).toBeLessThanOrEqual(expires ?? 0);
});

/** The moments at which the machine begins to ask, over a script. */
function questions(script: readonly (Unstamped | f.Wait)[], pvds: readonly string[]): readonly Instant[] {
  let host: Host = INITIAL_HOST;
  const moments = new Set<string>();
  play([f.started(), f.opened(), ...script], (fact) => {
    host = step(host, fact);
    for (const { snapshot } of host.information) {
      const { pvd, asked: at } = snapshot.context;
      if (pvds.includes(pvd) && at !== null) moments.add(`${at} ${pvd}`);
    }
    return host;
  });
  return [...moments].map((m) => Number(m.split(' ')[0]) as Instant).sort((a, b) => a - b);
}

test('ten seconds lie between two questions, however fast the sequence number changes', () => {
  const flood = Array.from({ length: 600 }, (_, i) => [says({ sequence: i }), f.wait(0.1)]).flat();
  const moments = questions([f.link('wlan0'), own, ...flood], [PVD]);
  expect(moments.length).toBeGreaterThanOrEqual(5);
  expect(moments.length).toBeLessThanOrEqual(7);
  for (const [i, at] of moments.slice(1).entries()) expect(at - (moments[i] ?? 0)).toBeGreaterThanOrEqual(10_000);
});

const pvdsOf = (count: number) => Array.from({ length: count }, (_, i) => `p${i}.example`);
const networkOf = (ids: readonly string[]) =>
  ids.map((id, i) => [
    f.address('wlan0', `2001:db8:${i}::7/64`, { valid: seconds(86_400) }),
    f.ra('wlan0', 'fe80::1', {
      prefixes: [f.pio(`2001:db8:${i}::/64`)],
      dns: [f.rdnss(`2001:db8:${i}::53`)],
      pvd: f.pvdOption(id, { http: true }),
    }),
  ]);

test('five questions within ten seconds in one network, of all its PvDs together', () => {
  const ids = pvdsOf(12);
  const moments = questions(
    [f.link('wlan0'), ...networkOf(ids).flat(), f.wait(60)],
    ids.map((id) => `pvd:${id}@wlan0`),
  );
  expect(moments).toHaveLength(12);
  for (const at of moments) expect(moments.filter((m) => m >= at && m < at + 10_000).length).toBeLessThanOrEqual(5);
});

test('after ten refused answers in one network nobody of it is asked again', () => {
  const ids = pvdsOf(12);
  const refusing = ids.slice(0, 10).map((identity) => refused({ identity, sequence: 0, pvd: `pvd:${identity}@wlan0` }));
  const host = fold([
    f.link('wlan0'),
    ...networkOf(ids.slice(0, 10)).flat(),
    f.wait(60),
    ...refusing,
    ...networkOf(ids).slice(10).flat(),
    f.wait(99),
  ]);
  expect(one(host, 'pvd:p11.example@wlan0')).toMatchObject({
    asking: 'refused',
    asked: null,
    problem: expect.stringContaining('10 answers'),
  });
});

test('chance: even over texts that differ at their end only', () => {
  const counts = new Array<number>(10).fill(0);
  for (let i = 0; i < 10_000; i += 1)
    counts[Math.floor(chance(`seed ${i}`) * 10)] = (counts[Math.floor(chance(`seed ${i}`) * 10)] ?? 0) + 1;
  for (const count of counts) expect(Math.abs(count - 1_000)).toBeLessThan(150);
});
