/** The policy table: what precedence and label an address has, by the longest prefix that it is in. RFC 6724 §2.1, RFC 7078. */
import { canonicalPrefix, isInPrefix, prefixLength } from '../address.ts';
import type { PolicyRow } from '../facts/lease6.ts';
import { mapped } from './scope.ts';

export type Policy = Pick<PolicyRow, 'precedence' | 'label'>;
export type PolicyTable = (address: string) => Policy;

const row = (prefix: string, precedence: number, label: number): PolicyRow => ({
  prefix: canonicalPrefix(prefix) ?? prefix,
  precedence,
  label,
});

/** RFC 6724 §2.1. */
export const DEFAULT_ROWS: readonly PolicyRow[] = [
  row('::1/128', 50, 0),
  row('::/0', 40, 1),
  row('::ffff:0:0/96', 35, 4),
  row('2002::/16', 30, 2),
  row('2001::/32', 5, 5),
  row('fc00::/7', 3, 13),
  row('::/96', 1, 3),
  row('fec0::/10', 1, 11),
  row('3ffe::/16', 1, 12),
];

/** A network may have left `::/0` out: then the default table has its say for what nothing covers. */
const REST: Policy = { precedence: 40, label: 1 };
const REMEMBERED_MAX = 1024;

/** A table that remembers its last answers; emptied when full. The first of two equal prefixes stands. */
export function policyTable(rows: readonly PolicyRow[]): PolicyTable {
  const byLength = rows.toSorted((a, b) => prefixLength(b.prefix) - prefixLength(a.prefix));
  const known = new Map<string, Policy>();
  return (address) => {
    const before = known.get(address);
    if (before) return before;
    const found = byLength.find(({ prefix }) => isInPrefix(mapped(address), prefix)) ?? REST;
    if (known.size >= REMEMBERED_MAX) known.clear();
    known.set(address, found);
    return found;
  };
}

export const DEFAULT_TABLE: PolicyTable = policyTable(DEFAULT_ROWS);

const compiled = new WeakMap<readonly PolicyRow[], PolicyTable>();
/** The table of one PvD, compiled once: what it says of selection, whole (RFC 7078 §3); null: the default. */
export function tableOf(rows: readonly PolicyRow[] | null): PolicyTable {
  if (rows === null) return DEFAULT_TABLE;
  const before = compiled.get(rows);
  if (before) return before;
  const table = policyTable(rows);
  compiled.set(rows, table);
  return table;
}
