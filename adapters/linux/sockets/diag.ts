/** inet_diag on the wire: asking for the sockets of the host, reading them, ending one. sock_diag(7), linux/inet_diag.h. Pure. */
import { formatAddress } from '../../../machines/model/address.ts';
import { type Attribute, decodeAttributes, typeOf } from '../netlink/attribute.ts';
import { viewOf } from '../netlink/bytes.ts';
import { encodeFrames, type Frame, NLM_F_ACK, NLM_F_DUMP, NLM_F_REQUEST } from '../netlink/frame.ts';
import { type Decoded, decoded, fault, shifted } from '../netlink/result.ts';

/** SOCK_DIAG_BY_FAMILY, SOCK_DESTROY. */
const [BY_FAMILY, DESTROY] = [20, 21];
export const [TCP, UDP] = [6, 17];
/** AF_INET, AF_INET6. */
export type WireFamily = 2 | 10;

/** TCP_ESTABLISHED … in linux/tcp_states.h. A connected UDP socket is `established`. */
export const STATE = { established: 1, synSent: 2, synReceived: 3, finWait1: 4, finWait2: 5, closeWait: 8 } as const;
/** Those that are not closing, or have not got through with it. */
export const LIVE: readonly number[] = [STATE.established, STATE.synSent, STATE.synReceived, STATE.finWait1, STATE.closeWait];
/** Those that a program may still be waiting for something from: one that has said all may read on for ever (RFC 9293 §3.3.2). */
export const AWAITED: readonly number[] = [...LIVE, STATE.finWait2];

/** What the kernel knows a socket by; handed back to it as it came, cookie and all, so that no other can be meant. */
export type SocketKey = { readonly family: number; readonly protocol: number; readonly identity: Uint8Array };
/** What of `struct tcp_info` tells whether anything passes; ms. `probes`: of a closed window or to keep alive, without an answer. */
export type Progress = { readonly retransmits: number; readonly probes: number; readonly unacked: number; readonly lastAck: number };
export type DiagSocket = {
  readonly key: SocketKey;
  readonly state: number;
  /** IPv4-mapped addresses are IPv4: a dual-stack program's (RFC 4291 §2.5.5.2). */
  readonly source: string;
  readonly destination: string;
  readonly sourcePort: number;
  readonly destinationPort: number;
  /** The interface that it is bound to; 0 where it is not. */
  readonly device: number;
  /** No program has it any more: the kernel closes it by itself. */
  readonly isOrphan: boolean;
  /** Null where the kernel does not say (UDP). */
  readonly progress: Progress | null;
};

/** struct inet_diag_req_v2: family, protocol, what is to be told, padding, states; then struct inet_diag_sockid. */
const REQUEST_HEAD = 8;
/** struct inet_diag_sockid: ports (big-endian), addresses of 16 bytes, interface, cookie. */
const IDENTITY = 48;
const AT = { sourcePort: 0, destinationPort: 2, source: 4, destination: 20, device: 36 } as const;
/** struct inet_diag_msg: family, state, timer, retransmits, identity, then five words, the last of which is the inode. */
const [MESSAGE_HEAD, INODE, MESSAGE] = [4, 68, 72];
/** INET_DIAG_INFO, as an attribute and as a bit of what is asked for. */
const INFO = 2;
const TELL_INFO = 1 << (INFO - 1);
/** Offsets in struct tcp_info. */
const [RETRANSMITS, PROBES, UNACKED, LAST_ACK_RECV] = [2, 3, 24, 56];

/** All sockets of a family and protocol in these states. */
export function dumpSockets(family: WireFamily, protocol: number, states: readonly number[], sequence: number): Uint8Array {
  const mask = states.reduce((bits, state) => bits | (1 << state), 0);
  const payload = request(family, protocol, protocol === TCP ? TELL_INFO : 0, mask, new Uint8Array(IDENTITY));
  return encodeFrames([{ type: BY_FAMILY, flags: NLM_F_REQUEST | NLM_F_DUMP, sequence, port: 0, payload }]);
}

/** Needs CAP_NET_ADMIN. Several at once; each is acknowledged under its number, from `sequence` on. */
export const destroySockets = (keys: readonly SocketKey[], sequence: number): Uint8Array =>
  encodeFrames(
    keys.map((key, i) => ({
      ...{ type: DESTROY, flags: NLM_F_REQUEST | NLM_F_ACK, sequence: sequence + i, port: 0 },
      payload: request(key.family, key.protocol, 0, 0, key.identity),
    })),
  );

export const isSocket = ({ type }: Pick<Frame, 'type'>): boolean => type === BY_FAMILY;

/** `protocol`: what was asked for; the message does not say it. */
export function decodeSocket(payload: Uint8Array, protocol: number): Decoded<DiagSocket> {
  if (payload.length < MESSAGE) return fault('truncated', payload.length);
  const attributes = decodeAttributes(payload.subarray(MESSAGE));
  if (!attributes.ok) return shifted(attributes, MESSAGE);
  const [family = 0, state = 0] = payload;
  const identity = payload.slice(MESSAGE_HEAD, MESSAGE_HEAD + IDENTITY);
  const view = viewOf(identity);
  return decoded({
    key: { family, protocol, identity },
    state,
    source: addressAt(identity, AT.source, family),
    destination: addressAt(identity, AT.destination, family),
    sourcePort: view.getUint16(AT.sourcePort),
    destinationPort: view.getUint16(AT.destinationPort),
    device: view.getUint32(AT.device, true),
    isOrphan: viewOf(payload).getUint32(INODE, true) === 0,
    progress: progressOf(attributes.value),
  });
}

function request(family: number, protocol: number, tell: number, states: number, identity: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(REQUEST_HEAD + IDENTITY);
  bytes.set([family, protocol, tell, 0]);
  viewOf(bytes).setUint32(4, states, true);
  bytes.set(identity, REQUEST_HEAD);
  return bytes;
}

const MAPPED = '::ffff:';
function addressAt(identity: Uint8Array, offset: number, family: number): string {
  const text = formatAddress(identity.subarray(offset, offset + (family === 2 ? 4 : 16)));
  return text.startsWith(MAPPED) && text.includes('.') ? text.slice(MAPPED.length) : text;
}

/** A kernel that is older than all of ours says less, and nothing of this. */
function progressOf(attributes: readonly Attribute[]): Progress | null {
  const info = attributes.find((attribute) => typeOf(attribute) === INFO)?.value;
  if (info === undefined || info.length < LAST_ACK_RECV + 4) return null;
  const view = viewOf(info);
  return {
    retransmits: view.getUint8(RETRANSMITS),
    probes: view.getUint8(PROBES),
    unacked: view.getUint32(UNACKED, true),
    lastAck: view.getUint32(LAST_ACK_RECV, true),
  };
}
