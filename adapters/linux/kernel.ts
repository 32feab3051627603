/**
 * The kernel as a source of facts: links, addresses, routes, rules and neighbours by rtnetlink; with `apply` also a sink that
 * changes rules, routes, addresses, settings and the guard. What is decided about messages is in the files it puts together.
 */
import { type Unstamped, world } from '../../machines/model/facts/index.ts';
import type { Emit, Sink, Source } from '../../machines/model/port.ts';
import { bootTime, describeFault, type NetlinkSocket, openNetlink, SystemCallError, type SystemFault } from '../system/index.ts';
import { CARRIES, type Carrier, createCarrier } from './apply/carrier.ts';
import { answeredByLast } from './apply/echoes.ts';
import { createGuard, type Guard } from './apply/guard.ts';
import { failed } from './apply/outcome.ts';
import { readSysctls } from './apply/sysctl.ts';
import { type Conversation, converse } from './conversation.ts';
import { inHaste } from './haste.ts';
import { createMirror } from './mirror.ts';
import type { LinkLookups } from './reading/link.ts';
import { sysfsLookups } from './sysfs.ts';

export type KernelOptions = {
  /** Bytes of receive buffer to ask for. */
  readonly receiveBuffer?: number;
  readonly lookups?: LinkLookups;
  /** Commands are carried out, and what they are about is told at the start: settings and guard too. `nft`: the program. */
  readonly apply?: boolean | { readonly nft?: string };
};
/** Without `apply` it carries nothing, and says so to each command. */
export type Kernel = Source & Sink;

/** RTNLGRP_LINK, _NEIGH, _IPV4_IFADDR, _IPV4_ROUTE, _IPV4_RULE, _IPV6_IFADDR, _IPV6_ROUTE, _IPV6_RULE. */
const GROUPS = [1, 3, 5, 7, 8, 9, 11, 19];
const NAME = 'rtnetlink';
/** Below this a burst of a few hundred changes overruns the socket (measured: 256 in the default buffer). */
const ENOUGH = 2 ** 20;
/** A dump that says nothing for so long will say nothing more. */
const SILENCE = 5_000;
/** The wait before another dump after the first one in a row was lost too; doubles. */
const [FIRST_WAIT, LONGEST_WAIT] = [100, 5_000];
const NO_SINK = { code: 'ERR_OBSERVING', problem: 'the kernel is only observed' };

export function openKernel(options: KernelOptions = {}): Kernel {
  const { apply = false } = options;
  const mirror = createMirror(options.lookups ?? sysfsLookups);
  const opened = Promise.withResolvers<void>();
  let socket: NetlinkSocket | null = null;
  let talk: Conversation | null = null;
  let timer: NodeJS.Timeout | undefined;
  let outbox: Unstamped[] = [];
  let [emit, notice]: [Emit, (line: string) => void] = [() => {}, () => {}];
  let [isClosed, losses] = [false, 0];

  /** Facts go out in the order in which they were heard, whoever reads the socket. */
  const flush = (): void => {
    const facts = outbox;
    outbox = [];
    for (const batch of inHaste(facts)) if (!isClosed) emit(batch);
  };
  const nft = typeof apply === 'object' && apply.nft !== undefined ? { nft: apply.nft } : {};
  const guard: Guard | null = apply === false ? null : createGuard({ ...nft, tell: (fact) => emit([fact]) });
  const carrier: Carrier | null = guard && createCarrier({ indexOf: mirror.indexOf, guard });
  const commandOf = carrier === null ? {} : { commandOf: carrier.commandOf };

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
      ...commandOf,
      send: (request) => {
        const sent = own.send(request);
        if (!sent.ok) notice(`rtnetlink ${describeFault(sent)}`);
      },
    });
    own.watch(() => {
      outbox.push(...hear());
      flush();
    });
    talk.begin();
    wait(SILENCE, loseAndTell);
    return null;
  };
  /** What there is to be read, as facts. */
  const hear = (): readonly Unstamped[] => {
    if (socket === null || talk === null) return [];
    const { datagrams, overran, fault } = socket.receive();
    const heard = talk.hear(datagrams, bootTime());
    const facts = carrier === null ? heard : heard.flatMap(withSysctls);
    if (fault !== null) notice(`rtnetlink ${describeFault(fault)}; opening it again`);
    if (overran || fault !== null) return [...facts, ...lose()];
    if (talk.isDumping) wait(SILENCE, loseAndTell);
    else clearTimeout(timer);
    if (talk.isWhole) {
      losses = 0;
      opened.resolve();
    }
    // A bridge that has lost its carrier goes with its port: one tick, one commit.
    return talk.hasAsked ? [...facts, ...hear()] : facts;
  };
  /** A new socket has neither the rest of a dump nor old messages in it; the mirror tells only what is different. */
  const lose = (): readonly Unstamped[] => {
    if (isClosed) return [];
    socket?.close();
    [socket, talk] = [null, null];
    losses += 1;
    wait(losses === 1 ? 0 : Math.min(FIRST_WAIT * 2 ** (losses - 2), LONGEST_WAIT), again);
    return losses === 1 ? [world('kernel.overran', { socket: NAME })] : [];
  };
  const loseAndTell = (): void => {
    outbox.push(...lose());
    flush();
  };
  const again = (): void => {
    const fault = start();
    if (fault === null) return;
    notice(`rtnetlink ${describeFault(fault)}; trying again`);
    wait(LONGEST_WAIT, again);
  };

  return {
    name: 'kernel',
    carries: carrier === null ? [] : CARRIES,
    open: async (to, say) => {
      [emit, notice] = [to, say];
      const fault = start();
      if (fault !== null) throw new SystemCallError(fault);
      const granted = socket?.receiveBuffer ?? 0;
      if (granted < ENOUGH)
        notice(`the kernel grants a receive buffer of ${granted} bytes only: bursts of changes will be read by new dumps`);
      guard?.watch(say);
      const stands = await guard?.found();
      if (stands) emit([stands]);
      return opened.promise;
    },
    // The answers come once the caller is done with what it is doing, and before anything else is heard.
    carry: (commands) => {
      if (isClosed) return;
      outbox.push(...answeredByLast(carrier?.carry(commands, hear) ?? commands.map((command) => failed(command, NO_SINK))));
      queueMicrotask(flush);
    },
    close: async () => {
      isClosed = true;
      clearTimeout(timer);
      socket?.close();
      carrier?.close();
      guard?.close();
      [socket, talk] = [null, null];
      opened.resolve();
    },
  };
}

const withSysctls = (fact: Unstamped): readonly Unstamped[] =>
  fact.type === 'link.appeared' && fact.kind !== 'loopback' ? [fact, ...readSysctls(fact.ifname)] : [fact];
