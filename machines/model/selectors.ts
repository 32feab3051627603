/**
 * What a rule selects by besides addresses, devices and marks, as the kernel says it: attribute number (FRA_*, linux/fib_rules.h)
 * to its value in hex, in the byte order of a little-endian machine, which all are that we ship for.
 */
export type Selectors = Readonly<Record<string, string>>;
export const NO_SELECTORS: Selectors = {};

const le = (value: number, bytes: number): string =>
  Array.from({ length: bytes }, (_, i) => (Math.floor(value / 2 ** (8 * i)) % 256).toString(16).padStart(2, '0')).join('');

/** FRA_SUPPRESS_PREFIXLEN: a route of this prefix length or a shorter one is as if it were not there. */
export const suppress = (length: number): Selectors => ({ 14: le(length, 4) });
/** FRA_UID_RANGE, both ends included. */
export const uids = (first: number, last: number): Selectors => ({ 20: le(first, 4) + le(last, 4) });
/** FRA_IP_PROTO. */
export const protocol = (number: number): Selectors => ({ 22: le(number, 1) });
/** FRA_DPORT_RANGE, both ends included. */
export const ports = (first: number, last: number): Selectors => ({ 24: le(first, 2) + le(last, 2) });
/** FRA_DSCP (Linux 6.13), 0 to 63. */
export const dscp = (value: number): Selectors => ({ 25: le(value, 1) });
