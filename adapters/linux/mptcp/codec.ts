/** The kernel's path manager of multipath TCP, over generic netlink: endpoints and limits. linux/genetlink.h, linux/mptcp_pm.h. Pure. */
import { addressBytes, formatAddress } from '../../../machines/model/address.ts';
import type { EndpointFlag } from '../../../machines/model/facts/socket.ts';
import { type Attribute, decodeAttributes, encodeAttributes } from '../netlink/attribute.ts';
import { concat } from '../netlink/bytes.ts';
import { type Fields, ip, nested, readFields, text, u8, u16, u32, writeFields } from '../netlink/field.ts';
import { encodeFrames, NLM_F_ACK, NLM_F_DUMP, NLM_F_REQUEST } from '../netlink/frame.ts';
import { type Decoded, decoded, fault, shifted } from '../netlink/result.ts';
import { struct } from '../netlink/struct.ts';

/** GENL_ID_CTRL; CTRL_CMD_GETFAMILY; the name of what is asked for; versions. */
const CONTROL = 0x10;
const GET_FAMILY = 3;
const NAME = 'mptcp_pm';
const [CONTROL_VERSION, VERSION] = [2, 1];
/** MPTCP_PM_CMD_*. */
const COMMAND = { add: 1, delete: 2, list: 3, setLimits: 5, getLimits: 6 } as const;
/** NLA_F_NESTED. */
const NESTED = 0x8000;

/** struct genlmsghdr. */
const HEAD = struct({ command: 1, version: 1, reserved: 2 });
type FamilyFields = { readonly id: number; readonly name: string };
const FAMILY_FIELDS: Fields<FamilyFields> = { id: [1, u16], name: [2, text] };
/** MPTCP_PM_ATTR_*. */
type TopFields = { readonly address: readonly Attribute[]; readonly accepted: number; readonly subflows: number };
const TOP_FIELDS: Fields<TopFields> = { address: [1 | NESTED, nested], accepted: [2, u32], subflows: [3, u32] };
/** MPTCP_PM_ADDR_ATTR_*; the interface is signed there, and never negative. */
type AddressFields = {
  readonly family: number;
  readonly number: number;
  readonly ipv4: Uint8Array;
  readonly ipv6: Uint8Array;
  readonly flags: number;
  readonly index: number;
};
const ADDRESS_FIELDS: Fields<AddressFields> = {
  family: [1, u16],
  number: [2, u8],
  ipv4: [3, ip],
  ipv6: [4, ip],
  flags: [6, u32],
  index: [7, u32],
};
/** MPTCP_PM_ADDR_FLAG_*. */
const FLAGS: readonly (readonly [EndpointFlag, number])[] = [
  ['signal', 1],
  ['subflow', 2],
  ['backup', 4],
  ['fullmesh', 8],
  ['implicit', 16],
];

/** `index`: of the interface; 0 for any. */
export type WireEndpoint = {
  readonly number: number;
  readonly address: string;
  readonly index: number;
  readonly flags: readonly EndpointFlag[];
};
export type WireLimits = { readonly subflows: number; readonly accepted: number };

export const familyRequest = (sequence: number): Uint8Array =>
  message(CONTROL, GET_FAMILY, CONTROL_VERSION, writeFields(FAMILY_FIELDS, { name: NAME }), NLM_F_ACK, sequence);
/** The number that messages of the path manager carry as their type; null where this is no answer to that. */
export function decodeFamily(payload: Uint8Array): number | null {
  const body = bodyOf(payload);
  const read = body.ok ? readFields(FAMILY_FIELDS, body.value) : null;
  return read?.ok && read.value.name === NAME ? (read.value.id ?? null) : null;
}

export const listRequest = (family: number, sequence: number): Uint8Array =>
  message(family, COMMAND.list, VERSION, [], NLM_F_DUMP, sequence);
export const limitsRequest = (family: number, sequence: number): Uint8Array => message(family, COMMAND.getLimits, VERSION, [], 0, sequence);
export const limitRequest = (family: number, limits: WireLimits, sequence: number): Uint8Array =>
  message(family, COMMAND.setLimits, VERSION, writeFields(TOP_FIELDS, limits), NLM_F_ACK, sequence);

/** Null: it is no address. */
export function endpointRequest(family: number, change: 'add' | 'delete', endpoint: WireEndpoint, sequence: number): Uint8Array | null {
  const bytes = addressBytes(endpoint.address);
  if (bytes === null) return null;
  const own = bytes.length === 4 ? { family: 2, ipv4: bytes } : { family: 10, ipv6: bytes };
  const flags = FLAGS.reduce((bits, [name, bit]) => (endpoint.flags.includes(name) ? bits | bit : bits), 0);
  const more = change === 'add' ? { flags, index: endpoint.index } : {};
  const address = writeFields(ADDRESS_FIELDS, { number: endpoint.number, ...own, ...more });
  return message(family, COMMAND[change], VERSION, writeFields(TOP_FIELDS, { address }), NLM_F_ACK, sequence);
}

/** What the kernel lists: an endpoint or the limits; null for anything else. */
export function decodePath(payload: Uint8Array): Decoded<WireEndpoint | WireLimits | null> {
  const body = bodyOf(payload);
  if (!body.ok) return body;
  const top = readFields(TOP_FIELDS, body.value);
  if (!top.ok) return shifted(top, HEAD.size);
  const { address, accepted, subflows } = top.value;
  if (address !== undefined) return endpointOf(address);
  return decoded(accepted === undefined || subflows === undefined ? null : { subflows, accepted });
}

function endpointOf(attributes: readonly Attribute[]): Decoded<WireEndpoint | null> {
  const read = readFields(ADDRESS_FIELDS, attributes);
  if (!read.ok) return shifted(read, HEAD.size + 4);
  const { number, ipv4, ipv6, flags: bits = 0, index = 0 } = read.value;
  const bytes = ipv4 ?? ipv6;
  if (bytes === undefined || number === undefined) return fault('badValue', HEAD.size);
  return decoded({
    number,
    address: formatAddress(bytes),
    index,
    flags: FLAGS.filter(([, bit]) => (bits & bit) !== 0).map(([name]) => name),
  });
}

function bodyOf(payload: Uint8Array): Decoded<readonly Attribute[]> {
  if (payload.length < HEAD.size) return fault('truncated', payload.length);
  const attributes = decodeAttributes(payload.subarray(HEAD.size));
  return attributes.ok ? attributes : shifted(attributes, HEAD.size);
}

const message = (
  type: number,
  command: number,
  version: number,
  attributes: readonly Attribute[],
  flags: number,
  sequence: number,
): Uint8Array =>
  encodeFrames([
    {
      ...{ type, flags: NLM_F_REQUEST | flags, sequence, port: 0 },
      payload: concat([HEAD.encode({ command, version }), encodeAttributes(attributes)]),
    },
  ]);
