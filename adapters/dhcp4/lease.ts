/** An ACK as the data of `lease4.bound`. A bad option costs itself only, and is told in `problems`. */
import type { Data } from '../../machines/model/facts/index.ts';
import { LEASE_LIST_MAX } from '../../machines/model/facts/lease.ts';
import { type Millis, millis, seconds } from '../../machines/model/units.ts';
import { allOptions, decodeMessage, type Message } from './message.ts';
import { decodeSearchList, nameOf } from './names.ts';
import { type Decoded, decoded, fault } from './result.ts';
import { decodeSelection, type Selection } from './selection.ts';
import * as read from './values.ts';

export type Lease4 = Data<'lease4.bound'>;
/** `age`: how long ago the message came. */
export type LeaseContext = { readonly ifname: Lease4['ifname']; readonly client: string; readonly age: Millis };
/** `problems`: options that could not be read, or were cut. */
export type LeaseReading = { readonly lease: Lease4; readonly problems: readonly string[] };

const ACK = 5;
const INFINITE = 0xffffffff; // RFC 2131 §3.3
const SMALLEST_MTU = 68; // RFC 2132 §5.1
const LONGEST_URI = 1024;

export function toLease(message: Message, { ifname, client, age }: LeaseContext): Decoded<LeaseReading> {
  if (message.op !== 2) return fault('notAnAck', 0);
  if (message.yiaddr === '0.0.0.0') return fault('noAddress', 16);
  const options = allOptions(message);
  if (!options.ok) return options;
  const problems: string[] = [];
  const option = <T>(code: number, reader: (bytes: Uint8Array) => Decoded<T>): T | null => {
    const bytes = options.value.get(code);
    if (!bytes) return null;
    const value = reader(bytes);
    if (value.ok) return value.value;
    problems.push(`option ${code}: ${value.error.kind} at ${value.error.offset}`);
    return null;
  };
  const list = <T>(code: number, reader: (bytes: Uint8Array) => Decoded<readonly T[]>): readonly T[] => {
    const all = option(code, reader) ?? [];
    if (all.length > LEASE_LIST_MAX) problems.push(`option ${code}: ${all.length - LEASE_LIST_MAX} entries too many`);
    return all.slice(0, LEASE_LIST_MAX);
  };
  if (option(53, read.uint8) !== ACK) return fault('notAnAck', 240);

  const length = option(1, read.maskLength);
  const lifetime = option(51, read.uint32);
  const ipv6Only = option(108, read.uint32);
  const selected = option(146, decodeSelection);
  // RFC 3442: with option 121, options 3 and 33 are ignored, also when 121 itself has no default route.
  const classless = options.value.has(121) ? list(121, read.classlessRoutes) : null;
  const lease: Lease4 = {
    ifname,
    client,
    address: message.yiaddr,
    prefixLength: length ?? 32,
    gateways: classless ? defaults(classless) : list(3, read.addresses),
    server: option(54, read.address),
    serverMac: null,
    dns: list(6, read.addresses),
    search: searchList(list(119, decodeSearchList), option(15, domain)).slice(0, LEASE_LIST_MAX),
    selection: selected === null ? [] : [withFewDomains(selected, problems)],
    ntp: list(42, read.addresses),
    mtu: option(26, mtu),
    routes: (classless ?? list(33, read.staticRoutes)).filter((route) => !isDefault(route)),
    portal: option(114, uri),
    ipv6Only: ipv6Only === null ? null : seconds(ipv6Only),
    lifetime: lifetime === null || lifetime === INFINITE ? null : millis(Math.max(0, lifetime * 1000 - age)),
    // The message has no link-layer address of its sender; without mask or lifetime the network told none.
    unpublished: ['serverMac', ...(length === null ? ['prefixLength'] : []), ...(lifetime === null ? ['lifetime'] : [])],
  };
  return decoded({ lease, problems });
}

/** The same from the bytes of a message: what a client stored is what the network sent. */
export function leaseOfBytes(bytes: Uint8Array, context: LeaseContext): Decoded<LeaseReading> {
  const message = decodeMessage(bytes);
  return message.ok ? toLease(message.value, context) : message;
}

function withFewDomains(selection: Selection, problems: string[]): Selection {
  const { domains } = selection;
  if (domains.length > LEASE_LIST_MAX) problems.push(`option 146: ${domains.length - LEASE_LIST_MAX} entries too many`);
  return { ...selection, domains: domains.slice(0, LEASE_LIST_MAX) };
}

const isDefault = ({ destination }: read.Route): boolean => destination === '0.0.0.0/0';
/** The default routes of option 121 are the gateways; one to 0.0.0.0 has none, so it stays out. */
const defaults = (routes: readonly read.Route[]): readonly string[] => [
  ...new Set(routes.filter((route) => isDefault(route) && route.gateway !== '0.0.0.0').map(({ gateway }) => gateway)),
];

/** The search list comes first (RFC 3397 §4); the network's own domain is searched last, and is its zone either way. */
const searchList = (search: readonly string[], own: string | null): readonly string[] => [
  ...new Set(own === null ? search : [...search, own]),
];

function domain(bytes: Uint8Array): Decoded<string> {
  const value = read.text(bytes);
  const name = value.ok ? nameOf(value.value) : null;
  return name === null ? fault('badValue', 0) : decoded(name);
}

function mtu(bytes: Uint8Array): Decoded<number> {
  const value = read.uint16(bytes);
  return value.ok && value.value < SMALLEST_MTU ? fault('badValue', 0) : value;
}

function uri(bytes: Uint8Array): Decoded<string> {
  const value = read.text(bytes);
  return value.ok && value.value.length > LONGEST_URI ? fault('tooLong', LONGEST_URI) : value;
}
