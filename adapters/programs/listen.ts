/** A server as net has it, that takes connections of Multipath TCP too. */
import { createServer, type Server, type Socket } from 'node:net';
import { addressBytes, reachOf } from '../../machines/model/address.ts';
import { ProgramsError } from './errors.ts';
import { checked } from './options.ts';
import type { Reaching } from './reaching.ts';

export type ListenOptions = {
  /** 0: any that is free. */
  readonly port: number;
  /** An address; where it is left out, all of this host. */
  readonly host?: string | undefined;
  /** Multipath TCP, where the kernel has it; each peer without it is served by TCP. */
  readonly mptcp?: boolean | undefined;
  readonly backlog?: number | undefined;
  /** Closes the server. */
  readonly signal?: AbortSignal | undefined;
};
export type Listen = (options: ListenOptions, listener?: (socket: Socket) => void) => Server;

export const createListen =
  ({ listen }: Pick<Reaching, 'listen'>): Listen =>
  (options, listener) => {
    const { port, host, mptcp = false, backlog, signal } = checked(options);
    if (host !== undefined && !isHere(host)) throw new ProgramsError('ERR_BAD_OPTION', `host is ${JSON.stringify(host)}`, ['an address']);
    const server = createServer(listener);
    const onAbort = (): void => void server.close();
    signal?.addEventListener('abort', onAbort, { once: true });
    server.once('close', () => signal?.removeEventListener('abort', onAbort));
    if (signal?.aborted) process.nextTick(onAbort);
    else listen(server, { port, host, backlog }, mptcp);
    return server;
  };

/** Addresses with a zone are left to those who bind to a device. */
const isHere = (host: string): boolean => addressBytes(host) !== null && !host.includes('%') && reachOf(host) !== 'multicast';
