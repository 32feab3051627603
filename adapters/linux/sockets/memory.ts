/** Sockets without a kernel: programs that connect, stall and are ended, as values. */
import { type DiagSocket, STATE, TCP, UDP } from './diag.ts';
import { createSockets, type SocketsSource } from './source.ts';

export type MemorySocket = {
  readonly source: string;
  readonly device?: string;
  readonly isUdp?: boolean;
  readonly isStalled?: boolean;
};
export type MemorySockets = SocketsSource & {
  /** A program's socket from now on; gives how to stall it, and whether it is open still. */
  connect(socket: MemorySocket): { stall(): void; readonly isOpen: boolean };
  /** From now on nothing can be ended: this code. */
  refuse(code: string | null): void;
  /** So many ms go by. */
  pass(ms: number): void;
};

export function createMemorySockets(indexes: Readonly<Record<string, number>>): MemorySockets {
  const sockets = new Map<number, DiagSocket>();
  let [next, clock, due, refusal]: [number, number, number, string | null] = [1, 0, 0, null];
  let looking: { readonly ms: () => number; readonly run: () => void } | null = null;
  const source = createSockets({
    diag: {
      list: (udp = false) => ({ ok: true, sockets: [...sockets.values()].filter(({ key }) => udp || key.protocol === TCP) }),
      end: (keys) => {
        if (refusal !== null && keys.length > 0) return { ended: 0, refused: { code: refusal, problem: `refused: ${refusal}` } };
        const ended = keys.filter(({ identity }) => sockets.delete(identity[0] ?? 0)).length;
        return { ended, refused: null };
      },
      close: () => sockets.clear(),
    },
    indexOf: (ifname) => indexes[ifname] ?? 0,
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
    connect: ({ source: from, device, isUdp = false, isStalled = false }) => {
      const number = next++;
      const progress = { retransmits: isStalled ? 2 : 0, unacked: isStalled ? 1 : 0, lastAck: 0 };
      const ports = { sourcePort: number, destinationPort: 443 };
      const key = { family: from.includes(':') ? 10 : 2, protocol: isUdp ? UDP : TCP, identity: Uint8Array.of(number) };
      const socket = {
        key,
        state: STATE.established,
        source: from,
        destination: '',
        ...ports,
        device: device ? (indexes[device] ?? 0) : 0,
      };
      sockets.set(number, { ...socket, progress: isUdp ? null : progress });
      return {
        stall: () => void sockets.set(number, { ...socket, progress: { retransmits: 2, unacked: 1, lastAck: 900 } }),
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
