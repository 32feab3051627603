/** Records of the DNS in words, as zone files have them. RFC 1035 §5.1, RFC 3597 §5. */
import { type Message, RCODE, type Resource, TYPE } from '../../machines/model/dns/index.ts';

type Known = Extract<Resource, { readonly kind: 'record' }>;

const TYPES: ReadonlyMap<number, string> = new Map(Object.entries(TYPE).map(([name, number]) => [number, name]));
const CODES: ReadonlyMap<number, string> = new Map(Object.entries(RCODE).map(([name, number]) => [number, name]));
/** Of what a stub has no business with: transfers, and what is no type of a record. */
const NOT_ASKED: readonly number[] = [TYPE.OPT, TYPE.AXFR, TYPE.IXFR];

export const typeName = (type: number): string => TYPES.get(type) ?? `TYPE${type}`;
export const codeName = (code: number): string => CODES.get(code) ?? `RCODE${code}`;

/** `AAAA`, `TYPE64`; null when it is none, or none to be asked for. */
export function typeOf(text: string): number | null {
  const upper = text.toUpperCase();
  const [, digits] = /^TYPE(\d{1,5})$/.exec(upper) ?? [];
  const type = digits === undefined ? [...TYPES].find(([, name]) => name === upper)?.[0] : Number(digits);
  return type === undefined || type < 1 || type > 65_535 || NOT_ASKED.includes(type) ? null : type;
}

export const recordsIn = ({ answers }: Message) =>
  answers.flatMap((resource) =>
    resource.kind === 'record'
      ? [{ name: named(resource.name), type: typeName(resource.type), ttl: resource.ttl, value: inWords(resource) }]
      : [],
  );

function inWords({ type, data }: Known): string {
  if (data.kind === 'address') return data.address;
  if (data.kind === 'raw') return type === TYPE.TXT ? textOf(data.hex) : `\\# ${data.hex.length / 2} ${data.hex}`.trimEnd();
  return [...numbers(data.before, 4), ...data.names.map(named), ...numbers(data.after, 8)].join(' ');
}

const named = (name: string): string => (name === '' ? '.' : name);
/** Digits of one number each: two bytes before a name, four behind the two of an SOA. */
const numbers = (hex: string, digits: number): readonly string[] =>
  (hex.match(new RegExp(`.{${digits}}`, 'g')) ?? []).map((one) => String(Number.parseInt(one, 16)));

/** RFC 1035 §3.3.14: strings, each behind its length. */
function textOf(hex: string): string {
  const bytes = Buffer.from(hex, 'hex');
  const strings: string[] = [];
  for (let at = 0; at < bytes.length; at += 1 + (bytes[at] ?? 0)) strings.push(bytes.toString('utf8', at + 1, at + 1 + (bytes[at] ?? 0)));
  return strings.map((text) => JSON.stringify(text)).join(' ');
}
