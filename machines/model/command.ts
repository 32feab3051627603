/** What we ask of the outside: imperative, plain data. `id` is the tick's `seq` and a place: `812.0`. */
import type { Owner } from './facts/socket.ts';
import type { Publication } from './publication.ts';
import type { RouteSpec, RuleSpec } from './routing.ts';
import type { Family, Instant, Millis } from './units.ts';

/** Lifetimes are what is left at the tick; null is for ever. */
export type AddressSpec = { readonly ifname: string; readonly address: string; readonly prefixLength: number };
/** `net.ipv4.conf.IFNAME.KEY`, or `ipv6`. */
export type SysctlSpec = { readonly family: Family; readonly ifname: string; readonly key: string; readonly value: string };

/** One connectivity check: all that it needs to know, for it knows nothing else. */
export type CheckSpec = {
  readonly pvd: string;
  readonly generation: number;
  readonly family: Family;
  readonly ifname: string;
  readonly source: string | null;
  /** The PvD's own resolvers, with their zone where they are link-local; a port or a name for TLS as in `server.ts`. */
  readonly servers: readonly string[];
  readonly gateway: string | null;
  readonly http: readonly string[];
  readonly https: readonly string[];
  /** The portal's API, as the network announced it (RFC 8910). */
  readonly portal: string | null;
  /** On-link prefixes of other PvDs: never a target. */
  readonly foreign: readonly string[];
  readonly timeout: Millis;
  /** Bytes it may spend, both ways. */
  readonly budget: number;
};
/** A DHCP client that we run. */
export type ClientSpec = {
  readonly client: 'udhcpc' | 'dhcpcd';
  readonly ifname: string;
  /** dhcpcd: what the router's M and O flags ask for (RFC 4861 §4.2), and prefixes for others where the configuration wants them. */
  readonly managed: boolean;
  readonly delegated: boolean;
  /** udhcpc: whether option 108 is asked for (RFC 8925). */
  readonly ipv6Only: boolean;
};
/** Additional information of an explicit PvD (RFC 8801 §4). */
export type InformationSpec = {
  readonly pvd: string;
  readonly generation: number;
  readonly identity: string;
  readonly sequence: number;
  readonly ifname: string;
  /** The best of each family, best family first: the name may have addresses of one only. */
  readonly sources: readonly string[];
  /** The PvD's own resolvers, with their zone where they are link-local. */
  readonly servers: readonly string[];
};

/** Connections to be ended: those from `addresses` that are bound to no other device than `ifname`. */
export type EndingSpec = {
  readonly ifname: string;
  readonly addresses: readonly string[];
  /** Those of the addresses that a PvD on another device has too: only what is bound to `ifname` is meant. */
  readonly shared: readonly string[];
  /** Only those that are stalled: the network is there, and nothing passes. */
  readonly isStalled: boolean;
};
/** An address from which connections of multipath TCP get a further path (RFC 8684 §3.2); `backup`: while there is no other (§3.3.8). */
export type EndpointSpec = { readonly number: number; readonly address: string; readonly ifname: string; readonly backup: boolean };
export type MptcpLimits = { readonly subflows: number; readonly accepted: number };

export type Wish =
  | { readonly type: 'deadline.arm'; readonly target: string; readonly due: Instant }
  | { readonly type: 'deadline.disarm'; readonly target: string }
  | { readonly type: 'rule.add' | 'rule.delete'; readonly target: string; readonly rule: RuleSpec }
  | { readonly type: 'route.replace'; readonly target: string; readonly route: RouteSpec; readonly expires: Millis | null }
  | { readonly type: 'route.delete'; readonly target: string; readonly route: RouteSpec }
  | {
      readonly type: 'address.replace';
      readonly target: string;
      readonly address: AddressSpec;
      readonly valid: Millis | null;
      readonly preferred: Millis | null;
    }
  | { readonly type: 'address.delete'; readonly target: string; readonly address: AddressSpec }
  | { readonly type: 'sysctl.set'; readonly target: string; readonly sysctl: SysctlSpec }
  /** The one nft table, whole: the interfaces that hold to the strong host model. Empty: no table. */
  | { readonly type: 'guard.set'; readonly target: string; readonly interfaces: readonly string[] }
  | ({ readonly type: 'check.run'; readonly target: string } & CheckSpec)
  | { readonly type: 'client.start' | 'client.stop'; readonly target: string; readonly client: ClientSpec }
  | ({ readonly type: 'information.fetch'; readonly target: string } & InformationSpec)
  /** Whose sockets are counted: all of them, in place of those before. */
  | { readonly type: 'sockets.watch'; readonly target: string; readonly owners: readonly Owner[] }
  | ({ readonly type: 'sockets.end'; readonly target: string } & EndingSpec)
  | { readonly type: 'endpoint.add' | 'endpoint.delete'; readonly target: string; readonly endpoint: EndpointSpec }
  | { readonly type: 'mptcp.limit'; readonly target: string; readonly limits: MptcpLimits }
  /** What programs are told about names: as a whole, or taken back. */
  | { readonly type: 'names.publish'; readonly target: string; readonly publication: Publication }
  | { readonly type: 'names.withdraw'; readonly target: string };
export type Command = Wish & { readonly id: string };
export type CommandOf<T extends Wish['type']> = Extract<Command, { readonly type: T }>;
