/** Hears when somebody, we too, changes the nft table of ours, and says so now and then: what stands there then is to be read. */
import { describeFault, NETLINK_NETFILTER, type NetlinkSocket, openNetlink } from '../../system/index.ts';
import { walkFrames } from '../netlink/index.ts';
import { isOfGuard } from './guardEvents.ts';

export type GuardWatch = { close(): void };
export type GuardWatchOptions = {
  onChange(): void;
  notice(line: string): void;
};

/** NFNLGRP_NFTABLES, nfnetlink.h. */
const GROUP = 7;
/** A transaction is many words; and who changes it in a loop does not make us read in one. Guesses. */
const [SOON, EVERY] = [10, 250];
/** Before a socket that failed is opened again. A guess. */
const AGAIN = 5_000;

export function watchGuard({ onChange, notice }: GuardWatchOptions): GuardWatch {
  let socket: NetlinkSocket | null = null;
  let [looking, opening]: [NodeJS.Timeout | undefined, NodeJS.Timeout | undefined] = [undefined, undefined];
  let last = Number.NEGATIVE_INFINITY;

  const look = (): void => {
    looking = undefined;
    last = performance.now();
    onChange();
  };
  const changed = (): void => {
    looking ??= setTimeout(look, Math.max(SOON, last + EVERY - performance.now()));
  };
  const hear = (own: NetlinkSocket): void => {
    const { datagrams, overran, fault } = own.receive();
    if (overran || datagrams.some((datagram) => walkFrames(datagram).frames.some(isOfGuard))) changed();
    if (fault === null) return;
    notice(`nftables ${describeFault(fault)}; opening it again`);
    own.close();
    socket = null;
    opening = setTimeout(open, AGAIN);
  };
  const open = (): void => {
    const got = openNetlink({ groups: [GROUP], protocol: NETLINK_NETFILTER });
    // A kernel without nftables has no table either: nothing is to be heard there.
    if (!got.ok) return notice(`nftables ${describeFault(got)}: who changes its table is not noticed`);
    const own = got.value;
    socket = own;
    own.watch(() => hear(own));
    // What was changed while nobody listened.
    if (opening !== undefined) changed();
  };

  open();
  return {
    close: () => {
      clearTimeout(looking);
      clearTimeout(opening);
      socket?.close();
      socket = null;
    },
  };
}
