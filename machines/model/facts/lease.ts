/** DHCPv4 leases, as the client that holds them tells. RFC 2131, 2132, 3397, 3442, 6731, 8910, 8925. */
import { z } from 'zod';
import { Address4, Mac, Prefix } from '../address.ts';
import { Positive, textUpTo } from '../plain.ts';
import { IfName, Millis } from '../units.ts';
import { DomainName, fact, NetworkText } from './envelope.ts';
import { Preference } from './router.ts';

export const LEASE_LIST_MAX = 64;
const some = <T extends z.ZodType>(schema: T) => z.array(schema).max(LEASE_LIST_MAX).readonly();

/** Servers that know some names: those under `domains`, and every other too where `.` is among these. RFC 6731 §4. */
export const selectionOf = <T extends z.ZodType>(server: T) =>
  some(z.strictObject({ servers: z.array(server).min(1).max(2).readonly(), preference: Preference, domains: some(DomainName) })).default(
    [],
  );

const LEASE4 = {
  ifname: IfName,
  /** Who holds the lease: dhcpcd, systemd-networkd, NetworkManager, udhcpc … */
  client: textUpTo(64),
  address: Address4,
  prefixLength: z.number().int().min(0).max(32),
  gateways: some(Address4),
  server: Address4.nullable(),
  serverMac: Mac.nullable(),
  dns: some(Address4),
  search: some(DomainName),
  /** Option 146: servers that are asked for some names only, or before others. RFC 6731 §4.3. */
  selection: selectionOf(Address4),
  ntp: some(Address4),
  mtu: Positive.nullable(),
  routes: some(z.strictObject({ destination: Prefix, gateway: Address4 })),
  portal: NetworkText.nullable(),
  /** Option 108, V6ONLY_WAIT. */
  ipv6Only: Millis.nullable(),
  /** What is left of the lease at `at`; null is for ever, or not published (then `unpublished` says so). */
  lifetime: Millis.nullable(),
  /** The fields above that this client does not publish: said to be missing, never guessed. */
  unpublished: z.array(textUpTo(32)).readonly(),
};

export const leaseFacts = [
  fact('lease4.bound', LEASE4),
  fact('lease4.lost', { ifname: IfName, client: textUpTo(64), reason: textUpTo(256) }),
  fact('lease4.rejected', {
    ifname: IfName.nullable(),
    client: textUpTo(64),
    file: textUpTo(512),
    problem: textUpTo(256),
  }),
] as const;
