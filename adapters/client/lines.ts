/** Lines out of a stream of bytes, in bounded memory: a line that is longer than `max` is told as null, once, and skipped. */

const NEWLINE = 0x0a;

/** Feed it what comes. Lines are latin1, a byte a character: what the bytes mean is for the reader to say. */
export function createLines(max: number, onLine: (line: string | null) => void): (bytes: Uint8Array) => void {
  let pieces: Uint8Array[] = [];
  let length = 0;
  let skipping = false;
  const keep = (piece: Uint8Array): void => {
    length += piece.length;
    if (skipping || piece.length === 0) return;
    if (length > max) {
      skipping = true;
      pieces = [];
    } else pieces.push(Uint8Array.from(piece));
  };
  const finish = (): void => {
    const line = skipping ? null : Buffer.concat(pieces).toString('latin1');
    [pieces, length, skipping] = [[], 0, false];
    onLine(line);
  };
  return (bytes) => {
    for (let from = 0; ; ) {
      const end = bytes.indexOf(NEWLINE, from);
      keep(bytes.subarray(from, end < 0 ? bytes.length : end));
      if (end < 0) return;
      finish();
      from = end + 1;
    }
  };
}

/** Text from outside as one may print it: nothing but visible ASCII, and no more of it than `max` characters. */
export const printable = (text: string, max: number): string => {
  const clean = text.replaceAll(/[^ -~]+/g, ' ').trim();
  return clean.length > max ? `${clean.slice(0, max - 1)}…` : clean;
};

/** So many at once, and one more every `refill` ms; what is over is counted. `allow` says how many were held back before this one, or null to hold it back. */
export function createAllowance(burst: number, refill: number, now: () => number = () => performance.now()) {
  let [tokens, filled, heldBack] = [burst, now(), 0];
  return {
    allow: (): number | null => {
      const earned = Math.floor((now() - filled) / refill);
      if (earned > 0) [tokens, filled] = [Math.min(burst, tokens + earned), filled + earned * refill];
      if (tokens === 0) {
        heldBack++;
        return null;
      }
      tokens--;
      const before = heldBack;
      heldBack = 0;
      return before;
    },
  };
}
