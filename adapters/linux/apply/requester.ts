/**
 * The socket on which we ask the kernel to change something. It answers before send(2) returns, so the acknowledgement is read
 * at once; what it tells everybody of the change is heard by the listening socket, under this one's port and our number.
 */
import { describeFault, type NetlinkSocket, openNetlink, refused, type SystemFault } from '../../system/index.ts';
import { decodeFrames, decodeMessage, type Message, readFields, text } from '../netlink/index.ts';
import type { Refusal } from './outcome.ts';

export type Requester = {
  /** nlmsg_pid of what follows from our requests; 0 while there is no socket. */
  readonly port: number;
  /** Null: acknowledged. */
  ask(request: Uint8Array, sequence: number): Refusal | null;
  close(): void;
};

/** Memory may be short for a moment: so often it is asked again, at once. */
const TRIES = 3;
const FOR_A_MOMENT = new Set(['ENOBUFS', 'EAGAIN', 'ENOMEM']);
/** NLMSGERR_ATTR_MSG: one sentence of the kernel's, in English. */
const ACK_FIELDS = { message: [1, text] } as const;

export function createRequester(): Requester {
  let socket: NetlinkSocket | null = null;

  const open = (): NetlinkSocket | SystemFault => {
    if (socket !== null) return socket;
    const got = openNetlink({ groups: [] });
    if (!got.ok) return got;
    socket = got.value;
    return got.value;
  };
  const close = (): void => {
    socket?.close();
    socket = null;
  };
  const once = (request: Uint8Array, sequence: number): Refusal | null => {
    const own = open();
    if ('ok' in own) return refusal(own);
    const sent = own.send(request);
    if (!sent.ok) return refusal(sent);
    const { datagrams, fault } = own.receive();
    for (const datagram of datagrams) {
      const said = acknowledgement(datagram, sequence);
      if (said !== undefined) return said;
    }
    // Never seen: a socket that does not answer is not asked again.
    close();
    return fault === null ? { code: 'ERR_NO_ACK', problem: 'the kernel did not answer' } : refusal(fault);
  };

  return {
    get port() {
      return socket?.port ?? 0;
    },
    ask: (request, sequence) => {
      let refused = once(request, sequence);
      for (let tries = 1; refused !== null && FOR_A_MOMENT.has(refused.code) && tries < TRIES; tries += 1)
        refused = once(request, sequence);
      return refused;
    },
    close,
  };
}

/** Undefined: not in here. */
function acknowledgement(datagram: Uint8Array, sequence: number): Refusal | null | undefined {
  const frames = decodeFrames(datagram);
  for (const frame of frames.ok ? frames.value : []) {
    const message = frame.sequence === sequence ? decodeMessage(frame) : null;
    if (message?.ok && message.value.kind === 'error') return verdict(message.value);
  }
  return undefined;
}

function verdict({ errno, attributes }: Extract<Message, { kind: 'error' }>): Refusal | null {
  if (errno === 0) return null;
  const code = refused('rtnetlink', errno).name;
  const said = readFields<{ message: string }>(ACK_FIELDS, attributes);
  return { code, problem: (said.ok && said.value.message) || `the kernel says ${code}` };
}

const refusal = (fault: SystemFault): Refusal => ({ code: fault.name, problem: describeFault(fault) });
