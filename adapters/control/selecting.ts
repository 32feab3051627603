/** A rule of ours as ip-rule(8) would write what it selects. */
import type { RuleSpec } from '../../machines/model/routing.ts';

/** By their numbers in linux/fib_rules.h (machines/model/selectors.ts): name, and how the bytes are to be read. */
const SELECTORS: Readonly<Record<string, (hex: string) => string>> = {
  14: (hex) => `suppress_prefixlength ${numberIn(hex, 0, 4)}`,
  20: (hex) => `uidrange ${numberIn(hex, 0, 4)}-${numberIn(hex, 4, 4)}`,
  22: (hex) => `ipproto ${numberIn(hex, 0, 1)}`,
  24: (hex) => `dport ${numberIn(hex, 0, 2)}-${numberIn(hex, 2, 2)}`,
  25: (hex) => `dscp ${numberIn(hex, 0, 1)}`,
};

export function ruleInText(rule: RuleSpec): string {
  const mask = rule.mask === null ? '' : `/0x${rule.mask.toString(16)}`;
  return [
    rule.from && `from ${rule.from}`,
    rule.to && `to ${rule.to}`,
    rule.mark !== null && `fwmark 0x${rule.mark.toString(16)}${mask}`,
    rule.iif && `iif ${rule.iif}`,
    rule.oif && `oif ${rule.oif}`,
    ...Object.entries(rule.other).map(([attribute, hex]) => SELECTORS[attribute]?.(hex) ?? `${attribute}:${hex}`),
    rule.action === 'lookup' ? `lookup ${rule.table}` : rule.action,
  ]
    .filter(Boolean)
    .join(' ');
}

/** Little-endian. */
const numberIn = (hex: string, offset: number, size: number): number => Buffer.from(hex, 'hex').readUIntLE(offset, size);
