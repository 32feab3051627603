/** A fact → its decision, at 8 PvDs and 1,000 sessions: what the loop takes for each fact, by its type; and how that grows with the sessions. */
import { OCTETS } from '../../adapters/log/index.ts';
import { Fact } from '../../machines/model/facts/index.ts';
import { createLoop, INITIAL_FOLD, type Loop } from '../../streams/loop.ts';
import * as s from '../machines/sessionFacts.ts';
import { obedient } from '../streams/programs.ts';
import { story } from '../streams/story.ts';
import { type Bench, median, quantile } from './bench.ts';
import { budgetInParses, parseMicros } from './floor.ts';
import { PVDS } from './logs.ts';

/** The design's: p99 < 1 ms; from 10 to 10,000 sessions a fact that touches one costs at most so many times as much. */
const P99 = 1_000;
const SESSIONS = 1_000;
const GROWTH = 1.5;
const [FEW, MANY] = [10, 10_000];
const ROUNDS = 5;

/** With the hash that an agent takes. */
const asAnAgent = (): Loop => createLoop(INITIAL_FOLD, OCTETS.sha256);

export const decision: Bench = {
  about: 'microseconds from a fact to its decision, at 8 PvDs and 1,000 sessions',
  run({ quick }) {
    const count = quick ? 5_000 : 30_000;
    const bare = [...story(1, quick ? 2_000 : 10_000, PVDS)].map((told) => told.fact);
    const facts = [...story(1, count, PVDS, 'restless', obedient(1, SESSIONS))].map((told) => told.fact);
    take(asAnAgent(), facts.slice(0, 2_000));
    const floors: number[] = [];
    const costs = leastOf(quick ? 3 : ROUNDS, () => {
      floors.push(parseMicros());
      return take(asAnAgent(), facts);
    });
    const without = leastOf(3, () => take(asAnAgent(), bare));
    // The least, as for the facts.
    const parse = Math.min(...floors);
    const p99 = quantile(costs, 0.99);
    const [few, many] = touching(quick ? 5 : 15);
    const byType = [...Map.groupBy(facts.keys(), (i) => facts[i]?.type ?? '')]
      .map(([type, at]) => ({ type, costs: at.map((i) => costs[i] ?? Number.NaN) }))
      .sort((a, b) => b.costs.length - a.costs.length);
    return {
      figures: {
        ...{ facts: facts.length, p50: median(costs), p99, parseMicros: parse, mean: costs.reduce((a, b) => a + b, 0) / costs.length },
        ...{ p99WithoutSessions: quantile(without, 0.99), oneOf10: few, oneOf10000: many },
      },
      ratios: { p99ToP50: p99 / Math.max(1, median(costs)), p99ToParse: p99 / parse, oneOf10000ToOneOf10: many / few },
      budgets: [
        { name: 'p99, in parses of an event', is: p99 / parse, limit: 'atMost', at: budgetInParses(P99) },
        { name: 'one session of 10,000, to one of 10', is: many / few, limit: 'atMost', at: GROWTH },
      ],
      rows: [
        `${'fact'.padEnd(22)} ${'count'.padStart(7)} ${'p50 µs'.padStart(8)} ${'p99 µs'.padStart(8)} ${'share'.padStart(6)}`,
        ...byType.map(({ type, costs: own }) => row(type, own, costs)),
      ],
    };
  },
};

/** The least of several runs is what a fact costs; the rest is what else the machine did. (CPU time is counted in ticks: too coarse.) */
function leastOf(rounds: number, run: () => readonly number[]): readonly number[] {
  const all = Array.from({ length: rounds }, run);
  return (all[0] ?? []).map((_, i) => Math.min(...all.map((costs) => costs[i] ?? Number.NaN)));
}

function take(loop: Loop, facts: readonly Fact[]): readonly number[] {
  return facts.map((fact) => {
    const before = performance.now();
    loop.take(fact);
    return (performance.now() - before) * 1000;
  });
}

/** Few and many in turn, so that what else the machine does falls on both: the least of the medians. */
function touching(rounds: number): readonly [few: number, many: number] {
  const [few, many] = [talkative(FEW), talkative(MANY)];
  const turns = Array.from({ length: rounds }, () => [median(few()), median(many())] as const);
  return [Math.min(...turns.map(([a]) => a)), Math.min(...turns.map(([, b]) => b))];
}

/** A host with so many sessions; each call tells of 500 of them that they are idle, or busy again: each time another verdict. */
function talkative(sessions: number): () => readonly number[] {
  const loop = asAnAgent();
  const facts = [...story(1, 1_000, PVDS)].map((told) => told.fact);
  take(loop, facts);
  let [seq, at, turn] = [1_000, facts.at(-1)?.at ?? 0, 0];
  const isIdle = new Map<string, boolean>();
  const tell = (told: Parameters<typeof Fact.parse>[0] & object) => Fact.parse({ ...told, seq: ++seq, at });
  const there = loop.fold.decision.ranking.filter((p) => p.place !== null && p.place > 1 && p.family === 4);
  for (let i = 0; i < sessions; i += 1) {
    const place = there[i % there.length];
    const some = { manager: `m${i % 10}`, generation: place?.generation ?? 1, better: 'idle', failBack: 'idle' } as const;
    loop.take(tell(s.sessionOpened(`s${i}`, place?.pvd ?? '', some)));
  }
  return () => {
    const words = Array.from({ length: 500 }, () => {
      const id = `s${(turn++ * 7_919) % sessions}`;
      isIdle.set(id, !isIdle.get(id));
      return tell(isIdle.get(id) ? s.idled(id) : s.busied(id));
    });
    at += 1;
    return take(loop, words);
  };
}

const micro = (value: number): string => value.toFixed(1).padStart(8);
function row(type: string, own: readonly number[], all: readonly number[]): string {
  const sum = (list: readonly number[]) => list.reduce((a, b) => a + b, 0);
  const share = `${Math.round((100 * sum(own)) / sum(all))}%`;
  return `${type.padEnd(22)} ${String(own.length).padStart(7)} ${micro(median(own))} ${micro(quantile(own, 0.99))} ${share.padStart(6)}`;
}
