/** rtnetlink on the wire: pure codecs. */
export { type Attribute, decodeAttributes, encodeAttributes, typeOf } from './attribute.ts';
export { hexOf } from './bytes.ts';
export { type Codec, type Fields, readFields, text, writeFields } from './field.ts';
export {
  ADDRESS_FIELDS,
  type AddressFields,
  LINK_FIELDS,
  LINK_INFO_FIELDS,
  type LinkFields,
  METRIC_FIELDS,
  NEIGHBOUR_FIELDS,
  type NeighbourFields,
  ROUTE_FIELDS,
  type RouteFields,
  RULE_FIELDS,
  type RuleFields,
} from './fields.ts';
export {
  decodeFrames,
  encodeFrames,
  type Frame,
  NLM_F_DUMP_INTR,
  NLM_F_REPLACE,
  type Walked,
  walkFrames,
} from './frame.ts';
export {
  type AddressMessage,
  decodeMessage,
  encodeMessage,
  type LinkMessage,
  type Message,
  type NeighbourMessage,
  type ObjectKind,
  type RouteMessage,
  type RtMessage,
  type RuleMessage,
} from './message.ts';
export type { NextHop, Via } from './nexthop.ts';
export {
  type AddressRequest,
  addressRequest,
  type Change,
  dumpRequest,
  linkRequest,
  type RouteRequest,
  type RuleRequest,
  routeRequest,
  ruleRequest,
  type WireFamily,
} from './requests.ts';
export { type Decoded, decoded, type Failed, type Fault, type FaultKind, fault } from './result.ts';
