/**
 * `http.Agent` and `https.Agent` that choose the network of each connection. A kept one is used again only while its network is
 * still the one that would be chosen.
 */
import type { Agent, AgentOptions } from 'node:http';
import type { Agent as SecureAgent, AgentOptions as SecureAgentOptions } from 'node:https';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { http, https } from '../system/builtin.ts';
import { connectWithin, type Dial, type Way, wayOf } from './dial.ts';
import { ProgramsError } from './errors.ts';

export type HttpAgentOptions = Omit<AgentOptions, 'family'> & Way;
export type HttpsAgentOptions = Omit<SecureAgentOptions, 'family'> & Way;

/** The oldest first: only of the first one node makes sure that it is still open. */
const KEEPING = { keepAlive: true, scheduling: 'fifo' } as const;

export const createHttpAgent =
  (dial: Dial) =>
  ({ use, family, prefer, mptcp, ...options }: HttpAgentOptions = {}): Agent =>
    choosing(new http.Agent({ ...KEEPING, ...options }), dial, { use, family, prefer, mptcp }, false);

export const createHttpsAgent =
  (dial: Dial) =>
  ({ use, family, prefer, mptcp, ...options }: HttpsAgentOptions = {}): SecureAgent =>
    choosing(new (https().Agent)({ ...KEEPING, ...options }), dial, { use, family, prefer, mptcp }, true);

/** Replaces what node's documentation says may be replaced. */
function choosing<T extends Agent>(agent: T, dial: Dial, way: Way, isSecure: boolean): T {
  const { choice } = dial;
  const choices = new WeakMap<Duplex, string | null>();
  const [keep, name] = [agent.keepSocketAlive.bind(agent), agent.getName.bind(agent)];
  const isCurrent = (socket: Duplex): boolean => {
    const now = choice(way.use);
    return now === null || choices.get(socket) === now;
  };
  const prune = (): void => {
    for (const sockets of Object.values(agent.freeSockets)) for (const socket of sockets ?? []) if (!isCurrent(socket)) socket.destroy();
  };
  return Object.assign(agent, {
    createConnection: (wanted: Wanted, created: Created) => {
      const chosen = choice(way.use);
      dialled(dial, wanted, way, isSecure).then(
        (socket) => {
          choices.set(socket, chosen);
          created(null, socket);
        },
        (error: unknown) => created(error, undefined),
      );
    },
    keepSocketAlive: (socket: Duplex) => isCurrent(socket) && keep(socket),
    // Asked for before each kept connection is looked for.
    getName: (options: Wanted) => {
      prune();
      return name(options);
    },
  });
}

type Wanted = {
  readonly host?: string | null;
  readonly port?: number | string | null;
  readonly path?: string | null;
  readonly socketPath?: string;
  readonly family?: number;
  readonly timeout?: number;
};
type Created = (error: unknown, socket: Duplex | undefined) => void;

/** `timeout`: as node has it, of a connection in the making too. */
async function dialled(dial: Dial, wanted: Wanted, way: Way, isSecure: boolean): Promise<Socket> {
  const { host, port, socketPath, family, timeout = 0 } = wanted;
  if (socketPath) throw new ProgramsError('ERR_BAD_OPTION', `socketPath is ${socketPath}`, ['a path has no network']);
  const destination = { host: host ?? 'localhost', port: Number(port ?? (isSecure ? 443 : 80)) };
  const asked = family === 4 || family === 6 ? family : way.family;
  const options = { ...destination, ...wayOf({ ...way, family: asked }), ...(isSecure ? { tls: secureOf(wanted) } : {}) };
  if (timeout === 0) return dial.connect(options);
  return (await connectWithin(dial, timeout, options)).setTimeout(timeout);
}

/** All but where to: the socket is there already. */
function secureOf({ host: _host, port: _port, path: _path, socketPath: _socket, family: _family, ...tls }: Wanted) {
  return tls;
}
