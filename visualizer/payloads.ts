/** Payloads as bytes, in large pieces outside of the heap that a collector walks; equal ones that are near each other are kept once. */
import { createColumn, uint32 } from './columns.ts';

/** A payload lies in one piece; none is longer than the line of an export (a mebibyte), in UTF-8. */
const PIECE = 4 << 20;
/** Payloads that are remembered as texts, to know them again: refreshes say the same again and again. A guess. */
const KNOWN = 20_000;

export type Payloads = {
  /** The number under which it is kept. */
  keep(text: string): number;
  text(number: number): string;
  readonly bytes: number;
};

export function createPayloads(): Payloads {
  const [encoder, decoder] = [new TextEncoder(), new TextDecoder()];
  const pieces: Uint8Array[] = [];
  const [piece, from, to] = [createColumn(uint32), createColumn(uint32), createColumn(uint32)];
  const known = new Map<string, number>();
  let used = 0;

  function add(text: string): number {
    const bytes = encoder.encode(text);
    let last = pieces.at(-1);
    if (!last || used + bytes.length > last.length) {
      last = new Uint8Array(Math.max(PIECE, bytes.length));
      pieces.push(last);
      used = 0;
    }
    last.set(bytes, used);
    piece.push(pieces.length - 1);
    from.push(used);
    used += bytes.length;
    to.push(used);
    return to.length - 1;
  }

  return {
    keep(text) {
      const same = known.get(text);
      if (same !== undefined) return same;
      const number = add(text);
      if (known.size >= KNOWN) known.clear();
      known.set(text, number);
      return number;
    },
    text: (number) => decoder.decode(pieces[piece.at(number)]?.subarray(from.at(number), to.at(number))),
    get bytes() {
      return pieces.reduce((sum, { length }) => sum + length, 0);
    },
  };
}
