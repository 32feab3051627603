/** Units, each a schema of its own (`brand` makes none): the catalogue of facts knows them by it. */
import { z } from 'zod';
import { Integer } from './plain.ts';

/** A duration in milliseconds. Wire formats in seconds convert once, in their codec, through `seconds()`. */
export const Millis = Integer.nonnegative().brand<'Millis'>();
export type Millis = z.infer<typeof Millis>;
export const millis = (n: number): Millis => Millis.parse(n);
export const seconds = (n: number): Millis => millis(n * 1000);

/** A moment on the log's clock, in milliseconds since 1970. Never a duration; only `elapsed()` and `after()` cross over. */
export const Instant = Integer.nonnegative().brand<'Instant'>();
export type Instant = z.infer<typeof Instant>;
export const instant = (n: number): Instant => Instant.parse(n);
export const elapsed = (from: Instant, to: Instant): Millis => Math.max(0, to - from) as Millis;
export const after = (from: Instant, duration: Millis): Instant => (from + duration) as Instant;

/** Kernel interface name, 1–15 bytes (IFNAMSIZ less the terminator), as the kernel allows: no slash, no space, nothing unprintable. */
export const IfName = z
  .string()
  .min(1)
  .max(15)
  .regex(/^[!-.0-~]+$/, 'an interface name has no space, slash or control character')
  .brand<'IfName'>();
export type IfName = z.infer<typeof IfName>;

/** The number of a fact in its log: rises by one, never restarts. */
export const Seq = Integer.nonnegative();
export type Seq = z.infer<typeof Seq>;

export const Family = z.union([z.literal(4), z.literal(6)]);
export type Family = z.infer<typeof Family>;
export const FAMILIES: readonly Family[] = [4, 6];
