/**
 * As much of HTTP/1.1 as a check needs: a GET, and of its response the status, the fields and the first bytes of the body.
 * RFC 9112. No I/O, no throw; what is no HTTP, or too long a head, is refused.
 */

/** `body`: at most as much as was asked for. */
export type Response = { readonly status: number; readonly fields: ReadonlyMap<string, string>; readonly body: Uint8Array };
/** `more`: nothing can be said yet. */
export type Reading =
  | { readonly state: 'more' }
  | { readonly state: 'done'; readonly response: Response }
  | { readonly state: 'refused'; readonly problem: string };

export const HEAD_MAX = 8 * 1024;

/** `path`: with its query, as URL gives it; `host`: with its port, where that is not the scheme's. */
export const encodeGet = (host: string, path: string, accept: string): Uint8Array =>
  Buffer.from(`GET ${path} HTTP/1.1\r\nHost: ${host}\r\nUser-Agent: multihome\r\nAccept: ${accept}\r\nConnection: close\r\n\r\n`, 'latin1');

/** `bytes`: all that has come so far; `isWhole`: nothing more will; `most`: so much of the body is wanted. Interim responses are passed over. */
export function readResponse(bytes: Uint8Array, isWhole: boolean, most: number): Reading {
  let start = 0;
  for (;;) {
    const text = Buffer.from(bytes.subarray(start, HEAD_MAX + 4)).toString('latin1');
    const blank = /\r?\n\r?\n/.exec(text);
    const end = blank ? start + blank.index + blank[0].length : -1;
    if (!blank || end > HEAD_MAX) return unfinished(text, bytes.length >= HEAD_MAX, isWhole);
    const head = parseHead(text.slice(0, blank.index));
    if (typeof head === 'string') return refused(head);
    // RFC 9110 §15.2; 101 would be another protocol.
    if (head.status >= 200 || head.status === 101) return withBody(head, bytes.subarray(end), isWhole, most);
    start = end;
  }
}

type Head = Omit<Response, 'body'>;

function unfinished(text: string, isTooLong: boolean, isWhole: boolean): Reading {
  if (!'HTTP/1.'.startsWith(text.slice(0, 7))) return refused('no HTTP');
  if (isTooLong) return refused(`a head of more than ${HEAD_MAX} bytes`);
  return isWhole ? refused(text === '' ? 'closed without a response' : 'closed within the head') : { state: 'more' };
}

/** Or what is wrong with it. */
function parseHead(text: string): Head | string {
  const [first = '', ...lines] = text.split(/\r?\n/);
  const [, status] = /^HTTP\/1\.[01] ([1-5]\d\d)(?: [\t -~\x80-\xff]*)?$/.exec(first) ?? [];
  if (status === undefined) return 'no HTTP';
  const fields = new Map<string, string>();
  for (const line of lines) {
    const [, name, value] = /^([!#$%&'*+.^_`|~\w-]+):[\t ]*([\t -~\x80-\xff]*)$/.exec(line) ?? [];
    if (name === undefined || value === undefined) return 'a field that cannot be read';
    const key = name.toLowerCase();
    const before = fields.get(key);
    // RFC 9112 §6.3: two lengths are an attack or a mistake.
    if (key === 'content-length' && before !== undefined && before !== value.trim()) return 'two lengths';
    if (before === undefined) fields.set(key, value.trim());
  }
  return { status: Number(status), fields };
}

/** How long the body is: RFC 9112 §6.3. */
function withBody(head: Head, rest: Uint8Array, isWhole: boolean, most: number): Reading {
  if ([101, 204, 304].includes(head.status)) return whole(head, new Uint8Array());
  if (head.fields.has('transfer-encoding')) return withChunks(head, rest, isWhole, most);
  const told = head.fields.get('content-length');
  if (told !== undefined && !/^\d{1,15}$/.test(told)) return refused('a length that is no number');
  const wanted = Math.min(most, told === undefined ? most : Number(told));
  if (rest.length >= wanted) return whole(head, rest.subarray(0, wanted));
  if (!isWhole) return { state: 'more' };
  return told === undefined ? whole(head, rest) : refused('closed within the body');
}

/** RFC 9112 §7.1; extensions and trailers are passed over. */
function withChunks(head: Head, rest: Uint8Array, isWhole: boolean, most: number): Reading {
  if (head.fields.get('transfer-encoding')?.toLowerCase() !== 'chunked') return refused('a coding that we do not know');
  const parts: Uint8Array[] = [];
  let [at, length] = [0, 0];
  while (length < most) {
    const line = Buffer.from(rest.subarray(at, at + CHUNK_LINE_MAX)).toString('latin1');
    const [taken, size] = /^([\da-f]{1,8})[\t ]*(?:;[^\r\n]*)?\r?\n/i.exec(line) ?? [];
    if (taken === undefined || size === undefined) {
      if (line.includes('\n') || line.length >= CHUNK_LINE_MAX) return refused('a chunk that cannot be read');
      return isWhole ? refused('closed within the body') : { state: 'more' };
    }
    const wanted = Number.parseInt(size, 16);
    if (wanted === 0) break;
    const part = rest.subarray(at + taken.length, at + taken.length + wanted);
    parts.push(part);
    length += part.length;
    if (length >= most) break;
    const ending = /^\r?\n/.exec(Buffer.from(rest.subarray(at + taken.length + wanted).subarray(0, 2)).toString('latin1'));
    if (!ending) {
      const isThere = rest.length >= at + taken.length + wanted + 2;
      if (isThere) return refused('a chunk that cannot be read');
      return isWhole ? refused('closed within the body') : { state: 'more' };
    }
    at += taken.length + wanted + ending[0].length;
  }
  return whole(head, Buffer.concat(parts).subarray(0, most));
}

const CHUNK_LINE_MAX = 256;
const whole = (head: Head, body: Uint8Array): Reading => ({ state: 'done', response: { ...head, body } });
const refused = (problem: string): Reading => ({ state: 'refused', problem });
