/** Answers that need no network: loopback names (RFC 6761 §6.3), and «there is none» for names that must not leave (RFC 6303 §3). */
import { CLASS_IN, type Data, encodeMessage, FLAG, RCODE, type Resource, TYPE } from '../../machines/model/dns/index.ts';
import { SINGLE_LABEL } from '../../machines/model/special.ts';
import { seconds } from '../../machines/model/units.ts';
import type { Wanted } from './query.ts';
import { type Stored, storeAnswer } from './stored.ts';

/** RFC 6303 §3: the SOA of an empty zone, its numbers. */
const [TTL, SOA_NUMBERS] = [seconds(10_800), '0000000100000e10000004b000093a8000002a30'];
const LOOPBACK: readonly (readonly [name: RegExp, type: number, data: Data])[] = [
  [/(?:^|\.)localhost$/, TYPE.A, { kind: 'address', address: '127.0.0.1' }],
  [/(?:^|\.)localhost$/, TYPE.AAAA, { kind: 'address', address: '::1' }],
  [/^1\.0\.0\.127\.in-addr\.arpa$/, TYPE.PTR, { kind: 'names', before: '', names: ['localhost'], after: '' }],
  [/^1(?:\.0){31}\.ip6\.arpa$/, TYPE.PTR, { kind: 'names', before: '', names: ['localhost'], after: '' }],
];

/** `zone`: the special one that the name is in. Null: not a name that can be told of. */
export function specialAnswer(wanted: Wanted, zone: string, now: number): Stored | null {
  const { name, type } = wanted;
  const known = LOOPBACK.filter(([names]) => names.test(name));
  const answers = known.filter(([, of]) => of === type).map(([, , data]) => record(name, type, data));
  const owner = zone === SINGLE_LABEL ? name : zone;
  const soa = record(owner, TYPE.SOA, { kind: 'names', before: '', names: [owner, 'nobody.invalid'], after: SOA_NUMBERS });
  const bytes = encodeMessage({
    id: 0,
    // A zone's own name is there, if empty; below it there is nothing. Loopback names exist.
    flags: FLAG.QR | (known.length > 0 || (name === zone && zone.endsWith('.arpa')) ? RCODE.NOERROR : RCODE.NXDOMAIN),
    questions: [{ name, type, class: CLASS_IN }],
    answers,
    authorities: answers.length > 0 ? [] : [soa],
    additionals: [],
  });
  const stored = bytes && storeAnswer(bytes, wanted, now);
  return stored?.ok ? stored.value : null;
}

const record = (name: string, type: number, data: Data): Resource => ({ kind: 'record', name, type, class: CLASS_IN, ttl: TTL, data });
