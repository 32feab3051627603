/** Whose a socket is, whether anything passes on it, and whether it is among those that are to be ended. No I/O. */
import { reachOf } from '../../../machines/model/address.ts';
import type { EndingSpec } from '../../../machines/model/command.ts';
import type { Owner } from '../../../machines/model/facts/socket.ts';
import { type DiagSocket, STATE } from './diag.ts';

export type Seen = Pick<DiagSocket, 'state' | 'source' | 'device' | 'progress'>;
export type Sample = { readonly open: number; readonly stalled: number };
/** The interfaces that there are now; 0 is none. */
export type Devices = { indexOf(ifname: string): number; isDevice(index: number): boolean };

/**
 * Retransmissions, or probes of a window that the peer has closed, in a row without a word from the peer: the second follows
 * 0.2 s + 0.4 s after what it repeats (RFC 6298, Linux' least timeout), a SYN's first after 1 s.
 */
const [TIMEOUTS, TIMEOUTS_OF_SYN] = [2, 1];

export function isStalled({ state, progress }: Seen): boolean {
  if (progress === null) return false;
  if (progress.probes >= TIMEOUTS) return true;
  return progress.unacked > 0 && progress.retransmits >= (state === STATE.synSent ? TIMEOUTS_OF_SYN : TIMEOUTS);
}

/** One each of `owners`, in their order. A socket whose address two of them have is its device's, or nobody's. */
export function sampled(sockets: readonly Seen[], owners: readonly Owner[], indexOf: Devices['indexOf']): readonly Sample[] {
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

/** `indexOf` the interface that the addresses are of; what was bound to one that is gone leads nowhere. Never loopback. */
export function isToEnd(socket: Seen, spec: EndingSpec, { indexOf, isDevice }: Devices): boolean {
  const { source, device } = socket;
  if (!spec.addresses.includes(source) || reachOf(source) === 'loopback') return false;
  if (device === 0 ? spec.shared.includes(source) : device !== indexOf(spec.ifname) && isDevice(device)) return false;
  return !spec.isStalled || isStalled(socket);
}
