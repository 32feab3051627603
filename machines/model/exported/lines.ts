/** Bytes into lines, with the place of each, in bounded memory. */
export type Line = { readonly line: number; readonly offset: number; readonly text: string };
export type LineFault = { readonly line: number; readonly offset: number; readonly fault: 'tooLong' | 'notText' | 'noNewline' };

export type Splitter = {
  /** The lines that end in this piece. After a fault nothing more comes. */
  push(piece: Uint8Array): Generator<Line | LineFault>;
  /** What is left at the end of the file. */
  end(): LineFault | null;
  place(): { readonly line: number; readonly offset: number };
};

const NEWLINE = 10;

export function splitter(longest: number): Splitter {
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  let rest: readonly Uint8Array[] = [];
  let held = 0;
  let place = { line: 1, offset: 0 };
  let failed = false;

  function* push(piece: Uint8Array): Generator<Line | LineFault> {
    for (let from = 0; !failed; ) {
      const to = piece.indexOf(NEWLINE, from);
      const part = piece.subarray(from, to < 0 ? piece.length : to);
      failed = held + part.length > longest;
      if (failed) yield { ...place, fault: 'tooLong' };
      if (failed) return;
      if (to < 0) {
        if (part.length > 0) rest = [...rest, part.slice()];
        held += part.length;
        return;
      }
      yield take(part);
      from = to + 1;
    }
  }

  function take(part: Uint8Array): Line | LineFault {
    const bytes = held > 0 ? joined([...rest, part], held + part.length) : part;
    const at = place;
    place = { line: at.line + 1, offset: at.offset + bytes.length + 1 };
    rest = [];
    held = 0;
    try {
      return { ...at, text: decoder.decode(bytes) };
    } catch (error) {
      if (!(error instanceof TypeError)) throw error;
      failed = true;
      return { ...at, fault: 'notText' };
    }
  }

  return { push, end: () => (held > 0 && !failed ? { ...place, fault: 'noNewline' } : null), place: () => place };
}

function joined(pieces: readonly Uint8Array[], length: number): Uint8Array {
  const whole = new Uint8Array(length);
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}
