/** RTM_NEWRULE → a policy rule, whole: what we do not read is kept by number. */
import { formatPrefix } from '../../../machines/model/address.ts';
import { type Data, type Unstamped, world } from '../../../machines/model/facts/index.ts';
import type { Family } from '../../../machines/model/units.ts';
import {
  type Attribute,
  type Decoded,
  decoded,
  fault,
  hexOf,
  RULE_FIELDS,
  type RuleMessage,
  readFields,
  typeOf,
} from '../netlink/index.ts';
import { type Entry, entry } from './entry.ts';
import { bitsOf, familyOfWire } from './numbers.ts';

export type RuleData = Data<'rule.added'>;

/** FR_ACT_*. */
const ACTIONS: ReadonlyMap<number, RuleData['action']> = new Map([
  [1, 'lookup'],
  [2, 'goto'],
  [3, 'nop'],
  [6, 'blackhole'],
  [7, 'unreachable'],
  [8, 'prohibit'],
]);
const FIB_RULE_INVERT = 0x2;
/** FRA_GOTO stays among the others: its target is no table. */
const FRA_GOTO = 4;
const READ = new Set(Object.values(RULE_FIELDS).map(([code]) => code));
READ.delete(FRA_GOTO);
/**
 * What the kernel writes even where nobody has set it: FRA_SUPPRESS_IFGROUP, FRA_SUPPRESS_PREFIXLEN as -1; FRA_PAD; and since
 * Linux 6.15 the masks that take a port or a DSCP whole (FRA_SPORT_MASK, FRA_DPORT_MASK, FRA_DSCP_MASK).
 */
const UNSET: readonly (readonly [number, string | null])[] = [
  [13, 'ffffffff'],
  [14, 'ffffffff'],
  [18, null],
  [28, 'ffff'],
  [29, 'ffff'],
  [30, '3f'],
];

/** Null: of a family that is not ours (multicast routing). */
export function readRule({ head, attributes }: RuleMessage): Decoded<Entry<RuleData> | null> {
  const family = familyOfWire(head.family);
  if (family === null) return decoded(null);
  const read = readFields(RULE_FIELDS, attributes);
  if (!read.ok) return read;
  const { from, to, iif = null, oif = null, priority = 0, mark = null, mask = null, table = head.table, protocol = 0 } = read.value;
  const selectors = [prefixOf(from, head.sourceLength, family), prefixOf(to, head.destinationLength, family)] as const;
  if (selectors.includes(undefined)) return fault('badValue', 0);
  const action = ACTIONS.get(head.action) ?? 'other';
  const data: RuleData = {
    family,
    priority,
    action,
    table: action === 'lookup' && table !== 0 ? table : null,
    from: selectors[0] ?? null,
    to: selectors[1] ?? null,
    iif: iif?.slice(0, 15) ?? null,
    oif: oif?.slice(0, 15) ?? null,
    mark,
    mask,
    protocol,
    other: othersOf(head.flags, head.tos, attributes),
  };
  return decoded(entry([JSON.stringify(data)], null, data));
}

export const ruleAdded = ({ data }: Entry<RuleData>): Unstamped => world('rule.added', data);
export const ruleRemoved = ({ data }: Entry<RuleData>): Unstamped => world('rule.removed', data);

/** Null: any. Undefined: it cannot be. */
function prefixOf(bytes: Uint8Array | undefined, length: number, family: Family): string | null | undefined {
  if (length === 0) return null;
  return bytes !== undefined && bytes.length * 8 === bitsOf(family) && length <= bitsOf(family) ? formatPrefix(bytes, length) : undefined;
}

/** In order of their numbers; `not` and `tos` stand in the head of the message. */
function othersOf(flags: number, tos: number, attributes: readonly Attribute[]): Record<string, string> {
  const others = attributes
    .map((attribute) => [typeOf(attribute), hexOf(attribute.value)] as const)
    .filter(([type, hex]) => !READ.has(type) && !UNSET.some(([unset, value]) => unset === type && (value === null || value === hex)))
    .toSorted(([a], [b]) => a - b);
  return {
    ...Object.fromEntries(others),
    ...((flags & FIB_RULE_INVERT) === 0 ? {} : { not: '01' }),
    ...(tos === 0 ? {} : { tos: tos.toString(16).padStart(2, '0') }),
  };
}
