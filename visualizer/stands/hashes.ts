/**
 * Stands for `@noble/hashes` in the page's bundle: of all of it the loop needs SHA-256 (FIPS 180-4 §6.2) of a whole message, in
 * hexadecimal. Words lie in views, which give a number for each index; it takes little longer than there.
 */

const BLOCK = 64;
const words = (count: number): DataView<ArrayBuffer> => new DataView(new ArrayBuffer(4 * count));
const at = (view: DataView, i: number): number => view.getInt32(4 * i);
const put = (view: DataView, i: number, word: number): void => view.setInt32(4 * i, word);

/** The first 32 bits of the fractional parts of roots of the first primes: cube roots for K, square roots for H. §4.2.2, §5.3.3. */
const PRIMES = Array.from({ length: 310 }, (_, i) => i + 2).filter(
  (n) => !Array.from({ length: n - 2 }, (_, i) => i + 2).some((d) => n % d === 0),
);
const [K, H, W] = [words(64), words(8), words(64)];
const fraction = (root: number): number => Math.trunc((root % 1) * 2 ** 32);
PRIMES.forEach((prime, i) => void put(K, i, fraction(Math.cbrt(prime))));
PRIMES.slice(0, 8).forEach((prime, i) => void put(H, i, fraction(Math.sqrt(prime))));

export function sha256(message: Uint8Array): Uint8Array {
  const padded = words((Math.ceil((message.length + 9) / BLOCK) * BLOCK) / 4);
  const bytes = new Uint8Array(padded.buffer);
  bytes.set(message);
  bytes[message.length] = 0x80;
  padded.setBigUint64(bytes.length - 8, BigInt(message.length) * 8n);
  const state = new DataView(H.buffer.slice(0));
  for (let from = 0; from < bytes.length; from += BLOCK) take(state, padded, from / 4);
  return new Uint8Array(state.buffer);
}

const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));
export function bytesToHex(bytes: Uint8Array): string {
  let text = '';
  for (const byte of bytes) text += HEX[byte];
  return text;
}

const turned = (word: number, by: number): number => (word >>> by) | (word << (32 - by));

/** One block into the state. §6.2.2, with its names. */
function take(state: DataView, message: DataView, from: number): void {
  for (let t = 0; t < 16; t += 1) put(W, t, at(message, from + t));
  for (let t = 16; t < 64; t += 1) {
    const x = at(W, t - 15);
    const y = at(W, t - 2);
    const s0 = turned(x, 7) ^ turned(x, 18) ^ (x >>> 3);
    const s1 = turned(y, 17) ^ turned(y, 19) ^ (y >>> 10);
    put(W, t, (at(W, t - 16) + at(W, t - 7) + s0 + s1) | 0);
  }
  let a = at(state, 0);
  let b = at(state, 1);
  let c = at(state, 2);
  let d = at(state, 3);
  let e = at(state, 4);
  let f = at(state, 5);
  let g = at(state, 6);
  let h = at(state, 7);
  for (let t = 0; t < 64; t += 1) {
    const t1 = (h + (turned(e, 6) ^ turned(e, 11) ^ turned(e, 25)) + ((e & f) ^ (~e & g)) + at(K, t) + at(W, t)) | 0;
    const t2 = ((turned(a, 2) ^ turned(a, 13) ^ turned(a, 22)) + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    h = g;
    g = f;
    f = e;
    e = (d + t1) | 0;
    d = c;
    c = b;
    b = a;
    a = (t1 + t2) | 0;
  }
  [a, b, c, d, e, f, g, h].forEach((word, i) => void put(state, i, at(state, i) + word));
}
