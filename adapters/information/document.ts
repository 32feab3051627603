/** The document of additional information, RFC 8801 §4.3: bytes in, what it says or what is wrong with it out. No I/O, no throw. */
import { canonicalPrefix, familyOf } from '../../machines/model/address.ts';
import { INFORMATION_LIST_MAX, type Information } from '../../machines/model/facts/information.ts';
import { type Millis, millis } from '../../machines/model/units.ts';
import { readIJson } from './ijson.ts';

export type Document = Information & { readonly expires: Millis; readonly ignored: readonly string[] };
export type Parsed = { readonly ok: true; readonly value: Document } | { readonly ok: false; readonly problem: string };

/** A guess: far above any real document. */
export const DOCUMENT_MAX = 64 * 1024;
/** As long as an advertisement could say (RFC 4861 §4.6.2). A document that claims more is believed for this long. */
const LONGEST: Millis = millis(0xffff_ffff * 1000);
const KNOWN = ['identifier', 'expires', 'prefixes', 'dnsZones', 'noInternet'];

/** `now`: the wall clock, in milliseconds since 1970. */
export function parseDocument(bytes: Uint8Array, identity: string, now: number): Parsed {
  if (bytes.length > DOCUMENT_MAX) return refused(`it has more than ${DOCUMENT_MAX} bytes`);
  const read = readIJson(bytes);
  if (!read.ok) return read;
  if (!isObject(read.value)) return refused('it is no JSON object');
  const { identifier, expires, prefixes, dnsZones = [], noInternet = false } = read.value;
  if (typeof identifier !== 'string') return refused('it has no identifier');
  if (nameOf(identifier) !== nameOf(identity)) return refused(`its identifier is ${quoted(identifier)} and not ${identity}`);
  const left = typeof expires === 'string' ? leftOf(expires, now) : null;
  if (left === null) return refused(expires === undefined ? 'it has no expires' : `its expires is no date: ${quoted(expires)}`);
  if (left <= 0) return refused(`it has expired: ${quoted(expires)}`);
  const covered = listOf(prefixes, prefixOf);
  if (!covered.ok)
    return refused(prefixes === undefined ? 'it has no prefixes' : `its prefixes are no list of IPv6 prefixes: ${covered.what}`);
  const zones = listOf(dnsZones, zoneOf);
  if (!zones.ok) return refused(`its dnsZones are no list of names: ${zones.what}`);
  if (typeof noInternet !== 'boolean') return refused(`its noInternet is neither true nor false: ${quoted(noInternet)}`);
  const ignored = Object.keys(read.value).filter((key) => !KNOWN.includes(key));
  const names = ignored.slice(0, INFORMATION_LIST_MAX).map((key) => key.slice(0, 64).toWellFormed());
  return {
    ok: true,
    value: { expires: millis(Math.min(LONGEST, left)), prefixes: covered.values, dnsZones: zones.values, noInternet, ignored: names },
  };
}

/** Compared without regard to case or the final dot. RFC 8801 §3.4. */
const nameOf = (name: string): string => name.replace(/\.$/, '').replaceAll(/[A-Z]/g, (letter) => letter.toLowerCase());

/** RFC 3339 §5.6; its letters may be small. Null when it is no such date. */
function leftOf(text: string, now: number): number | null {
  if (!/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,9})?(Z|[+-]\d{2}:\d{2})$/i.test(text)) return null;
  const moment = Date.parse(text.toUpperCase());
  return Number.isFinite(moment) ? Math.floor(moment - now) : null;
}

const prefixOf = (text: string): string | null => (text.length <= 64 && familyOf(text) === 6 ? canonicalPrefix(text) : null);

/** At least one label, so that nobody claims every name. RFC 1035 §2.3.4. */
function zoneOf(text: string): string | null {
  const name = nameOf(text);
  return name.length <= 253 && /^[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?(\.[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?)*$/.test(name) ? name : null;
}

type Listed = { readonly ok: true; readonly values: readonly string[] } | { readonly ok: false; readonly what: string };

function listOf(value: unknown, read: (text: string) => string | null): Listed {
  if (!Array.isArray(value)) return { ok: false, what: quoted(value) };
  if (value.length > INFORMATION_LIST_MAX) return { ok: false, what: `more than ${INFORMATION_LIST_MAX}` };
  const values: string[] = [];
  for (const item of value) {
    const one = typeof item === 'string' ? read(item) : null;
    if (one === null) return { ok: false, what: quoted(item) };
    values.push(one);
  }
  return { ok: true, values: [...new Set(values)] };
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const quoted = (value: unknown): string => (JSON.stringify(value) ?? 'nothing').slice(0, 80).toWellFormed();
const refused = (problem: string): Parsed => ({ ok: false, problem });
