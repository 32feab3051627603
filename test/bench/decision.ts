/** A fact → its decision, at 8 PvDs: what the loop takes for each fact, by its type. */
import type { Fact } from '../../machines/model/facts/index.ts';
import { createLoop } from '../../streams/loop.ts';
import { story } from '../streams/story.ts';
import { type Bench, median, quantile } from './bench.ts';
import { budgetInParses, parseMicros } from './floor.ts';
import { PVDS } from './logs.ts';

/** The design's: p99 < 1 ms. */
const P99 = 1_000;
const ROUNDS = 5;

export const decision: Bench = {
  about: 'microseconds from a fact to its decision, at 8 PvDs',
  run({ quick }) {
    const facts = [...story(1, quick ? 4_000 : 30_000, PVDS)].map((told) => told.fact);
    take(facts.slice(0, 2_000));
    // The least of several runs is what the fact costs; the rest is what else the machine did. (CPU time is counted in ticks: too coarse.)
    const floors: number[] = [];
    const rounds = Array.from({ length: quick ? 3 : ROUNDS }, () => {
      floors.push(parseMicros());
      return take(facts);
    });
    // The least, as for the facts.
    const parse = Math.min(...floors);
    const costs = facts.map((_, i) => Math.min(...rounds.map((costs) => costs[i] ?? Number.NaN)));
    const p99 = quantile(costs, 0.99);
    const byType = [
      ...Map.groupBy(
        facts.map((fact, i) => ({ type: fact.type, cost: costs[i] ?? Number.NaN })),
        (f) => f.type,
      ),
    ]
      .map(([type, list]) => ({ type, costs: list.map((f) => f.cost) }))
      .sort((a, b) => b.costs.length - a.costs.length);
    return {
      figures: { facts: facts.length, p50: median(costs), p99, parseMicros: parse, mean: costs.reduce((a, b) => a + b, 0) / costs.length },
      ratios: { p99ToP50: p99 / Math.max(1, median(costs)), p99ToParse: p99 / parse },
      budgets: [{ name: 'p99, in parses of an event', is: p99 / parse, limit: 'atMost', at: budgetInParses(P99) }],
      rows: [
        `${'fact'.padEnd(22)} ${'count'.padStart(7)} ${'p50 µs'.padStart(8)} ${'p99 µs'.padStart(8)} ${'share'.padStart(6)}`,
        ...byType.map(({ type, costs: own }) => row(type, own, costs)),
      ],
    };
  },
};

function take(facts: readonly Fact[]): readonly number[] {
  const loop = createLoop();
  return facts.map((fact) => {
    const before = performance.now();
    loop.take(fact);
    return (performance.now() - before) * 1000;
  });
}

const micro = (value: number): string => value.toFixed(1).padStart(8);
function row(type: string, own: readonly number[], all: readonly number[]): string {
  const sum = (list: readonly number[]) => list.reduce((a, b) => a + b, 0);
  const share = `${Math.round((100 * sum(own)) / sum(all))}%`;
  return `${type.padEnd(22)} ${String(own.length).padStart(7)} ${micro(median(own))} ${micro(quantile(own, 0.99))} ${share.padStart(6)}`;
}
