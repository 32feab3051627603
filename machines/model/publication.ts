/** Where programs that know nothing of us learn which servers to ask: what we write there for them. */
import { z } from 'zod';
import { DomainName } from './facts/envelope.ts';
import { Flag, textUpTo } from './plain.ts';
import { IfName } from './units.ts';

/** Who has a node's names where it runs, as it is called among managers too. */
export const RESOLVED = 'systemd-resolved';

const list = <T extends z.ZodType>(schema: T) => z.array(schema).max(64).readonly();

/**
 * To `resolv.conf`: our own resolver and the search list of the node. To `systemd-resolved`: one link's servers and names, as
 * the decision has them; `domains` are asked there and are no search names, and with `isDefault` every other name is as well.
 */
export const Publication = z.strictObject({
  to: z.enum(['resolv.conf', RESOLVED]),
  /** Null for resolv.conf, which is the node's. */
  ifname: IfName.nullable(),
  /** As `192.0.2.53`, or in systemd-resolved's spelling with port or TLS name. */
  servers: list(textUpTo(384)),
  search: list(DomainName),
  domains: list(DomainName),
  isDefault: Flag,
});
export type Publication = z.infer<typeof Publication>;

/** `resolv.conf`, `systemd-resolved wlan0`: one thing that is written as a whole. */
export const publicationId = ({ to, ifname }: Pick<Publication, 'to' | 'ifname'>): string => (ifname === null ? to : `${to} ${ifname}`);
