/** What somebody wants of a session (session-6): a fact, and the answer is what has become of it by the one arbiter. */
import { z } from 'zod';
import { type Unstamped, world } from '../../machines/model/facts/index.ts';
import { Author } from '../../machines/model/policy.ts';
import { ASKS_MAX, Ask, ManagerId } from '../../machines/model/session.ts';
import { findIn } from '../../machines/model/shards.ts';
import { Seq } from '../../machines/model/units.ts';
import { Session } from './answers.ts';
import { noPvd, noSession } from './handlers.ts';
import { type Reply, refused } from './reply.ts';
import type { Served } from './served.ts';
import { sessionNow } from './sessions.ts';
import { liveSubject } from './subject.ts';
import { onePvd } from './things.ts';

export const AskAnswer = z.object({ v: z.literal(1), seq: Seq, session: Session });
export type AskAnswer = z.infer<typeof AskAnswer>;

/** Who asks through control.sock and gives no name is a person at this host. */
const Wish = z.strictObject({ ask: Ask, manager: ManagerId.default('control'), author: Author.default('user') });
type Query = Readonly<Record<string, string>>;

export function wish(agent: Served, { session = '', to, ...query }: Query, tell: (facts: readonly Unstamped[]) => void): Reply {
  const subject = liveSubject(agent);
  const wanted = Wish.safeParse(query);
  if (!wanted.success) return refused(400, 'ERR_BAD_PARAMETER', z.prettifyError(wanted.error), `ask is one of ${Ask.options.join(', ')}`);
  if (!findIn(agent.fold.host.sessions, session)) return noSession(subject, session);
  const pvd = to === undefined ? null : onePvd(subject, to);
  if (to !== undefined && !pvd) return noPvd(subject, to);
  const { ask, manager } = wanted.data;
  if (pvd && ask !== 'move' && ask !== 'leave')
    return refused(400, 'ERR_BAD_PARAMETER', `${ask} takes no network`, 'to is of move (only there) and leave (not there any more)');
  tell([world('session.asked', { session, ...wanted.data, to: pvd?.id ?? null })]);
  const { asks } = findIn(agent.fold.host.sessions, session)?.snapshot.context ?? { asks: [] };
  if (ask !== 'nothing' && !asks.some((one) => one.manager === manager))
    return refused(
      409,
      'ERR_SESSION_REFUSED',
      `${ASKS_MAX} managers ask of ${session} already`,
      'one has to take its word back: ask nothing',
    );
  const now = sessionNow(liveSubject(agent), session);
  return now ? { status: 200, body: { v: 1, seq: agent.fold.host.seq, session: now } satisfies AskAnswer } : noSession(subject, session);
}
