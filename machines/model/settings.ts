/** The settings that the machines and streams read: the configuration file less the policies, defaults filled in. */
import { z } from 'zod';
import { Address, Prefix } from './address.ts';
import { DomainName } from './facts/envelope.ts';
import { LinkKind } from './facts/kernel.ts';
import { Flag, Positive, textUpTo } from './plain.ts';
import { Author } from './policy.ts';
import { ServerText } from './server.ts';
import { IfName, Millis } from './units.ts';

const list = <T extends z.ZodType>(schema: T) => z.array(schema).max(64).readonly().default([]);

/** A statically configured interface: what nobody else tells. */
export const StaticConfig = z.strictObject({
  gateways: list(Address),
  /** With a port or DNS over TLS as systemd-resolved writes them: `192.0.2.53#dns.example`. */
  dns: list(ServerText),
  /** Names to be searched and asked here; with `~` before it a name is only asked here, and `~.` is every name. */
  search: list(DomainName),
  ntp: list(Address),
  routes: list(z.strictObject({ destination: Prefix, gateway: Address })),
});
export type StaticConfig = z.infer<typeof StaticConfig>;
/** Those that are search names, and those that only say who is asked (systemd-resolved's `~`). */
export const searched = (search: readonly string[]): readonly string[] => search.filter((name) => !name.startsWith('~'));
export const routed = (search: readonly string[]): readonly string[] =>
  search.flatMap((name) => (name.startsWith('~') ? [name.slice(1)] : []));

export const InterfaceSettings = z.strictObject({
  name: IfName,
  /** Overrides what the kernel says, for links whose kind it cannot know (a veth that stands for Wi-Fi). */
  kind: LinkKind.optional(),
  metered: Flag.optional(),
  /** What a byte costs, in any unit that is the same for all; less is better. */
  cost: z.number().nonnegative().max(1e9).optional(),
  /** Mbit/s; more is better. */
  bandwidth: z.number().positive().max(1e9).optional(),
  /** Whether we run a DHCP client here (apply mode). `dhcp6`: when the router says so. `delegate`: prefixes for others are asked for. */
  dhcp4: Flag.default(true),
  dhcp6: Flag.default(true),
  delegate: Flag.default(false),
  /**
   * All general traffic goes by it while it leads: below it other networks are heeded for private, shared, unique-local and
   * link-local addresses only (sec-6), and for what the configuration says (`static.routes`, rules on traffic).
   */
  exclusive: Flag.default(false),
  /** Seen, but never ranked or checked. */
  ignore: Flag.default(false),
  /**
   * Which names this network is asked for. `shared`: those under its suffixes, and by rank all others. `route-only`: those under
   * its suffixes alone, which are no search names then. `exclusive`: as shared, and what is under its suffixes is asked nowhere
   * else, also while it is away.
   */
  names: z.enum(['shared', 'route-only', 'exclusive']).default('shared'),
  /** Whether it comes before others that claim the same name alike (RFC 6731 §4.1). That every network is trusted is a guess. */
  trusted: Flag.default(true),
  static: StaticConfig.optional(),
});
export type InterfaceSettings = z.infer<typeof InterfaceSettings>;

/** Which PvD resolves a suffix, by order of a person. `exclusive`: nowhere else, also while it is away. */
export const NameRule = z.strictObject({ suffix: DomainName, pvd: textUpTo(320), exclusive: Flag.default(false) });

/** How the ranking holds still (law 11). All are guesses to start from. */
export const Steadiness = z.strictObject({
  /** A network that was lost stays behind the others for so long after it came back; doubled for each loss in a row. */
  holdDown: Millis.default(Millis.parse(2_000)),
  /** After a loss the network that took over keeps the lead for so long. */
  failBack: Millis.default(Millis.parse(5_000)),
  /** At most so many voluntary changes of the lead within `per`, in each family. */
  moves: z.number().int().positive().max(64).default(4),
  per: Millis.default(Millis.parse(60_000)),
});
export type Steadiness = z.infer<typeof Steadiness>;

/** How programs that know nothing of us reach the right servers. `auto`: systemd-resolved where it runs, else resolv.conf. */
export const ResolverSettings = z.strictObject({
  publish: z.enum(['auto', 'resolv.conf', 'systemd-resolved', 'none']).default('auto'),
});

/** Connectivity checks. Endpoints are the operator's: none is built in. Times and sizes are guesses to start from. */
export const CheckSettings = z.strictObject({
  http: list(z.url()),
  https: list(z.url()),
  /** A good network is checked again after this, and a metered one after that. */
  every: Millis.default(Millis.parse(5_000)),
  everyMetered: Millis.default(Millis.parse(3_600_000)),
  timeout: Millis.default(Millis.parse(2_000)),
  /** Bytes that checks of one network may spend in 24 hours, both ways; null: any. */
  budget: Positive.nullable().default(null),
  budgetMetered: Positive.nullable().default(98_304),
});
export type CheckSettings = z.infer<typeof CheckSettings>;

export const Settings = z.strictObject({
  /** Authors from the strongest to the weakest; an author who is not named comes last. */
  authority: z.array(Author).readonly().default(['user', 'application', 'operator', 'network', 'system']),
  interfaces: list(InterfaceSettings),
  names: list(NameRule),
  /** Whether a PvD that was never checked may carry traffic. */
  useUnknown: Flag.default(true),
  /** How long a PvD whose link is gone waits for the same network. The design's guess. */
  linger: Millis.default(Millis.parse(10_000)),
  /** Where connectivity checks go; none is built in. */
  checks: CheckSettings.prefault({}),
  steadiness: Steadiness.prefault({}),
  resolver: ResolverSettings.prefault({}),
  /** Interfaces that we manage although another manager does. */
  manage: list(IfName),
  /** RFC 1122 §3.3.4.2: whether a packet may leave, or be answered, on an interface that does not own the address. */
  hostModel: z.enum(['strong', 'weak']).default('strong'),
  /** Where a packet goes that no provisioning domain takes: nowhere, or by the main table. */
  fallthrough: z.enum(['unreachable', 'main']).default('unreachable'),
  /** Whether DHCPv4 may be given up for IPv6 where the network asks for it and has PREF64 (RFC 8925). */
  ipv6Only: Flag.default(false),
});
export type Settings = z.infer<typeof Settings>;
export const DEFAULT_SETTINGS: Settings = Settings.parse({});
