/** What the clients for other libraries are made of: a connection that chooses its network, and the network that would be chosen now. */
import type { Socket } from 'node:net';
import type { Use } from '../../machines/model/needs.ts';
import { ProgramsError } from './errors.ts';
import type { ConnectOptions } from './options.ts';
import type { SocketOptions } from './socket.ts';

export type Dial = {
  /** A connected socket, which its network's loss destroys with `ERR_PVD_GONE`. */
  connect(options: ConnectOptions): Promise<Socket>;
  /** The same as net has it: a socket that is not connected yet. */
  createConnection(options: SocketOptions): Socket;
  /** Differs when other networks would be chosen; null: nobody knows now. */
  choice(use: Use | undefined): string | null;
};

/** By which network, and how: what every client may be told. */
export type Way = Pick<ConnectOptions, 'use' | 'family' | 'prefer' | 'mptcp'>;
export const wayOf = ({ use, family, prefer, mptcp }: Way): Way => ({ use, family, prefer, mptcp });

/** ms for a connection, where its library has no such option: undici's own default. */
export const CONNECT_WITHIN = 10_000;

/** A connection, or no later than after so many ms why there is none. */
export async function connectWithin({ connect }: Pick<Dial, 'connect'>, delay: number, options: ConnectOptions): Promise<Socket> {
  const late = AbortSignal.timeout(delay);
  try {
    return await connect({ ...options, signal: options.signal ? AbortSignal.any([options.signal, late]) : late });
  } catch (error) {
    if (error !== late.reason) throw error;
    throw new ProgramsError('ERR_NOT_REACHABLE', `${options.host}:${options.port}`, [`no connection within ${delay} ms`]);
  }
}
