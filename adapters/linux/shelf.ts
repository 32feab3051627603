/** One kind of object as the kernel has it: what comes in is compared with what is there, and only the difference goes out. */
import type { Unstamped } from '../../machines/model/facts/index.ts';
import type { IfName, Millis } from '../../machines/model/units.ts';
import type { Entry } from './reading/entry.ts';

/** How a kind speaks. `replaces`: another shape under the same key is told as removed and added, else as added only. */
export type Speech<D> = {
  readonly replaces: boolean;
  /** Entries of one group may stand in for each other. */
  groupOf?(data: D): string;
  /** The network can have the kernel make any number of these: of one link so many are heard of, and the rest are not (sec-2). */
  isCrowd?(data: D): boolean;
  added(entry: Entry<D>, ifname: IfName | null, now: Millis): Unstamped | null;
  removed(entry: Entry<D>, ifname: IfName | null): Unstamped | null;
};
/** The name of a link; null when it has none yet, and what stands on it is not told. */
export type NameOf = (index: number) => IfName | null;

export type Shelf<D> = {
  readonly size: number;
  /** `isOwn`: it follows from a command of ours. Then its expiry is told however little it moves, for the plan waits for that. */
  put(entry: Entry<D>, now: Millis, isOwn?: boolean): readonly Unstamped[];
  drop(key: string): readonly Unstamped[];
  /** It is there, though there is nothing to say. */
  touch(key: string): void;
  /** A dump begins: what has not come until `settle` is no longer there. */
  begin(): void;
  settle(): readonly Unstamped[];
  /** Everything on one link, told as added (the link has a name now) or as removed; `forget` takes it away as well. */
  tell(index: number, now: Millis): readonly Unstamped[];
  retract(index: number, forget: boolean): readonly Unstamped[];
  has(key: string): boolean;
  /** The keys of a group. */
  alike(group: string): ReadonlySet<string>;
};

/** Expiry moves by a second or so with each refresh, and by rounding: no news within this. */
const DRIFT = 2000;
const NONE: ReadonlySet<string> = new Set();
/** Of what a network can make the kernel hold, on one link. A guess: twice the on-link hosts and routers of a busy segment. */
export const CROWD_MAX = 256;

export function createShelf<D>(speech: Speech<D>, nameOf: NameOf): Shelf<D> {
  const held = new Map<string, Entry<D>>();
  const groups = new Map<string, Set<string>>();
  const crowds = new Map<number | null, number>();
  let unseen: Set<string> | null = null;

  const isCrowd = ({ data }: Entry<D>): boolean => speech.isCrowd?.(data) === true;
  const crowd = ({ index }: Entry<D>): number => crowds.get(index) ?? 0;

  const added = (entry: Entry<D>, now: Millis) => say(entry, (ifname) => speech.added(entry, ifname, now));
  const removed = (entry: Entry<D>) => say(entry, (ifname) => speech.removed(entry, ifname));
  const say = (entry: Entry<D>, speak: (ifname: IfName | null) => Unstamped | null): readonly Unstamped[] => {
    const ifname = entry.index === null ? null : nameOf(entry.index);
    const fact = entry.index !== null && ifname === null ? null : speak(ifname);
    return fact === null ? [] : [fact];
  };
  const drop = (key: string): readonly Unstamped[] => {
    const entry = held.get(key);
    unseen?.delete(key);
    if (entry === undefined) return [];
    held.delete(key);
    if (isCrowd(entry)) crowds.set(entry.index, crowd(entry) - 1);
    ungroup(entry);
    return removed(entry);
  };
  const group = ({ key, data }: Entry<D>): void => {
    const name = speech.groupOf?.(data);
    if (name === undefined) return;
    const keys = groups.get(name);
    if (keys === undefined) groups.set(name, new Set([key]));
    else keys.add(key);
  };
  const ungroup = ({ key, data }: Entry<D>): void => {
    const name = speech.groupOf?.(data);
    const keys = name === undefined ? undefined : groups.get(name);
    if (name === undefined || keys === undefined) return;
    keys.delete(key);
    if (keys.size === 0) groups.delete(name);
  };
  const on = (index: number) => [...held.values()].filter((entry) => entry.index === index);

  return {
    get size() {
      return held.size;
    },
    put: (entry, now, isOwn = false) => {
      const before = held.get(entry.key);
      unseen?.delete(entry.key);
      const isMeant = isOwn && entry.due.some((due) => due !== null);
      if (before?.shape === entry.shape && isNear(before.due, entry.due) && !isMeant) return [];
      if (before === undefined && isCrowd(entry) && crowd(entry) >= CROWD_MAX) return [];
      held.set(entry.key, entry);
      if (before === undefined) {
        group(entry);
        if (isCrowd(entry)) crowds.set(entry.index, crowd(entry) + 1);
      }
      const gone = speech.replaces && before !== undefined && before.shape !== entry.shape ? removed(before) : [];
      return [...gone, ...added(entry, now)];
    },
    drop,
    touch: (key) => unseen?.delete(key),
    begin: () => {
      unseen = new Set(held.keys());
    },
    settle: () => {
      const gone = [...(unseen ?? [])];
      unseen = null;
      return gone.flatMap(drop);
    },
    tell: (index, now) => on(index).flatMap((entry) => added(entry, now)),
    retract: (index, forget) =>
      on(index)
        .flatMap((entry) => (forget ? drop(entry.key) : removed(entry)))
        .toReversed(),
    has: (key) => held.has(key),
    alike: (name) => groups.get(name) ?? NONE,
  };
}

const isNear = (a: readonly (number | null)[], b: readonly (number | null)[]): boolean =>
  a.every((due, i) => {
    const other = b[i] ?? null;
    return due === null || other === null ? due === other : Math.abs(due - other) <= DRIFT;
  });
