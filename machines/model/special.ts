/**
 * Names that no network is asked for: special use, and reverse zones of addresses that mean something on one network only.
 * Such a reverse zone is asked of whoever claims it: the reverse names of a network's own prefixes are that network's.
 */

/** `isClaimable`: asked of a network that serves the zone or a part of it, and of no other. */
export type SpecialUse = { readonly zone: string; readonly isClaimable: boolean };

export const SINGLE_LABEL = 'single label';

const NAMES = [
  'localhost', // RFC 6761 §6.3
  'invalid', // RFC 6761 §6.4
  'test', // RFC 6761 §6.2
  'local', // RFC 6762 §3
  'onion', // RFC 7686 §2
  'alt', // RFC 9476 §2
];

const octets = (first: number, last: number, under: string): readonly string[] =>
  Array.from({ length: last - first + 1 }, (_, i) => `${first + i}.${under}.in-addr.arpa`);

const ZONES: readonly string[] = [
  // RFC 6303 §4.1
  '10.in-addr.arpa',
  ...octets(16, 31, '172'),
  '168.192.in-addr.arpa',
  // RFC 6303 §4.2
  ...['0.in-addr.arpa', '127.in-addr.arpa', '254.169.in-addr.arpa', '2.0.192.in-addr.arpa'],
  ...['100.51.198.in-addr.arpa', '113.0.203.in-addr.arpa', '255.255.255.255.in-addr.arpa'],
  // RFC 7793 §2
  ...octets(64, 127, '100'),
  // RFC 6303 §4.3: :: and ::1
  ...['0', '1'].map((last) => `${last}${'.0'.repeat(31)}.ip6.arpa`),
  // RFC 6303 §4.4 to §4.6
  ...['d.f.ip6.arpa', '8.e.f.ip6.arpa', '9.e.f.ip6.arpa', 'a.e.f.ip6.arpa', 'b.e.f.ip6.arpa', '8.b.d.0.1.0.0.2.ip6.arpa'],
];
const SPECIAL: ReadonlyMap<string, SpecialUse> = new Map<string, SpecialUse>([
  ...NAMES.map((zone) => [zone, { zone, isClaimable: false }] as const),
  ...ZONES.map((zone) => [zone, { zone, isClaimable: true }] as const),
]);

/** Lower case, without a final dot. Null: a name like any other; the root is one. RFC 8375 (home.arpa) is none either. */
export function specialUse(name: string): SpecialUse | null {
  if (name === '' || name === '.') return null;
  if (!name.includes('.')) return SPECIAL.get(name) ?? { zone: SINGLE_LABEL, isClaimable: false };
  for (let from = 0; ; ) {
    const found = SPECIAL.get(name.slice(from));
    if (found) return found;
    const dot = name.indexOf('.', from);
    if (dot < 0) return null;
    from = dot + 1;
  }
}

/** Whether a rule for this suffix is a claim to the zone, or to a part of it. */
export const isClaim = ({ zone, isClaimable }: SpecialUse, suffix: string): boolean =>
  isClaimable && (suffix === zone || suffix.endsWith(`.${zone}`));
