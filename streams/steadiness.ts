/**
 * How the ranking of one family holds still (law 11): who was lost stays behind for a while after it came back, and the
 * lead changes by choice at most `moves` times in any `per`. Leaving a network that is dead is never held up.
 */
import type { Memory } from '../machines/model/facts/epoch.ts';
import type { Steadiness } from '../machines/model/settings.ts';
import { after, elapsed, type Family, type Instant, type Millis, millis, type Seq } from '../machines/model/units.ts';
import type { Candidate } from './candidates.ts';
import type { Readable } from './part.ts';

/** `back`: when it was fit again; null while it is not. `proven`: checked since then. `times`: losses in a row. `since`: the last. */
type Lost = {
  readonly pvd: string;
  readonly since: Seq | null;
  readonly times: number;
  readonly lost: Instant;
  readonly back: Instant | null;
  readonly proven: boolean;
};
export type Standing = {
  readonly family: Family;
  /** The last voluntary changes of the lead, oldest first. */
  readonly moves: readonly Instant[];
  /** When the lead was last taken over because the leader was lost. */
  readonly taken: Instant | null;
  readonly lost: readonly Lost[];
  /** When something that is held back may go on; null when nothing is, or no moment is known. */
  readonly due: Instant | null;
};

/** The hold-down doubles with each loss, up to this many times the first. A guess. */
const DOUBLED_MAX = 32;
/** A loss that was over so long ago is forgotten, and never before twice its hold-down, nor while it holds anybody back. A guess. */
const FORGOTTEN: Millis = millis(300_000);
/** PvDs that are lost at once: networks can make up any number. A guess. */
const LOST_MAX = 64;

export const newStanding = (family: Family): Standing => ({ family, moves: [], taken: null, lost: [], due: null });

/** From what the last epoch carried over. */
export function recalledStanding(family: Family, memory: Memory, now: Instant): Standing {
  const told = memory.steadiness.find((s) => s.family === family);
  if (!told) return newStanding(family);
  return {
    family,
    moves: told.moves.map((age) => ago(now, age)),
    taken: told.taken === null ? null : ago(now, told.taken),
    lost: told.lost.map(({ pvd, since, times, lost, back, proven }) => ({
      pvd,
      since,
      times,
      lost: ago(now, lost),
      back: back === null ? null : ago(now, back),
      proven,
    })),
    due: null,
  };
}
/** An age may be older than this epoch's time goes back. */
export const ago = (now: Instant, age: Millis): Instant => (now - age) as Instant;

export const carriedStanding = ({ family, moves, taken, lost }: Standing, now: Instant): Memory['steadiness'][number] => ({
  family,
  moves: moves.map((at) => elapsed(at, now)),
  taken: taken === null ? null : elapsed(taken, now),
  lost: lost.map((row) => ({
    pvd: row.pvd,
    since: row.since,
    times: row.times,
    lost: elapsed(row.lost, now),
    back: row.back === null ? null : elapsed(row.back, now),
    proven: row.proven,
  })),
});

/** Who was ranked and is fit no more is lost; who is fit again is back. */
export function noticed(
  standing: Standing,
  fit: readonly Candidate[],
  gone: readonly Pick<Lost, 'pvd' | 'since'>[],
  host: Settled,
  now: Instant,
): Standing {
  const found = (pvd: string) => fit.find((c) => c.id === pvd);
  const remembered = standing.lost.filter((row) => forgottenAt(standing, row, host) > now);
  const known = remembered
    .filter((row) => !gone.some(({ pvd }) => pvd === row.pvd))
    .map((row) => (row.back === null && found(row.pvd) ? { ...row, back: now } : row))
    .map((row) => (!row.proven && row.back !== null && (found(row.pvd)?.checked ?? -1) >= row.back ? { ...row, proven: true } : row));
  const added = gone.map(({ pvd, since }) => ({
    pvd,
    since,
    times: (remembered.find((r) => r.pvd === pvd)?.times ?? 0) + 1,
    lost: now,
    back: null,
    proven: false,
  }));
  const lost = [...known, ...added].sort((a, b) => b.lost - a.lost || (a.pvd < b.pvd ? -1 : 1)).slice(0, LOST_MAX);
  return { ...standing, lost };
}

/** While it is away, never. That it is forgotten changes no decision: no fact would tell of it. */
function forgottenAt({ taken }: Standing, row: Lost, host: Settled): number {
  if (row.back === null || isUnproven(row, host)) return UNTIL_CHECKED;
  const { steadiness } = host.settings;
  return Math.max(after(row.back, millis(Math.max(FORGOTTEN, 2 * holdOf(row, steadiness)))), protectedUntil(taken, steadiness));
}

/** Until when it says the same of the same candidates: nothing that is held back goes on, and nothing is forgotten. */
export const holdsUntil = (standing: Standing, host: Settled): number =>
  Math.min(standing.due ?? UNTIL_CHECKED, ...standing.lost.map((row) => forgottenAt(standing, row, host)));

/** No moment is known: a check has to come first. */
export const UNTIL_CHECKED = Number.POSITIVE_INFINITY;
/** When a candidate that came back may lead again; null when it is not held. The leader itself is not held by what protects it. */
export function heldUntil({ lost, taken }: Standing, c: Candidate, host: Settled, isLeader: boolean): number | null {
  const row = lost.find((r) => r.pvd === c.id);
  if (!row || row.back === null) return null;
  if (isUnproven(row, host)) return UNTIL_CHECKED;
  const { steadiness } = host.settings;
  return Math.max(after(row.back, holdOf(row, steadiness)), isLeader ? 0 : protectedUntil(taken, steadiness));
}

type Settled = Pick<Readable, 'settings' | 'started'>;
const isUnproven = ({ proven }: Lost, { started }: Settled): boolean => started?.checks === true && !proven;
const protectedUntil = (taken: Instant | null, { failBack }: Steadiness): number => (taken === null ? 0 : after(taken, failBack));

const holdOf = ({ times }: Lost, { holdDown }: Steadiness): Millis =>
  millis(holdDown * Math.min(2 ** Math.min(times - 1, 30), DOUBLED_MAX));

/** Whether another voluntary move is allowed now; else since when it is. */
export function moveAllowedAt({ moves }: Pick<Standing, 'moves'>, { moves: most, per }: Steadiness, now: Instant): Instant {
  const oldest = moves.length < most ? undefined : moves.at(-most);
  return oldest === undefined ? now : after(oldest, per);
}

/** As many as any setting may ask for, so that the bound holds when it is changed. */
const MOVES_MAX = 64;
export const withMove = <S extends Pick<Standing, 'moves'>>(standing: S, now: Instant): S => ({
  ...standing,
  moves: [...standing.moves, now].slice(-MOVES_MAX),
});
