/**
 * Domain names on the wire (RFC 1035 §3.1, §4.1.4) and as text: labels with dots between, no final dot, the root is empty. What
 * is no plain letter is written `\DDD`, so that two different names are never one text (RFC 4343 §2.1). The case is kept.
 */
import { type Decoded, decoded, fault, HEADER, LABEL_MAX, NAME_MAX } from './numbers.ts';

/** `next`: where the name ends in its place, whatever it points to. */
export type Name = { readonly name: string; readonly next: number };

/** A pointer must lead to before all that the name had so far, so that there is no loop. */
export function readName(bytes: Uint8Array, start: number): Decoded<Name> {
  const labels: string[] = [];
  let [at, limit, length, next] = [start, start, 1, -1];
  for (;;) {
    const byte = bytes[at];
    if (byte === undefined) return fault('truncated', bytes.length);
    if (byte === 0) return decoded({ name: labels.join('.'), next: next < 0 ? at + 1 : next });
    if (byte >= 0xc0) {
      const low = bytes[at + 1];
      if (low === undefined) return fault('truncated', bytes.length);
      const to = ((byte & 0x3f) << 8) | low;
      if (to >= limit || to < HEADER) return fault('badName', at);
      if (next < 0) next = at + 2;
      [at, limit] = [to, to];
    } else {
      length += byte + 1;
      if (byte > LABEL_MAX || length > NAME_MAX) return fault('badName', at);
      if (at + 1 + byte > bytes.length) return fault('truncated', bytes.length);
      labels.push(textOf(bytes, at + 1, at + 1 + byte));
      at += 1 + byte;
    }
  }
}

/** Where a name ends, checked as `readName` does but without making it; -1 where `readName` says what is wrong. */
export function skipName(bytes: Uint8Array, start: number): number {
  let [at, limit, length, next] = [start, start, 1, -1];
  for (;;) {
    const byte = bytes[at];
    if (byte === undefined) return -1;
    if (byte === 0) return next < 0 ? at + 1 : next;
    if (byte >= 0xc0) {
      const low = bytes[at + 1];
      if (low === undefined) return -1;
      const to = ((byte & 0x3f) << 8) | low;
      if (to >= limit || to < HEADER) return -1;
      if (next < 0) next = at + 2;
      at = to;
      limit = to;
    } else {
      length += byte + 1;
      if (byte > LABEL_MAX || length > NAME_MAX || at + 1 + byte > bytes.length) return -1;
      at += 1 + byte;
    }
  }
}

/** The labels' bytes, uncompressed and with the final zero; null when the text is no name. */
export function nameBytes(name: string): Uint8Array | null {
  const bytes: number[] = [];
  for (const label of name === '' ? [] : name.split('.')) {
    const letters = lettersOf(label);
    if (!letters || letters.length === 0 || letters.length > LABEL_MAX) return null;
    bytes.push(letters.length, ...letters);
  }
  return bytes.length < NAME_MAX ? Uint8Array.from([...bytes, 0]) : null;
}

/** Whether text is `suffix` or a name under it; `.` is the suffix of all. Both in lower case. */
export const isUnder = (name: string, suffix: string): boolean =>
  suffix === '.' || suffix === '' || name === suffix || name.endsWith(`.${suffix}`);

const PLAIN = /^[!-[\]-~]*$/;
const ESCAPE = /\\(\d{3})|([!-[\]-~])/gy;

function lettersOf(label: string): readonly number[] | null {
  if (PLAIN.test(label)) return Array.from(label, (letter) => letter.charCodeAt(0));
  const found = [...label.matchAll(ESCAPE)];
  const letters = found.map(([, code, letter]) => (code === undefined ? (letter ?? '').charCodeAt(0) : Number(code)));
  const read = found.reduce((sum, [text]) => sum + text.length, 0);
  return read === label.length && letters.every((code) => code < 256) ? letters : null;
}

function textOf(bytes: Uint8Array, start: number, end: number): string {
  let text = '';
  for (let at = start; at < end; at += 1) {
    const code = bytes[at] ?? 0;
    text += code > 0x20 && code < 0x7f && code !== 0x2e && code !== 0x5c ? String.fromCharCode(code) : `\\${String(code).padStart(3, '0')}`;
  }
  return text;
}
