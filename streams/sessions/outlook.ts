/**
 * What a session sees of the networks: its own, and where it could be. It is the same for all sessions that are on one network with
 * equal needs, and a rank that moved elsewhere changes nothing of it: so few are judged anew when networks change.
 */
import type { SessionContext } from '../../machines/session.ts';
import { kindOf } from '../../machines/sessions.ts';
import { perObject } from '../memo.ts';
import { eligible, type Goal, type Ground, type Grounds, groundAt, type Home } from './grounds.ts';

export type Outlook = {
  /** Null: its attachment is gone. */
  readonly home: Home | null;
  /** Whether its home meets its needs. */
  readonly isFit: boolean;
  /** Where it goes when its home is lost; when it has to leave it; by choice: what comes before it on its merits. */
  readonly first: Goal | null;
  readonly other: Goal | null;
  readonly better: Goal | null;
};
type Looking = Pick<SessionContext, 'pvd' | 'generation' | 'needs' | 'family'>;

/** It is the same for all of a kind. */
export function outlookOf(grounds: Grounds, session: SessionContext, kind = kindOf(session)): Outlook {
  const known = outlooks(grounds);
  const found = known.get(kind);
  if (found) return found;
  const made = look(session, groundAt(grounds, session.pvd, session.generation), eligible(grounds, session.needs, session.family));
  known.set(kind, made);
  return made;
}
const outlooks = perObject((_: Grounds): Map<string, Outlook> => new Map());

/** What of it differs: nothing that is heeded; only where one would go, and why there; or what the rules go by (rules.ts). */
export type Sight = 'same' | 'elsewhere' | 'another';
export function sightOf(before: Outlook, now: Outlook): Sight {
  if (isSame(before, now)) return 'same';
  if (before.home?.isThere || now.home?.isThere) return isLedAlike(before, now) ? 'elsewhere' : 'another';
  // Whose home is lost heeds nothing else of it.
  if ((before.home === null) !== (now.home === null)) return 'another';
  return before.first?.pvd === now.first?.pvd ? 'same' : 'elsewhere';
}

/** What holds on a metered network once a better one is there that is not. */
export const isFailBack = ({ home, better }: Outlook): boolean => home?.metered === true && better?.metered === false;

/** From `options` alone, where not all that it could be on are open to it. */
export function look({ family }: Looking, home: Ground | undefined, options: readonly Ground[]): Outlook {
  const rank = home?.rank[family] ?? null;
  const better = options.find((o) => home && rank !== null && (o.rank[family] ?? rank) < rank && o.over[family].includes(home.id));
  return {
    home: home?.homes[family] ?? null,
    isFit: home !== undefined && options.includes(home),
    first: options[0]?.goals[family] ?? null,
    other: options.find((o) => o !== home)?.goals[family] ?? null,
    better: better?.goals[family] ?? null,
  };
}

/** By reference, which equal ones keep. */
const isSame = (a: Outlook, b: Outlook): boolean =>
  a.home === b.home && a.isFit === b.isFit && a.first === b.first && a.other === b.other && a.better === b.better;

/** The rules lead to the same end by both: what they look at before they say anything. */
const isLedAlike = (a: Outlook, b: Outlook): boolean =>
  a.home?.isThere === b.home?.isThere &&
  a.home?.hasAddress === b.home?.hasAddress &&
  a.home?.isUsable === b.home?.isUsable &&
  (a.home?.barred === null) === (b.home?.barred === null) &&
  a.isFit === b.isFit &&
  (a.other === null) === (b.other === null) &&
  (a.better === null) === (b.better === null) &&
  isFailBack(a) === isFailBack(b);
