/** Routes and rules as we would have them in the kernel: what a rule selects, and what stands in a PvD's table. */
import type { Family } from './units.ts';

/** rtm_protocol and FRA_PROTOCOL of everything that is ours. Free in rtnetlink.h; the design's number. */
export const OUR_PROTOCOL = 109;
/** The first of our routing tables: slot n is table 27000 + n. The design's number. */
export const FIRST_TABLE = 27_000;

export type RouteSpec = {
  readonly table: number;
  readonly destination: string;
  readonly gateway: string | null;
  readonly ifname: string | null;
  readonly source: string | null;
  readonly mtu: number | null;
  readonly kind: 'unicast' | 'unreachable';
};

export type RuleSpec = {
  readonly family: Family;
  readonly priority: number;
  readonly action: 'lookup' | 'unreachable';
  readonly table: number | null;
  readonly from: string | null;
  readonly to: string | null;
  readonly iif: string | null;
  readonly oif: string | null;
};
