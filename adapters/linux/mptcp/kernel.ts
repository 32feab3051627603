/** The socket on which the kernel's path manager is asked. It answers before send(2) returns. */
import { describeFault, NETLINK_GENERIC, type NetlinkSocket, openNetlink, refused } from '../../system/index.ts';
import type { Refusal } from '../apply/outcome.ts';
import { decodeControl } from '../netlink/control.ts';
import { type Frame, walkFrames } from '../netlink/frame.ts';
import {
  decodeFamily,
  decodePath,
  endpointRequest,
  familyRequest,
  limitRequest,
  limitsRequest,
  listRequest,
  type WireEndpoint,
  type WireLimits,
} from './codec.ts';

export type Paths = { readonly endpoints: readonly WireEndpoint[]; readonly limits: WireLimits };
export type PathManager = {
  /** What there is; or why nothing can be known. */
  read(): { readonly ok: true; readonly paths: Paths } | { readonly ok: false; readonly refused: Refusal };
  /** Null: done. */
  change(change: 'add' | 'delete', endpoint: WireEndpoint): Refusal | null;
  limit(limits: WireLimits): Refusal | null;
  close(): void;
};

type Asked = { readonly frames: readonly Frame[]; readonly refused: Refusal | null };

export function openPathManager(): PathManager {
  let socket: NetlinkSocket | null = null;
  let [family, sequence]: [number | null, number] = [null, 0];

  const ask = (make: (sequence: number) => Uint8Array): Asked => {
    if (socket === null) {
      const got = openNetlink({ groups: [], protocol: NETLINK_GENERIC });
      if (!got.ok) return { frames: [], refused: { code: got.name, problem: describeFault(got) } };
      socket = got.value;
    }
    sequence += 1;
    const sent = socket.send(make(sequence));
    if (!sent.ok) return { frames: [], refused: { code: sent.name, problem: describeFault(sent) } };
    const { datagrams, fault } = socket.receive();
    const frames = datagrams.flatMap((datagram) => walkFrames(datagram).frames).filter((frame) => frame.sequence === sequence);
    const failure = frames.map(errorOf).find((one) => one !== null);
    return { frames, refused: failure ?? (fault && { code: fault.name, problem: describeFault(fault) }) };
  };
  /** Null where the kernel has none. */
  const resolved = (): { readonly id: number } | { readonly refused: Refusal } => {
    if (family !== null) return { id: family };
    const { frames, refused: why } = ask(familyRequest);
    family = frames.map(({ payload, type }) => (type > 2 ? decodeFamily(payload) : null)).find((id) => id !== null) ?? null;
    return family === null ? { refused: why ?? { code: 'ENOENT', problem: 'the kernel has no multipath TCP' } } : { id: family };
  };
  const change = (make: (id: number, sequence: number) => Uint8Array): Refusal | null => {
    const found = resolved();
    return 'refused' in found ? found.refused : ask((number) => make(found.id, number)).refused;
  };

  return {
    read: () => {
      const found = resolved();
      if ('refused' in found) return { ok: false, refused: found.refused };
      const { id } = found;
      const asked = [listRequest, limitsRequest].map((request) => ask((number) => request(id, number)));
      const why = asked.map((one) => one.refused).find((one) => one !== null);
      if (why) return { ok: false, refused: why };
      const told = asked.flatMap(({ frames }) => frames.filter(({ type }) => type === id).map(({ payload }) => decodePath(payload)));
      const values = told.flatMap((one) => (one.ok && one.value !== null ? [one.value] : []));
      const limits = values.find((value) => 'subflows' in value);
      if (!limits) return { ok: false, refused: { code: 'ERR_NO_ANSWER', problem: 'the kernel does not tell its limits' } };
      return { ok: true, paths: { endpoints: values.filter((value) => 'address' in value), limits } };
    },
    change: (what, endpoint) => {
      const request = endpointRequest(0, what, endpoint, 0);
      if (request === null) return { code: 'ERR_BAD_COMMAND', problem: `no address: ${endpoint.address}` };
      return change((id, number) => endpointRequest(id, what, endpoint, number) ?? request);
    },
    limit: (limits) => change((id, number) => limitRequest(id, limits, number)),
    close: () => {
      socket?.close();
      socket = null;
    },
  };
}

/** Null: no error. */
function errorOf(frame: Frame): Refusal | null {
  const control = decodeControl(frame.type, frame.flags, frame.payload);
  if (!control.ok || (control.value.kind !== 'error' && control.value.kind !== 'done') || control.value.errno <= 0) return null;
  const code = refused('genetlink', control.value.errno).name;
  return { code, problem: `the kernel says ${code}` };
}
