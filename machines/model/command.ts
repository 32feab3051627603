/** What we ask of the outside: imperative, plain data. `id` is the tick's `seq` and a place: `812.0`. Parsed where an epoch carries it. */
import { z } from 'zod';
import { Owner } from './facts/socket.ts';
import { Count, Flag, Integer, Positive, Text, Texts, textUpTo } from './plain.ts';
import { Publication } from './publication.ts';
import { RouteSpec, RuleSpec } from './routing.ts';
import { Family, Instant, Millis } from './units.ts';

const [ID, TARGET] = [textUpTo(32), textUpTo(640)];
const asked = <T extends z.ZodType, D extends z.ZodRawShape>(type: T, data: D) => z.strictObject({ id: ID, type, target: TARGET, ...data });
const left = Millis.nullable();
const name = Text.nullable();

/** Lifetimes are what is left at the tick; null is for ever. */
export const AddressSpec = z.strictObject({ ifname: Text, address: Text, prefixLength: Count });
export type AddressSpec = z.infer<typeof AddressSpec>;
/** `net.ipv4.conf.IFNAME.KEY`, or `ipv6`. */
export const SysctlSpec = z.strictObject({ family: Family, ifname: Text, key: Text, value: Text });
export type SysctlSpec = z.infer<typeof SysctlSpec>;

/** One connectivity check: all that it needs to know, for it knows nothing else. */
const CHECK = {
  pvd: Text,
  generation: Positive,
  family: Family,
  ifname: Text,
  source: name,
  /** The PvD's own resolvers, with their zone where they are link-local; a port or a name for TLS as in `server.ts`. */
  servers: Texts,
  gateway: name,
  http: Texts,
  https: Texts,
  /** The portal's API, as the network announced it (RFC 8910). */
  portal: name,
  /** Private prefixes on the link of other PvDs: never a target. */
  foreign: Texts,
  timeout: Millis,
  /** Bytes it may spend, both ways. */
  budget: Integer,
};
export type CheckSpec = z.infer<z.ZodObject<typeof CHECK>>;
/** A DHCP client that we run. */
export const ClientSpec = z.strictObject({
  client: z.enum(['udhcpc', 'dhcpcd']),
  ifname: Text,
  /** dhcpcd: what the router's M and O flags ask for (RFC 4861 §4.2), and prefixes for others where the configuration wants them. */
  managed: Flag,
  delegated: Flag,
  /** udhcpc: whether option 108 is asked for (RFC 8925). */
  ipv6Only: Flag,
});
export type ClientSpec = z.infer<typeof ClientSpec>;
/** Additional information of an explicit PvD (RFC 8801 §4). */
const INFORMATION = {
  pvd: Text,
  generation: Positive,
  identity: Text,
  sequence: Count,
  ifname: Text,
  /** The best of each family, best family first: the name may have addresses of one only. */
  sources: Texts,
  /** The PvD's own resolvers, with their zone where they are link-local. */
  servers: Texts,
};
export type InformationSpec = z.infer<z.ZodObject<typeof INFORMATION>>;

/** Connections to be ended: those from `addresses` that are bound to no other device than `ifname`. */
const ENDING = {
  ifname: Text,
  addresses: Texts,
  /** Those of the addresses that a PvD on another device has too: only what is bound to `ifname` is meant. */
  shared: Texts,
  /** Only those that are stalled: the network is there, and nothing passes. */
  isStalled: Flag,
};
export type EndingSpec = z.infer<z.ZodObject<typeof ENDING>>;
/** An address from which connections of multipath TCP get a further path (RFC 8684 §3.2); `backup`: while there is no other (§3.3.8). */
export const EndpointSpec = z.strictObject({ number: Positive, address: Text, ifname: Text, backup: Flag });
export type EndpointSpec = z.infer<typeof EndpointSpec>;
export const MptcpLimits = z.strictObject({ subflows: Count, accepted: Count });
export type MptcpLimits = z.infer<typeof MptcpLimits>;

/** Made when one is read: an agent that restates nothing does without. */
export const Command = z.lazy(() =>
  z.discriminatedUnion('type', [
    asked(z.literal('deadline.arm'), { due: Instant }),
    asked(z.literal('deadline.disarm'), {}),
    asked(z.enum(['rule.add', 'rule.delete']), { rule: RuleSpec }),
    asked(z.literal('route.replace'), { route: RouteSpec, expires: left }),
    asked(z.literal('route.delete'), { route: RouteSpec }),
    asked(z.literal('address.replace'), { address: AddressSpec, valid: left, preferred: left }),
    asked(z.literal('address.delete'), { address: AddressSpec }),
    asked(z.literal('sysctl.set'), { sysctl: SysctlSpec }),
    /** The one nft table, whole: the interfaces that hold to the strong host model. Empty: no table. */
    asked(z.literal('guard.set'), { interfaces: Texts }),
    asked(z.literal('check.run'), CHECK),
    asked(z.enum(['client.start', 'client.stop']), { client: ClientSpec }),
    asked(z.literal('information.fetch'), INFORMATION),
    /** Whose sockets are counted: all of them, in place of those before. */
    asked(z.literal('sockets.watch'), { owners: z.array(Owner).readonly() }),
    asked(z.literal('sockets.end'), ENDING),
    asked(z.enum(['endpoint.add', 'endpoint.delete']), { endpoint: EndpointSpec }),
    asked(z.literal('mptcp.limit'), { limits: MptcpLimits }),
    /** What programs are told about names: as a whole, or taken back. */
    asked(z.literal('names.publish'), { publication: Publication }),
    asked(z.literal('names.withdraw'), {}),
  ]),
);
export type Command = z.infer<typeof Command>;
/** Before it has an id. */
export type Wish = Command extends infer C ? (C extends Command ? Omit<C, 'id'> : never) : never;
export type CommandOf<T extends Wish['type']> = Extract<Command, { readonly type: T }>;
