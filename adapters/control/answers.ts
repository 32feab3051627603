/** What the control interface answers, under `/v1`: the JSON that sockets, `--json` and library clients see. Moments are ISO, durations ms. */
import { z } from 'zod';
import { Flag, Text } from '../../machines/model/plain.ts';
import { VERDICTS } from '../../machines/model/session.ts';
import { Family, Seq } from '../../machines/model/units.ts';
import { HEAD, Left, list, Publishing } from './shapes.ts';

/** Where a kind of traffic goes by default; null: nowhere. */
const Default = z.object({
  family: Family,
  pvd: Text,
  ifname: Text,
  gateway: Text.nullable(),
  source: Text.nullable(),
  reach: Text,
  says: Text,
});
/** Sessions that programs declare: how many are kept, moved, drained and ended, and whose they are. */
export const SessionCounts = z.object({
  all: z.number(),
  verdicts: list(z.object({ verdict: z.enum(VERDICTS), count: z.number() })),
  managers: list(z.object({ manager: Text, count: z.number() })),
});
export type SessionCounts = z.infer<typeof SessionCounts>;
export const Status = z.object({
  ...HEAD,
  version: Text.nullable(),
  machines: Text.nullable(),
  mode: Text.nullable(),
  since: Text.nullable(),
  /** How long the epoch goes on: since its agent started, or its log began anew. */
  runs: z.number(),
  epoch: z.number(),
  digest: Text,
  defaults: list(Default),
  interfaces: z.object({ up: z.number(), all: z.number() }),
  pvds: list(z.object({ id: Text, provisioning: Text, reach4: Text, reach6: Text })),
  servers: list(z.object({ family: Family, pvd: Text, servers: list(Text) })),
  /** Our own resolver, and how programs are led to it; null: none was started. */
  resolver: Publishing.nullable(),
  conflicts: z.number(),
  sessions: SessionCounts,
  managers: list(z.object({ name: Text, interfaces: list(Text), evidence: list(Text), since: Seq })),
  checking: Flag,
  /** Apply mode: which interfaces are ours to change, and who keeps the others. */
  ownership: list(z.object({ ifname: Text, isManaged: Flag, owner: Text.nullable(), says: Text })),
  /** Commands that failed, or whose effect others undo. `what`: the command and its target; `again`: ms until it is tried again. */
  failures: list(z.object({ what: Text, code: Text, problem: Text, times: z.number(), again: Left, since: Seq })),
  /** What checks found: `age` and `next` in ms, `rtt` in ms and `loss` in per cent, bytes `spent` in 24 hours of the network's `budget`. */
  checks: list(
    z.object({
      pvd: Text,
      family: Family,
      reach: Text,
      age: z.number(),
      next: Left,
      rtt: z.number().nullable(),
      loss: z.number().nullable(),
      portal: Text.nullable(),
      spent: z.number(),
      budget: z.number().nullable(),
    }),
  ),
  /** Lost a moment ago, and behind the others until then; `left` null: until a check has found them good. */
  heldBack: list(z.object({ family: Family, pvd: Text, losses: z.number(), left: Left })),
  /** What this agent may not see here; empty when read from a log. */
  notices: list(Text),
});
export type Status = z.infer<typeof Status>;

export const Interface = z.object({
  name: Text,
  index: z.number().nullable(),
  kind: Text.nullable(),
  mac: Text.nullable(),
  mtu: z.number().nullable(),
  master: Text.nullable(),
  link: Text,
  quality: Text,
  network: Text.nullable(),
  ignored: Flag,
  since: Seq,
  pvds: list(Text),
  managers: list(Text),
  addresses: list(z.object({ address: Text, flags: list(Text), scope: Text, left: Left, preferredLeft: Left, since: Seq })),
  lease: z.object({ address: Text, client: Text, server: Text.nullable(), left: Left, unpublished: list(Text), since: Seq }).nullable(),
  routers: list(z.object({ router: Text, mac: Text.nullable(), pvd: Text.nullable(), left: Left, since: Seq })),
});
export type Interface = z.infer<typeof Interface>;
export const Interfaces = z.object({ ...HEAD, interfaces: list(Interface) });
export type Interfaces = z.infer<typeof Interfaces>;

