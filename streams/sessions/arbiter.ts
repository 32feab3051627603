/**
 * One arbiter for what several managers ask of one session (session-6): prohibitions before preferences, then by the authors'
 * order of authority, then who came first; a preference that cannot be met says nothing, and the next one is heard.
 */
import { fits, type Use } from '../../machines/model/needs.ts';
import type { Author } from '../../machines/model/policy.ts';
import type { Asked } from '../../machines/model/session.ts';
import { isEqual } from '../../machines/model/settle.ts';
import type { SessionContext } from '../../machines/session.ts';
import { type Reason, reason } from '../reasons.ts';
import type { Goal, Ground } from './grounds.ts';
import type { Refused } from './verdict.ts';

/** `end`: it has to end. `barred`: where it must not be. `wish`: the preference that is heard; null: its own policy is. */
export type Word = {
  readonly end: Asked | null;
  readonly barred: readonly Asked[];
  /** Its home is such a place, by this one's word. */
  readonly leave: Asked | null;
  readonly wish: Wish | null;
  readonly refused: readonly Refused[];
};
/** `target`: where it is to go; null: it stays. */
export type Wish = { readonly asked: Asked; readonly target: Goal | null };

export const NOBODY: Word = { end: null, barred: [], leave: null, wish: null, refused: [] };

/** `options`: where it may go, best first. */
export function arbitrate(
  session: SessionContext,
  home: Ground | undefined,
  options: readonly Ground[],
  authority: readonly Author[],
): Word {
  const asks = session.asks.toSorted((a, b) => order(a, b, session.manager, authority));
  const [end = null] = asks.filter((a) => a.ask === 'end');
  const barred = asks.filter((a) => a.ask === 'leave');
  const isAllowed = (ground: Ground) => !barred.some((a) => isMeant(a.to, ground));
  const allowed = options.filter(isAllowed);
  const leave = home ? (barred.find((a) => isMeant(a.to, home)) ?? null) : null;
  const refused: Refused[] = [];
  let wish: Wish | null = null;
  for (const asked of asks.filter((a) => a.ask === 'keep' || a.ask === 'move')) {
    const stronger = end ?? (asked.ask === 'keep' ? leave : null);
    const found: Wish | Reason | null = stronger
      ? beatenBy(stronger, 'prohibition')
      : isOverruled(asked, session, authority)
        ? reason('authority', [asked.since, session.opened], `application ${session.manager}`)
        : wish
          ? contradicted(asked, wish.asked)
          : granted(asked, session, home, allowed);
    if (found === null) continue;
    if ('asked' in found) wish = found;
    else refused.push({ ...asOf(asked), ...found });
  }
  if (end) for (const asked of barred) refused.push({ ...asOf(asked), ...beatenBy(end, 'prohibition') });
  return { end, barred, leave, wish, refused };
}

export const byAsker = ({ author, manager }: Pick<Asked, 'author' | 'manager'>): string => `${author} ${manager}`;
export const isMeant = (to: Use | null, ground: Ground): boolean => to !== null && fits(to, ground) === true;

const asOf = ({ manager, author, ask, to }: Asked): Pick<Asked, 'manager' | 'author' | 'ask' | 'to'> => ({ manager, author, ask, to });
const beatenBy = (winner: Asked, rule: string): Reason => reason(rule, [winner.since], byAsker(winner));

const strength = (author: Author, authority: readonly Author[]): number => {
  const at = authority.indexOf(author);
  return at < 0 ? authority.length : at;
};
function order(a: Asked, b: Asked, own: string, authority: readonly Author[]): number {
  const byAuthor = strength(a.author, authority) - strength(b.author, authority);
  return byAuthor || Number(b.manager === own) - Number(a.manager === own) || a.since - b.since;
}

/** What its own manager declared is an application's word, and came before any other of the same weight. */
function isOverruled({ author, manager }: Asked, session: SessionContext, authority: readonly Author[]): boolean {
  const isOwn = manager === session.manager;
  const weaker = strength(author, authority) - strength('application', authority);
  return !isOwn && weaker >= 0;
}

/** Null: it asks for the same. */
function contradicted(asked: Asked, winner: Asked): Reason | null {
  if (asked.ask === winner.ask && isEqual(asked.to, winner.to)) return null;
  return beatenBy(winner, asked.author === winner.author ? 'cameFirst' : 'authority');
}

/** What a preference comes to; or why it cannot be met. */
function granted(asked: Asked, session: SessionContext, home: Ground | undefined, allowed: readonly Ground[]): Wish | Reason {
  if (asked.ask === 'keep') return { asked, target: null };
  const wanted = asked.to === null ? allowed : allowed.filter((ground) => isMeant(asked.to, ground));
  const [target] = wanted;
  if (!target) return reason('nothingFits', [asked.since]);
  if (home && (asked.to === null ? target === home : wanted.includes(home))) return { asked, target: null };
  return session.mobility === 'none' ? reason('cannotMove', [session.opened]) : { asked, target: target.goals[session.family] };
}
