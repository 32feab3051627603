/**
 * Domain names in DNS's encoding without compression (RFC 1035 §3.1; RFC 8106 §5.2, RFC 8801 §3.1), as text without final dot.
 * Case is kept. What is not printable stands as `\DDD`, a dot or backslash inside a label as `\.` and `\\` (RFC 4343 §2.1).
 */
import { type Decoded, decoded, fault } from './result.ts';

const LONGEST = 255; // RFC 1035 §2.3.4, length octets included
const LONGEST_LABEL = 63;

/** The root alone is no name here. `base` is where `bytes` lie in the packet. */
export function decodeName(bytes: Uint8Array, start: number, base: number): Decoded<{ readonly name: string; readonly next: number }> {
  const labels: string[] = [];
  for (let offset = start; ; ) {
    const length = bytes[offset];
    if (length === undefined) return fault('badName', base + offset);
    if (length === 0) return labels.length > 0 ? decoded({ name: labels.join('.'), next: offset + 1 }) : fault('badName', base + offset);
    const next = offset + 1 + length;
    if (length > LONGEST_LABEL || next >= bytes.length || next + 1 - start > LONGEST) return fault('badName', base + offset);
    labels.push(Array.from(bytes.subarray(offset + 1, next), escaped).join(''));
    offset = next;
  }
}

/** A text that is no name is a bug of the caller. */
export function encodeName(name: string): Uint8Array {
  const labels = [...split(name), []];
  const bytes = Uint8Array.from(labels.flatMap((label) => [label.length, ...label]));
  const fits = labels.every((label, i) => label.length <= LONGEST_LABEL && (label.length > 0 || i === labels.length - 1));
  if (!fits || bytes.length > LONGEST) throw new RangeError(`not a domain name: ${JSON.stringify(name)}`);
  return bytes;
}

function escaped(byte: number): string {
  if (byte === 0x2e || byte === 0x5c) return `\\${String.fromCharCode(byte)}`;
  return byte > 0x20 && byte < 0x7f ? String.fromCharCode(byte) : `\\${String(byte).padStart(3, '0')}`;
}

function split(name: string): readonly (readonly number[])[] {
  const labels: number[][] = [[]];
  for (const [token] of name.matchAll(/\\\d{3}|\\?[\s\S]/g)) {
    if (token === '.') labels.push([]);
    else labels.at(-1)?.push(token.length === 4 ? Number(token.slice(1)) & 0xff : token.charCodeAt(token.length - 1) & 0xff);
  }
  return labels;
}
