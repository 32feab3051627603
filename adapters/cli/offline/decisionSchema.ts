/** The decision as a schema: for those who read `--json` in another language. A test holds it against the type and real decisions. */
import { z } from 'zod';
import { Owner } from '../../../machines/model/facts/socket.ts';
import { Publication } from '../../../machines/model/publication.ts';
import { ASKED, VERDICTS } from '../../../machines/model/session.ts';
import { Family, Millis, Seq } from '../../../machines/model/units.ts';

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
  kind: z.enum(['unicast', 'unreachable']),
  metric: z.number().int(),
  destination: z.string(),
  gateway: z.string().nullable(),
  ifname: z.string().nullable(),
  source: z.string().nullable(),
  mtu: z.number().int().nullable(),
});
/** The router's object whose lifetime a route shares. */
const Until = z.strictObject({ router: z.string(), object: z.string() }).nullable();
const Rule = z.strictObject({
  family: Family,
  priority: z.number().int(),
  action: z.enum(['lookup', 'unreachable']),
  table: z.number().int().nullable(),
  from: z.string().nullable(),
  to: z.string().nullable(),
  iif: z.string().nullable(),
  oif: z.string().nullable(),
  mark: z.number().int().nullable(),
  mask: z.number().int().nullable(),
  /** Selectors that kernels know by number (FRA_*), in hex. */
  other: z.record(z.string(), z.string()),
});

const SuffixRule = z.strictObject({
  ...Id,
  suffix: z.string(),
  family: Family,
  kind: z.enum(['policy', 'zone', 'search', 'reverse', 'default']),
  ...Pvd,
  servers: z.array(z.string()).readonly(),
  preference: z.enum(['high', 'medium', 'low']),
  trusted: z.boolean(),
  /** Asked nowhere else, also while this PvD is away. */
  exclusive: z.boolean(),
  /** The fact that gave it. */
  since: Seq,
  /** Among the rules of this suffix and family: 1 is asked. */
  place: z.number().int(),
  because: Reason,
});

const Check = z.strictObject({
  ...Id,
  ...Pvd,
  family: Family,
  ifname: z.string(),
  source: z.string().nullable(),
  servers: z.array(z.string()).readonly(),
  gateway: z.string().nullable(),
  http: z.array(z.string()).readonly(),
  https: z.array(z.string()).readonly(),
  portal: z.string().nullable(),
  /** Prefixes of other PvDs: never a target. */
  foreign: z.array(z.string()).readonly(),
  timeout: Millis,
});
const NodeValue = z.strictObject({
  id: z.enum(['ntp', 'search']),
  values: z.array(z.string()).readonly(),
  ...Pvd,
  because: Reason,
  beaten: z.array(Beaten).readonly(),
});
const Conflict = z.strictObject({
  ...Id,
  kind: z.enum(['policy', 'foreign', 'overlap', 'route', 'claim', 'pin', 'exclusive', 'owner', 'command']),
  about: z.string(),
  winner: z.string(),
  loser: z.string(),
  because: Reason,
});

/** Apply mode: whose an interface is, and what it is given. */
const Owned = z.strictObject({ ...Id, ifname: z.string(), isManaged: z.boolean(), owner: z.string().nullable(), because: Reason });
const Installed = z.strictObject({
  ...Id,
  ifname: z.string(),
  address: z.string(),
  prefixLength: z.number().int(),
  /** The lease that its lifetime is of. */
  until: z.string(),
});
const Client = z.strictObject({
  ...Id,
  client: z.enum(['udhcpc', 'dhcpcd']),
  ifname: z.string(),
  managed: z.boolean(),
  delegated: z.boolean(),
  ipv6Only: z.boolean(),
});
/** Additional information that is to be fetched now (RFC 8801 §4.1). */
const Information = z.strictObject({
  ...Id,
  ...Pvd,
  identity: z.string(),
  sequence: z.number().int(),
  ifname: z.string(),
  sources: z.array(z.string()).readonly(),
  servers: z.array(z.string()).readonly(),
});
/** What becomes of one session that a program declared. */
const Verdict = z.strictObject({
  ...Id,
  ...Pvd,
  /** The fact that brought it there. */
  since: Seq,
  verdict: z.enum(VERDICTS),
  /** Where it goes, or will go after a drain; null: it stays, ends, or there is nothing to go to yet. */
  to: z.string().nullable(),
  because: Reason,
  /** PvDs that it could have been on instead. */
  losers: z.array(Beaten).readonly(),
  /** What managers asked in vain, each with what beat it. */
  refused: z.array(z.strictObject({ ...ASKED, ...Reason.shape })).readonly(),
});
/** Whose connections are counted, and which are ended. */
const Counted = z.strictObject({ ...Id, ...Owner.shape });
const Ending = z.strictObject({
  ...Id,
  ifname: z.string(),
  addresses: z.array(z.string()).readonly(),
  /** Those that another device has too. */
  shared: z.array(z.string()).readonly(),
  isStalled: z.boolean(),
});
/** Paths of multipath TCP. */
const Endpoint = z.strictObject({ ...Id, number: z.number().int(), address: z.string(), ifname: z.string(), backup: z.boolean() });
const Limits = z.strictObject({ ...Id, subflows: z.number().int(), accepted: z.number().int() });
const Sysctl = z.strictObject({ ...Id, family: Family, ifname: z.string(), key: z.string(), value: z.string() });

export const DecisionSchema = z.strictObject({
  ranking: z.array(Place).readonly(),
  routing: z.strictObject({
    routes: z.array(z.strictObject({ ...Id, pvd: z.string(), route: Route, until: Until })).readonly(),
    rules: z.array(z.strictObject({ ...Id, pvd: z.string().nullable(), rule: Rule })).readonly(),
  }),
  resolution: z.array(SuffixRule).readonly(),
  checks: z.array(Check).readonly(),
  node: z.array(NodeValue).readonly(),
  conflicts: z.array(Conflict).readonly(),
  ownership: z.array(Owned).readonly(),
  addresses: z.array(Installed).readonly(),
  clients: z.array(Client).readonly(),
  information: z.array(Information).readonly(),
  publications: z.array(z.strictObject({ ...Id, publication: Publication })).readonly(),
  /** In at most 256 shards, so that a change of one session is small: FNV-1a of its id, in hex. */
  sessions: z.array(z.strictObject({ ...Id, rows: z.array(Verdict).readonly() })).readonly(),
  sockets: z.strictObject({ owners: z.array(Counted).readonly(), endings: z.array(Ending).readonly() }),
  endpoints: z.strictObject({ endpoints: z.array(Endpoint).readonly(), limits: z.array(Limits).readonly() }),
  tuning: z.strictObject({ sysctls: z.array(Sysctl).readonly(), guarded: z.array(z.strictObject(Id)).readonly() }),
});
