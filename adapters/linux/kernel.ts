/** The kernel as a source of facts: links, addresses, routes, rules and neighbours by rtnetlink. The only file here that does I/O on it. */
import { type Unstamped, world } from '../../machines/model/facts/index.ts';
import type { Emit, Source } from '../../machines/model/port.ts';
import { bootTime, describeFault, type NetlinkSocket, openNetlink, SystemCallError, type SystemFault } from '../system/index.ts';
import { type Conversation, converse } from './conversation.ts';
import { createMirror } from './mirror.ts';
import type { LinkLookups } from './reading/link.ts';
import { sysfsLookups } from './sysfs.ts';

export type KernelOptions = {
  /** Bytes of receive buffer to ask for. */
  readonly receiveBuffer?: number;
  readonly lookups?: LinkLookups;
};

/** RTNLGRP_LINK, _NEIGH, _IPV4_IFADDR, _IPV4_ROUTE, _IPV4_RULE, _IPV6_IFADDR, _IPV6_ROUTE, _IPV6_RULE. */
const GROUPS = [1, 3, 5, 7, 8, 9, 11, 19];
const NAME = 'rtnetlink';
/** Below this a burst of a few hundred changes overruns the socket (measured: 256 in the default buffer). */
const ENOUGH = 2 ** 20;
/** A dump that says nothing for so long will say nothing more. */
const SILENCE = 5_000;
/** The wait before another dump after the first one in a row was lost too; doubles. */
const [FIRST_WAIT, LONGEST_WAIT] = [100, 5_000];

export function openKernel(options: KernelOptions = {}): Source {
  const mirror = createMirror(options.lookups ?? sysfsLookups);
  const opened = Promise.withResolvers<void>();
  let socket: NetlinkSocket | null = null;
  let talk: Conversation | null = null;
  let timer: NodeJS.Timeout | undefined;
  let [emit, notice]: [Emit, (line: string) => void] = [() => {}, () => {}];
  let [isClosed, losses] = [false, 0];

  const tell = (facts: readonly Unstamped[]): void => {
    if (facts.length > 0) emit(facts);
  };
  const wait = (ms: number, then: () => void): void => {
    clearTimeout(timer);
    timer = setTimeout(then, ms);
  };
  const start = (): SystemFault | null => {
    const got = openNetlink({ groups: GROUPS, ...(options.receiveBuffer === undefined ? {} : { receiveBuffer: options.receiveBuffer }) });
    if (!got.ok) return got;
    const own = got.value;
    socket = own;
    talk = converse({
      mirror,
      notice,
      send: (request) => {
        const sent = own.send(request);
        if (!sent.ok) notice(`rtnetlink ${describeFault(sent)}`);
      },
    });
    own.watch(hear);
    talk.begin();
    wait(SILENCE, lose);
    return null;
  };
  const hear = (): void => {
    if (socket === null || talk === null) return;
    const { datagrams, overran, fault } = socket.receive();
    tell(talk.hear(datagrams, bootTime()));
    if (fault !== null) notice(`rtnetlink ${describeFault(fault)}; opening it again`);
    if (overran || fault !== null) lose();
    else if (talk.isDumping) wait(SILENCE, lose);
    else clearTimeout(timer);
    if (!talk?.isWhole) return;
    losses = 0;
    opened.resolve();
  };
  /** A new socket has neither the rest of a dump nor old messages in it; the mirror tells only what is different. */
  const lose = (): void => {
    if (isClosed) return;
    socket?.close();
    [socket, talk] = [null, null];
    if (losses === 0) tell([world('kernel.overran', { socket: NAME })]);
    losses += 1;
    wait(losses === 1 ? 0 : Math.min(FIRST_WAIT * 2 ** (losses - 2), LONGEST_WAIT), again);
  };
  const again = (): void => {
    const fault = start();
    if (fault === null) return;
    notice(`rtnetlink ${describeFault(fault)}; trying again`);
    wait(LONGEST_WAIT, again);
  };

  return {
    name: 'kernel',
    open: async (to, say) => {
      [emit, notice] = [to, say];
      const fault = start();
      if (fault !== null) throw new SystemCallError(fault);
      const granted = socket?.receiveBuffer ?? 0;
      if (granted < ENOUGH)
        notice(`the kernel grants a receive buffer of ${granted} bytes only: bursts of changes will be read by new dumps`);
      return opened.promise;
    },
    close: async () => {
      isClosed = true;
      clearTimeout(timer);
      socket?.close();
      [socket, talk] = [null, null];
      opened.resolve();
    },
  };
}
