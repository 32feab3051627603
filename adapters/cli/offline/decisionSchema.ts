/** The decision as a schema: for those who read `--json` in another language. A test holds it against the type and real decisions. */
import { z } from 'zod';
import { Family, Seq } from '../../../machines/model/units.ts';

const Reason = z.strictObject({
  /** The rule that decided, and whose it is. */
  rule: z.string(),
  by: z.string(),
  /** The facts that gave the values, by their number. */
  facts: z.array(Seq).readonly(),
});
const Beaten = z.strictObject({ pvd: z.string(), ...Reason.shape });
const Id = { id: z.string() };
const Pvd = { pvd: z.string(), generation: z.number().int() };

const Place = z.strictObject({
  ...Id,
  family: Family,
  ...Pvd,
  /** 1 is the best; null: not ranked. */
  place: z.number().int().positive().nullable(),
  reach: z.string(),
  because: Reason,
  beaten: z.array(Beaten).readonly(),
});

const Route = z.strictObject({
  table: z.number().int(),
  destination: z.string(),
  gateway: z.string().nullable(),
  ifname: z.string().nullable(),
  source: z.string().nullable(),
  mtu: z.number().int().nullable(),
});
const Rule = z.strictObject({
  family: Family,
  priority: z.number().int(),
  action: z.enum(['lookup', 'unreachable']),
  table: z.number().int().nullable(),
  from: z.string().nullable(),
  to: z.string().nullable(),
  iif: z.string().nullable(),
  oif: z.string().nullable(),
});

const SuffixRule = z.strictObject({
  ...Id,
  suffix: z.string(),
  family: Family,
  kind: z.enum(['policy', 'zone', 'search', 'reverse', 'default']),
  ...Pvd,
  servers: z.array(z.string()).readonly(),
  /** Asked nowhere else, also while this PvD is away. */
  exclusive: z.boolean(),
  /** Among the rules of this suffix and family: 1 is asked. */
  place: z.number().int(),
  because: Reason,
});

const Check = z.strictObject({ ...Id, ...Pvd, family: Family, ifname: z.string(), source: z.string().nullable() });
const NodeValue = z.strictObject({
  id: z.enum(['ntp', 'search']),
  values: z.array(z.string()).readonly(),
  ...Pvd,
  because: Reason,
  beaten: z.array(Beaten).readonly(),
});
const Conflict = z.strictObject({
  ...Id,
  kind: z.enum(['policy', 'foreign', 'overlap', 'route', 'claim']),
  about: z.string(),
  winner: z.string(),
  loser: z.string(),
  because: Reason,
});

export const DecisionSchema = z.strictObject({
  ranking: z.array(Place).readonly(),
  routing: z.strictObject({
    routes: z.array(z.strictObject({ ...Id, pvd: z.string(), route: Route })).readonly(),
    rules: z.array(z.strictObject({ ...Id, pvd: z.string().nullable(), rule: Rule })).readonly(),
  }),
  resolution: z.array(SuffixRule).readonly(),
  checks: z.array(Check).readonly(),
  node: z.array(NodeValue).readonly(),
  conflicts: z.array(Conflict).readonly(),
});
