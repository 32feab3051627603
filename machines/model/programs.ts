/** What programs need of one decision: every PvD that is there with what it is good for, and who is asked for which name. Plain JSON. */
import { z } from 'zod';
import { Address, Prefix } from './address.ts';
import { LinkKind } from './facts/kernel.ts';
import { PolicyRow } from './facts/lease6.ts';
import { Flag, Integer, Text } from './plain.ts';
import { REACHES } from './reach.ts';
import { Family, Seq } from './units.ts';

const list = <T extends z.ZodType>(schema: T) => z.array(schema).readonly();
const perFamily = <T extends z.ZodType>(schema: T) => z.object({ 4: schema, 6: schema });
const Id = Text;

/** Of its attachment, good to be sent from. `temporary`: RFC 8981; `deprecated`: RFC 4862 §5.5.4. */
export const ProgramsAddress = z.object({
  address: Address,
  prefixLength: Integer,
  temporary: Flag,
  deprecated: Flag,
});
export type ProgramsAddress = z.infer<typeof ProgramsAddress>;

/** One PvD in one of its attachments; one that is away is not in the view. */
export const ProgramsDomain = z.object({
  pvd: Id,
  identity: Text.nullable(),
  generation: Integer,
  ifname: Text,
  kind: LinkKind,
  metered: Flag,
  cost: z.number().nullable(),
  bandwidth: z.number().nullable(),
  /** Its place among those that carry traffic; null: it carries none of that family. */
  rank: perFamily(Integer.nullable()),
  /** How good it is; null: it carries none, and `unfit` is the rule that says so. */
  usable: perFamily(z.enum(REACHES).nullable()),
  unfit: perFamily(Text.nullable()),
  addresses: list(ProgramsAddress),
  /** On its link. */
  prefixes: list(Prefix),
  /** What its own table leads to: `0.0.0.0/0` or `::/0` where it has a way out, and its specific routes. */
  leads: list(Prefix),
  /** Prefixes of its NAT64 (RFC 8781). */
  pref64: list(Prefix),
  /** What it says of address selection (RFC 7078); null: the default table of RFC 6724 §2.1. */
  policy: list(PolicyRow).nullable(),
  /** Whether temporary addresses come first there, as they do unless the network asks otherwise (RFC 7078 §2, P). */
  privacy: Flag,
});
export type ProgramsDomain = z.infer<typeof ProgramsDomain>;

/** Who is asked for a suffix, best first; under an exclusive one nobody else is. As in `NamesRule`. */
const Rule = z.object({ suffix: Text, family: Family, pvds: list(Id), exclusive: Flag });

/**
 * A person's rule on traffic (route-4), of a destination, a user, a protocol and a port: it goes by one of `pvds`, best first;
 * `only`: by nothing else. Null and absent: any.
 */
const TrafficRule = z.object({
  family: Family,
  to: Prefix.nullable(),
  uid: z.tuple([z.number(), z.number()]).readonly().nullable(),
  protocol: z.enum(['tcp', 'udp']).nullable(),
  port: z.tuple([z.number(), z.number()]).readonly().nullable(),
  pvds: list(Id),
  only: Flag,
});
export type ProgramsTraffic = z.infer<typeof TrafficRule>;

export const ProgramsView = z.object({
  /** The fact after which this was first so. */
  seq: Seq,
  domains: list(ProgramsDomain),
  names: z.object({ rules: list(Rule), search: list(Text) }),
  traffic: list(TrafficRule),
  /** On links that are no network of ours (docker0 and the like): reached as this host reaches them, bound to nothing. */
  beside: list(Prefix),
});
export type ProgramsView = z.infer<typeof ProgramsView>;
