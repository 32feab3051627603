/** Router Advertisements, decoded. RFC 4861 §4.2, 4191, 8106, 8781, 8910, 8801. */
import { z } from 'zod';
import { Address6, Mac, Prefix } from '../address.ts';
import { Count, Flag, Integer, Positive, textUpTo } from '../plain.ts';
import { IfName, Millis } from '../units.ts';
import { DomainName, fact, NetworkText } from './envelope.ts';
import { RouterAddress } from './kernel.ts';

export const Preference = z.enum(['high', 'medium', 'low']);
export type Preference = z.infer<typeof Preference>;

/** Lifetimes: null is infinity (0xffffffff, RFC 4861 §4.6.2), 0 ends the object now. */
const Lifetime = Millis.nullable();
/** As many entries of one kind as one advertisement may bring; what is beyond is counted in `dropped`. A guess: far above any real router. */
export const ADVERTISED_MAX = 64;
const some = <T extends z.ZodType>(schema: T) => z.array(schema).max(ADVERTISED_MAX).readonly();

/** The fixed part of an advertisement; `lifetime` 0 means «no default router». */
export const RouterHeader = z.strictObject({
  hopLimit: Integer.nullable(),
  managed: Flag,
  other: Flag,
  lifetime: Millis,
  preference: Preference,
});
export type RouterHeader = z.infer<typeof RouterHeader>;

/** The options of an advertisement, or those nested in its PvD option. */
export const RouterOptions = z.strictObject({
  prefixes: some(z.strictObject({ prefix: Prefix, onLink: Flag, autonomous: Flag, valid: Lifetime, preferred: Lifetime })),
  routes: some(z.strictObject({ prefix: Prefix, preference: Preference, lifetime: Lifetime })),
  dns: some(z.strictObject({ server: Address6, lifetime: Lifetime })),
  search: some(z.strictObject({ domain: DomainName, lifetime: Lifetime })),
  pref64: some(z.strictObject({ prefix: Prefix, lifetime: Millis })),
  mtu: Count.nullable(),
  portal: NetworkText.nullable(),
  /** Options we do not know, kept as they came: type and value in hex. */
  unknown: some(z.strictObject({ type: Integer, hex: textUpTo(4096) })),
  /** Entries beyond the cap, and options ignored by rule (a second PvD option: RFC 8801 §3.1). */
  dropped: Count,
});
export type RouterOptions = z.infer<typeof RouterOptions>;

/** The PvD option. `http`: additional information exists (H flag); `legacy`: DHCPv4 belongs to it (L flag); `header`: a nested RA header (R flag). RFC 8801 §3.1. */
export const PvdOption = z.strictObject({
  id: DomainName,
  http: Flag,
  legacy: Flag,
  delay: z.number().int().min(0).max(15),
  sequence: z.number().int().min(0).max(65535),
  header: RouterHeader.nullable(),
  nested: RouterOptions,
});
export type PvdOption = z.infer<typeof PvdOption>;

export const routerFacts = [
  fact('router.advertised', {
    ifname: IfName,
    router: RouterAddress,
    mac: Mac.nullable(),
    ...RouterHeader.shape,
    ...RouterOptions.shape,
    pvd: PvdOption.nullable(),
  }),
  /** A packet that failed RFC 4861 §6.1.2 or could not be read. */
  fact('router.packetRejected', {
    ifname: IfName,
    router: RouterAddress.nullable(),
    problem: textUpTo(256),
    offset: Count,
  }),
  /** Advertisements above the cap for one router (or one interface: `router` null), counted for about a second. */
  fact('router.flooded', { ifname: IfName, router: RouterAddress.nullable(), dropped: Positive }),
] as const;
