/** The socket on which the kernel is asked for the sockets of programs, and to end some. It answers before send(2) returns. */
import { describeFault, NETLINK_SOCK_DIAG, type NetlinkSocket, openNetlink, refused } from '../../system/index.ts';
import type { Refusal } from '../apply/outcome.ts';
import { decodeControl } from '../netlink/control.ts';
import { type Frame, walkFrames } from '../netlink/frame.ts';
import {
  AWAITED,
  type DiagSocket,
  decodeSocket,
  destroySockets,
  dumpSockets,
  isSocket,
  LIVE,
  type SocketKey,
  STATE,
  TCP,
  UDP,
} from './diag.ts';

export type Listed = { readonly ok: true; readonly sockets: readonly DiagSocket[] } | { readonly ok: false; readonly refused: Refusal };
export type Diag = {
  /** TCP connections of both families; with `all` half-closed ones and connected UDP sockets too. */
  list(all?: boolean): Listed;
  /** How many of them there were no more, or are no more now; or why that could not be. */
  end(keys: readonly SocketKey[]): { readonly ended: number; readonly refused: Refusal | null };
  close(): void;
};

/** Requests of one datagram: their acknowledgements fit into the receive buffer many times over. */
const AT_ONCE = 64;
/** It went by itself meanwhile. */
const GONE = 'ENOENT';

const FAMILIES = [2, 10] as const;
/** What the kernel keeps of a half-closed one whose program has gone ends by itself, and not every kernel can end it sooner. */
const isOver = ({ state, isOrphan }: DiagSocket): boolean => state === STATE.finWait2 && isOrphan;

export function openDiag(): Diag {
  let socket: NetlinkSocket | null = null;
  let sequence = 0;

  /** Null, and why, where the kernel has no such socket. */
  const ask = (request: Uint8Array): { readonly frames: readonly Frame[]; readonly refused: Refusal | null } => {
    if (socket === null) {
      const got = openNetlink({ groups: [], protocol: NETLINK_SOCK_DIAG });
      if (!got.ok) return { frames: [], refused: { code: got.name, problem: describeFault(got) } };
      socket = got.value;
    }
    const sent = socket.send(request);
    if (!sent.ok) return { frames: [], refused: { code: sent.name, problem: describeFault(sent) } };
    const { datagrams, fault } = socket.receive();
    const frames = datagrams.flatMap((datagram) => walkFrames(datagram).frames);
    return { frames, refused: fault && { code: fault.name, problem: describeFault(fault) } };
  };
  const dump = (family: 2 | 10, protocol: number, states: readonly number[]): Listed => {
    sequence += 1;
    const { frames, refused: why } = ask(dumpSockets(family, protocol, states, sequence));
    const own = frames.filter((frame) => frame.sequence === sequence);
    const problem = why ?? own.map(errorOf).find((code) => code !== null && code !== undefined);
    if (problem) return { ok: false, refused: problem };
    const sockets = own.filter(isSocket).map(({ payload }) => decodeSocket(payload, protocol));
    return { ok: true, sockets: sockets.flatMap((one) => (one.ok && !isOver(one.value) ? [one.value] : [])) };
  };

  return {
    list: (all = false) => {
      const tcp = FAMILIES.map((family) => dump(family, TCP, all ? AWAITED : LIVE));
      const dumps = all ? [...tcp, ...FAMILIES.map((family) => dump(family, UDP, [STATE.established]))] : tcp;
      const bad = dumps.find((one) => !one.ok);
      return bad ?? { ok: true, sockets: dumps.flatMap((one) => (one.ok ? one.sockets : [])) };
    },
    end: (keys) => {
      let [ended, problem]: [number, Refusal | null] = [0, null];
      for (let from = 0; from < keys.length; from += AT_ONCE) {
        const some = keys.slice(from, from + AT_ONCE);
        const first = sequence + 1;
        sequence += some.length;
        const { frames, refused: why } = ask(destroySockets(some, first));
        problem ??= why;
        for (const frame of frames) {
          if (frame.sequence < first || frame.sequence > sequence) continue;
          const error = errorOf(frame);
          if (error === null) ended += 1;
          else if (error && error.code !== GONE) problem ??= error;
        }
      }
      return { ended, refused: problem };
    },
    close: () => {
      socket?.close();
      socket = null;
    },
  };
}

/** Null: acknowledged. Undefined: no word of that kind. */
function errorOf(frame: Frame): Refusal | null | undefined {
  const control = decodeControl(frame.type, frame.flags, frame.payload);
  if (!control.ok || control.value.kind !== 'error') return undefined;
  const { errno } = control.value;
  return errno === 0 ? null : { code: refused('sock_diag', errno).name, problem: `the kernel says ${refused('sock_diag', errno).name}` };
}
