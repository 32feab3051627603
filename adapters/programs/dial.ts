/** What the clients for other libraries are made of: a connection that chooses its network, and the network that would be chosen now. */
import type { Socket } from 'node:net';
import type { Use } from '../../machines/model/needs.ts';
import type { ConnectOptions } from './options.ts';

export type Dial = {
  /** A connected socket, which its network's loss destroys with `ERR_PVD_GONE`. */
  connect(options: ConnectOptions): Promise<Socket>;
  /** The same as net has it: a socket that is not connected yet. */
  createConnection(options: ConnectOptions): Socket;
  /** Differs when other networks would be chosen; null: nobody knows now. */
  choice(use: Use | undefined): string | null;
};

/** By which network, and how: what every client may be told. */
export type Way = Pick<ConnectOptions, 'use' | 'family' | 'prefer' | 'mptcp'>;
export const wayOf = ({ use, family, prefer, mptcp }: Way): Way => ({ use, family, prefer, mptcp });

/** ms for a connection, where its library has no such option: undici's own default. */
export const CONNECT_WITHIN = 10_000;
