/** The facts that open an epoch: everything needed to read the log from here on. */
import { z } from 'zod';
import { Command } from '../command.ts';
import { Count, Flag, Positive, Text, Texts, textUpTo } from '../plain.ts';
import { REACHES } from '../reach.ts';
import { Family, IfName, Millis, Seq } from '../units.ts';
import { DomainName, fact } from './envelope.ts';
import { InformationMemory, RestraintMemory } from './information.ts';
import { PinMemory, Pref64Memory } from './name.ts';
import { SessionMemories } from './session.ts';
import { Owner } from './socket.ts';

/** What one attachment of a PvD looked like, to tell the same network from another. RFC 4436, RFC 6059. */
export const Fingerprint = z.strictObject({
  network: Text.nullable(),
  gatewayMac: Text.nullable(),
  gateway: Text.nullable(),
  prefix4: Text.nullable(),
  router: Text.nullable(),
  prefixes6: Texts,
});
export type Fingerprint = z.infer<typeof Fingerprint>;

const Rank = z.strictObject({ family: Family, pvds: Texts });

/** What the last epoch knew and the outside does not: ages and remainders only, never a moment. */
/** One PvD as the last epoch left it. `lingers`: what is left of a detached one's wait for its network. */
export const PvdMemory = z.strictObject({
  id: textUpTo(320),
  ifname: IfName,
  state: z.enum(['attached', 'detached', 'gone']),
  generation: Positive,
  slot: Count,
  fingerprint: Fingerprint,
  lingers: Millis,
  away: Seq.nullable().default(null),
  reach: z.array(z.strictObject({ family: Family, state: z.enum(REACHES), age: Millis, portal: Text.nullable(), since: Seq })).readonly(),
  /** Its checks: what is left of the wait for the next one (null: none is waited for), and how many failed in a row. */
  waits: z.array(z.strictObject({ family: Family, left: Millis.nullable(), failed: Count })).readonly(),
  /** Bytes that its checks have spent in the 24 hours that began `age` ago. */
  spent: z.strictObject({ bytes: Count, age: Millis }).nullable().default(null),
  quality: z
    .array(z.strictObject({ family: Family, rtt: z.number().nullable(), loss: z.number().nullable(), since: Seq.nullable().default(null) }))
    .readonly()
    .default([]),
});
export type PvdMemory = z.infer<typeof PvdMemory>;

/** What the last epoch knew and the outside does not: ages and remainders only, never a moment. */
export const Memory = z.strictObject({
  pvds: z.array(PvdMemory).readonly(),
  /** The fact by which each link was lost last: what its kernel had before is not of the next network. */
  links: z
    .array(z.strictObject({ ifname: IfName, lost: Seq }))
    .readonly()
    .default([]),
  primaries: z.array(z.strictObject({ ifname: IfName, router: Text })).readonly(),
  ranks: z.array(Rank).readonly(),
  /** How the ranking of each family is held still: how long ago its voluntary moves were, and who has been lost. */
  steadiness: z
    .array(
      z.strictObject({
        family: Family,
        moves: z.array(Millis).readonly(),
        /** How long ago the lead was taken over by force; null when it was not, or long ago. */
        taken: Millis.nullable(),
        lost: z
          .array(
            z.strictObject({
              ...{ pvd: textUpTo(320), times: Positive, lost: Millis, back: Millis.nullable() },
              proven: Flag.default(false),
              since: Seq.nullable().default(null),
            }),
          )
          .readonly(),
      }),
    )
    .readonly()
    .default([]),
  /** What stood in the kernel before us, of this boot. */
  sysctls: z
    .array(z.strictObject({ family: Family, ifname: IfName, key: textUpTo(64), original: textUpTo(64) }))
    .readonly()
    .default([]),
  /** Additional information of explicit PvDs, and how often each network made us ask. */
  information: z.array(InformationMemory).readonly().default([]),
  restraints: z.array(RestraintMemory).readonly().default([]),
  /** What answers of name servers meant, and for how long still. */
  pins: z.array(PinMemory).readonly().default([]),
  pref64: z.array(Pref64Memory).readonly().default([]),
  /** Names that are asked nowhere but where they were learned, also while that network is away. */
  names: z
    .array(
      z.strictObject({
        pvd: textUpTo(320),
        generation: Positive,
        kind: z.enum(['zone', 'search']),
        suffix: DomainName,
        since: Seq,
      }),
    )
    .readonly()
    .default([]),
  /** While the process lives: sessions are of programs, and those that are there after a restart say so. */
  sessions: SessionMemories,
  /** Likewise: commands that wait for their answers, and those that failed or whose effect others undo. */
  underWay: z.array(Command).readonly().default([]),
  failures: z
    .array(
      z.strictObject({
        ...{ id: textUpTo(640), code: textUpTo(64), problem: textUpTo(256), times: Positive },
        ...{ age: Millis, left: Millis, mayGo: Flag, since: Seq },
      }),
    )
    .readonly()
    .default([]),
  /** Addresses that their PvDs have no more, and whose connections are still to be ended. */
  left: z
    .array(Owner.extend({ isStalled: Flag }))
    .readonly()
    .default([]),
  /** Whose the addresses were that stood, in this boot: those that do not at a start were lost while nobody listened. */
  owners: z.array(Owner).readonly().default([]),
  /** How multipath TCP was limited before us, in this boot. */
  mptcp: z.strictObject({ subflows: Count, accepted: Count }).nullable().default(null),
  /** No PvD that begins anew may have a generation up to this one: those that are forgotten had it. */
  floor: Count,
});
export type Memory = z.infer<typeof Memory>;

export const epochFacts = [
  fact('agent.started', {
    version: textUpTo(64),
    /** The version of machines and streams: a log of another one is not compared. */
    machines: textUpTo(64),
    boot: textUpTo(64),
    /** Boot time (CLOCK_BOOTTIME) at this fact: what ties this epoch's `at` to the next one's, within one boot. */
    uptime: Millis,
    mode: z.enum(['observe', 'apply']),
    /** Whether connectivity checks are carried out here. */
    checks: Flag.default(false),
  }),
  fact('memory.carried', { memory: Memory }),
  fact('epoch.opened', {
    epoch: Positive,
    reason: z.enum(['start', 'size', 'gap', 'upgrade']),
    previous: Text.nullable(),
  }),
  /** Facts between the last row and this one were seen but could not be kept. */
  fact('log.gap', { lost: Count, problem: textUpTo(256) }),
] as const;
