/** What the values of DHCPv6 options mean, one reader a kind of value: no I/O, no throw. RFC 8415 §21, 3646, 4075, 5908, 7078. */
import { formatAddress, formatPrefix, reachOf } from '../../machines/model/address.ts';
import { type Millis, seconds } from '../../machines/model/units.ts';

export type FaultKind = 'truncated' | 'tooLong' | 'badLength' | 'badValue';
/** `offset` counts from the start of the option's value. */
export type Fault = { readonly kind: FaultKind; readonly offset: number };
export type Decoded<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: Fault };
export const decoded = <T>(value: T): Decoded<T> => ({ ok: true, value });
export const fault = (kind: FaultKind, offset: number): { readonly ok: false; readonly error: Fault } => ({
  ok: false,
  error: { kind, offset },
});

export type Lifetimes = { readonly valid: Millis | null; readonly preferred: Millis | null };
export type Assigned = {
  readonly addresses: readonly ({ readonly address: string } & Lifetimes)[];
  readonly prefixes: readonly ({ readonly prefix: string } & Lifetimes)[];
};
export type PolicyRow = { readonly prefix: string; readonly precedence: number; readonly label: number };

const OPTION = { iaaddr: 5, status: 13, iaprefix: 26, addrselTable: 85, ntpAddress: 1, ntpName: 3 } as const;
const INFINITE = 0xffffffff; // RFC 8415 §7.7
const LABELS_MAX = 127; // RFC 1035 §3.1: 255 bytes
const LABEL = /^[a-z0-9_-]{1,63}$/;

type Field = { readonly code: number; readonly value: Uint8Array; readonly offset: number };

/** Options in a row: code, length, value. RFC 8415 §21.1. */
export function fields(bytes: Uint8Array, from = 0): Decoded<readonly Field[]> {
  const found: Field[] = [];
  for (let offset = from; offset < bytes.length; ) {
    if (offset + 4 > bytes.length) return fault('truncated', offset);
    const end = offset + 4 + uint16(bytes, offset + 2);
    if (end > bytes.length) return fault('truncated', offset);
    found.push({ code: uint16(bytes, offset), value: bytes.subarray(offset + 4, end), offset: offset + 4 });
    offset = end;
  }
  return decoded(found);
}

/** The value of IA_NA (or IA_PD): what may be used of it. What the RFC has a client discard is left out: §21.4, §21.6, §21.22. */
export function association(bytes: Uint8Array): Decoded<Assigned> {
  const none: Assigned = { addresses: [], prefixes: [] };
  if (bytes.length < 12) return fault('truncated', 0);
  const [t1, t2] = [uint32(bytes, 4), uint32(bytes, 8)];
  const inside = fields(bytes, 12);
  if (!inside.ok) return inside;
  if ((t1 > t2 && t2 > 0) || inside.value.some(isRefusal)) return decoded(none);
  let told = none;
  for (const { code, value, offset } of inside.value) {
    const read = code === OPTION.iaaddr ? assignedAddress(value) : code === OPTION.iaprefix ? assignedPrefix(value) : decoded(none);
    if (!read.ok) return fault(read.error.kind, offset + read.error.offset);
    told = { addresses: [...told.addresses, ...read.value.addresses], prefixes: [...told.prefixes, ...read.value.prefixes] };
  }
  return decoded(told);
}

function assignedAddress(bytes: Uint8Array): Decoded<Assigned> {
  if (bytes.length < 24) return fault('truncated', 0);
  const address = formatAddress(bytes.subarray(0, 16));
  if (!isUnicast(address)) return fault('badValue', 0);
  const told = lifetimes(bytes, 16, fields(bytes, 24));
  return told.ok ? decoded({ addresses: told.value.map((ends) => ({ address, ...ends })), prefixes: [] }) : told;
}

function assignedPrefix(bytes: Uint8Array): Decoded<Assigned> {
  if (bytes.length < 25) return fault('truncated', 0);
  const length = bytes[8] ?? 0;
  if (length === 0 || length > 128) return fault('badValue', 8);
  const prefix = formatPrefix(bytes.subarray(9, 25), length);
  if (!isUnicast(prefix.slice(0, prefix.indexOf('/')))) return fault('badValue', 9);
  const told = lifetimes(bytes, 0, fields(bytes, 25));
  return told.ok ? decoded({ addresses: [], prefixes: told.value.map((ends) => ({ prefix, ...ends })) }) : told;
}

/** None where the status refuses it, or the preferred lifetime is the longer one (RFC 8415 §21.6). */
function lifetimes(bytes: Uint8Array, at: number, inside: Decoded<readonly Field[]>): Decoded<readonly Lifetimes[]> {
  if (!inside.ok) return inside;
  const [preferred, valid] = [uint32(bytes, at), uint32(bytes, at + 4)];
  if (preferred > valid || inside.value.some(isRefusal)) return decoded([]);
  return decoded([{ valid: lifetime(valid), preferred: lifetime(preferred) }]);
}

