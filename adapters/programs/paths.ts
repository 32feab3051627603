/** A connection is ended with its network; one of several paths (RFC 8684) lives on while there is a network for another. */
import type { Connection, Parts } from './connect.ts';
import { inOurWords } from './ended.ts';
import type { Attachment } from './held.ts';

type Needed = Pick<Parts, 'port' | 'held' | 'reaching'>;

export function holdOn(parts: Needed, connection: Connection): void {
  const { attachment } = connection;
  if (!attachment) return;
  inOurWords(connection, attachment);
  const release = parts.held.hold(attachment, (error) => {
    if (!livesOn(parts, connection)) connection.destroy(error);
    else holdOnAny(parts, connection);
  });
  connection.once('close', release);
}

/** The kernel has other paths for it, and there are networks that they may be on. */
const livesOn = (parts: Needed, connection: Connection): boolean =>
  (parts.reaching.paths(connection) ?? 0) > 0 && attachmentsOf(parts).length > 0;

/** Until the last of the networks that are there now has gone; then those count that have come since. */
function holdOnAny(parts: Needed, connection: Connection): void {
  const all = attachmentsOf(parts);
  let left = all.length;
  for (const at of all) {
    const release = parts.held.hold(at, (error) => {
      left -= 1;
      if (left > 0) return;
      if (livesOn(parts, connection)) holdOnAny(parts, connection);
      else connection.destroy(error);
    });
    connection.once('close', release);
  }
}

const attachmentsOf = ({ port }: Needed): readonly Attachment[] =>
  (port.view()?.domains ?? [])
    .filter(({ usable }) => usable[4] !== null || usable[6] !== null)
    .map(({ pvd, generation, ifname }) => ({ pvd, generation, ifname, source: null }));
