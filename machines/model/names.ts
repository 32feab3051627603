/** What a resolver needs of one decision: plain data that can be posted to a worker, and nothing to be decided anew. */
import type { Family, Seq } from './units.ts';

/** `tls`: the name in its certificate for DNS over TLS (RFC 7858 §3.1); null is plain DNS. `address` without a zone. */
export type NameServer = { readonly address: string; readonly port: number; readonly tls: string | null };

/** One PvD that has servers, in one of its attachments. */
export type NamesDomain = {
  readonly pvd: string;
  readonly generation: number;
  readonly ifname: string;
  /** Its place among the tables and marks; small, unique, stable. */
  readonly slot: number;
  readonly servers: readonly NameServer[];
  /** The source of a query to a server of that family; null where it has none. */
  readonly sources: { readonly [F in Family]: string | null };
  /** Where its own table leads, as prefixes; `0.0.0.0/0` or `::/0` alone where it has a way out. */
  readonly leads: readonly string[];
  /** Prefixes of its NAT64, as CIDR (RFC 8781 §4); its answers are synthesised with the first one (RFC 6147), for it alone. */
  readonly pref64: readonly string[];
  /** Usable above unknown: it resolves for the node. Else only a client that is bound to it gets its answers (dns-7, dns-8). */
  readonly isOpen: boolean;
};

/** Who is asked for a suffix, best first; `.` is every other name. Under an exclusive one nobody else is, also when the list is empty. */
export type NamesRule = {
  readonly suffix: string;
  readonly family: Family;
  readonly pvds: readonly string[];
  readonly exclusive: boolean;
  /** Those of `pvds` that have other servers for this suffix than for the rest of their names (RFC 6731); absent where none has. */
  readonly special?: readonly { readonly pvd: string; readonly servers: readonly NameServer[] }[];
};

/** Where unbound packets to an address go: the first prefix that has it says by which PvD; null: by whose an earlier answer was. */
export type NamesWay = { readonly prefix: string; readonly pvd: string | null };

export type NamesView = {
  /** The fact after which this was first so. */
  readonly seq: Seq;
  readonly domains: readonly NamesDomain[];
  /** The longest suffix first. Rules of family 4 are for A and every type that is none of a family, those of 6 for AAAA. */
  readonly rules: readonly NamesRule[];
  readonly ways: readonly NamesWay[];
  /** Search list of the node, as `node/search` has it. */
  readonly search: readonly string[];
};
export const NO_NAMES: NamesView = { seq: 0 as Seq, domains: [], rules: [], ways: [], search: [] };
