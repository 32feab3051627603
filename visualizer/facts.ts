/** The facts of a log as the page keeps them: when and which in columns, what they say as bytes that are parsed when looked at. */
import type { Fact } from '../machines/model/facts/index.ts';
import { createColumn, float64, uint32 } from './columns.ts';
import { createPayloads } from './payloads.ts';
import type { Effect } from './subject.ts';

export type Facts = {
  /** The number of the fact, from 0. */
  push(fact: Fact, effect: Effect): number;
  readonly length: number;
  at(index: number): Fact;
  effect(index: number): Effect;
  /** Facts of one number say the same, but for when. */
  payload(index: number): number;
  /** What it says, as JSON. */
  text(index: number): string;
  times(): Float64Array<ArrayBuffer>;
  seqs(): Float64Array<ArrayBuffer>;
};

export function createFacts(): Facts {
  const [times, seqs] = [createColumn(float64), createColumn(float64)];
  const [said, did] = [createColumn(uint32), createColumn(uint32)];
  const payloads = createPayloads();
  const effects = createEffects();
  const text = (index: number): string => payloads.text(said.at(index));

  return {
    push(fact, effect) {
      const { seq, at, ...payload } = fact;
      times.push(at);
      seqs.push(seq);
      said.push(payloads.keep(JSON.stringify(payload)));
      did.push(effects.keep(effect));
      return times.length - 1;
    },
    get length() {
      return times.length;
    },
    at: (index) => ({ seq: seqs.at(index), at: times.at(index), ...JSON.parse(text(index)) }),
    effect: (index) => effects.at(did.at(index)),
    payload: (index) => said.at(index),
    text,
    times: times.copy,
    seqs: seqs.copy,
  };
}

/** Most facts change the same few actors, or none. */
function createEffects() {
  const all: Effect[] = [];
  const known = new Map<string, number>();
  return {
    keep(effect: Effect): number {
      const key = [effect.isDecisive, ...effect.actors].join('\n');
      const number = known.get(key) ?? all.push(effect) - 1;
      known.set(key, number);
      return number;
    },
    at: (number: number): Effect => all[number] ?? NO_EFFECT,
  };
}
const NO_EFFECT: Effect = { actors: [], isDecisive: false };
