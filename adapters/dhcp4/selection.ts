/** Option 146: which servers know which names. One preference, two servers, the domains. RFC 6731 §4.3. */
import { formatAddress } from '../../machines/model/address.ts';
import type { Lease4 } from './lease.ts';
import { decodeDomains, encodeSearchList } from './names.ts';
import { type Decoded, decoded, fault } from './result.ts';

export type Selection = Lease4['selection'][number];

const HEAD = 9;
const NO_SERVER = '0.0.0.0';
/** The two lowest bits; the others are reserved, and 2 counts as medium. */
const PREFERENCES = ['medium', 'high', 'medium', 'low'] as const;
const CODES = { medium: 0, high: 1, low: 3 } as const;

export function decodeSelection(bytes: Uint8Array): Decoded<Selection> {
  if (bytes.length < HEAD) return fault('truncated', bytes.length);
  const [primary, secondary] = [formatAddress(bytes.subarray(1, 5)), formatAddress(bytes.subarray(5, HEAD))];
  if (primary === NO_SERVER) return fault('badValue', 1);
  const domains = decodeDomains(bytes, HEAD);
  if (!domains.ok) return domains;
  // It contains one domain or more.
  if (domains.value.length === 0) return fault('truncated', HEAD);
  const servers = secondary === NO_SERVER || secondary === primary ? [primary] : [primary, secondary];
  return decoded({ servers, preference: PREFERENCES[(bytes[0] ?? 0) & 3] ?? 'medium', domains: domains.value });
}

export function encodeSelection({ servers: [primary = NO_SERVER, secondary = NO_SERVER], preference, domains }: Selection): Uint8Array {
  const servers = [primary, secondary].flatMap((address) => address.split('.').map(Number));
  return Uint8Array.from([CODES[preference], ...servers, ...encodeSearchList(domains)]);
}
