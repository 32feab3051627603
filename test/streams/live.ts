/** The loop in virtual time, and marble drawings in which one letter is one reference. */
import type { Observable } from 'rxjs';
import { map } from 'rxjs';
import { TestScheduler } from 'rxjs/testing';
import { expect } from 'vitest';
import { step } from '../../machines/host.ts';
import type { Command } from '../../machines/model/command.ts';
import type { Fact } from '../../machines/model/facts/index.ts';
import { type Host, INITIAL_HOST } from '../../machines/state.ts';
import { createLoop, type Fold, type Tick } from '../../streams/loop.ts';
import { type Part, type Readable, running } from '../../streams/part.ts';
import { type Ranking, ranking } from '../../streams/ranking.ts';
import { opened, type Script, started } from '../machines/facts.ts';
import { play } from '../machines/host.ts';

export type Lived = {
  readonly fold: Fold;
  readonly ticks: readonly (Tick & { readonly fact: Fact })[];
  readonly commands: readonly Command[];
};

/** A whole epoch: what it came to, tick by tick. What is armed passes while the script waits. */
export function live(script: Script, from: Parameters<typeof started>[0] = {}): Lived {
  const loop = createLoop();
  const ticks: (Tick & { readonly fact: Fact })[] = [];
  const take = (fact: Fact): Host => {
    const tick = loop.take(fact);
    if (tick) ticks.push({ ...tick, fact });
    return loop.fold.host;
  };
  play([started(from), opened(), ...script], take, () => loop.fold.plan.armed);
  return { fold: loop.fold, ticks, commands: ticks.at(-1)?.commands ?? [] };
}

/** Hosts of one history, one after the other: what did not change between two of them is the same reference. */
export function hostsOf<K extends string>(chapters: Readonly<Record<K, Script>>): Record<K, Host> {
  const entries = Object.entries<Script>(chapters);
  const script = entries.flatMap(([, facts]) => facts);
  const seen: Host[] = [];
  let host: Host = INITIAL_HOST;
  play([started(), opened(), ...script], (fact) => {
    host = step(host, fact);
    seen.push(host);
    return host;
  });
  let end = 1;
  return Object.fromEntries(
    entries.map(([letter, facts]) => {
      end += facts.length;
      return [letter, seen[end]];
    }),
  ) as Record<K, Host>;
}

/** Letters in the order in which references come: `-A-A-B` is one value twice, then another. */
function lettered<T>(values: Observable<T>): Observable<string> {
  const known = new Map<T, string>();
  return values.pipe(
    map((value) => {
      const letter = known.get(value) ?? String.fromCharCode(65 + known.size);
      known.set(value, letter);
      return letter;
    }),
  );
}

/** `source` and `expected` are marbles over the hosts, columns aligned: one value a tick, the very same while nothing changed. */
export function drawn<V>(part: Part<V>, hosts: Readonly<Record<string, Host>>, source: string, expected: string): void {
  new TestScheduler((a, e) => expect(a).toEqual(e)).run(({ hot, expectObservable }) => {
    const ticks: Observable<Readable> = hot(source, hosts);
    const nothing = ticks.pipe(map(() => null));
    expectObservable(lettered(running(part, ticks, nothing, part.initial))).toBe(expected);
  });
}

/** The same for a part that needs the ranking of the tick. */
export function drawnAfterRanking<V>(
  part: Part<V, { readonly ranking: Ranking }>,
  hosts: Readonly<Record<string, Host>>,
  source: string,
  expected: string,
): void {
  new TestScheduler((a, e) => expect(a).toEqual(e)).run(({ hot, expectObservable }) => {
    const ticks: Observable<Readable> = hot(source, hosts);
    const nothing = ticks.pipe(map(() => null));
    const needs = running(ranking, ticks, nothing, ranking.initial).pipe(map((value) => ({ ranking: value.places })));
    expectObservable(lettered(running(part, ticks, needs, part.initial))).toBe(expected);
  });
}