const lifetime = (told: number): Millis | null => (told === INFINITE ? null : seconds(told));
/** Success is 0. RFC 8415 §21.13. */
const isRefusal = ({ code, value }: Field): boolean => code === OPTION.status && (value.length < 2 || uint16(value, 0) !== 0);
const isUnicast = (address: string): boolean => !['loopback', 'linkLocal', 'multicast', 'unspecified'].includes(reachOf(address));

/** Servers: link-local ones are good, what can be no server's is a fault. */
export function addresses(bytes: Uint8Array): Decoded<readonly string[]> {
  if (bytes.length === 0 || bytes.length % 16 !== 0) return fault('badLength', bytes.length);
  const all = Array.from({ length: bytes.length / 16 }, (_, i) => formatAddress(bytes.subarray(16 * i, 16 * i + 16)));
  const bad = all.findIndex((address) => ['loopback', 'multicast', 'unspecified'].includes(reachOf(address)));
  return bad < 0 ? decoded(all) : fault('badValue', 16 * bad);
}

/** Names one after another, without compression (RFC 8415 §10); one with other characters than a host name's is a fault. */
export function names(bytes: Uint8Array): Decoded<readonly string[]> {
  const all = domains(bytes, 0);
  return all.ok && all.value.includes('.') ? fault('badValue', 0) : all;
}

/** The same from `start` on; the root is `.` here. */
export function domains(bytes: Uint8Array, start: number): Decoded<readonly string[]> {
  const all: string[] = [];
  for (let offset = start; offset < bytes.length; ) {
    const labels: string[] = [];
    let at = offset;
    for (let length = bytes[at]; length !== 0; length = bytes[at]) {
      if (length === undefined || at + 1 + length > bytes.length) return fault('truncated', at);
      const label = Buffer.from(bytes.subarray(at + 1, at + 1 + length))
        .toString('latin1')
        .toLowerCase();
      if (!LABEL.test(label)) return fault('badValue', at);
      labels.push(label);
      if (labels.length > LABELS_MAX) return fault('tooLong', at);
      at += 1 + length;
    }
    const name = labels.length === 0 ? '.' : labels.join('.');
    if (name.length > 253) return fault('badValue', offset);
    all.push(name);
    offset = at + 1;
  }
  return decoded(all);
}

/** Option 56: one server, by address or by name; a multicast address is no server to ask. RFC 5908 §4. */
export function ntpServers(bytes: Uint8Array): Decoded<readonly string[]> {
  const inside = fields(bytes);
  if (!inside.ok) return inside;
  const found: string[] = [];
  for (const { code, value, offset } of inside.value) {
    const read = code === OPTION.ntpAddress ? addresses(value) : code === OPTION.ntpName ? names(value) : decoded([]);
    if (!read.ok) return fault(read.error.kind, offset + read.error.offset);
    found.push(...read.value);
  }
  return decoded(found);
}

/** Option 84's flags. RFC 7078 §2. */
const [FLAG_AUTOMATIC, FLAG_PRIVACY] = [2, 1];
export type PolicyFlags = { readonly automatic: boolean; readonly privacy: boolean };
export function policyFlags([flags]: Uint8Array): Decoded<PolicyFlags> {
  if (flags === undefined) return fault('truncated', 0);
  return decoded({ automatic: (flags & FLAG_AUTOMATIC) !== 0, privacy: (flags & FLAG_PRIVACY) !== 0 });
}

/** Option 84 after its flags: rows of label, precedence, length and the prefix's significant bytes. RFC 7078 §2. */
export function policyTable(bytes: Uint8Array): Decoded<readonly PolicyRow[]> {
  if (bytes.length < 1) return fault('truncated', 0);
  const inside = fields(bytes, 1);
  if (!inside.ok) return inside;
  const rows: PolicyRow[] = [];
  for (const { code, value, offset } of inside.value) {
    if (code !== OPTION.addrselTable) continue;
    const [label = 0, precedence = 0, length = 0] = value;
    if (length > 128) return fault('badValue', offset + 2);
    if (value.length !== 3 + Math.ceil(length / 8)) return fault('badLength', offset);
    const prefix = new Uint8Array(16);
    prefix.set(value.subarray(3));
    rows.push({ prefix: formatPrefix(prefix, length), precedence, label });
  }
  return decoded(rows);
}

const uint16 = (bytes: Uint8Array, at: number): number => ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0);
const uint32 = (bytes: Uint8Array, at: number): number => uint16(bytes, at) * 0x10000 + uint16(bytes, at + 2);
