/**
 * Plain values, each as one schema that all who need it share: of zod's instances every one costs 1 to 5 kB of heap, and an agent on a
 * small device has thousands of fields.
 */
import { z } from 'zod';

export const Integer = z.number().int();
export const Count = Integer.nonnegative();
/** An integer from 1. */
export const Positive = Integer.positive();
export const Flag = z.boolean();
export const Text = z.string();
export const Texts = z.array(Text).readonly();

const bounded = new Map<number, z.ZodString>();

/** Text of at most so many characters. */
export function textUpTo(length: number): z.ZodString {
  const made = bounded.get(length) ?? z.string().max(length);
  bounded.set(length, made);
  return made;
}
