/** One request, one PvD (law 8): resolved in it, sent from it, and ended with it. Which one, the race of those that may serve it tells. */
import type { Socket } from 'node:net';
import { familyOf, isInPrefix, reachOf } from '../../machines/model/address.ts';
import type { Use } from '../../machines/model/needs.ts';
import type { ProgramsDomain, ProgramsView } from '../../machines/model/programs.ts';
import type { Family } from '../../machines/model/units.ts';
import { tls } from '../system/builtin.ts';
import { forAddress, forName } from './choose.ts';
import { asError, ProgramsError } from './errors.ts';
import { errorOf } from './failure.ts';
import type { Attachment, Held } from './held.ts';
import type { Hosts } from './hosts.ts';
import { addressLane, isLoopbackName, nameLane, type Pair, type Request, reluctanceOf } from './lanes.ts';
import { type ConnectOptions, checkedConnect, hostOf } from './options.ts';
import { holdOn } from './paths.ts';
import type { Programs } from './port.ts';
import { type Lane, race } from './race.ts';
import type { Reaching } from './reaching.ts';
import { keepSession } from './session.ts';
import type { Time } from './time.ts';

/** Where a connection is; null: within this host. */
export type Connection = Socket & { readonly attachment: Attachment | null };
export type Connect = (options: ConnectOptions) => Promise<Connection>;
export type Parts = {
  readonly port: Programs;
  readonly held: Held;
  readonly reaching: Reaching;
  readonly hosts: Hosts;
  readonly time: Time;
};

const ended = (connection: Socket, error: Error): never => {
  connection.destroy();
  throw error;
};

type Raced = { readonly socket: Socket; readonly at: Attachment | null };

export const createConnect =
  (parts: Parts): Connect =>
  async (options) => {
    const { host, tls = false, session, use, signal } = checkedConnect(options);
    signal?.throwIfAborted();
    const ending = new AbortController();
    const stop = parts.held.pend((error) => ending.abort(error));
    const signals = signal ? AbortSignal.any([signal, ending.signal]) : ending.signal;
    try {
      const { socket, at } = await raced(parts, options, signals);
      const connection = Object.assign(socket, { attachment: at });
      holdOn(parts, connection);
      const made = tls === false ? connection : await secured(connection, host, tls === true ? {} : tls, signals);
      if (session) await keepSession(parts.port, made, session, use, signals).catch((error: Error) => ended(made, error));
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
  for (const host of spellings(parts, view, options.host)) {
    const lanes = lanesFor(parts, view, { ...options, host });
    const told = await race({
      lanes,
      signal,
      time: parts.time,
      keyOf: ({ address }) => address,
      attempt: (pair, own) => attempt(parts, pair, options, own),
    });
    if (told.ok) return told.value;
    failure = errorOf(`no connection to ${host}:${options.port}`, told.failures);
    if (!(failure instanceof ProgramsError && failure.code === 'ERR_NAME_NOT_FOUND')) break;
  }
  throw failure;
}

/** A single label is looked for under each search name, one after the other; no network is asked for it alone. */
export function spellings({ hosts }: Pick<Parts, 'hosts'>, { names }: ProgramsView, host: string): readonly string[] {
  const told = hostOf(host);
  const isWhole = 'address' in told || told.name.includes('.') || names.search.length === 0;
  return isWhole || knownFor(hosts, told.name).length > 0 ? [host] : names.search.map((suffix) => `${told.name}.${suffix}`);
}

export function lanesFor(
  { port, hosts, time }: Pick<Parts, 'port' | 'hosts' | 'time'>,
  view: ProgramsView,
  options: ConnectOptions,
): readonly Lane<Pair>[] {
  const request: Request = { ...options, protocol: 'tcp' };
  const told = hostOf(options.host);
  if ('address' in told) return addressLanes(view, [told.address], request);
  const { name } = told;
  const known = knownFor(hosts, name, options.family);
  if (known.length > 0) return addressLanes(view, known, request);
  const named = { resolve: port.resolve, view, name, time };
  const domains = forName(view, name, options.use, options.family ?? null);
  return domains.map((domain) => nameLane(named, domain, request, reluctanceOf(domain, domains[0])));
}

/** What is asked of nobody: RFC 6761 §6.3, and what this host was told. */
function knownFor(hosts: Hosts, name: string, family?: Family): readonly string[] {
  const known = isLoopbackName(name) ? LOOPBACK : hosts.find(name);
  return family === undefined ? known : known.filter((address) => familyOf(address) === family);
}
const LOOPBACK: readonly string[] = ['::1', '127.0.0.1'];

/** By each network those of them that it leads to; what is on this host first. Throws where nothing leads to any. */
function addressLanes(view: ProgramsView, addresses: readonly string[], request: Request): readonly Lane<Pair>[] {
  const { port, use } = request;
  const here = addresses.filter((address) => isHere(view, address, use));
  const ways = new Map<ProgramsDomain, string[]>();
  let refusal: unknown = null;
  for (const address of addresses.filter((one) => !here.includes(one)))
    try {
      const packet = { family: familyOf(address), address, protocol: request.protocol, port };
      for (const domain of forAddress(view, packet, use)) ways.set(domain, [...(ways.get(domain) ?? []), address]);
    } catch (error) {
      refusal ??= error;
    }
  if (here.length === 0 && ways.size === 0) throw refusal;
  const [first] = ways.keys();
  return [
    ...(here.length > 0 ? [hereLane(here, port)] : []),
    ...[...ways].map(([domain, own]) => addressLane(view, domain, own, request, reluctanceOf(domain, first))),
  ];
}

/** Of this host itself, or behind a link of it that is no network (docker0 and the like). */
const isHere = ({ beside }: ProgramsView, address: string, use: Use | undefined): boolean =>
  reachOf(address) === 'loopback' || (use === undefined && beside.some((prefix) => isInPrefix(address, prefix)));

const hereLane = (addresses: readonly string[], port: number): Lane<Pair> => ({
  ...{ name: 'this host', reluctance: 0 },
  open: async (tell) => tell(addresses.map((address) => ({ address, port, at: null }))),
});

/** Ended with its network, so that the next is tried at once. */
async function attempt({ held, reaching }: Parts, pair: Pair, { mptcp = false }: ConnectOptions, signal: AbortSignal): Promise<Raced> {
  const own = new AbortController();
  const release = pair.at ? held.hold(pair.at, (error) => own.abort(error)) : () => {};
  const over = AbortSignal.any([signal, own.signal]);
  try {
    const socket = await reaching.connect(pair, mptcp, over);
    // It came while another won, or its network went.
    if (over.aborted) throw ended(socket, over.reason);
    return { socket, at: pair.at };
  } finally {
    release();
  }
}

async function secured(connection: Connection, host: string, options: object, signal: AbortSignal): Promise<Connection> {
  const { promise, resolve, reject } = Promise.withResolvers<Connection>();
  const told = hostOf(host);
  // An address must not be sent as a server's name (RFC 6066 §3), but the certificate must be its.
  const name = 'name' in told ? { servername: told.name } : { host: told.address.split('%')[0] };
  const covered = Object.assign(tls().connect({ ...name, ...options, socket: connection }), { attachment: connection.attachment });
  const onAbort = (): void => void covered.destroy(asError(signal.reason));
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
