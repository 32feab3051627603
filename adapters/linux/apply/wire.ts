/** A command about a rule, a route or an address → the rtnetlink request that carries it out. All of ours carries our protocol number. */
import { addressBytes, familyOf, prefixLength, reachOf } from '../../../machines/model/address.ts';
import type { CommandOf } from '../../../machines/model/command.ts';
import { OUR_PROTOCOL, type RouteSpec, type RuleSpec } from '../../../machines/model/routing.ts';
import type { Selectors } from '../../../machines/model/selectors.ts';
import type { Millis } from '../../../machines/model/units.ts';
import {
  type AddressFields,
  type Attribute,
  addressRequest,
  type RouteFields,
  type RuleFields,
  routeRequest,
  ruleRequest,
  type WireFamily,
} from '../netlink/index.ts';

export type RuleCommand = CommandOf<'rule.add' | 'rule.delete'>;
export type RouteCommand = CommandOf<'route.replace'> | CommandOf<'route.delete'>;
export type AddressCommand = CommandOf<'address.replace'> | CommandOf<'address.delete'>;
export type RtnetlinkCommand = RuleCommand | RouteCommand | AddressCommand;

/** Bytes, or why there are none: the command is not one that can be said. */
export type Worded = { readonly ok: true; readonly request: Uint8Array } | { readonly ok: false; readonly problem: string };
/** The number of the interface that the command names; 0 where it names none. */
export type Index = number;

/** FR_ACT_TO_TBL, FR_ACT_UNREACHABLE; RTN_UNICAST, RTN_UNREACHABLE. */
const [LOOKUP, RULE_UNREACHABLE] = [1, 7];
const [UNICAST, ROUTE_UNREACHABLE] = [1, 7];
/** RT_SCOPE_*. `NOWHERE` in a request to delete: any. */
const [UNIVERSE, LINK, NOWHERE] = [0, 253, 255];
/** RTNH_F_ONLINK: the gateway is a neighbour on this device, whatever prefixes there are (leases of a /32, and no order among routes). */
const ONLINK = 4;
const FIB_RULE_INVERT = 2;
const IFA_F_NOPREFIXROUTE = 0x200;
const FOR_EVER = 0xffffffff;
/** No selector of the kernel's is longer. A guess with room. */
const SELECTOR_MAX = 64;

export function wordOf(command: RtnetlinkCommand, index: Index, sequence: number): Worded {
  switch (command.type) {
    case 'rule.add':
    case 'rule.delete':
      return ruleWord(command, sequence);
    case 'route.replace':
      return routeWord(command.route, command.expires, index, sequence);
    case 'route.delete':
      return routeWord(command.route, 'delete', index, sequence);
    case 'address.replace':
    case 'address.delete':
      return addressWord(command, index, sequence);
    default:
      return command satisfies never;
  }
}

export const ifnameOf = (command: RtnetlinkCommand): string | null =>
  'route' in command ? command.route.ifname : 'address' in command ? command.address.ifname : null;

function ruleWord({ type, rule }: RuleCommand, sequence: number): Worded {
  const { tos, not, ...others } = rule.other;
  const selectors = attributesOf(others);
  const ends = [endOf(rule.from), endOf(rule.to)] as const;
  if (selectors === null || ends.includes(null)) return unsayable('rule', rule);
  const [from, to] = [ends[0]?.bytes, ends[1]?.bytes];
  const fields: Partial<RuleFields> = {
    ...(from ? { from } : {}),
    ...(to ? { to } : {}),
    ...given('iif', rule.iif),
    ...given('oif', rule.oif),
    ...given('mark', rule.mark),
    ...given('mask', rule.mask),
    ...given('table', rule.table),
    priority: rule.priority,
    protocol: OUR_PROTOCOL,
  };
  const head = {
    family: wireFamily(rule.family),
    action: rule.action === 'lookup' ? LOOKUP : RULE_UNREACHABLE,
    sourceLength: ends[0]?.length ?? 0,
    destinationLength: ends[1]?.length ?? 0,
    ...(tos === undefined ? {} : { tos: Number.parseInt(tos, 16) }),
    ...(not === undefined ? {} : { flags: FIB_RULE_INVERT }),
  };
  return said(ruleRequest(type === 'rule.add' ? 'add' : 'delete', { ...head, fields, others: selectors }, sequence));
}

