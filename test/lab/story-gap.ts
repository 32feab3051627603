/**
 * How long nothing came through: of numbered datagrams, which arrived, and the longest time between two that did. Pure; and what
 * the two children that send and receive them are told and say.
 */
import { z } from 'zod';

/** `at`: when it was sent, in ms of one clock. */
export type Arrival = { readonly seq: number; readonly at: number };
export type Gap = {
  /** Those given to the kernel, whether it took them or not. */
  readonly sent: number;
  readonly lost: number;
  /** ms between the sending of two that arrived, with at least one between them that did not; null: nothing was missing between any two. */
  readonly longest: number | null;
};

/** Datagrams are numbered from 0; what never arrived before the first or after the last that did is lost, and no gap. */
export function gapOf(arrivals: readonly Arrival[], sent: number): Gap {
  const inOrder = [...new Map(arrivals.map((a) => [a.seq, a])).values()].toSorted((a, b) => a.seq - b.seq);
  const gaps = inOrder.slice(1).flatMap((next, i) => {
    const last = inOrder[i];
    return last && next.seq > last.seq + 1 ? [next.at - last.at] : [];
  });
  return { sent, lost: sent - inOrder.length, longest: gaps.length === 0 ? null : Math.max(...gaps) };
}

export const Order = z.union([
  z.strictObject({ begin: z.number().int() }),
  z.strictObject({ end: z.number().int() }),
  /** How many were sent, of each family. */
  z.strictObject({ report: z.number().int(), sent: z.number().int() }),
]);
export type Order = z.infer<typeof Order>;
export const Ended = z.strictObject({ run: z.number(), sent: z.number() });
export type Ended = z.infer<typeof Ended>;
const Received = z.strictObject({
  sent: z.number(),
  lost: z.number(),
  longest: z.number().nullable(),
  /** The last of all has come, so that there is nothing to wait for. */
  isWhole: z.boolean(),
  /** From whom the newest came, and how many from whom. */
  newest: z.string().nullable(),
  from: z.record(z.string(), z.number()),
});
export type Received = z.infer<typeof Received>;
export const Report = z.strictObject({ run: z.number(), ipv4: Received, ipv6: Received });
export type Report = z.infer<typeof Report>;
