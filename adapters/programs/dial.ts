/** What the clients for other libraries are made of: a connection that chooses its network, and the network that would be chosen now. */
import type { Socket } from 'node:net';
import type { ConnectionOptions } from 'node:tls';
import type { Use } from '../../machines/model/needs.ts';

export type DialOptions = {
  readonly host: string;
  readonly port: number;
  /** Of TLS, which then is spoken; undefined: plain TCP. */
  readonly tls?: ConnectionOptions;
  readonly use?: Use;
  readonly signal?: AbortSignal;
};
export type Dial = {
  /** A connected socket, which its network's loss destroys with `ERR_PVD_GONE`. */
  connect(options: DialOptions): Promise<Socket>;
  /** The same as net has it: a socket that is not connected yet. */
  createConnection(options: DialOptions): Socket;
  /** Differs when other networks would be chosen; null: nobody knows now. */
  choice(use: Use | undefined): string | null;
};

/** ms for a connection, where its library has no such option: undici's own default. */
export const CONNECT_WITHIN = 10_000;

/** `[2001:db8::1]` of a URL. RFC 3986 §3.2.2. */
export const withoutBrackets = (host: string): string => host.replace(/^\[(.*)\]$/, '$1');