const Reason = { rule: Text, by: Text, facts: list(Seq) };
const Place = z.object({ family: Family, place: z.number().nullable(), ...Reason, says: Text });
export const Pvd = z.object({
  id: Text,
  ifname: Text,
  identity: Text.nullable(),
  generation: z.number(),
  table: z.number(),
  provisioning: Text,
  /** What is left of a detached one's wait for its network. */
  goneIn: Left,
  reach: list(z.object({ family: Family, state: Text, check: Text, since: Seq.nullable(), portal: Text.nullable() })),
  places: list(Place),
  /** `left` null: no end is known. `detail`: what the kind has beyond its value. */
  objects: list(z.object({ kind: Text, value: Text, source: Text, by: Text, since: Seq, left: Left, detail: list(Text) })),
});
export type Pvd = z.infer<typeof Pvd>;
export const Pvds = z.object({ ...HEAD, pvds: list(Pvd) });
export type Pvds = z.infer<typeof Pvds>;
export const OnePvd = z.object({ ...HEAD, pvd: Pvd });

export const Session = z.object({
  id: Text,
  manager: Text,
  /** The attachment that it is in; `since`: the fact that brought it there. */
  pvd: Text,
  generation: z.number(),
  family: Family,
  state: Text,
  activity: Text,
  mobility: Text,
  since: Seq,
  /** Null: nothing is decided yet. */
  verdict: z.enum(VERDICTS).nullable(),
  to: Text.nullable(),
  /** What is left of a drain. */
  drainLeft: Left,
  ...Reason,
  says: Text,
  /** What was asked of it in vain. */
  refused: list(z.object({ manager: Text, author: Text, ask: Text, says: Text })),
});
export type Session = z.infer<typeof Session>;
export const Sessions = z.object({ ...HEAD, sessions: list(Session) });
export type Sessions = z.infer<typeof Sessions>;

const Way = { table: z.number(), destination: Text, gateway: Text.nullable(), ifname: Text.nullable(), source: Text.nullable() };
export const Routes = z.object({
  ...HEAD,
  ranking: list(z.object({ family: Family, place: z.number(), pvd: Text, ...Reason, says: Text })),
  /** What the decision would have in the kernel. */
  rules: list(z.object({ family: Family, priority: z.number(), text: Text, pvd: Text.nullable(), isApplied: Flag })),
  tables: list(z.object({ ...Way, kind: Text, metric: z.number(), mtu: z.number().nullable(), pvd: Text, isApplied: Flag })),
  /** What others have put there that decides where strangers go. */
  kernel: list(z.object({ ...Way, metric: z.number(), protocol: z.number(), left: Left, since: Seq })),
});
export type Routes = z.infer<typeof Routes>;

/** The decision whole, as it was made; `multihome schema decision` has its parts. */
export const DecisionAnswer = z.object({ ...HEAD, digest: Text, decision: z.record(Text, z.unknown()) });
export type DecisionAnswer = z.infer<typeof DecisionAnswer>;

/** A cited fact; `says` null when the log no longer has it. */
export const Cited = z.object({ seq: Seq, time: Text.nullable(), type: Text.nullable(), says: Text.nullable() });
export type Cited = z.infer<typeof Cited>;
const Cause = { rule: Text, by: Text, says: Text, facts: list(Cited) };
export const Why = z.object({
  ...HEAD,
  question: Text,
  answer: Text.nullable(),
  details: z.record(Text, z.union([Text, z.number(), list(Text), z.null()])),
  because: z.object(Cause),
  losers: list(z.object({ pvd: Text, ...Cause })),
});
export type Why = z.infer<typeof Why>;

export const Failure = z.object({ error: z.object({ code: Text, message: Text, hint: Text.nullable() }) });
export type Failure = z.infer<typeof Failure>;

/** By the name that `multihome schema` gives them; those of a running agent alone are in nameAnswers.ts. */
export const ANSWERS = {
  'status-output': Status,
  'interfaces-output': Interfaces,
  'pvds-output': Pvds,
  'pvd-output': OnePvd,
  'routes-output': Routes,
  'sessions-output': Sessions,
  'decision-output': DecisionAnswer,
  'why-output': Why,
  'error-output': Failure,
} as const;
