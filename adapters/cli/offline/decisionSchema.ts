/** The decision as a schema: for those who read `--json` in another language. A test holds it against the type and real decisions. */
import { z } from 'zod';
import { Owner } from '../../../machines/model/facts/socket.ts';
import { Flag, Integer, Positive, Text, Texts } from '../../../machines/model/plain.ts';
import { Publication } from '../../../machines/model/publication.ts';
import { ASKED, VERDICTS } from '../../../machines/model/session.ts';
import { Family, Millis, Seq } from '../../../machines/model/units.ts';

const Reason = z.strictObject({
  /** The rule that decided, and whose it is. */
  rule: Text,
  by: Text,
  /** The facts that gave the values, by their number. */
  facts: z.array(Seq).readonly(),
});
const Beaten = z.strictObject({ pvd: Text, ...Reason.shape });
const Id = { id: Text };
const Pvd = { pvd: Text, generation: Integer };

const Place = z.strictObject({
  ...Id,
  family: Family,
  ...Pvd,
  /** 1 is the best; null: not ranked. */
  place: Positive.nullable(),
  reach: Text,
  because: Reason,
  beaten: z.array(Beaten).readonly(),
});

const Route = z.strictObject({
  table: Integer,
  kind: z.enum(['unicast', 'unreachable']),
  metric: Integer,
  destination: Text,
  gateway: Text.nullable(),
  ifname: Text.nullable(),
  source: Text.nullable(),
  mtu: Integer.nullable(),
});
/** The router's object whose lifetime a route shares. */
const Until = z.strictObject({ router: Text, object: Text }).nullable();
const Rule = z.strictObject({
  family: Family,
  priority: Integer,
  action: z.enum(['lookup', 'unreachable']),
  table: Integer.nullable(),
  from: Text.nullable(),
  to: Text.nullable(),
  iif: Text.nullable(),
  oif: Text.nullable(),
  mark: Integer.nullable(),
  mask: Integer.nullable(),
  /** Selectors that kernels know by number (FRA_*), in hex. */
  other: z.record(Text, Text),
});

const SuffixRule = z.strictObject({
  ...Id,
  suffix: Text,
  family: Family,
  kind: z.enum(['policy', 'zone', 'search', 'reverse', 'default']),
  ...Pvd,
  servers: Texts,
  preference: z.enum(['high', 'medium', 'low']),
  trusted: Flag,
  /** Asked nowhere else, also while this PvD is away. */
  exclusive: Flag,
  /** The fact that gave it. */
  since: Seq,
  /** Among the rules of this suffix and family: 1 is asked. */
  place: Integer,
  because: Reason,
});

const Check = z.strictObject({
  ...Id,
  ...Pvd,
  family: Family,
  ifname: Text,
  source: Text.nullable(),
  servers: Texts,
  gateway: Text.nullable(),
  http: Texts,
  https: Texts,
  portal: Text.nullable(),
  /** Prefixes of other PvDs: never a target. */
  foreign: Texts,
  timeout: Millis,
});
const NodeValue = z.strictObject({
  id: z.enum(['ntp', 'search']),
  values: Texts,
  ...Pvd,
  because: Reason,
  beaten: z.array(Beaten).readonly(),
});
const Conflict = z.strictObject({
  ...Id,
  kind: z.enum(['policy', 'foreign', 'overlap', 'route', 'claim', 'pin', 'exclusive', 'owner', 'command']),
  about: Text,
  winner: Text,
  loser: Text,
  because: Reason,
});

/** Apply mode: whose an interface is, and what it is given. */
const Owned = z.strictObject({ ...Id, ifname: Text, isManaged: Flag, owner: Text.nullable(), because: Reason });
const Installed = z.strictObject({
  ...Id,
  ifname: Text,
  address: Text,
  prefixLength: Integer,
  /** The lease that its lifetime is of. */
  until: Text,
});
const Client = z.strictObject({
  ...Id,
  client: z.enum(['udhcpc', 'dhcpcd']),
  ifname: Text,
  managed: Flag,
  delegated: Flag,
  ipv6Only: Flag,
});
/** Additional information that is to be fetched now (RFC 8801 §4.1). */
const Information = z.strictObject({
  ...Id,
  ...Pvd,
  identity: Text,
  sequence: Integer,
  ifname: Text,
  sources: Texts,
  servers: Texts,
});
/** What becomes of one session that a program declared. */
const Verdict = z.strictObject({
  ...Id,
  ...Pvd,
  /** The fact that brought it there. */
  since: Seq,
  verdict: z.enum(VERDICTS),
  /** Where it goes, or will go after a drain; null: it stays, ends, or there is nothing to go to yet. */
  to: Text.nullable(),
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
  ifname: Text,
  addresses: Texts,
  /** Those that another device has too. */
  shared: Texts,
  isStalled: Flag,
});
/** Paths of multipath TCP. */
const Endpoint = z.strictObject({ ...Id, number: Integer, address: Text, ifname: Text, backup: Flag });
const Limits = z.strictObject({ ...Id, subflows: Integer, accepted: Integer });
const Sysctl = z.strictObject({ ...Id, family: Family, ifname: Text, key: Text, value: Text });

export const DecisionSchema = z.strictObject({
  ranking: z.array(Place).readonly(),
  routing: z.strictObject({
    routes: z.array(z.strictObject({ ...Id, pvd: Text, route: Route, until: Until })).readonly(),
    rules: z.array(z.strictObject({ ...Id, pvd: Text.nullable(), rule: Rule })).readonly(),
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
  sessions: z.array(Verdict).readonly(),
  sockets: z.strictObject({ owners: z.array(Counted).readonly(), endings: z.array(Ending).readonly() }),
  endpoints: z.strictObject({ endpoints: z.array(Endpoint).readonly(), limits: z.array(Limits).readonly() }),
  tuning: z.strictObject({ sysctls: z.array(Sysctl).readonly(), guarded: z.array(z.strictObject(Id)).readonly() }),
});
