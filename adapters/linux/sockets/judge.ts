/** Whose a socket is, whether anything passes on it, and whether it is among those that are to be ended. No I/O. */
import { reachOf } from '../../../machines/model/address.ts';
import type { EndingSpec } from '../../../machines/model/command.ts';
import type { Owner } from '../../../machines/model/facts/socket.ts';
import { type DiagSocket, STATE } from './diag.ts';

export type Seen = Pick<DiagSocket, 'state' | 'source' | 'device' | 'progress'>;
export type Sample = { readonly open: number; readonly stalled: number };
export type IndexOf = (ifname: string) => number;

/** Retransmissions in a row without a word from the peer: the second follows 0.2 s + 0.4 s after what it repeats (RFC 6298, Linux' least timeout), a SYN's first after 1 s. */
const [TIMEOUTS, TIMEOUTS_OF_SYN] = [2, 1];

export const isStalled = ({ state, progress }: Seen): boolean =>
  progress !== null && progress.unacked > 0 && progress.retransmits >= (state === STATE.synSent ? TIMEOUTS_OF_SYN : TIMEOUTS);

/** One each of `owners`, in their order. A socket whose address two of them have is its device's, or nobody's. */
export function sampled(sockets: readonly Seen[], owners: readonly Owner[], indexOf: IndexOf): readonly Sample[] {
  const rows = owners.map(({ ifname }) => ({ index: indexOf(ifname), open: 0, stalled: 0 }));
  const byAddress = Map.groupBy(
    owners.flatMap(({ addresses }, i) => addresses.map((address) => [address, i] as const)),
    ([address]) => address,
  );
  for (const socket of sockets) {
    const fit = (byAddress.get(socket.source) ?? []).filter(([, i]) => socket.device === 0 || socket.device === rows[i]?.index);
    const row = fit.length === 1 ? rows[fit[0]?.[1] ?? -1] : undefined;
    if (!row) continue;
    row.open += 1;
    if (isStalled(socket)) row.stalled += 1;
  }
  return rows.map(({ open, stalled }) => ({ open, stalled }));
}

/** `index`: of the interface that the addresses are of; 0 where it is gone, with all that was bound to it. Never loopback. */
export function isToEnd(socket: Seen, { addresses, shared, isStalled: onlyStalled }: EndingSpec, index: number): boolean {
  if (!addresses.includes(socket.source) || reachOf(socket.source) === 'loopback') return false;
  if (socket.device !== 0 && socket.device !== index && index !== 0) return false;
  if (shared.includes(socket.source) && (socket.device === 0 || index === 0)) return false;
  return !onlyStalled || isStalled(socket);
}
