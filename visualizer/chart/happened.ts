/** What one fact did to one actor: the actors' part of the fold is run once more, and watched. */
import { pathOf, type Transition } from '../../machines/chart.ts';
import { step } from '../../machines/host.ts';
import type { Fact } from '../../machines/model/facts/index.ts';
import { find } from '../../machines/model/rows.ts';
import { allIn, findIn } from '../../machines/model/shards.ts';
import type { Host } from '../../machines/state.ts';
import { type Taken, watch } from '../../machines/watch.ts';
import { idOf } from './figure.ts';

/** A transition by the name that the picture has for it, and in words. */
export type Told = {
  readonly id: string;
  readonly from: string;
  /** Null: it stays where it is. */
  readonly to: string | null;
  readonly guard: string | null;
};
/** An event that the actor was given: the fact itself, or what another one told it. */
export type Heard = { readonly on: string; readonly taken: readonly Told[]; readonly refused: readonly Told[] };
/** `active`: the paths of the states that it is in afterwards; null: it is not there. */
export type Happened = { readonly actor: string; readonly active: readonly string[] | null; readonly heard: readonly Heard[] };

type Value = string | { readonly [key: string]: Value | undefined };
type Snapshot = { readonly value: Value };
/** Where the actors of each machine are; sessions lie in shards. */
const LISTS = [
  ['interface', 'interfaces'],
  ['pvd', 'pvds'],
  ['lease4', 'leases'],
  ['lease6', 'leases6'],
  ['router6', 'routers'],
  ['information', 'information'],
  ['policy', 'policies'],
] as const;

/** `before`: the host that the fact met. */
export function happened(before: Host, fact: Fact, actor: string): Happened {
  const { result, seen } = watch(() => step(before, fact));
  const now = snapshotIn(result, actor);
  return { actor, active: now ? activeIn(now.value) : null, heard: chained(seen, snapshotIn(before, actor), now).map(heardOf) };
}

function snapshotIn(host: Host, actor: string): Snapshot | null {
  for (const [, list] of LISTS) {
    const row = find<{ readonly id: string; readonly snapshot: Snapshot }>(host[list], actor);
    if (row) return row.snapshot;
  }
  return findIn(host.sessions, actor)?.snapshot ?? null;
}

export const valueIn = (host: Host, actor: string): unknown => snapshotIn(host, actor)?.value;

export const actorsIn = (host: Host): readonly { readonly machine: string; readonly actor: string }[] => [
  ...LISTS.flatMap(([machine, list]) => host[list].map(({ id }) => ({ machine, actor: id }))),
  ...allIn(host.sessions).map(({ id }) => ({ machine: 'session', actor: id })),
];

/** An actor is known by its snapshot: each that it had led to the next. One that is new is known by its last. */
function chained(seen: readonly Taken[], first: Snapshot | null, last: Snapshot | null): readonly Taken[] {
  const [forth, back]: [Taken[], Taken[]] = [[], []];
  let [from, to]: [Snapshot | null, Snapshot | null] = [first, last];
  for (const one of seen) {
    if (one.before !== from) continue;
    forth.push(one);
    from = one.after;
  }
  if (first) return forth;
  for (const one of seen.toReversed()) {
    if (one.after !== to) continue;
    back.unshift(one);
    to = one.before;
  }
  return back;
}

const heardOf = ({ type, taken, refused }: Taken): Heard => ({
  on: type,
  taken: taken.map(toldOf),
  refused: [...new Set(refused)].map(toldOf),
});
const toldOf = (t: Transition): Told => ({ id: idOf(t), from: pathOf(t.source), to: t.target && pathOf(t.target), guard: t.guardName });

/** Each state on the way as well. */
function activeIn(value: Value, parent = ''): readonly string[] {
  const inner = typeof value === 'string' ? { [value]: {} } : value;
  return Object.entries(inner).flatMap(([key, below]) => {
    const path = parent === '' ? key : `${parent}.${key}`;
    return [path, ...activeIn(below ?? {}, path)];
  });
}
