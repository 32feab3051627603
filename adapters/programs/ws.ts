/** For ws: `new WebSocket(url, wsOptions({ use }))`, by `ws:` or `wss:`; each connection chooses its network. */
import { type createConnection as connectNet, isIP, type NetConnectOpts, type Socket } from 'node:net';
import type { ConnectionOptions } from 'node:tls';
import { type Dial, type Way, wayOf } from './dial.ts';

/** `tls`: of `wss:`, beside what ws itself is given. */
export type WsOptions = Way & { readonly tls?: ConnectionOptions };
export type WsClientOptions = { readonly createConnection: typeof connectNet };

export const createWsOptions =
  ({ createConnection }: Pick<Dial, 'createConnection'>) =>
  ({ tls, ...way }: WsOptions = {}): WsClientOptions => ({
    createConnection: (wanted: NetConnectOpts | number | string): Socket => {
      const { host, port, timeout, secure } = destinationOf(wanted);
      return createConnection({ host, port, timeout, ...wayOf(way), ...(secure ? { tls: { ...secure, ...tls } } : {}) });
    },
  });

/** As ws asks: always with options, whose `defaultPort` says which of the two schemes it is. */
function destinationOf(wanted: NetConnectOpts | number | string) {
  if (typeof wanted !== 'object' || !('port' in wanted)) throw new TypeError('ws asks for a connection by host and port');
  const { host = 'localhost', port, timeout, path: _path, ...rest } = { path: undefined, ...wanted };
  const isSecure = 'defaultPort' in rest && rest.defaultPort === SECURE_PORT;
  return { host, port: Number(port), timeout, secure: isSecure ? { servername: isIP(host) ? '' : host, ...rest } : null };
}

/** RFC 6455 §3. */
const SECURE_PORT = 443;
