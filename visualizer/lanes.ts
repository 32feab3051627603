/** The time line's lanes: one for each region of each actor, with the states that it was in and when it came to them. */
import type { Row } from '../machines/model/rows.ts';
import { differing } from '../machines/model/settle.ts';
import { allIn } from '../machines/model/shards.ts';
import type { Host } from '../machines/state.ts';
import { type Column, createColumn, float64, int32, uint32 } from './columns.ts';
import { after, lastUpTo } from './search.ts';

/** A state of `region` from fact number `index` on, until the next; −1 in `state`: the actor is not there. Columns of equal length. */
export type Lane = {
  readonly id: string;
  readonly actor: string;
  /** Empty for a machine that has no regions. */
  readonly region: string;
  readonly states: readonly string[];
  readonly at: Float64Array<ArrayBuffer>;
  readonly index: Uint32Array<ArrayBuffer>;
  readonly state: Int32Array<ArrayBuffer>;
};
export type Lanes = {
  /** Ids of the actors that are not what they were. Hosts of one log, in order. */
  take(host: Host, index: number, at: number): readonly string[];
  readonly lanes: readonly Lane[];
  /** Lanes that there was no room for. */
  readonly left: number;
};

/** Above any host that a person can look at; a hostile log may have a million actors. A guess. */
export const LANES_MAX = 1_000;

type Value = string | { readonly [key: string]: Value | undefined };
type Seen = Row & { readonly snapshot: { readonly value: Value } };
type Draft = Pick<Lane, 'id' | 'actor' | 'region'> & { readonly states: string[] } & {
  readonly [K in 'at' | 'index' | 'state']: Column<Lane[K]>;
};
const ABSENT = -1;
const LISTS = ['interfaces', 'pvds', 'leases', 'leases6', 'routers', 'information', 'policies'] as const;
/** What people ask after first stands first; an actor's regions stay together, in the order of its chart. */
const KINDS = ['pvd', 'session', 'interface', 'lease4', 'lease6', 'router6', 'information', 'policy'];
const kindOf = ({ actor }: Pick<Lane, 'actor'>): number => KINDS.indexOf(actor.split(':', 1)[0] ?? '') >>> 0;
/** Of one kind, in the order in which they came: what is there stays where it is when others come. */
const byKind = (a: Pick<Lane, 'actor'>, b: Pick<Lane, 'actor'>): number => kindOf(a) - kindOf(b);

/** Sessions are kept in shards: made one list only where one of them is new. */
function listsOf(host: Host, before: Host | null, lists: readonly (readonly Seen[])[]): readonly (readonly Seen[])[] {
  const sessions = host.sessions === before?.sessions ? lists[LISTS.length] : undefined;
  return [...LISTS.map((key) => host[key]), sessions ?? allIn(host.sessions)];
}

export function createLanes(most = LANES_MAX): Lanes {
  const lanes = new Map<string, Draft>();
  const byActor = new Map<string, string[]>();
  let before: readonly (readonly Seen[])[] = [];
  let host: Host | null = null;
  const left = new Set<string>();

  function enter(actor: string, region: string, state: string | null, index: number, at: number): void {
    const id = region === '' ? actor : `${actor} ${region}`;
    const lane = lanes.get(id) ?? (state === null ? undefined : open(id, actor, region));
    if (!lane) return;
    const number = state === null ? ABSENT : numberOf(lane.states, state);
    const last = lane.state.length - 1;
    if (lane.state.at(last) === number) return;
    lane.state.push(number);
    lane.index.push(index);
    lane.at.push(last < 0 ? at : Math.max(at, lane.at.at(last)));
  }

  function open(id: string, actor: string, region: string): Draft | undefined {
    if (lanes.size >= most) left.add(id);
    if (lanes.size >= most) return undefined;
    const columns = { at: createColumn(float64), index: createColumn(uint32), state: createColumn(int32) };
    const lane: Draft = { id, actor, region, states: [], ...columns };
    lanes.set(id, lane);
    byActor.set(actor, [...(byActor.get(actor) ?? []), region]);
    return lane;
  }

  function change(id: string, old: Seen | undefined, now: Seen | undefined, index: number, at: number): void {
    if (now && old?.snapshot.value === now.snapshot.value) return;
    if (!now) for (const region of byActor.get(id) ?? []) enter(id, region, null, index, at);
    else for (const [region, state] of regionsOf(now.snapshot.value)) enter(id, region, state, index, at);
  }

  return {
    take(next, index, at) {
      if (next === host || next.phase !== 'settled') return [];
      const lists = listsOf(next, host, before);
      const changed = lists.flatMap((rows, i) => changes(before[i] ?? [], rows, (id, old, now) => change(id, old, now, index, at)));
      [before, host] = [lists, next];
      return changed;
    },
    get lanes() {
      return [...lanes.values()].sort(byKind).map((l) => ({ ...l, at: l.at.copy(), index: l.index.copy(), state: l.state.copy() }));
    },
    get left() {
      return left.size;
    },
  };
}

/** Both sorted by id, or nearly: looked up by id between the ends where they are the same by reference. */
function changes(
  before: readonly Seen[],
  now: readonly Seen[],
  found: (id: string, old: Seen | undefined, now: Seen | undefined) => void,
): readonly string[] {
  const { start, end, last } = differing(before, now);
  if (start === end && start === last) return [];
  const old = new Map(before.slice(start, end).map((row) => [row.id, row]));
  const young = new Map(now.slice(start, last).map((row) => [row.id, row]));
  const ids = [...new Set([...old.keys(), ...young.keys()])].filter((id) => old.get(id) !== young.get(id));
  for (const id of ids) found(id, old.get(id), young.get(id));
  return ids;
}

/** `{ link: 'up', quality: 'good' }` is two regions; a plain word is the one state of a machine without regions. */
export const regionsOf = (value: Value): readonly (readonly [region: string, state: string])[] =>
  typeof value === 'string' ? [['', value]] : Object.entries(value).map(([region, inner]) => [region, pathOf(inner ?? '')]);

/** A state inside a state, joined by dots. */
function pathOf(value: Value): string {
  if (typeof value === 'string') return value;
  return Object.entries(value)
    .map(([key, inner]) => [key, pathOf(inner ?? '')].filter(Boolean).join('.'))
    .join('+');
}

function numberOf(states: string[], state: string): number {
  const known = states.indexOf(state);
  return known >= 0 ? known : states.push(state) - 1;
}

/** The state at fact number `index`; null: not there. */
export function stateAt({ index: starts, state, states }: Lane, index: number): string | null {
  return states[state[after(starts, index) - 1] ?? ABSENT] ?? null;
}

export type Total = { readonly state: string; readonly time: number; readonly times: number };

/** How long it was in each state between two moments, and how often it was; the longest first. */
export function totalsOf({ at, state, states }: Lane, end: number, begin = Number.NEGATIVE_INFINITY): readonly Total[] {
  const totals = states.map((name) => ({ state: name, time: 0, times: 0 }));
  for (let i = lastUpTo(at, begin); i < at.length && (at[i] ?? end) <= end; i += 1) {
    const [from, to, total] = [Math.max(at[i] ?? end, begin), Math.min(at[i + 1] ?? end, end), totals[state[i] ?? ABSENT]];
    if (!total) continue;
    total.time += to - from;
    total.times += 1;
  }
  return totals.filter(({ times }) => times > 0).sort((a, b) => b.time - a.time);
}
