/** How a socket gets bound to its network: by source address and device; without Linux or its rights as far as it goes, which is said. */
import { createSocket, type Socket as Udp } from 'node:dgram';
import { createConnection, type ListenOptions, type Server, type Socket } from 'node:net';
import type { Family } from '../../machines/model/units.ts';
import {
  connectBound,
  describeFault,
  hasMultipath,
  multipathBound,
  type Names,
  SystemCallError,
  type SystemFault,
  subflowsOf,
  udpBound,
  zoned,
} from '../system/index.ts';
import { ProgramsError } from './errors.ts';
import type { Pair } from './lanes.ts';

export type Reaching = {
  /** Rejects with the kernel's error, or the signal's reason. */
  connect(pair: Pair, mptcp: boolean, signal: AbortSignal): Promise<Socket>;
  /** How many paths a connection has besides its first; null: it is plain TCP. */
  paths(connection: Socket): number | null;
  /** Bound, not connected; throws a `ProgramsError`. `names`: how a name that it is sent to is found; else by the host. */
  udp(from: { readonly ifname: string; readonly source: string | null; readonly family: Family }, names?: Names): Udp;
  /** As `server.listen`: how it went is told by its events. */
  listen(server: Server, where: Pick<ListenOptions, 'host' | 'port' | 'backlog'>, mptcp: boolean): void;
  /** What cannot be had here, one line each. */
  missing(): readonly string[];
};

const NO_DEVICE = 'sockets are bound by their source address alone: binding to a device needs Linux 5.7';
const NO_MULTIPATH = 'no Multipath TCP: this kernel has none, or it is turned off (net.mptcp.enabled)';

/** `platform`: for a test of what is left elsewhere. */
export function createReaching(platform: string = process.platform): Reaching {
  let hasDevices = platform === 'linux';
  const missing = new Set<string>(hasDevices ? [] : [NO_DEVICE, NO_MULTIPATH]);
  /** From the first refusal on. */
  const without = (problem: string): void => {
    hasDevices = false;
    missing.add(`${NO_DEVICE} (${problem})`);
  };

  const connect = async ({ address, port, at }: Pair, mptcp: boolean, signal: AbortSignal): Promise<Socket> => {
    signal.throwIfAborted();
    if (at && hasDevices) {
      try {
        return await connectBound({ ...at, host: address, port, mptcp, signal });
      } catch (error) {
        const problem = unsupported(error);
        if (problem === null) throw error;
        without(problem);
      }
    }
    const host = at ? zoned(address, at.ifname) : address;
    return connected(createConnection({ host, port, ...(at?.source ? { localAddress: at.source } : {}) }), signal);
  };

  return {
    ...{ connect, paths: subflowsOf },
    udp: (from, names) => {
      const bound = hasDevices ? udpBound(from, names) : null;
      if (bound?.ok) return bound.value;
      if (bound && bound.name !== 'EPERM') throw new ProgramsError('ERR_NO_SOURCE', `no socket on ${from.ifname}`, [describeFault(bound)]);
      if (bound) without(describeFault(bound));
      const socket = createSocket({ type: from.family === 4 ? 'udp4' : 'udp6', ...(names && { lookup: names }) });
      return from.source === null ? socket : socket.bind({ address: from.source, exclusive: true });
    },
    listen: (server, where, mptcp) => {
      const bound = mptcp && platform === 'linux' && hasMultipath() ? multipathBound(where.host ?? null, where.port ?? 0) : null;
      if (bound === null) server.listen(where);
      else if (bound.ok) server.listen({ fd: bound.value, backlog: where.backlog });
      else process.nextTick(() => server.emit('error', asOfNode(bound)));
    },
    missing: () => {
      if (hasDevices && !hasMultipath()) missing.add(NO_MULTIPATH);
      return [...missing];
    },
  };
}

const asOfNode = ({ name, errno, call, ...fault }: SystemFault): Error =>
  Object.assign(new Error(describeFault({ name, errno, call, ...fault })), { code: name, errno: -errno, syscall: call });

/** What a kernel says that lets only root bind to a device; null: it is another error. */
function unsupported(error: unknown): string | null {
  const isOld = error instanceof SystemCallError && error.fault.name === 'EPERM' && error.fault.call.startsWith('setsockopt');
  return isOld ? describeFault(error.fault) : null;
}

function connected(socket: Socket, signal: AbortSignal): Promise<Socket> {
  const { promise, resolve, reject } = Promise.withResolvers<Socket>();
  const onAbort = (): void => void socket.destroy();
  const settle = (then: () => void): void => {
    socket.off('connect', onConnect).off('error', onError).off('close', onClose);
    signal.removeEventListener('abort', onAbort);
    then();
  };
  const onConnect = (): void => settle(() => resolve(socket));
  const onError = (error: Error): void => settle(() => reject(error));
  const onClose = (): void => settle(() => reject(signal.reason));
  socket.once('connect', onConnect).once('error', onError).once('close', onClose);
  signal.addEventListener('abort', onAbort, { once: true });
  return promise;
}
