/** The facts that open an epoch: everything needed to read the log from here on. */
import { z } from 'zod';
import { REACHES } from '../reach.ts';
import { Family, IfName, Millis, Seq } from '../units.ts';
import { DomainName, fact } from './envelope.ts';
import { InformationMemory, RestraintMemory } from './information.ts';
import { PinMemory, Pref64Memory } from './name.ts';
import { SessionMemories } from './session.ts';
import { Owner } from './socket.ts';

/** What one attachment of a PvD looked like, to tell the same network from another. RFC 4436, RFC 6059. */
export const Fingerprint = z.strictObject({
  network: z.string().nullable(),
  gatewayMac: z.string().nullable(),
  gateway: z.string().nullable(),
  prefix4: z.string().nullable(),
  router: z.string().nullable(),
  prefixes6: z.array(z.string()).readonly(),
});
export type Fingerprint = z.infer<typeof Fingerprint>;

const Rank = z.strictObject({ family: Family, pvds: z.array(z.string()).readonly() });

/** What the last epoch knew and the outside does not: ages and remainders only, never a moment. */
/** One PvD as the last epoch left it. `lingers`: what is left of a detached one's wait for its network. */
export const PvdMemory = z.strictObject({
  id: z.string().max(320),
  ifname: IfName,
  state: z.enum(['attached', 'detached', 'gone']),
  generation: z.number().int().positive(),
  slot: z.number().int().nonnegative(),
  fingerprint: Fingerprint,
  lingers: Millis,
  reach: z
    .array(z.strictObject({ family: Family, state: z.enum(REACHES), age: Millis, portal: z.string().nullable(), since: Seq }))
    .readonly(),
  /** Its checks: what is left of the wait for the next one (null: none is waited for), and how many failed in a row. */
  waits: z.array(z.strictObject({ family: Family, left: Millis.nullable(), failed: z.number().int().nonnegative() })).readonly(),
  /** Bytes that its checks have spent in the 24 hours that began `age` ago. */
  spent: z.strictObject({ bytes: z.number().int().nonnegative(), age: Millis }).nullable().default(null),
  quality: z
    .array(z.strictObject({ family: Family, rtt: z.number().nullable(), loss: z.number().nullable() }))
    .readonly()
    .default([]),
});
export type PvdMemory = z.infer<typeof PvdMemory>;

/** What the last epoch knew and the outside does not: ages and remainders only, never a moment. */
export const Memory = z.strictObject({
  pvds: z.array(PvdMemory).readonly(),
  primaries: z.array(z.strictObject({ ifname: IfName, router: z.string() })).readonly(),
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
              ...{ pvd: z.string().max(320), times: z.number().int().positive(), lost: Millis, back: Millis.nullable() },
              proven: z.boolean().default(false),
            }),
          )
          .readonly(),
      }),
    )
    .readonly()
    .default([]),
  /** What stood in the kernel before us, of this boot. */
  sysctls: z
    .array(z.strictObject({ family: Family, ifname: IfName, key: z.string().max(64), original: z.string().max(64) }))
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
        pvd: z.string().max(320),
        generation: z.number().int().positive(),
        kind: z.enum(['zone', 'search']),
        suffix: DomainName,
        since: Seq,
      }),
    )
    .readonly()
    .default([]),
  /** While the process lives: sessions are of programs, and those that are there after a restart say so. */
  sessions: SessionMemories,
  /** Addresses that their PvDs have no more, and whose connections are still to be ended. */
  left: z
    .array(Owner.extend({ isStalled: z.boolean() }))
    .readonly()
    .default([]),
  /** How multipath TCP was limited before us, in this boot. */
  mptcp: z.strictObject({ subflows: z.number().int().nonnegative(), accepted: z.number().int().nonnegative() }).nullable().default(null),
  /** No PvD that begins anew may have a generation up to this one: those that are forgotten had it. */
  floor: z.number().int().nonnegative(),
});
export type Memory = z.infer<typeof Memory>;

export const epochFacts = [
  fact('agent.started', {
    version: z.string().max(64),
    /** The version of machines and streams: a log of another one is not compared. */
    machines: z.string().max(64),
    boot: z.string().max(64),
    /** Boot time (CLOCK_BOOTTIME) at this fact: what ties this epoch's `at` to the next one's, within one boot. */
    uptime: Millis,
    mode: z.enum(['observe', 'apply']),
    /** Whether connectivity checks are carried out here. */
    checks: z.boolean().default(false),
  }),
  fact('memory.carried', { memory: Memory }),
  fact('epoch.opened', {
    epoch: z.number().int().positive(),
    reason: z.enum(['start', 'size', 'gap', 'upgrade']),
    previous: z.string().nullable(),
  }),
  /** Facts between the last row and this one were seen but could not be kept. */
  fact('log.gap', { lost: z.number().int().nonnegative(), problem: z.string().max(256) }),
] as const;
