/** One request, one PvD (law 8): resolved in it, sent from it, and ended with it. Which one, the race of those that may serve it tells. */
import type { Socket } from 'node:net';
import { connect as startTls } from 'node:tls';
import { familyOf, isInPrefix, reachOf } from '../../machines/model/address.ts';
import type { ProgramsDomain, ProgramsView } from '../../machines/model/programs.ts';
import { forAddress, forName } from './choose.ts';
import { ProgramsError } from './errors.ts';
import { errorOf } from './failure.ts';
import type { Attachment, Held } from './held.ts';
import { addressLane, isLoopbackName, nameLane, type Pair, type Request, reluctanceOf } from './lanes.ts';
import { type ConnectOptions, checked, hostOf } from './options.ts';
import { holdOn } from './paths.ts';
import type { Programs } from './port.ts';
import { type Lane, race } from './race.ts';
import type { Reaching } from './reaching.ts';
import { keepSession } from './session.ts';
import type { Time } from './time.ts';

/** Where a connection is; null: within this host. */
export type Connection = Socket & { readonly attachment: Attachment | null };
export type Connect = (options: ConnectOptions) => Promise<Connection>;
export type Parts = { readonly port: Programs; readonly held: Held; readonly reaching: Reaching; readonly time: Time };

const ended = (connection: Connection, error: Error): never => {
  connection.destroy();
  throw error;
};

type Raced = { readonly socket: Socket; readonly at: Attachment | null };

export const createConnect =
  (parts: Parts): Connect =>
  async (options) => {
    const { host, tls = false, session, use, signal } = checked(options);
    signal?.throwIfAborted();
    const ending = new AbortController();
    const stop = parts.held.pend((error) => ending.abort(error));
    const signals = signal ? AbortSignal.any([signal, ending.signal]) : ending.signal;
    try {
      const { socket, at } = await raced(parts, options, signals);
      const connection = Object.assign(socket, { attachment: at });
      holdOn(parts, connection);
      const made = tls === false ? connection : await secured(connection, host, tls === true ? {} : tls, signals);
      if (session) await keepSession(parts.port, made, session, use).catch((error: Error) => ended(made, error));
      return made;
    } catch (error) {
      if (signals.aborted) throw signals.reason;
      throw error;
    } finally {
      stop();
    }
  };

async function raced(parts: Parts, options: ConnectOptions, signal: AbortSignal): Promise<Raced> {
  const view = parts.port.view();
  if (!view) throw new ProgramsError('ERR_AGENT_GONE', 'there is no decision yet, or no agent any more');
  let failure: unknown = null;
  for (const host of spellings(view, options.host)) {
    const lanes = lanesFor(parts, view, { ...options, host });
    const told = await race({
      lanes,
      signal,
      time: parts.time,
      keyOf: ({ address }) => address,
      attempt: (pair, own) => attempt(parts, pair, options, own),
    });
    if (told.ok) return told.value;
    failure = errorOf(`${host}:${options.port}`, told.failures);
    if (!(failure instanceof ProgramsError && failure.code === 'ERR_NAME_NOT_FOUND')) break;
  }
  throw failure;
}

/** A single label is looked for under each search name, one after the other; no network is asked for it alone. */
function spellings({ names }: ProgramsView, host: string): readonly string[] {
  const told = hostOf(host);
  if ('address' in told || told.name.includes('.') || isLoopbackName(told.name) || names.search.length === 0) return [host];
  return names.search.map((suffix) => `${told.name}.${suffix}`);
}

export function lanesFor({ port, time }: Pick<Parts, 'port' | 'time'>, view: ProgramsView, options: ConnectOptions): readonly Lane<Pair>[] {
  const request: Request = { ...options, protocol: 'tcp' };
  const told = hostOf(options.host);
  const within =
    'address' in told ? (isHere(view, told.address, options) ? [told.address] : []) : isLoopbackName(told.name) ? LOOPBACK : [];
  if (within.length > 0) return [hereLane(within, request)];
  const withFirst = (domains: readonly ProgramsDomain[], make: (domain: ProgramsDomain, reluctance: number) => Lane<Pair>) =>
    domains.map((domain) => make(domain, reluctanceOf(domain, domains[0])));
  if ('address' in told) {
    const { address } = told;
    const packet = { family: familyOf(address), address, protocol: 'tcp', port: options.port } as const;
    return withFirst(forAddress(view, packet, options.use), (domain, reluctance) =>
      addressLane(view, domain, address, request, reluctance),
    );
  }
  const { name } = told;
  const named = { resolve: port.resolve, view, name, time };
  return withFirst(forName(view, name, options.use, options.family ?? null), (domain, reluctance) =>
    nameLane(named, domain, request, reluctance),
  );
}

/** Of this host itself, or behind a link of it that is no network (docker0 and the like). */
const isHere = ({ beside }: ProgramsView, address: string, { use }: ConnectOptions): boolean =>
  reachOf(address) === 'loopback' || (use === undefined && beside.some((prefix) => isInPrefix(address, prefix)));

/** RFC 6761 §6.3. */
const LOOPBACK: readonly string[] = ['::1', '127.0.0.1'];
const hereLane = (addresses: readonly string[], { port, family }: Request): Lane<Pair> => ({
  ...{ name: 'this host', reluctance: 0 },
  open: async (tell) =>
    tell(addresses.filter((a) => (family ?? familyOf(a)) === familyOf(a)).map((address) => ({ address, port, at: null }))),
});

/** Ended with its network, so that the next is tried at once. */
async function attempt({ held, reaching }: Parts, pair: Pair, { mptcp = false }: ConnectOptions, signal: AbortSignal): Promise<Raced> {
  const own = new AbortController();
  const release = pair.at ? held.hold(pair.at, (error) => own.abort(error)) : () => {};
  try {
    return { socket: await reaching.connect(pair, mptcp, AbortSignal.any([signal, own.signal])), at: pair.at };
  } finally {
    release();
  }
}

async function secured(connection: Connection, host: string, options: object, signal: AbortSignal): Promise<Connection> {
  const { promise, resolve, reject } = Promise.withResolvers<Connection>();
  const told = hostOf(host);
  // An address must not be sent as a server's name (RFC 6066 §3), but the certificate must be its.
  const name = 'name' in told ? { servername: told.name } : { host: told.address.split('%')[0] };
  const covered = Object.assign(startTls({ ...name, ...options, socket: connection }), { attachment: connection.attachment });
  const onAbort = (): void => void covered.destroy(reasonOf(signal));
  signal.addEventListener('abort', onAbort, { once: true });
  // The network's loss is told by the socket below.
  connection.once('error', (error) => covered.destroy(error));
  covered.once('secureConnect', () => resolve(covered)).once('error', reject);
  covered.once('close', () => reject(new Error(`${host} closed the connection before TLS was spoken`)));
  try {
    return await promise;
  } catch (error) {
    connection.destroy();
    throw error;
  } finally {
    covered.off('error', reject);
    signal.removeEventListener('abort', onAbort);
  }
}

const reasonOf = ({ reason }: AbortSignal): Error => (reason instanceof Error ? reason : new Error(String(reason)));
