/** rtnetlink messages of a made-up kernel, with what a test does not care about filled in. */
import {
  ADDRESS_FIELDS,
  type AddressMessage,
  LINK_FIELDS,
  LINK_INFO_FIELDS,
  type LinkMessage,
  NEIGHBOUR_FIELDS,
  type NeighbourMessage,
  ROUTE_FIELDS,
  type RouteFields,
  type RouteMessage,
  writeFields,
} from '../../../adapters/linux/netlink/index.ts';
import { addressBytes } from '../../../machines/model/address.ts';

type LinkOptions = {
  name?: string;
  up?: boolean;
  carrier?: boolean;
  dormant?: boolean;
  downs?: number;
  mtu?: number;
  master?: number;
  family?: number;
  info?: string;
  hardware?: number;
  verb?: 'new' | 'delete';
};
export const ip = (text: string): Uint8Array => addressBytes(text) ?? new Uint8Array();
const envelope = { flags: 0, sequence: 0, port: 0 };

export function link(index: number, options: LinkOptions = {}): LinkMessage {
  const {
    name = 'wlan0',
    up = true,
    carrier = true,
    dormant = false,
    downs = 0,
    mtu = 1500,
    master,
    family = 0,
    info,
    hardware = 1,
    verb = 'new',
  } = options;
  const flags = (up ? 1 : 0) | (carrier ? 0x10000 : 0) | (dormant ? 0x20000 : 0);
  const more = {
    ...(master === undefined ? {} : { master }),
    ...(info === undefined ? {} : { info: writeFields(LINK_INFO_FIELDS, { kind: info }) }),
  };
  const fields = { ifname: name, mtu, mac: Uint8Array.of(2, 0, 0, 0, 0, index), downs, ...more };
  return {
    kind: 'link',
    verb,
    ...envelope,
    head: { family, pad: 0, hardware, index, flags, change: 0 },
    attributes: writeFields(LINK_FIELDS, fields),
  };
}
export function address(index: number, text: string, cache?: readonly number[], flags = 0, verb: 'new' | 'delete' = 'new'): AddressMessage {
  const family = text.includes(':') ? 10 : 2;
  const head = { family, prefixLength: family === 2 ? 24 : 64, flags: 0, scope: 0, index };
  const fields = { address: ip(text), ...(family === 2 ? { local: ip(text) } : {}), ...(cache === undefined ? {} : { cache }), flags };
  return { kind: 'address', verb, ...envelope, head, attributes: writeFields(ADDRESS_FIELDS, fields) };
}
export function route(
  fields: Partial<RouteFields>,
  options: { flags?: number; head?: Partial<RouteMessage['head']>; verb?: 'new' | 'delete' } = {},
): RouteMessage {
  const head = {
    family: 2,
    destinationLength: 0,
    sourceLength: 0,
    tos: 0,
    table: 254,
    protocol: 3,
    scope: 0,
    kind: 1,
    flags: 0,
    ...options.head,
  };
  return {
    kind: 'route',
    verb: options.verb ?? 'new',
    ...envelope,
    flags: options.flags ?? 0,
    head,
    attributes: writeFields(ROUTE_FIELDS, fields),
  };
}
export function neighbour(
  index: number,
  text: string,
  state: number,
  mac?: number,
  options: { flags?: number; verb?: 'new' | 'delete' } = {},
): NeighbourMessage {
  const head = { family: text.includes(':') ? 10 : 2, pad1: 0, pad2: 0, index, state, flags: options.flags ?? 0, kind: 1 };
  const fields = { address: ip(text), ...(mac === undefined ? {} : { mac: Uint8Array.of(2, 0, 0, 0, 0, mac) }) };
  return { kind: 'neighbour', verb: options.verb ?? 'new', ...envelope, head, attributes: writeFields(NEIGHBOUR_FIELDS, fields) };
}
