/** Pieces that the files of several managers share: keys and values, lists of addresses, names and routes. All of it is hostile until read. */
import { canonicalAddress, canonicalPrefix, familyOf } from '../../machines/model/address.ts';

export type Keys = ReadonlyMap<string, string>;
/** As many entries of a list as a fact may hold. */
export const LIST_MAX = 64;
/** More lines than any of these files has. A guess. */
const LINES_MAX = 4096;
const LABEL = /^[a-z0-9_-]{1,63}$/;

/** `KEY=VALUE` by section (`''` before the first); comments and lines of another form are skipped; the last of equal keys holds. */
export function sectionsOf(text: string): ReadonlyMap<string, Keys> {
  const sections = new Map<string, Map<string, string>>();
  let keys = new Map<string, string>();
  sections.set('', keys);
  for (const line of text.split('\n', LINES_MAX)) {
    if (line.startsWith('#') || line.startsWith(';')) continue;
    const header = /^\[([^\]]{1,64})\]\s*$/.exec(line)?.[1];
    const equals = line.indexOf('=');
    if (header !== undefined) {
      keys = sections.get(header) ?? new Map();
      sections.set(header, keys);
    } else if (equals > 0) keys.set(line.slice(0, equals).trim(), line.slice(equals + 1).trim());
  }
  return sections;
}

export const wordsOf = (text: string | undefined): readonly string[] => (text ?? '').split(/\s+/).filter((word) => word !== '');

/** What could not be read goes into `problems`, bounded. */
export type Reader = {
  readonly problems: readonly string[];
  addresses4(what: string, words: readonly string[]): readonly string[];
  address4(what: string, word: string | undefined): string | null;
  names(what: string, words: readonly string[]): readonly string[];
  routes(what: string, pairs: readonly (readonly [string, string | undefined])[]): readonly Route[];
  count(what: string, word: string | undefined, least: number, most?: number): number | null;
};
export type Route = { readonly destination: string; readonly gateway: string };

export function reader(): Reader {
  const problems: string[] = [];
  const bad = (what: string, word: string): void => {
    if (problems.length < 8) problems.push(`${what}: ${JSON.stringify(word.slice(0, 64))} cannot be read`);
  };
  const list = <T, V>(what: string, words: readonly T[], read: (word: T) => V | null): readonly V[] => {
    if (words.length > LIST_MAX) problems.push(`${what}: ${words.length - LIST_MAX} entries too many`);
    return words.slice(0, LIST_MAX).flatMap((word) => {
      const value = read(word);
      if (value === null) bad(what, String(word));
      return value === null ? [] : [value];
    });
  };
  const optional = <V>(what: string, word: string | undefined, read: (word: string) => V | null): V | null =>
    word === undefined || word === '' ? null : (list(what, [word], read)[0] ?? null);
  return {
    problems,
    addresses4: (what, words) => list(what, words, address4),
    address4: (what, word) => optional(what, word, address4),
    names: (what, words) => [...new Set(list(what, words, nameOf))],
    routes: (what, pairs) => list(what, pairs, ([destination, gateway]) => route(destination, gateway)),
    count: (what, word, least, most = 0xffffffff) =>
      optional(what, word, (text) => (/^\d{1,10}$/.test(text) && Number(text) >= least && Number(text) <= most ? Number(text) : null)),
  };
}

/** In lower case, without final dot; null when it is no name that somebody could search in. */
export function nameOf(text: string): string | null {
  const name = text.toLowerCase().replace(/\.$/, '');
  return name.length <= 253 && name.split('.').every((label) => LABEL.test(label)) ? name : null;
}

/** `255.255.255.0` → 24; null when it has holes. */
export function maskLength(mask: string): number | null {
  const address = address4(mask);
  if (address === null) return null;
  const bits = address
    .split('.')
    .map((byte) => Number(byte).toString(2).padStart(8, '0'))
    .join('');
  const length = bits.indexOf('0') < 0 ? 32 : bits.indexOf('0');
  return bits.includes('1', length) ? null : length;
}

/**
 * Gateways and routes as the client uses them: with option 121, option 3 is ignored, and the default routes of 121 are the gateways. RFC 3442.
 * A gateway 0.0.0.0 means on-link.
 */
export function gatewaysAndRoutes(classless: readonly Route[] | null, routers: readonly string[], others: readonly Route[]) {
  const isDefault = ({ destination }: Route): boolean => destination === '0.0.0.0/0';
  const gateways = classless?.filter((r) => isDefault(r) && r.gateway !== '0.0.0.0').map(({ gateway }) => gateway) ?? routers;
  return { gateways: [...new Set(gateways)], routes: (classless ?? others).filter((r) => !isDefault(r)) };
}

const address4 = (text: string): string | null => {
  const address = canonicalAddress(text);
  return address !== null && familyOf(address) === 4 ? address : null;
};

function route(destination: string, gateway: string | undefined): Route | null {
  const prefix = canonicalPrefix(destination);
  const via = address4(gateway ?? '');
  return prefix === null || familyOf(prefix) !== 4 || via === null ? null : { destination: prefix, gateway: via };
}
