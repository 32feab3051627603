/**
 * For undici: `new Agent({ connect: connector({ use }) })` of any major, and with it its `request`, `fetch` and pools.
 * The network is chosen at each connection; a pooled one that loses its network is ended with `ERR_PVD_GONE`.
 */
import type { Socket } from 'node:net';
import type { ConnectionOptions } from 'node:tls';
import { CONNECT_WITHIN, connectWithin, type Dial, type Way, wayOf } from './dial.ts';
import { asError } from './errors.ts';

/** `tls`: of every connection. */
export type ConnectorOptions = Way & { readonly tls?: ConnectionOptions };
/** As undici has it. */
export type Connector = (options: Wanted, callback: (...told: [null, Socket] | [Error, null]) => void) => void;
type Wanted = { readonly hostname: string; readonly protocol: string; readonly port: string; readonly servername?: string };

export const createConnector =
  (dial: Pick<Dial, 'connect'>) =>
  ({ tls, ...way }: ConnectorOptions = {}): Connector =>
  ({ hostname: host, protocol, port, servername }, callback) => {
    const isSecure = protocol === 'https:';
    const secure = isSecure ? { tls: { ALPNProtocols: ['http/1.1'], ...(servername ? { servername } : {}), ...tls } } : {};
    const wanted = { host, port: Number(port) || (isSecure ? 443 : 80), ...wayOf(way), ...secure };
    connectWithin(dial, CONNECT_WITHIN, wanted).then(
      (socket) => callback(null, socket),
      (error: unknown) => callback(asError(error), null),
    );
  };
