/** Sockets without a kernel: programs that connect, stall and are ended, as values. */
import { AWAITED, type DiagSocket, LIVE, STATE, TCP, UDP } from './diag.ts';
import { createSockets, type SocketsSource } from './source.ts';

export type MemorySocket = {
  readonly source: string;
  readonly device?: string;
  readonly isUdp?: boolean;
  readonly isStalled?: boolean;
  /** Its program has said all and reads on; or it is a server's that waits for others. */
  readonly is?: 'halfClosed' | 'listening';
};
export type MemorySockets = SocketsSource & {
  /** A program's socket from now on; gives how to stall it, and whether it is open still. */
  connect(socket: MemorySocket): { stall(): void; readonly isOpen: boolean };
  /** From now on nothing can be ended: this code. */
  refuse(code: string | null): void;
  /** So many ms go by. */
  pass(ms: number): void;
};

/** TCP_LISTEN. */
const LISTENING = 10;

export function createMemorySockets(indexes: Readonly<Record<string, number>>): MemorySockets {
  const sockets = new Map<number, DiagSocket>();
  let [next, clock, due, refusal]: [number, number, number, string | null] = [1, 0, 0, null];
  let looking: { readonly ms: () => number; readonly run: () => void } | null = null;
  const source = createSockets({
    diag: {
      list: (all = false) => {
        const isMeant = ({ key, state }: DiagSocket) => (all ? AWAITED : LIVE).includes(state) && (all || key.protocol === TCP);
        return { ok: true, sockets: [...sockets.values()].filter(isMeant) };
      },
      end: (keys) => {
        if (refusal !== null && keys.length > 0) return { ended: 0, refused: { code: refusal, problem: `refused: ${refusal}` } };
        const ended = keys.filter(({ identity }) => sockets.delete(identity[0] ?? 0)).length;
        return { ended, refused: null };
      },
      close: () => sockets.clear(),
    },
    devices: { indexOf: (ifname) => indexes[ifname] ?? 0, isDevice: (index) => Object.values(indexes).includes(index) },
    now: () => clock,
    every: (ms, run) => {
      looking = { ms, run };
      due = clock + ms();
      return {
        stop: () => {
          looking = null;
        },
      };
    },
  });
  return {
    ...source,
    connect: ({ source: from, device, isUdp = false, isStalled = false, is }) => {
      const number = next++;
      const progress = { retransmits: isStalled ? 2 : 0, probes: 0, unacked: isStalled ? 1 : 0, lastAck: 0 };
      const ports = { sourcePort: number, destinationPort: 443, isOrphan: false };
      const key = { family: from.includes(':') ? 10 : 2, protocol: isUdp ? UDP : TCP, identity: Uint8Array.of(number) };
      const socket = {
        key,
        state: is === 'halfClosed' ? STATE.finWait2 : is === 'listening' ? LISTENING : STATE.established,
        source: from.replace(/^::ffff:(?=.*\.)/, ''),
        destination: '',
        ...ports,
        device: device ? (indexes[device] ?? 0) : 0,
      };
      sockets.set(number, { ...socket, progress: isUdp ? null : progress });
      return {
        stall: () => void sockets.set(number, { ...socket, progress: { retransmits: 2, probes: 0, unacked: 1, lastAck: 900 } }),
        get isOpen() {
          return sockets.has(number);
        },
      };
    },
    refuse: (code) => {
      refusal = code;
    },
    pass: (ms) => {
      const end = clock + ms;
      while (looking && due <= end) {
        clock = due;
        looking.run();
        due = clock + looking.ms();
      }
      clock = end;
    },
  };
}
