/** DHCPv6 leases, as the client that holds them tells. RFC 8415, 3646, 4075, 5908, 6731, 7078. */
import { z } from 'zod';
import { Address6, Prefix } from '../address.ts';
import { Flag, textUpTo } from '../plain.ts';
import { IfName, Millis } from '../units.ts';
import { DomainName, fact } from './envelope.ts';
import { LEASE_LIST_MAX, selectionOf } from './lease.ts';

const some = <T extends z.ZodType>(schema: T) => z.array(schema).max(LEASE_LIST_MAX).readonly();
const CLIENT = textUpTo(64);
/** What is left at `at`; null is for ever (0xffffffff, RFC 8415 §7.7). */
const LIFETIMES = { valid: Millis.nullable(), preferred: Millis.nullable() };

/** A row of RFC 6724's table, as the network would have it. RFC 7078 §2. */
export const PolicyRow = z.strictObject({
  prefix: Prefix,
  precedence: z.number().int().min(0).max(255),
  label: z.number().int().min(0).max(255),
});
export type PolicyRow = z.infer<typeof PolicyRow>;

const LEASE6 = {
  ifname: IfName,
  client: CLIENT,
  /** Stateless: other configuration only, asked for by Information-request (RFC 8415 §6.1); it has no lifetime. */
  kind: z.enum(['stateful', 'stateless']),
  addresses: some(z.strictObject({ address: Address6, ...LIFETIMES })),
  /** Delegated, for the links behind this host. RFC 8415 §6.3. */
  prefixes: some(z.strictObject({ prefix: Prefix, ...LIFETIMES })),
  /** The DUID in hex. RFC 8415 §11. */
  server: z
    .string()
    .regex(/^(?:[0-9a-f]{2}){1,130}$/)
    .nullable(),
  dns: some(Address6),
  search: some(DomainName),
  /** Option 74, each with one server. RFC 6731 §4.2. */
  selection: selectionOf(Address6),
  /** Addresses, or names where the server gave a name (RFC 5908 §4.3). */
  ntp: some(z.union([Address6, DomainName])),
  policyTable: some(PolicyRow).nullable(),
  /** The flags beside it: A, that the host may add rows of its own; P, that it may prefer temporary addresses. RFC 7078 §2. */
  policyFlags: z.strictObject({ automatic: Flag, privacy: Flag }).optional(),
  /** The fields above that this client does not publish: said to be missing, never guessed. */
  unpublished: z.array(textUpTo(32)).readonly(),
};

export const lease6Facts = [
  fact('lease6.bound', LEASE6),
  fact('lease6.lost', { ifname: IfName, client: CLIENT, reason: textUpTo(256) }),
  fact('lease6.rejected', { ifname: IfName.nullable(), client: CLIENT, file: textUpTo(512), problem: textUpTo(256) }),
] as const;
