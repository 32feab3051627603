/** What the programs of the bench and their far end are told, and say in lines of JSON. Moments are ms of CLOCK_MONOTONIC, which is the machine's. */
import { z } from 'zod';

export const PORTS = { web: 8080, mptcp: 5008, mqtt: 1883 } as const;
/** include/uapi/linux/in.h: with SOCK_STREAM and 0 it would be TCP. RFC 8684. */
export const IPPROTO_MPTCP = 262;

/** `topic`: of this run alone. `plain`: programs know nothing of networks; `library`: they use ours. */
export const Order = z.strictObject({ to: z.string(), topic: z.string(), by: z.enum(['plain', 'library']) });
export type Order = z.infer<typeof Order>;

/** An attempt; `from`: where the far end saw it come from, null where it failed. */
export const Attempt = z.strictObject({ began: z.number(), ended: z.number(), from: z.string().nullable() });
export type Attempt = z.infer<typeof Attempt>;
export const ProgramLine = z.union([
  z.strictObject({ acked: z.strictObject({ sent: z.number(), at: z.number() }) }),
  z.strictObject({ fetched: Attempt }),
  z.strictObject({ curled: Attempt }),
  /** The longest time without a byte since the line before, and how long there has been none now. */
  z.strictObject({ stream: z.strictObject({ at: z.number(), longest: z.number(), silent: z.number() }) }),
  /** It was told to stop: how many messages it has sent, and of how many it has not heard. */
  z.strictObject({ stopped: z.strictObject({ sent: z.number(), waiting: z.number() }) }),
]);
export type ProgramLine = z.infer<typeof ProgramLine>;

/** What has come to a topic: messages, and how many of them more than once. */
export const FarLine = z.union([
  z.strictObject({ ready: z.literal(true) }),
  z.strictObject({ topic: z.string(), delivered: z.number(), doubled: z.number() }),
]);
export type FarLine = z.infer<typeof FarLine>;

export const moment = (): number => Number(process.hrtime.bigint()) / 1e6;
