/** A connection that its program declares as a session (machines/model/session.ts): the decision keeps it, moves it or ends it. */

import { familyOf } from '../../machines/model/address.ts';
import type { Use } from '../../machines/model/needs.ts';
import type { SessionSpec } from '../../machines/model/session.ts';
import type { Connection } from './connect.ts';
import { ProgramsError } from './errors.ts';
import type { Programs, SessionVerdict } from './port.ts';

/** `manager`: what the program calls itself. What is left out: it stays where it is, is made anew by its program, and goes with its network. */
export type SessionOptions = Pick<SessionSpec, 'manager'> &
  Partial<Pick<SessionSpec, 'mobility' | 'better' | 'loss' | 'failBack'>> & {
    /**
     * Told of each verdict, which then is the program's to carry out. Without it what is to end or to be made anew is destroyed
     * with `ERR_SESSION_ENDED`, so that the program connects again, and the next network is chosen; what moves by itself moves.
     */
    readonly onVerdict?: (verdict: SessionVerdict, connection: Connection) => void;
  };

/** Closed with the connection. Without a network (this host itself) there is none. Rejects where the agent does not keep it. */
export async function keepSession(
  { sessions }: Pick<Programs, 'sessions'>,
  connection: Connection,
  options: SessionOptions,
  needs: Use | undefined,
  signal: AbortSignal,
): Promise<void> {
  const { attachment } = connection;
  if (!attachment) return;
  const { onVerdict, ...told } = options;
  // What the program does with it, and throws, is its own: not within the agent's turn.
  const hear = (verdict: SessionVerdict): void =>
    onVerdict ? process.nextTick(onVerdict, verdict, connection) : carryOut(verdict, connection);
  const terms = { mobility: 'reconnect', better: 'keep', loss: 'move', failBack: 'keep' } as const;
  const family = familyOf(attachment.source ?? connection.remoteAddress ?? '');
  const spec: SessionSpec = { ...terms, ...told, needs: needs ?? null, pvd: attachment.pvd, generation: attachment.generation, family };
  const opening = sessions.open(spec, hear);
  const isOpen = opening.then((session) => {
    const close = (): void => session.close('its connection was closed');
    if (connection.destroyed) close();
    else connection.once('close', close);
  });
  await unless(signal, isOpen);
}

/** Who gives up, or loses the agent, waits no longer. */
function unless<T>(signal: AbortSignal, asked: Promise<T>): Promise<T> {
  const { promise, resolve, reject } = Promise.withResolvers<T>();
  const onAbort = (): void => reject(signal.reason);
  signal.addEventListener('abort', onAbort, { once: true });
  if (signal.aborted) onAbort();
  asked.then(resolve, reject).finally(() => signal.removeEventListener('abort', onAbort));
  return promise;
}

function carryOut({ verdict, to, because }: SessionVerdict, connection: Connection): void {
  if (verdict !== 'end' && verdict !== 'reconnect') return;
  const where = to === null ? 'ended' : `to go to ${to}`;
  connection.destroy(new ProgramsError('ERR_SESSION_ENDED', `the session is ${where}`, [because.rule]));
}
