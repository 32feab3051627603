/** A connection that the kernel was told to end, in our words: the agent ends those of a lost network there, and that is heard before its newest view is. */
import type { Socket } from 'node:net';
import { ProgramsError } from './errors.ts';
import type { Attachment } from './held.ts';

/** What SOCK_DESTROY leaves of a TCP socket (Linux, tcp_abort); nothing else gives it to one that was connected. */
const ENDED = 'ECONNABORTED';

/** From now on. */
export function inOurWords(connection: Socket, { pvd, generation }: Pick<Attachment, 'pvd' | 'generation'>): void {
  const destroy = connection.destroy.bind(connection);
  const worded = (error: Error): Error =>
    'code' in error && error.code === ENDED
      ? new ProgramsError('ERR_PVD_GONE', `${pvd} #${generation} has gone`, ['its connections were ended'], { cause: error })
      : error;
  connection.destroy = (error) => destroy(error && worded(error));
}
