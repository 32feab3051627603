/** The library for programs: connections that know their network, over any port to an agent. */
import type { Socket } from 'node:net';
import type { Use } from '../../machines/model/needs.ts';
import { type ConnectionArguments, optionsFrom } from './arguments.ts';
import { type Candidate, candidatesOf } from './candidates.ts';
import { choiceOf } from './choice.ts';
import { type Clients, createClients } from './clients.ts';
import { type Connect, createConnect } from './connect.ts';
import { ProgramsError } from './errors.ts';
import { createHeld } from './held.ts';
import { type Hosts, openHosts } from './hosts.ts';
import { createListen, type Listen } from './listen.ts';
import { createLookup, type Lookup } from './lookup.ts';
import type { Programs } from './port.ts';
import { createReaching, type Reaching } from './reaching.ts';
import { createSocket } from './socket.ts';
import { NODE_TIME, type Time } from './time.ts';
import { createUdp, type OpenUdp } from './udp.ts';

export type ProgramsFace = Clients & {
  /**
   * A connected socket. The network is chosen anew at each call: by `use`, or where names and ranking lead; the name is resolved in
   * it, and the connection leaves from its address by its device. Several networks and addresses race (RFC 8305). When the network
   * goes the socket is destroyed with `ERR_PVD_GONE`. Rejects with a `ProgramsError`, or with the signal's reason.
   */
  readonly connect: Connect;
  /** As `net.createConnection`: a socket at once, which connects by itself. Its options have `use` and the rest of `connect`'s. */
  createConnection(...args: ConnectionArguments): Socket;
  /** As `net.createServer(…).listen(…)`, with `mptcp`: who comes by several networks at once is kept when one goes. */
  readonly listen: Listen;
  /** As `dns.lookup`, with `use`: what it gives is for sockets on that network. */
  readonly lookup: Lookup;
  /** A datagram socket on one network. */
  readonly udp: OpenUdp;
  /** Addresses per network, and where each means anything. */
  candidates(use?: Use): readonly Candidate[];
  /** What cannot be had here, one line each. */
  missing(): readonly string[];
  /** Ends what `fetch` keeps open. Other connections are the program's, and go on. */
  close(): Promise<void>;
};
export type ProgramsOptions = { readonly time?: Time; readonly reaching?: Reaching; readonly hosts?: Hosts };

/** Everything that a program uses, made of one port. Nothing is listened to, and no timer runs, while nothing is under way. */
export function createPrograms(port: Programs, options: ProgramsOptions = {}): ProgramsFace {
  const { time = NODE_TIME, reaching = createReaching(), hosts = openHosts() } = options;
  const parts = { port, time, reaching, hosts, held: createHeld(port) };
  const connect = createConnect(parts);
  const lookup = createLookup(parts);
  const createConnection: ProgramsFace['createConnection'] = (...args) => {
    const { options, listener } = optionsFrom(args);
    const socket = createSocket(connect, options);
    if (listener) socket.once('connect', listener);
    return socket;
  };
  const { clients, close } = createClients({ connect, createConnection, choice: (use) => choiceOf(port.view(), use ?? {}) });
  return {
    ...{ ...clients, connect, createConnection, close },
    ...{ lookup, udp: createUdp(parts, lookup), listen: createListen(reaching) },
    candidates: (use) => {
      const view = port.view();
      if (!view) throw new ProgramsError('ERR_AGENT_GONE', 'there is no decision yet, or no agent any more');
      return candidatesOf(view, use);
    },
    missing: () => [...new Set([...port.missing, ...reaching.missing()])],
  };
}

export type { HttpAgentOptions, HttpsAgentOptions } from './agents.ts';
export type { Candidate } from './candidates.ts';
export type { Connection } from './connect.ts';
export type { Connector, ConnectorOptions } from './connector.ts';
export { CODES, type ProgramsCode, ProgramsError } from './errors.ts';
export type { Fetch, FetchInit } from './fetch.ts';
export type { Attachment } from './held.ts';
export type { Listen, ListenOptions } from './listen.ts';
export type { Lookup } from './lookup.ts';
export type { MqttStreamOptions } from './mqtt.ts';
export type { Asking, ConnectOptions } from './options.ts';
export type { Answer, Programs, Question, SessionHandle, SessionVerdict } from './port.ts';
export type { SessionOptions } from './session.ts';
export type { SocketOptions } from './socket.ts';
export type { Datagrams, UdpOptions } from './udp.ts';
export type { WsClientOptions, WsOptions } from './ws.ts';
