/** What a program and its agent say to each other under `/v1/programs`. */
import { z } from 'zod';
import { Flag, Text, textUpTo } from '../../machines/model/plain.ts';
import { ProgramsView } from '../../machines/model/programs.ts';
import { ManagerId, PLACE, SessionSpec, VERDICTS } from '../../machines/model/session.ts';
import { Instant, Millis } from '../../machines/model/units.ts';

/** How a program calls its manager: whose it is comes in front. */
const Manager = ManagerId.max(40);

/** The first event of the stream. `client`: what only this program knows, to be said with all that it tells of its sessions. */
export const Welcome = z.object({ v: z.literal(1), client: Text, missing: z.array(Text).readonly() });
export type Welcome = z.infer<typeof Welcome>;

export const Verdict = z.object({
  session: Text,
  verdict: z.enum(VERDICTS),
  to: Text.nullable(),
  due: Instant.exactOptional(),
  because: z.object({ rule: Text }),
});

/** As `Answer` of the port. `ttl` in ms. */
export const Named = z.discriminatedUnion('ok', [
  z.object({
    ok: z.literal(true),
    pvd: Text.nullable(),
    generation: z.number().nullable(),
    exists: Flag,
    addresses: z.array(Text).readonly(),
    ttl: Millis,
  }),
  z.object({ ok: z.literal(false), problem: z.enum(['badName', 'noSuchPvd', 'silent', 'failed', 'overloaded', 'closed']) }),
]);

export const OpenOrder = z.strictObject({ client: Text, spec: SessionSpec.extend({ manager: Manager }) });
export type OpenOrder = z.input<typeof OpenOrder>;
export const Opened = z.object({ v: z.literal(1), session: Text });
export type Opened = z.infer<typeof Opened>;

/** What became of a session, as its program has it. */
export const TellOrder = z.strictObject({
  client: Text,
  session: Text,
  told: z.union([
    z.strictObject({ moved: z.strictObject(PLACE) }),
    z.strictObject({ idle: Flag }),
    z.strictObject({ close: textUpTo(256) }),
  ]),
});
export type TellOrder = z.infer<typeof TellOrder>;

/** By the name that `multihome schema` gives them. */
export const PROGRAM_SCHEMAS = {
  'programs-client': Welcome,
  'programs-view': ProgramsView,
  'programs-verdict': Verdict,
  'programs-resolve': Named,
  'programs-open': OpenOrder,
  'programs-tell': TellOrder,
} as const;
