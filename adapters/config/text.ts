/** Durations, sizes and host names as a person writes them; units in the type from here on. */
import { z } from 'zod';
import { millis } from '../../machines/model/units.ts';

const DURATIONS = { ms: 1, s: 1000, min: 60_000, h: 3_600_000, d: 86_400_000 } as const;
const SIZES = { B: 1, KiB: 2 ** 10, MiB: 2 ** 20, GiB: 2 ** 30 } as const;

/** `500ms`, `10s`, `2min`, `1h`, `7d`. */
export const Duration = z
  .string()
  .regex(/^\d{1,9}(ms|s|min|h|d)$/, 'a duration is a number and one of ms, s, min, h, d, as in 10s')
  .transform((text) => millis(measured(text, DURATIONS)));

/** `512KiB`, `4MiB`, `1GiB`: at least a page of the log. */
export const Bytes = z
  .string()
  .regex(/^\d{1,6}(B|KiB|MiB|GiB)$/, 'a size is a number and one of B, KiB, MiB, GiB, as in 4MiB')
  .transform((text) => measured(text, SIZES))
  .refine((bytes) => bytes >= 4096, 'a size is at least 4KiB');

/** A domain name in lower case, without final dot. RFC 1035 §2.3.4; underscores as RFC 8552 has them. */
export const Hostname = z
  .string()
  .max(254)
  .regex(/^([a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?\.)*[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?\.?$/i, 'not a domain name')
  .transform((name) => name.toLowerCase().replace(/\.$/, ''))
  .refine((name) => name.length <= 253, 'a domain name has at most 253 characters');

/** `corp.example` is searched and asked here; `~corp.example` only asked, as systemd-resolved has it; `~.` is every name. */
export const SearchName = z
  .string()
  .max(255)
  .refine(
    (text) => text === '~.' || Hostname.safeParse(text.replace(/^~/, '')).success,
    'not a domain name (with ~ before it: asked here, not searched)',
  )
  .transform((text) => (text === '~.' ? text : text.toLowerCase().replace(/\.$/, '')));

function measured(text: string, units: Readonly<Record<string, number>>): number {
  const [, amount, unit] = /^(\d+)(\D+)$/.exec(text) ?? [];
  return Number(amount) * (units[unit ?? ''] ?? Number.NaN);
}
