/** Which addresses a check may connect to. A network's DNS says what it likes, and the host must not attack itself or others for it. */
import { networkInterfaces } from 'node:os';
import { addressBytes, formatAddress, isInPrefix, type Reach, reachOf } from '../../machines/model/address.ts';

/** Besides what an address's own number says. */
const NEVER: readonly (readonly [prefix: string, what: string])[] = [
  ['240.0.0.0/4', 'reserved'], // RFC 1112 §4, and broadcast
  ['::/96', 'reserved'], // RFC 4291 §2.5.5.1
  ['::ffff:0:0/96', 'IPv4-mapped'], // RFC 4291 §2.5.5.2
];
const UNFIT: Partial<Record<Reach, string>> = {
  loopback: 'loopback',
  unspecified: 'unspecified',
  multicast: 'multicast',
  linkLocal: 'link-local',
};

/** `foreign`: private prefixes on the link of other PvDs; `own`: addresses of this host. Null: it may. Private addresses may: a portal has one. */
export function whyNotTarget(address: string, foreign: readonly string[], own: readonly string[]): string | null {
  const unfit = UNFIT[reachOf(address)] ?? NEVER.find(([prefix]) => isInPrefix(address, prefix))?.[1];
  if (unfit !== undefined) return unfit;
  const prefix = foreign.find((candidate) => isInPrefix(address, candidate));
  if (prefix !== undefined) return `in ${prefix} of another network`;
  return own.includes(bare(address)) ? 'an address of this host' : null;
}

/** A resolver may be in any network, and link-local on this interface; the question goes to the PvD's own gateway in any case. */
export function whyNotServer(server: string, ifname: string, own: readonly string[]): string | null {
  if (addressBytes(server) === null) return 'no address';
  const [, zone] = server.split('%');
  if (zone !== undefined && zone !== ifname) return 'on another interface';
  const reach = reachOf(server);
  if (reach !== 'linkLocal' && UNFIT[reach] !== undefined) return UNFIT[reach];
  return own.includes(bare(server)) ? 'an address of this host' : null;
}

/** As they are now, in canonical form and without zone. */
export const ownAddresses = (): readonly string[] =>
  Object.values(networkInterfaces()).flatMap((list) => (list ?? []).map(({ address }) => bare(address)));

const bare = (address: string): string => {
  const bytes = addressBytes(address);
  return bytes ? formatAddress(bytes) : address;
};
