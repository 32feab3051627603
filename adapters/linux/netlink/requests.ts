/** What we ask the kernel: dumps, one link, and changes of addresses, routes and rules. rtnetlink(7). */
import type { Attribute } from './attribute.ts';
import { writeFields } from './field.ts';
import {
  ADDRESS_FIELDS,
  type AddressFields,
  METRIC_FIELDS,
  ROUTE_FIELDS,
  type RouteFields,
  RULE_FIELDS,
  type RuleFields,
} from './fields.ts';
import { encodeFrames, type Frame, NLM_F_ACK, NLM_F_CREATE, NLM_F_DUMP, NLM_F_EXCL, NLM_F_REPLACE, NLM_F_REQUEST } from './frame.ts';
import { encodeMessage, FIRST_TYPE, HEADS, type ObjectKind } from './message.ts';

/** AF_UNSPEC 0, AF_INET 2, AF_INET6 10. */
export type WireFamily = 0 | 2 | 10;

/** `add` fails where there is one; `replace` does not. */
export type Change = 'add' | 'replace' | 'delete';
const FLAGS: { readonly [C in Change]: number } = { add: NLM_F_CREATE | NLM_F_EXCL, replace: NLM_F_CREATE | NLM_F_REPLACE, delete: 0 };

export type RouteRequest = {
  readonly family: WireFamily;
  readonly destinationLength: number;
  /** RTN_*, 1 is unicast. */
  readonly kind: number;
  readonly protocol: number;
  readonly scope: number;
  /** RTNH_F_*. */
  readonly flags?: number;
  readonly fields: Partial<RouteFields>;
  readonly mtu?: number;
};
export type RuleRequest = {
  readonly family: WireFamily;
  readonly destinationLength: number;
  readonly sourceLength: number;
  /** FR_ACT_*, 1 is a look-up. */
  readonly action: number;
  readonly tos?: number;
  /** FIB_RULE_*. */
  readonly flags?: number;
  readonly fields: Partial<RuleFields>;
  /** Selectors known by number only. */
  readonly others?: readonly Attribute[];
};
export type AddressRequest = {
  readonly family: WireFamily;
  readonly prefixLength: number;
  readonly scope: number;
  readonly index: number;
  readonly fields: Partial<AddressFields>;
};

export const dumpRequest = (kind: ObjectKind, family: WireFamily, sequence: number): Uint8Array =>
  frame({ type: FIRST_TYPE[kind] + 2, flags: NLM_F_REQUEST | NLM_F_DUMP, sequence, port: 0, payload: HEADS[kind].encode({ family }) });

/** One link, asked for by its index. */
export const linkRequest = (index: number, sequence: number): Uint8Array =>
  frame({ type: FIRST_TYPE.link + 2, flags: NLM_F_REQUEST, sequence, port: 0, payload: HEADS.link.encode({ index }) });

export function routeRequest(change: Change, { family, fields, mtu, ...head }: RouteRequest, sequence: number): Uint8Array {
  const metrics = mtu === undefined ? {} : { metrics: writeFields(METRIC_FIELDS, { mtu }) };
  return frame(
    encodeMessage({
      kind: 'route',
      verb: change === 'delete' ? 'delete' : 'new',
      flags: NLM_F_REQUEST | NLM_F_ACK | FLAGS[change],
      sequence,
      port: 0,
      head: { family, flags: 0, ...head, sourceLength: 0, tos: 0, table: compatible(fields.table) },
      attributes: writeFields(ROUTE_FIELDS, { ...fields, ...metrics }),
    }),
  );
}

/** Rules know no replacing: another rule is added, then the old one deleted. */
export function ruleRequest(
  change: Exclude<Change, 'replace'>,
  { family, fields, others = [], ...head }: RuleRequest,
  sequence: number,
): Uint8Array {
  return frame(
    encodeMessage({
      kind: 'rule',
      verb: change === 'delete' ? 'delete' : 'new',
      flags: NLM_F_REQUEST | NLM_F_ACK | FLAGS[change],
      sequence,
      port: 0,
      head: { family, tos: 0, flags: 0, ...head, table: compatible(fields.table), res1: 0, res2: 0 },
      attributes: [...writeFields(RULE_FIELDS, fields), ...others],
    }),
  );
}

export function addressRequest(change: Change, { fields, ...head }: AddressRequest, sequence: number): Uint8Array {
  return frame(
    encodeMessage({
      kind: 'address',
      verb: change === 'delete' ? 'delete' : 'new',
      flags: NLM_F_REQUEST | NLM_F_ACK | FLAGS[change],
      sequence,
      port: 0,
      head: { ...head, flags: 0 },
      attributes: writeFields(ADDRESS_FIELDS, fields),
    }),
  );
}

/** The head has a byte for the table; RT_TABLE_COMPAT says that the attribute has it. */
const compatible = (table = 0): number => (table < 256 ? table : 252);
const frame = (one: Frame): Uint8Array => encodeFrames([one]);
