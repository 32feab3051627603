/** The door for Router Advertisements: one raw ICMPv6 socket an interface. It only listens. */
import type { Unstamped } from '../../machines/model/facts/index.ts';
import { world } from '../../machines/model/facts/index.ts';
import type { Emit, Source } from '../../machines/model/port.ts';
import { type IfName, type Instant, instant, type Millis, seconds } from '../../machines/model/units.ts';
import { describeFault, type Icmp6Packet, type Icmp6Socket, openIcmp6, type Result, type SystemFault } from '../system/index.ts';
import { admit, type Cap, checkOrigin, decodeAdvertisement, newCap, takeFlooded, toFact, toRejection } from './ra/index.ts';

export type RouterListener = Source & {
  /** Before `open` too. The same interface under another index is opened anew. */
  watch(ifname: IfName, ifindex: number): void;
  unwatch(ifname: IfName): void;
};
export type RouterOptions = {
  readonly openSocket?: (ifname: string) => Result<Icmp6Socket>;
  /** Any clock that does not step; only differences count. */
  readonly now?: () => Instant;
};

type Listening = { readonly ifindex: number; close(): void };
type Notice = (line: string) => void;

/** One fact a second for what was dropped. */
const FLOODED_EVERY: Millis = seconds(1);
/** Then others have their turn: what is left makes the socket readable again. */
const PACKETS_AT_ONCE = 256;
const DENIED = ['EPERM', 'EACCES'];
const GONE = ['ENODEV', 'ENXIO'];

export function openRouters({ openSocket = openIcmp6, now = monotonic }: RouterOptions = {}): RouterListener {
  const wanted = new Map<IfName, number>();
  const listening = new Map<IfName, Listening>();
  let [emit, notice]: [Emit | null, Notice] = [null, () => {}];
  let isDenied = false;

  const start = (ifname: IfName, ifindex: number): void => {
    if (emit === null || isDenied) return;
    const opened = openSocket(ifname);
    if (!opened.ok) {
      isDenied = DENIED.includes(opened.name);
      const line = isDenied ? `router advertisements are not heard: ${describeFault(opened)} (CAP_NET_RAW)` : failure(ifname, opened);
      if (!GONE.includes(opened.name)) notice(line);
    } else if (opened.value.ifindex !== ifindex) {
      // The name has moved to another device meanwhile: whoever watches hears of that one.
      opened.value.close();
    } else {
      const stop = (fault: SystemFault): void => {
        notice(failure(ifname, fault));
        end(ifname);
      };
      listening.set(ifname, listen(opened.value, ifname, emit, now, stop));
    }
  };
  const end = (ifname: IfName): void => {
    listening.get(ifname)?.close();
    listening.delete(ifname);
  };

  return {
    name: 'routers',
    open: async (to, tell) => {
      [emit, notice] = [to, tell];
      for (const [ifname, ifindex] of wanted) start(ifname, ifindex);
    },
    close: async () => {
      for (const ifname of [...listening.keys()]) end(ifname);
      wanted.clear();
      emit = null;
    },
    watch: (ifname, ifindex) => {
      wanted.set(ifname, ifindex);
      if (listening.get(ifname)?.ifindex === ifindex) return;
      end(ifname);
      start(ifname, ifindex);
    },
    unwatch: (ifname) => {
      wanted.delete(ifname);
      end(ifname);
    },
  };
}

/** Reads, caps and decodes; what came at once goes out at once. Closing tells what was dropped and not yet told. */
function listen(socket: Icmp6Socket, ifname: IfName, emit: Emit, now: () => Instant, onFault: (fault: SystemFault) => void): Listening {
  let cap = newCap(now());
  let timer: NodeJS.Timeout | undefined;
  const tellFlooded = (): void => {
    timer = undefined;
    const [next, flooded] = takeFlooded(cap);
    cap = next;
    if (flooded.length > 0) emit(flooded.map(({ router, dropped }) => world('router.flooded', { ifname, router, dropped })));
  };
  const onReadable = (): void => {
    const { packets, fault } = drain(socket);
    const moment = now();
    const facts = packets.flatMap((packet) => {
      const [next, fact, isFlooded] = judge(cap, packet, ifname, moment);
      cap = next;
      if (isFlooded) timer ??= setTimeout(tellFlooded, FLOODED_EVERY);
      return fact === null ? [] : [fact];
    });
    if (facts.length > 0) emit(facts);
    if (fault) onFault(fault);
  };
  socket.watch(onReadable);
  return {
    ifindex: socket.ifindex,
    close: () => {
      socket.close();
      clearTimeout(timer);
      tellFlooded();
    },
  };
}

function drain(socket: Icmp6Socket): { readonly packets: readonly Icmp6Packet[]; readonly fault: SystemFault | null } {
  const packets: Icmp6Packet[] = [];
  while (packets.length < PACKETS_AT_ONCE) {
    const got = socket.receive();
    if (!got.ok) return { packets, fault: got };
    if (got.value === null) break;
    packets.push(got.value);
  }
  return { packets, fault: null };
}

/** The cap comes first: nothing is decoded for one who floods. */
function judge(cap: Cap, packet: Icmp6Packet, ifname: IfName, now: Instant): readonly [Cap, Unstamped | null, isFlooded: boolean] {
  const heard = { ifname, router: packet.from };
  const foreign = checkOrigin(packet);
  const [next, verdict] = admit(cap, foreign ? null : packet.from, packet.bytes, now);
  if (verdict !== 'admitted') return [next, null, verdict === 'flooded'];
  const read = foreign ?? decodeAdvertisement(packet.bytes);
  return [next, read.ok ? toFact(read.value, heard) : toRejection(read.error, heard), false];
}

const monotonic = (): Instant => instant(Math.floor(performance.now()));
const failure = (ifname: IfName, fault: SystemFault): string => `router advertisements on ${ifname} are not heard: ${describeFault(fault)}`;
