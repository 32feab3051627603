/** The settings that the machines and streams read: the configuration file less the policies, defaults filled in. */
import { z } from 'zod';
import { Address, Prefix } from './address.ts';
import { DomainName } from './facts/envelope.ts';
import { LinkKind } from './facts/kernel.ts';
import { Author } from './policy.ts';
import { IfName, Millis } from './units.ts';

const list = <T extends z.ZodType>(schema: T) => z.array(schema).max(64).readonly().default([]);

/** A statically configured interface: what nobody else tells. */
export const StaticConfig = z.strictObject({
  gateways: list(Address),
  dns: list(Address),
  search: list(DomainName),
  ntp: list(Address),
  routes: list(z.strictObject({ destination: Prefix, gateway: Address })),
});
export type StaticConfig = z.infer<typeof StaticConfig>;

export const InterfaceSettings = z.strictObject({
  name: IfName,
  /** Overrides what the kernel says, for links whose kind it cannot know (a veth that stands for Wi-Fi). */
  kind: LinkKind.optional(),
  metered: z.boolean().optional(),
  /** Seen, but never ranked or checked. */
  ignore: z.boolean().default(false),
  static: StaticConfig.optional(),
});
export type InterfaceSettings = z.infer<typeof InterfaceSettings>;

/** Which PvD resolves a suffix, by order of a person. `exclusive`: nowhere else, also while it is away. */
export const NameRule = z.strictObject({ suffix: DomainName, pvd: z.string().max(320), exclusive: z.boolean().default(false) });

export const Settings = z.strictObject({
  /** Authors from the strongest to the weakest; an author who is not named comes last. */
  authority: z.array(Author).readonly().default(['user', 'application', 'operator', 'network', 'system']),
  interfaces: list(InterfaceSettings),
  names: list(NameRule),
  /** Whether a PvD that was never checked may carry traffic. */
  useUnknown: z.boolean().default(true),
  /** How long a PvD whose link is gone waits for the same network. The design's guess. */
  linger: Millis.default(Millis.parse(10_000)),
  /** Where connectivity checks go; none is built in. */
  checks: z.strictObject({ http: list(z.url()), https: list(z.url()) }).default({ http: [], https: [] }),
});
export type Settings = z.infer<typeof Settings>;
export const DEFAULT_SETTINGS: Settings = Settings.parse({});
