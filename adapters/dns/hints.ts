/** The addresses that a program may take from a record: of A and AAAA, and the hints of SVCB and HTTPS (RFC 9460 §7.3). */
import { formatAddress } from '../../machines/model/address.ts';
import { skipName, TYPE, word } from '../../machines/model/dns/index.ts';

/** Keys of RFC 9460 §14.3.2, and how long an address is. */
const HINTS: Record<number, number> = { 4: 4, 6: 16 };

export function addressesIn(bytes: Uint8Array, type: number, start: number, end: number): readonly string[] {
  if (type === TYPE.A || type === TYPE.AAAA) return [formatAddress(bytes.subarray(start, end))];
  return type === TYPE.SVCB || type === TYPE.HTTPS ? hintsIn(bytes, start, end) : [];
}

/** Priority, target, then pairs of key and value. What cannot be read has none that a program could read. */
function hintsIn(bytes: Uint8Array, start: number, end: number): readonly string[] {
  const found: string[] = [];
  let at = skipName(bytes, start + 2);
  while (at >= 0 && at + 4 <= end) {
    const size = HINTS[word(bytes, at)];
    const value = at + 4;
    at = value + word(bytes, at + 2);
    if (size === undefined || at > end) continue;
    for (let i = value; i + size <= at; i += size) found.push(formatAddress(bytes.subarray(i, i + size)));
  }
  return found;
}
