/** Option 74: which server knows which names. The server, its preference, the domains; one option a server. RFC 6731 §4.2. */
import type { Lease6 } from './lease.ts';
import { addresses, type Decoded, decoded, domains, fault } from './values.ts';

export type Selection = Lease6['selection'][number];

const HEAD = 17;
/** The two lowest bits; the others are reserved, and 2 counts as medium. */
const PREFERENCES = ['medium', 'high', 'medium', 'low'] as const;

export function selection(bytes: Uint8Array): Decoded<Selection> {
  if (bytes.length < HEAD) return fault('truncated', bytes.length);
  const servers = addresses(bytes.subarray(0, HEAD - 1));
  if (!servers.ok) return servers;
  const known = domains(bytes, HEAD);
  if (!known.ok) return known;
  // It contains one domain or more.
  if (known.value.length === 0) return fault('truncated', HEAD);
  return decoded({ servers: servers.value, preference: PREFERENCES[(bytes[HEAD - 1] ?? 0) & 3] ?? 'medium', domains: known.value });
}
