/** What the list of facts shows of a fact, and what a filter sees of it. */
import type { Fact } from '../machines/model/facts/index.ts';
import type { Mark, Subject } from './filter.ts';
import { timeOf } from './words.ts';

/** What a replay found out about a fact: whose snapshots it changed, and whether the decision. */
export type Effect = { readonly actors: readonly string[]; readonly isDecisive: boolean };

const REFUSED = /(?:R|\.r)ejected$|\.refused$|^command\.failed$/;
export const isRefused = ({ type }: Pick<Fact, 'type'>): boolean => REFUSED.test(type);

/** `text`: what the fact says, as JSON. */
export const subjectOf = (fact: Fact, { actors, isDecisive }: Effect, text: () => string): Subject => ({
  type: fact.type,
  actors,
  pvds: [...actors.filter((actor) => actor.startsWith('pvd:')), ...('pvd' in fact && typeof fact.pvd === 'string' ? [fact.pvd] : [])],
  marks: [fact.class, ...marks(['refused', isRefused(fact)], ['decision', isDecisive])],
  text: () => text().toLowerCase(),
});

const marks = (...each: readonly (readonly [Mark, boolean])[]): readonly Mark[] => each.flatMap(([mark, is]) => (is ? [mark] : []));

/** Stamps that the list has columns for, or that say nothing to a reader. */
const STAMPS: ReadonlySet<string> = new Set(['seq', 'at', 'type', 'v', 'class', 'of', 'for']);
/** Letters of a payload in the list: more than any screen shows in one line. A guess. */
const BRIEF = 160;

/** A fact's payload in one line: its plain members, then how many there are in its lists. */
export function brief(fact: Fact): string {
  const members = Object.entries(fact).filter(([key, value]) => !STAMPS.has(key) && value !== null);
  const said = members.flatMap(([key, value]) => memberText(key, value));
  return said.join('  ').slice(0, BRIEF);
}

function memberText(key: string, value: unknown): readonly string[] {
  if (Array.isArray(value))
    return value.length === 0 ? [] : [`${key} ${value.every((v) => typeof v === 'string') ? value.join(',') : `×${value.length}`}`];
  if (typeof value === 'object') return [`${key} …`];
  // A deadline's moment.
  if (key === 'due' && typeof value === 'number') return [`due ${timeOf(value)}`];
  return typeof value === 'boolean' ? [value ? key : `not ${key}`] : [`${key} ${String(value)}`];
}
