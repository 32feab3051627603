/** Facts for tests of the log: of the real vocabulary, seeded, stamped to continue a log. */

import type { EventLog, Position } from '../../../adapters/log/index.ts';
import { Fact, type Unstamped, world } from '../../../machines/model/facts/index.ts';
import { millis } from '../../../machines/model/units.ts';

/** mulberry32: a small seeded generator, numbers in [0, 1). */
export function random(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t = (t + Math.imul(t ^ (t >>> 7), t | 61)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}
export const below = (next: () => number, n: number): number => Math.floor(next() * n);

/** Parsed as at the door, so what a log gives back can be compared with it. */
export const stamp = (fact: Unstamped, seq: number, at: number): Fact => Fact.parse({ ...fact, seq, at });

export const started = (): Unstamped =>
  world('agent.started', { version: '0.1.0', machines: '1', boot: 'b', uptime: millis(5), mode: 'observe', checks: false });
export const opened = (epoch: number): Unstamped => world('epoch.opened', { epoch, reason: 'start', previous: null });

export function someFact(next: () => number): Unstamped {
  const n = below(next, 1000);
  const raw = [
    { type: 'link.appeared', ifname: `eth${n}`, ifindex: n + 1, kind: 'ethernet', mac: '02:00:5e:10:00:01', ...LINK },
    { type: 'deadline.passed', id: `check4:pvd:eth${n}`, due: n },
    { type: 'router.packetRejected', ifname: 'wlan0', router: 'fe80::1', problem: `größe ${n}`, offset: n },
    { type: 'router.advertised', ifname: 'wlan0', router: `fe80::${n.toString(16)}`, mac: null, ...ADVERTISED },
  ][below(next, 4)];
  const { seq: _seq, at: _at, ...fact } = Fact.parse({ ...raw, v: 1, class: 'world', seq: 0, at: 0 });
  return fact as Unstamped;
}

const LINK = { mtu: 1500, up: true, carrier: true, dormant: false, downs: 0, master: null };
const OPTIONS = {
  prefixes: [{ prefix: '2001:db8::/64', onLink: true, autonomous: true, valid: 86_400_000, preferred: 3_600_000 }],
  routes: [],
  dns: [{ server: '2001:db8::53', lifetime: 3_600_000 }],
  search: [{ domain: 'home.example', lifetime: 3_600_000 }],
  pref64: [],
  mtu: 1500,
  portal: null,
  unknown: [],
  dropped: 0,
};
const HEADER = { hopLimit: 64, managed: false, other: false, lifetime: 1_800_000, preference: 'medium' };
export const ADVERTISED = { ...HEADER, ...OPTIONS, pvd: null };
export const PVD_OPTION = { id: 'pvd.corp.example', http: true, legacy: true, delay: 0, sequence: 1, header: null, nested: OPTIONS };

/** The facts stamped behind `last`, a millisecond apart; `agent.started` may set the clock back. */
export function stamped(last: Position | null, facts: readonly Unstamped[], at = last?.at ?? 1000): readonly Fact[] {
  return facts.map((fact, i) => stamp(fact, (last?.seq ?? 0) + 1 + i, at + i));
}

/** Appends `count` transactions of one to five seeded facts; an epoch begins at the first and then about every `every`. */
export function fill(log: EventLog, next: () => number, count: number, every = 20): readonly Fact[] {
  const all: Fact[] = [];
  for (let i = 0; i < count; i++) {
    const opens = log.last === null || below(next, every) === 0;
    const facts = Array.from({ length: 1 + below(next, 5) }, () => someFact(next));
    const batch = stamped(
      log.last,
      opens ? [started(), ...facts, opened((log.last?.epoch ?? 0) + 1)] : facts,
      opens ? 1000 + below(next, 500) : undefined,
    );
    const result = log.append(batch, below(next, 2 ** 32).toString(16));
    if (!result.ok) throw new Error(`${result.error.code}: ${result.error.problem}`);
    all.push(...batch);
  }
  return all;
}
