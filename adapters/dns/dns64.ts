/** AAAA records made of A records for networks that translate. RFC 6147 §5.1. */
import { decodeMessage, type Edns, encodeMessage, type Resource, TYPE } from '../../machines/model/dns/index.ts';
import { isExcluded, synthesised } from '../../machines/model/nat64.ts';
import { type Millis, seconds } from '../../machines/model/units.ts';
import { VARIANT_DNSSEC, VARIANT_UNCHECKED, type Wanted, wantedName } from './query.ts';
import { type Stored, storeAnswer } from './stored.ts';

/** RFC 6147 §5.1.7: where the empty answer has no SOA to say. */
const TTL_MAX = seconds(600);

/** §5.5: who reads signatures and wants no check would take the synthesis for forged. */
export const isTranslatable = ({ type, variant }: Wanted): boolean =>
  type === TYPE.AAAA && (variant & (VARIANT_DNSSEC | VARIANT_UNCHECKED)) !== (VARIANT_DNSSEC | VARIANT_UNCHECKED);

/** §5.1.1, §5.1.4: nothing there, or nothing of use. A name that does not exist has no A either. */
export const lacksAddress = ({ kind, addresses }: Stored): boolean =>
  kind === 'noData' || (kind === 'positive' && addresses.length > 0 && addresses.every(isExcluded));

/** The question for the A records of the same name. */
export const translatedQuestion = ({ wire, variant }: Wanted): Wanted => wantedName(wire, TYPE.A, variant & ~VARIANT_DNSSEC);

/** `empty`: what came for AAAA, null when that failed (§5.1.2, §5.1.3). Null: the name has no A either, or none that can be translated. */
export function translated(wanted: Wanted, empty: Stored | null, found: Stored, prefixes: readonly string[], now: number): Stored | null {
  const read = decodeMessage(found.bytes);
  if (!read.ok || found.kind !== 'positive') return null;
  const most = empty === null || empty.lifetime <= 0 ? TTL_MAX : empty.lifetime;
  const answers = read.value.answers.flatMap((record) => translate(record, prefixes, most));
  if (!answers.some(({ type }) => type === TYPE.AAAA)) return null;
  const questions = read.value.questions.map((question) => ({ ...question, type: TYPE.AAAA }));
  const bytes = encodeMessage({ ...read.value, questions, answers, authorities: [], additionals: [] });
  const stored = bytes && storeAnswer(bytes, wanted, now, true);
  return stored?.ok ? stored.value : null;
}

/** Aliases stay as they are. */
function translate(record: Resource | Edns, prefixes: readonly string[], most: Millis): readonly Resource[] {
  if (record.kind !== 'record') return [];
  if (record.type !== TYPE.A || record.data.kind !== 'address') return record.type === TYPE.CNAME ? [record] : [];
  const [address] = synthesised(prefixes, [record.data.address]);
  if (address === undefined) return [];
  const ttl = record.ttl > most ? most : record.ttl;
  return [{ ...record, type: TYPE.AAAA, ttl, data: { kind: 'address', address } }];
}
