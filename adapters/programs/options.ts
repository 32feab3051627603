/** What a program asks for, checked: a bad option is told by its name, at once. */
import type { ConnectionOptions } from 'node:tls';
import { domainToASCII } from 'node:url';
import { addressBytes, canonicalAddress } from '../../machines/model/address.ts';
import { Use } from '../../machines/model/needs.ts';
import type { Family } from '../../machines/model/units.ts';
import { ProgramsError } from './errors.ts';
import type { SessionOptions } from './session.ts';

/** `family`: of the addresses that are tried; both where it is left out. `prefer`: RFC 5014's temporary or public source address. */
export type Asking = {
  readonly use?: Use | undefined;
  readonly family?: Family | undefined;
  readonly prefer?: 'temporary' | 'public' | undefined;
  readonly signal?: AbortSignal | undefined;
};
export type ConnectOptions = Asking & {
  /** A name, or an address; a link-local one with its zone (`fe80::1%wlan0`), unless `use` says where. */
  readonly host: string;
  readonly port: number;
  /** TLS on top: true, or its options; the name in the certificate is the host's unless they say another. */
  readonly tls?: boolean | ConnectionOptions | undefined;
  /** Multipath TCP, where the kernel and the peer have it; else TCP. */
  readonly mptcp?: boolean | undefined;
  /** To be kept, moved or ended by the decision, for a connection that stays long. */
  readonly session?: SessionOptions | undefined;
};

const bad = (name: string, value: unknown, wanted: string): ProgramsError =>
  new ProgramsError('ERR_BAD_OPTION', `${name} is ${JSON.stringify(value) ?? String(value)}`, [wanted]);

/** The same options where they are good. */
export function checked<O extends Asking & { readonly host?: string | undefined; readonly port?: number | undefined }>(options: O): O {
  if (typeof options !== 'object' || options === null) throw bad('options', options, 'an object');
  const { use, family, prefer, signal, host, port } = options;
  if (host !== undefined && (typeof host !== 'string' || host === '' || host.length > 255)) throw bad('host', host, A_HOST);
  if (port !== undefined && !(Number.isInteger(port) && port >= 0 && port <= 65_535)) throw bad('port', port, A_PORT);
  if (family !== undefined && family !== 4 && family !== 6) throw bad('family', family, '4 or 6');
  if (prefer !== undefined && prefer !== 'temporary' && prefer !== 'public') throw bad('prefer', prefer, "'temporary' or 'public'");
  if (use !== undefined && !Use.safeParse(use).success) throw bad('use', use, 'the name of a network, or a selector');
  if (signal !== undefined && !(signal instanceof AbortSignal)) throw bad('signal', signal, 'an AbortSignal');
  return options;
}
const [A_HOST, A_PORT] = ['a name or an address', '0 to 65535'];

/** Those of a connection, which are nothing without where to. */
export function checkedConnect(options: ConnectOptions): ConnectOptions {
  const { host, port, tls } = checked(options);
  if (host === undefined) throw bad('host', host, A_HOST);
  if (port === undefined) throw bad('port', port, A_PORT);
  if (!['undefined', 'boolean', 'object'].includes(typeof tls)) throw bad('tls', tls, 'true, or options');
  return options;
}

/**
 * Brackets of a URL (RFC 3986 §3.2.2) go; an address gets its one spelling, a name its ASCII one (IDNA), in lower case and without
 * a final dot.
 */
export function hostOf(text: string): { readonly address: string } | { readonly name: string } {
  const bare = text.replace(/^\[(.*)\]$/, '$1');
  const plain = /[^!-~]/.test(bare) ? domainToASCII(bare) : bare;
  if (plain === '') throw bad('host', text, A_HOST);
  const address = addressBytes(plain) === null ? null : canonicalAddress(plain);
  return address === null ? { name: plain.toLowerCase().replace(/\.$/, '') } : { address };
}
