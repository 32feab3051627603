/** rtnetlink messages: a head by kind, then attributes. What the head and the attributes hold is kept to the byte. rtnetlink(7). */
import { type Attribute, decodeAttributes, encodeAttributes } from './attribute.ts';
import { concat } from './bytes.ts';
import { type Control, decodeControl, encodeControl } from './control.ts';
import type { Frame } from './frame.ts';
import { type Decoded, decoded, fault, shifted } from './result.ts';
import { type Struct, type StructValue, struct } from './struct.ts';

/** struct ifinfomsg, ifaddrmsg, rtmsg, fib_rule_hdr, ndmsg. */
export const HEADS = {
  link: struct({ family: 1, pad: 1, hardware: 2, index: 4, flags: 4, change: 4 }),
  address: struct({ family: 1, prefixLength: 1, flags: 1, scope: 1, index: 4 }),
  route: struct({ family: 1, destinationLength: 1, sourceLength: 1, tos: 1, table: 1, protocol: 1, scope: 1, kind: 1, flags: 4 }),
  rule: struct({ family: 1, destinationLength: 1, sourceLength: 1, tos: 1, table: 1, res1: 1, res2: 1, action: 1, flags: 4 }),
  neighbour: struct({ family: 1, pad1: 1, pad2: 2, index: 4, state: 2, flags: 1, kind: 1 }),
} as const;

type Heads = typeof HEADS;
export type ObjectKind = keyof Heads;
type HeadOf<K extends ObjectKind> = Heads[K] extends Struct<infer S> ? StructValue<S> : never;
export type Verb = 'new' | 'delete' | 'get';

type Envelope = Omit<Frame, 'payload' | 'type'>;
type ObjectMessage<K extends ObjectKind> = Envelope & {
  readonly kind: K;
  readonly verb: Verb;
  readonly head: HeadOf<K>;
  readonly attributes: readonly Attribute[];
};
export type LinkMessage = ObjectMessage<'link'>;
export type AddressMessage = ObjectMessage<'address'>;
export type RouteMessage = ObjectMessage<'route'>;
export type RuleMessage = ObjectMessage<'rule'>;
export type NeighbourMessage = ObjectMessage<'neighbour'>;
export type RtMessage = LinkMessage | AddressMessage | RouteMessage | RuleMessage | NeighbourMessage;
export type ControlMessage = Envelope & Control;
export type Message = RtMessage | ControlMessage;

/** RTM_NEW*; RTM_DEL* is one more, RTM_GET* two. */
export const FIRST_TYPE: { readonly [K in ObjectKind]: number } = { link: 16, address: 20, route: 24, neighbour: 28, rule: 32 };
const VERBS: readonly Verb[] = ['new', 'delete', 'get'];
const KINDS = new Map(
  (['link', 'address', 'route', 'neighbour', 'rule'] as const).flatMap((kind) =>
    VERBS.map((verb, i) => [FIRST_TYPE[kind] + i, [kind, verb] as const]),
  ),
);

export function decodeMessage(frame: Frame): Decoded<Message> {
  const known = KINDS.get(frame.type);
  const { payload, type, flags, sequence, port } = frame;
  const envelope = { flags, sequence, port };
  if (known === undefined) {
    const control = decodeControl(type, frame.flags, payload);
    return control.ok ? decoded({ ...envelope, ...control.value }) : control;
  }
  const [kind, verb] = known;
  switch (kind) {
    case 'link':
      return decodeObject(kind, verb, HEADS.link, envelope, payload);
    case 'address':
      return decodeObject(kind, verb, HEADS.address, envelope, payload);
    case 'route':
      return decodeObject(kind, verb, HEADS.route, envelope, payload);
    case 'rule':
      return decodeObject(kind, verb, HEADS.rule, envelope, payload);
    case 'neighbour':
      return decodeObject(kind, verb, HEADS.neighbour, envelope, payload);
    default:
      return kind satisfies never;
  }
}

export function encodeMessage(message: Message): Frame {
  const { flags, sequence, port } = message;
  const envelope = { flags, sequence, port };
  switch (message.kind) {
    case 'error':
    case 'done':
    case 'noop':
    case 'other':
      return { ...envelope, ...encodeControl(message) };
    case 'link':
      return { ...envelope, ...encodeObject(message, HEADS.link.encode(message.head)) };
    case 'address':
      return { ...envelope, ...encodeObject(message, HEADS.address.encode(message.head)) };
    case 'route':
      return { ...envelope, ...encodeObject(message, HEADS.route.encode(message.head)) };
    case 'rule':
      return { ...envelope, ...encodeObject(message, HEADS.rule.encode(message.head)) };
    case 'neighbour':
      return { ...envelope, ...encodeObject(message, HEADS.neighbour.encode(message.head)) };
    default:
      return message satisfies never;
  }
}

type Decode<H> = { readonly size: number; decode(bytes: Uint8Array): Decoded<H> };
type Opened<K, H> = Envelope & { readonly kind: K; readonly verb: Verb; readonly head: H; readonly attributes: readonly Attribute[] };

function decodeObject<K, H>(kind: K, verb: Verb, codec: Decode<H>, envelope: Envelope, payload: Uint8Array): Decoded<Opened<K, H>> {
  const head = codec.decode(payload);
  if (!head.ok) return fault('truncated', payload.length);
  const attributes = decodeAttributes(payload.subarray(codec.size));
  if (!attributes.ok) return shifted(attributes, codec.size);
  return decoded({ ...envelope, kind, verb, head: head.value, attributes: attributes.value });
}

const encodeObject = (message: RtMessage, head: Uint8Array): Pick<Frame, 'type' | 'payload'> => ({
  type: FIRST_TYPE[message.kind] + VERBS.indexOf(message.verb),
  payload: concat([head, encodeAttributes(message.attributes)]),
});
