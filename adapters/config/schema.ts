/** The configuration file as a person writes it: one schema, from which the settings, the policies and the JSON Schema follow. */
import { z } from 'zod';
import { Address } from '../../machines/model/address.ts';
import { Flag } from '../../machines/model/plain.ts';
import { Author, PolicyRule } from '../../machines/model/policy.ts';
import { InterfaceSettings, NameRule, ResolverSettings, Settings, StaticConfig, Steadiness } from '../../machines/model/settings.ts';
import { IfName } from '../../machines/model/units.ts';
import { Bytes, Duration, Hostname, SearchName } from './text.ts';

/** As many as the facts that carry them hold: `settings.loaded` and `policy.loaded`. */
const LIST_MAX = 64;
const RULES_MAX = 256;
const list = <T extends z.ZodType>(schema: T) => z.array(schema).max(LIST_MAX).readonly().default([]);
const Rules = z.array(PolicyRule).max(RULES_MAX).readonly();

const InterfaceConfig = z.strictObject({
  kind: InterfaceSettings.shape.kind,
  metered: InterfaceSettings.shape.metered,
  cost: InterfaceSettings.shape.cost,
  bandwidth: InterfaceSettings.shape.bandwidth,
  dhcp4: InterfaceSettings.shape.dhcp4,
  dhcp6: InterfaceSettings.shape.dhcp6,
  delegate: InterfaceSettings.shape.delegate,
  exclusive: InterfaceSettings.shape.exclusive,
  ignore: InterfaceSettings.shape.ignore,
  names: InterfaceSettings.shape.names,
  trusted: InterfaceSettings.shape.trusted,
  static: z.strictObject({ ...StaticConfig.shape, search: list(SearchName) }).optional(),
});

const NameConfig = z.strictObject({
  suffix: Hostname,
  pvd: z
    .string()
    .max(320)
    .regex(/^pvd:[^\s]+$/, 'a provisioning domain is named like pvd:wlan0 or pvd:example.com@wlan0'),
  exclusive: NameRule.shape.exclusive,
});

/** Of the page, where nothing else is said. Nobody's, by IANA's list; a guess that it stays so. */
export const DEFAULT_WEB_PORT = 27_109;

export const Config = z.strictObject({
  version: z.literal(1),
  /** `observe` changes and sends nothing; `apply` puts the decision into the kernel. */
  mode: z.enum(['observe', 'apply']).default('observe'),
  /** Authors from the strongest to the weakest. */
  authority: z
    .array(Author)
    .refine((authors) => new Set(authors).size === authors.length, 'an author is named once')
    .readonly()
    .default(['user', 'application', 'operator', 'network', 'system']),
  /** The rules of each author that is not a network: those speak for themselves. */
  policies: z
    .strictObject({ user: Rules.optional(), operator: Rules.optional(), application: Rules.optional(), system: Rules.optional() })
    .prefault({}),
  interfaces: z
    .record(IfName, InterfaceConfig)
    .refine((all) => Object.keys(all).length <= LIST_MAX, `there are at most ${LIST_MAX} interfaces`)
    .prefault({}),
  /** Which provisioning domain resolves a suffix. */
  names: list(NameConfig),
  /** Whether a provisioning domain that was never checked may carry traffic. */
  useUnknown: Flag.default(true),
  /** How long a provisioning domain whose link is gone waits for the same network. The design's guess. */
  linger: Duration.prefault('10s'),
  /** Where connectivity checks go; none is built in. */
  checks: z
    .strictObject({
      http: list(z.url({ protocol: /^http$/ })),
      https: list(z.url({ protocol: /^https$/ })),
      /** Certificates (PEM) to be trusted besides those of Node. */
      ca: z.string().min(1).max(4096).optional(),
      /** How often a good network is checked again, and a metered one. */
      every: Duration.prefault('5s'),
      everyMetered: Duration.prefault('1h'),
      timeout: Duration.prefault('2s'),
      /** What the checks of one network may spend a day; nothing said: any amount. */
      budget: Bytes.optional(),
      budgetMetered: Bytes.prefault('96KiB'),
    })
    .prefault({}),
  /** How the ranking holds still. */
  steadiness: z
    .strictObject({
      /** A network that was lost stays behind the others for so long after it came back; doubled for each loss in a row. */
      holdDown: Duration.prefault('2s'),
      /** After a loss the network that took over keeps the lead for so long. */
      failBack: Duration.prefault('5s'),
      /** At most so many voluntary changes of the lead within `per`. */
      moves: Steadiness.shape.moves,
      per: Duration.prefault('60s'),
    })
    .prefault({}),
  /** Interfaces that we manage in apply mode although another manager does. */
  manage: list(IfName),
  hostModel: Settings.shape.hostModel,
  fallthrough: Settings.shape.fallthrough,
  ipv6Only: Settings.shape.ipv6Only,
  /** Our own resolver, in apply mode, and how programs are led to it. */
  resolver: z
    .strictObject({
      /** Loopback addresses on which it answers; with none there is no resolver. */
      listen: z.array(Address).max(8).readonly().default(['127.0.0.55', '::1']),
      port: z.number().int().min(1).max(65_535).default(53),
      publish: ResolverSettings.shape.publish,
    })
    .prefault({}),
  /** Programs that are given the decision as JSON on standard input when it changes. */
  hooks: z.strictObject({ directory: z.string().min(1).max(4096).optional() }).prefault({}),
  log: z
    .strictObject({
      path: z.string().min(1).max(4096).optional(),
      /** What is kept of names that programs ask for. */
      names: z.enum(['omit', 'hash', 'keep']).default('hash'),
      /** A new epoch begins above this size; whole epochs are dropped above `keep`. */
      epochSize: Bytes.prefault('384KiB'),
      keep: Bytes.prefault('256MiB'),
    })
    .refine((log) => log.keep >= log.epochSize, { path: ['keep'], message: 'keep is less than epochSize' })
    .prefault({}),
  /** The page, served on loopback; nothing said: it is not. 0: any free port. */
  web: z.strictObject({ port: z.number().int().min(0).max(65_535).default(DEFAULT_WEB_PORT) }).optional(),
  control: z.strictObject({ directory: z.string().min(1).max(4096).optional(), group: z.string().min(1).max(64).optional() }).prefault({}),
});
export type Config = z.infer<typeof Config>;

export const DEFAULT_CONFIG: Config = Config.parse({ version: 1 });