/** What identifies a route is said in both; what it is like only when it is put there. */
function routeWord(route: RouteSpec, expires: Millis | null | 'delete', index: Index, sequence: number): Worded {
  const destination = endOf(route.destination);
  const gateway = route.gateway === null ? undefined : addressBytes(route.gateway);
  const source = route.source === null ? undefined : addressBytes(route.source);
  if (!destination || gateway === null || source === null) return unsayable('route', route);
  const family = familyOf(route.destination);
  const isGone = expires === 'delete';
  const fields: Partial<RouteFields> = {
    ...(destination.length === 0 ? {} : { destination: destination.bytes }),
    ...(index === 0 ? {} : { oif: index }),
    ...(gateway === undefined ? {} : gatewayOf(gateway, destination.bytes)),
    ...(source === undefined || isGone ? {} : { source }),
    ...(expires === null || isGone || family === 4 ? {} : { expires: wholeSeconds(expires) }),
    priority: route.metric,
    table: route.table,
  };
  const isOnlink = family === 4 && route.gateway !== null && !isGone;
  const request = {
    family: wireFamily(family),
    destinationLength: destination.length,
    kind: route.kind === 'unicast' ? UNICAST : ROUTE_UNREACHABLE,
    protocol: OUR_PROTOCOL,
    scope: isGone ? NOWHERE : route.kind === 'unicast' && route.gateway === null ? LINK : UNIVERSE,
    flags: isOnlink ? ONLINK : 0,
    fields,
    ...(route.mtu === null || isGone ? {} : { mtu: route.mtu }),
  };
  return said(routeRequest(isGone ? 'delete' : 'replace', request, sequence));
}

/** An IPv4 prefix behind an IPv6 gateway has it in RTA_VIA. RFC 5549. */
const gatewayOf = (gateway: Uint8Array, destination: Uint8Array): Partial<RouteFields> =>
  gateway.length === destination.length ? { gateway } : { via: { family: gateway.length === 4 ? 2 : 10, address: gateway } };

function addressWord(command: AddressCommand, index: Index, sequence: number): Worded {
  const { address, prefixLength: length } = command.address;
  const bytes = addressBytes(address);
  if (bytes === null || length < 0 || length > bytes.length * 8) return unsayable('address', command.address);
  const isGone = command.type === 'address.delete';
  const isV4 = bytes.length === 4;
  const fields: Partial<AddressFields> = {
    local: bytes,
    address: bytes,
    ...(isV4 && length < 31 && !isGone ? { broadcast: broadcastOf(bytes, length) } : {}),
    ...(isGone ? {} : { cache: cacheOf(command.valid, command.preferred), flags: IFA_F_NOPREFIXROUTE }),
    protocol: OUR_PROTOCOL,
  };
  const scope = isV4 && reachOf(address) === 'linkLocal' ? LINK : UNIVERSE;
  const head = { family: wireFamily(isV4 ? 4 : 6), prefixLength: length, scope, index };
  return said(addressRequest(isGone ? 'delete' : 'replace', { ...head, fields }, sequence));
}

/** struct ifa_cacheinfo: the kernel refuses a valid lifetime of 0, and one that is shorter than the preferred one. */
function cacheOf(valid: Millis | null, preferred: Millis | null): readonly number[] {
  const lives = valid === null ? FOR_EVER : wholeSeconds(valid);
  const leads = preferred === null ? FOR_EVER : Math.ceil(preferred / 1000);
  return [Math.min(leads, lives), lives, 0, 0];
}

const wholeSeconds = (lifetime: Millis): number => Math.min(FOR_EVER - 1, Math.max(1, Math.ceil(lifetime / 1000)));

const broadcastOf = (bytes: Uint8Array, length: number): Uint8Array =>
  bytes.map((byte, i) => byte | (0xff >> Math.max(0, Math.min(8, length - 8 * i))));

/** By number; null when one is no number, or its value no hex. */
function attributesOf(selectors: Selectors): readonly Attribute[] | null {
  const all = Object.entries(selectors).toSorted(([a], [b]) => Number(a) - Number(b));
  const isSayable = ([code, hex]: readonly [string, string]): boolean =>
    /^[1-9]\d{0,2}$/.test(code) && /^(?:[0-9a-f]{2})+$/.test(hex) && hex.length <= 2 * SELECTOR_MAX;
  return all.every(isSayable) ? all.map(([code, hex]) => ({ code: Number(code), value: Uint8Array.from(Buffer.from(hex, 'hex')) })) : null;
}

type End = { readonly bytes: Uint8Array; readonly length: number };
/** Undefined: any. Null: no prefix. */
function endOf(prefix: string | null): End | null | undefined {
  if (prefix === null) return undefined;
  const bytes = addressBytes(prefix.split('/', 1)[0] ?? '');
  const length = prefixLength(prefix);
  return bytes !== null && length >= 0 && length <= bytes.length * 8 ? { bytes, length } : null;
}

const wireFamily = (family: 4 | 6): WireFamily => (family === 4 ? 2 : 10);
const given = <K extends string, V>(name: K, value: V | null): { readonly [N in K]?: V } =>
  value === null ? {} : ({ [name]: value } as { readonly [N in K]?: V });
const said = (request: Uint8Array): Worded => ({ ok: true, request });
const unsayable = (what: string, spec: RuleSpec | RouteSpec | object): Worded => ({
  ok: false,
  problem: `no such ${what} can be: ${JSON.stringify(spec)}`,
});
