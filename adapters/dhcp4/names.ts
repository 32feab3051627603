/** Domain names in options: option 119 with DNS compression (RFC 3397 §2, RFC 1035 §4.1.4), and names as plain text (option 15). */
import { type Decoded, decoded, fault } from './result.ts';

const LONGEST_NAME = 253; // RFC 1035 §2.3.4, as text without the final dot
const LABEL = /^[a-z0-9_-]{1,63}$/;

/** A name as text, in lower case and without final dot; null when it is none that DNS could hold in ordinary characters. */
export function nameOf(text: string): string | null {
  const name = text.toLowerCase().replace(/\.$/, '');
  return name.length <= LONGEST_NAME && name.split('.').every((label) => LABEL.test(label)) ? name : null;
}

/** The search list. The root name and names with other characters than a host name's are a fault: nobody searches there. */
export function decodeSearchList(bytes: Uint8Array): Decoded<readonly string[]> {
  const names: string[] = [];
  for (let offset = 0; offset < bytes.length; ) {
    const read = readName(bytes, offset);
    if (!read.ok) return read;
    const name = nameOf(read.value.labels.join('.'));
    if (name === null) return fault('badValue', offset);
    names.push(name);
    offset = read.value.next;
  }
  return decoded(names);
}

/** Names in a row without compression: a search list, or domains with the root as `.`. */
export function encodeSearchList(names: readonly string[]): Uint8Array {
  const labels = names.flatMap((name) => [...labelsOf(name).map((label) => Buffer.from(label, 'latin1')), Buffer.alloc(0)]);
  return Uint8Array.from(labels.flatMap((label) => [label.length, ...label]));
}

/** Domains in a row from `start` to the end, uncompressed (RFC 8415 §10); the root is `.` here. */
export function decodeDomains(bytes: Uint8Array, start: number): Decoded<readonly string[]> {
  const names: string[] = [];
  for (let offset = start; offset < bytes.length; ) {
    const read = readName(bytes, offset, false);
    if (!read.ok) return read;
    const { labels, next } = read.value;
    const name = labels.length === 0 ? '.' : nameOf(labels.join('.'));
    if (name === null) return fault('badValue', offset);
    names.push(name);
    offset = next;
  }
  return decoded(names);
}

const labelsOf = (name: string): readonly string[] => (name === '.' ? [] : name.split('.'));

/** A pointer goes back only, and ever further, so that no input makes it loop. */
function readName(
  bytes: Uint8Array,
  start: number,
  mayPoint = true,
): Decoded<{ readonly labels: readonly string[]; readonly next: number }> {
  const labels: string[] = [];
  let next: number | null = null;
  let barrier = start;
  for (let offset = start; ; ) {
    const length = bytes[offset];
    if (length === undefined) return fault('truncated', offset);
    if (length === 0) return decoded({ labels, next: next ?? offset + 1 });
    if (length >= 0xc0 && mayPoint) {
      const low = bytes[offset + 1];
      if (low === undefined) return fault('truncated', offset);
      const target = ((length & 0x3f) << 8) | low;
      if (target >= barrier) return fault('badPointer', offset);
      next ??= offset + 2;
      barrier = target;
      offset = target;
      continue;
    }
    if (length > 63) return fault('badValue', offset);
    if (offset + 1 + length > bytes.length) return fault('truncated', offset);
    labels.push(Buffer.from(bytes.subarray(offset + 1, offset + 1 + length)).toString('latin1'));
    if (labels.length > 127) return fault('tooLong', offset);
    offset += 1 + length;
  }
}
