/** What all sessions are judged by: each PvD as sessions see it, in the order of the ranking; the very same while nothing of it changes. */
import { familyOf } from '../../machines/model/address.ts';
import { fits, type Traits, type Use } from '../../machines/model/needs.ts';
import type { Author } from '../../machines/model/policy.ts';
import { goodAddresses } from '../../machines/model/pvd.ts';
import { compareId, find, type Row } from '../../machines/model/rows.ts';
import { DEFAULT_SETTINGS, type Steadiness } from '../../machines/model/settings.ts';
import { settle, settleRows } from '../../machines/model/settle.ts';
import { FAMILIES, type Family, type Seq } from '../../machines/model/units.ts';
import { type PvdSnapshot, pvdState } from '../../machines/pvd.ts';
import { type Candidate, candidates } from '../candidates.ts';
import { lastResult, perObject } from '../memo.ts';
import type { Readable } from '../part.ts';
import type { Place, Ranking } from '../ranking.ts';
import type { Reason } from '../reasons.ts';

/** Somewhere to go. `since`: the fact that says how good it is, or else that it leads anywhere. */
export type Goal = { readonly pvd: string; readonly metered: boolean; readonly since: Seq | null };
/** Where somebody is. `isThere`: else its network is away, and may return within the linger. `barred`: by an author's prohibition. */
export type Home = Goal & {
  readonly isThere: boolean;
  readonly isUsable: boolean;
  readonly hasAddress: boolean;
  readonly barred: Reason | null;
};
/** One attachment. */
export type Ground = Row &
  Traits & {
    readonly generation: number;
    /** Those that it comes before on its merits: for a session that is there already, a tie is none, nor that one has to wait a while. */
    readonly over: { readonly [F in Family]: readonly string[] };
    /** What sessions see of it, apart from its rank: the very same while that is the same. */
    readonly goals: { readonly [F in Family]: Goal };
    readonly homes: { readonly [F in Family]: Home };
  };
export type Grounds = {
  readonly pvds: readonly Ground[];
  /** From the strongest to the weakest. */
  readonly authority: readonly Author[];
  readonly steadiness: Steadiness;
};

export const groundsOf = lastResult(
  (host: Readable, ranking: Ranking) => [host.pvds, host.interfaces, host.settings, ranking],
  (host, ranking): Grounds => {
    const [by4, by6] = [candidates(host, 4), candidates(host, 6)];
    const pvds = host.pvds.flatMap(({ id, snapshot }, i) => {
      const [four, six] = [by4[i], by6[i]];
      return four && six ? [groundOf(snapshot, four, six, find(ranking, `4 ${id}`), find(ranking, `6 ${id}`))] : [];
    });
    const made = {
      pvds: settleRows(latest.pvds, pvds.sort(compareId)),
      authority: settle(latest.authority, host.settings.authority),
      steadiness: settle(latest.steadiness, host.settings.steadiness),
    };
    const isSame = made.pvds === latest.pvds && made.authority === latest.authority && made.steadiness === latest.steadiness;
    if (!isSame) latest = made;
    return latest;
  },
);
/** Equal grounds keep their reference, so that no session is judged anew for a renewal. */
let latest: Grounds = { pvds: [], authority: [], steadiness: DEFAULT_SETTINGS.steadiness };

type Sources = readonly [PvdSnapshot, Candidate, Candidate, Place | undefined, Place | undefined];
/** What it was made of last: what has not changed is not made anew. */
const known = new WeakMap<PvdSnapshot, { readonly of: Sources; readonly ground: Ground }>();
function groundOf(...of: Sources): Ground {
  const old = known.get(of[0]);
  if (old && of.every((source, i) => source === old.of[i])) return old.ground;
  const made = madeOf(...of);
  const ground = settle(find(latest.pvds, made.id) ?? made, made);
  known.set(of[0], { of, ground });
  return ground;
}

function madeOf(...[snapshot, four, six, place4, place6]: Sources): Ground {
  const { id, generation, objects } = snapshot.context;
  const { identity, ifname, kind, metered, cost, bandwidth } = four;
  const { provisioning } = pvdState(snapshot);
  const [by, places] = [
    { 4: four, 6: six },
    { 4: place4, 6: place6 },
  ];
  const own = goodAddresses(objects);
  return {
    ...{ id, pvd: id, generation, identity, ifname, kind, metered, cost, bandwidth },
    rank: perFamily((family) => places[family]?.place ?? null),
    usable: perFamily((family) => (places[family]?.place ? by[family].reach : null)),
    unfit: perFamily((family) => (places[family]?.place ? null : (places[family]?.because.rule ?? by[family].unfit ?? 'absent'))),
    over: perFamily((family) => places[family]?.beaten.flatMap((b) => (NO_MERIT.has(b.rule) ? [] : [b.pvd])) ?? []),
    goals: perFamily((family) => goalOf(by[family])),
    homes: perFamily((family) => ({
      ...goalOf(by[family]),
      isThere: provisioning !== 'detached' && provisioning !== 'gone',
      isUsable: typeof places[family]?.place === 'number',
      hasAddress: own.some((a) => familyOf(a.value) === family),
      barred: barredBy(places[family]),
    })),
  };
}
const goalOf = ({ id, metered, reachSince, gatewaySince }: Candidate): Goal => ({ pvd: id, metered, since: reachSince ?? gatewaySince });
const barredBy = (place: Place | undefined): Reason | null =>
  place && place.place === null && place.because.by !== 'built-in' ? place.because : null;
const NO_MERIT: ReadonlySet<string> = new Set(['holdDown', 'steadiness', 'incumbent', 'firstById']);
const perFamily = <T>(of: (family: Family) => T): { readonly [F in Family]: T } => ({ 4: of(4), 6: of(6) });

export const groundAt = (grounds: Grounds, pvd: string, generation: number): Ground | undefined => {
  const found = find(grounds.pvds, pvd);
  return found?.generation === generation ? found : undefined;
};

/** The PvDs that a session may go to, best first: in its own family, behind them those of the other. */
export function eligible(grounds: Grounds, needs: Use | null, family: Family): readonly Ground[] {
  const known = orders(grounds);
  const key = `${family} ${typeof needs === 'string' ? needs : needs === null ? '' : textOf(needs)}`;
  const found = known.get(key);
  if (found) return found;
  const made = inOrder[family](grounds).filter((ground) => (needs === null ? isRanked(ground) : fits(needs, ground) === true));
  known.set(key, made);
  return made;
}
const orders = perObject((_: Grounds): Map<string, readonly Ground[]> => new Map());
const textOf = perObject((needs: object): string => JSON.stringify(needs));

const isRanked = ({ rank }: Ground): boolean => FAMILIES.some((family) => rank[family] !== null);

/** Those without a place last: a program may name one that carries no general traffic (a tunnel, a portal's network). */
const inOrder = { 4: perObject((grounds: Grounds) => orderOf(grounds, 4, 6)), 6: perObject((grounds: Grounds) => orderOf(grounds, 6, 4)) };

function orderOf({ pvds }: Grounds, family: Family, other: Family): readonly Ground[] {
  const rankOf = ({ rank }: Ground): number => rank[family] ?? (rank[other] === null ? 2 * BEHIND : BEHIND + (rank[other] ?? 0));
  const isFree = (ground: Ground) => FAMILIES.every((f) => ground.homes[f].barred === null);
  return pvds.filter((p) => p.homes[family].isThere && isFree(p)).toSorted((a, b) => rankOf(a) - rankOf(b) || compareId(a, b));
}
/** Above every place. */
const BEHIND = 1e6;
