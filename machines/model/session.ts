/** Sessions: what a program says of a connection that it keeps for long, and what may be decided of it. */
import { z } from 'zod';
import { Use } from './needs.ts';
import { Positive, textUpTo } from './plain.ts';
import { Author } from './policy.ts';
import { Family, Millis, Seq } from './units.ts';

/** Names that programs give: printable, so that they may stand in ids, lines and paths. */
const word = (max: number) =>
  z
    .string()
    .min(1)
    .max(max)
    .regex(/^[!-.0-~]+$/, 'no space, slash or control character');
export const SessionId = word(64);
export const ManagerId = word(64);

/** Sessions in all, of one manager, and managers that ask something of one session (sec-2). Guesses, far above any real host. */
export const SESSIONS_MAX = 16_384;
export const SESSIONS_OF_ONE_MAX = 4_096;
export const ASKS_MAX = 8;

/**
 * How it gets to another network: by itself and unbroken (`mptcp`, RFC 8684; `other`: Mobile IP, SHIM6 and the like behind the
 * same contract), by its program's making it anew, or not at all.
 */
export const Mobility = z.enum(['none', 'reconnect', 'mptcp', 'other']);
export type Mobility = z.infer<typeof Mobility>;

/**
 * What it does when a better network is there: stay, move once it is idle, move now, or be drained: move once it is idle, and at
 * the latest so long afterwards, when one that cannot move is ended.
 */
export const Change = z.union([z.enum(['keep', 'idle', 'now']), z.strictObject({ drain: Millis })]);
export type Change = z.infer<typeof Change>;

/** On loss: go at once, wait for the network as long as it may return, or end, though it could move. */
export const OnLoss = z.enum(['move', 'wait', 'end']);
export type OnLoss = z.infer<typeof OnLoss>;

/** What a session asks for itself. `failBack`: instead of `better` on a metered network once an unmetered one is back. */
const TERMS = {
  family: Family,
  /** Which networks it may be on; null: any. */
  needs: Use.nullable(),
  mobility: Mobility,
  better: Change,
  loss: OnLoss,
  failBack: Change,
};
/** An attachment of a PvD. */
export const PLACE = { pvd: textUpTo(320), generation: Positive };
/** What a program tells of a session that it wants kept, moved or ended. `manager`: who asks for it, a name of the program's choice. */
export const SessionSpec = z.strictObject({ manager: ManagerId, ...PLACE, ...TERMS });
export type SessionSpec = z.input<typeof SessionSpec>;
export type Terms = Omit<z.infer<typeof SessionSpec>, 'manager' | keyof typeof PLACE>;

/** `end` and `leave` (its network) are prohibitions, `keep` and `move` preferences; `nothing` takes the word back. */
export const Ask = z.enum(['end', 'leave', 'keep', 'move', 'nothing']);
export const ASKED = {
  manager: ManagerId,
  /** In whose name it asks: the order of authority decides between those who differ. */
  author: Author,
  ask: Ask,
  /** `move`: only there; `leave`: not there any more, null being where it is. */
  to: Use.nullable(),
};
export const Asked = z.strictObject({ ...ASKED, since: Seq });
export type Asked = z.infer<typeof Asked>;

/** What the decision has for a session. `drain`: it stays for now, and leaves at a moment that is fixed. */
export const VERDICTS = ['keep', 'migrate', 'reconnect', 'drain', 'end'] as const;
export type VerdictKind = (typeof VERDICTS)[number];
