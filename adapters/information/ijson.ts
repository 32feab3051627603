/** JSON of the I-JSON profile (RFC 7493), from bytes that a network sent: UTF-8, no name twice, no lone surrogates, and not too deep. */

export type Read = { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly problem: string };

/** A guess: a document of RFC 8801 has three levels. */
const DEPTH_MAX = 16;
const TOKEN = /"(?:[^"\\]|\\.)*"|[{}[\]]/g;
const COLON = /[\t\n\r ]*:/y;

export function readIJson(bytes: Uint8Array): Read {
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return { ok: false, problem: 'it is no UTF-8' };
  }
  try {
    const value: unknown = JSON.parse(text);
    const fault = beyondProfile(text);
    return fault === null ? { ok: true, value } : { ok: false, problem: fault };
  } catch {
    return { ok: false, problem: 'it is no JSON' };
  }
}

/** Of text that is JSON, so that each token ends: a string before a colon is a name of the object that is open. RFC 7493 §2.1, §2.3. */
function beyondProfile(text: string): string | null {
  const open: (Set<string> | null)[] = [];
  for (const match of text.matchAll(TOKEN)) {
    const [token] = match;
    if (open.length > DEPTH_MAX) return `it is nested deeper than ${DEPTH_MAX}`;
    if (token === '{') open.push(new Set());
    else if (token === '[') open.push(null);
    else if (token === '}' || token === ']') open.pop();
    else {
      const string = String(JSON.parse(token));
      if (!string.isWellFormed()) return 'a string has half a character';
      const names = open.at(-1);
      COLON.lastIndex = match.index + token.length;
      if (!names || !COLON.test(text)) continue;
      if (names.has(string)) return `${JSON.stringify(string.slice(0, 64))} stands there twice`;
      names.add(string);
    }
  }
  return null;
}
