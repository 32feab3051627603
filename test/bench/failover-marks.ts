/** When an agent did what, and where the time from a loss to its confirmation went. Moments are nanoseconds of CLOCK_MONOTONIC. */
import { z } from 'zod';

/** `heard`: an adapter told facts; `append`, `durable`: around the log's commit, after the fold; `carry`, `carried`: around the sink's work. */
export const Mark = z.object({
  did: z.enum(['heard', 'append', 'durable', 'carry', 'carried']),
  at: z.number(),
  /** CPU time of its thread so far, in nanoseconds. */
  cpu: z.number(),
  what: z.array(z.string()).readonly(),
});
export type Mark = z.infer<typeof Mark>;

/** The first such mark after a moment. */
export const after = (marks: readonly Mark[], did: Mark['did'], what: string, at: number): Mark | undefined =>
  marks.find((mark) => mark.did === did && mark.at > at && mark.what.includes(what));
/** The last such mark before a moment. */
export const before = (marks: readonly Mark[], did: Mark['did'], what: string, at: number): Mark | undefined =>
  marks.findLast((mark) => mark.did === did && mark.at < at && mark.what.includes(what));

/** Milliseconds of each stretch of the way, and CPU time from the fact to the command; null when the agent was not heard to go it. */
export type Stretches = {
  readonly wakeAndRead: number;
  readonly fold: number;
  readonly commit: number;
  readonly netlink: number;
  readonly cpu: number;
};
export function stretches(marks: readonly Mark[], down: number, told: number): Stretches | null {
  const carry = after(marks, 'carry', 'rule.delete', down);
  const append = carry && before(marks, 'append', 'link.carrierChanged', carry.at);
  const heard = append && before(marks, 'heard', 'link.carrierChanged', append.at);
  if (!carry || !append || !heard || heard.at < down) return null;
  const ms = (from: number, to: number) => (to - from) / 1e6;
  return {
    ...{ wakeAndRead: ms(down, heard.at), fold: ms(heard.at, append.at), commit: ms(append.at, carry.at), netlink: ms(carry.at, told) },
    cpu: ms(heard.cpu, carry.cpu),
  };
}
