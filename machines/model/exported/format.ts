/**
 * The exported log: NDJSON, optionally gzip. A header, then for each transaction its facts (a line of canonical JSON each) and a line that
 * closes it with hash and digest, then a footer with the counts. The hash chain covers the facts, the footer covers header and end.
 */
import { z } from 'zod';
import { canonical } from '../canonical.ts';
import { Count, Flag, textUpTo } from '../plain.ts';
import type { Position, Transaction } from './position.ts';

export const FORMAT = 1;
const Hash = z.string().regex(/^[0-9a-f]{64}$/);

/** `base`: what the first transaction continues, null when there is none. `digests`: whether transactions carry the decisions' digests. */
export const Header = z.strictObject({
  multihome: z.literal('log'),
  format: z.literal(FORMAT),
  names: z.enum(['keep', 'hash', 'omit']),
  digests: Flag,
  base: z.strictObject({ id: Count, epoch: Count, seq: z.number().int().min(-1), hash: Hash }).nullable(),
});
export type Header = z.infer<typeof Header>;

/** Closes the facts above it. */
export const Close = z.strictObject({
  transaction: z.strictObject({ id: Count, epoch: Count, first: Count, last: Count, hash: Hash, digest: textUpTo(128) }),
});
/** `header` is the SHA-256 of the header's line. */
export const Footer = z.strictObject({ end: z.strictObject({ transactions: Count, facts: Count, hash: Hash, header: Hash }) });
export type Footer = z.infer<typeof Footer>;

export const lineOf = (value: object): string => canonical(value);
export const closing = ({ id, epoch, first, last, hash, digest }: Transaction): z.infer<typeof Close> => ({
  transaction: { id, epoch, first, last, hash, digest },
});

export const basePosition = ({ base }: Header): Position | null => base && { ...base, at: 0, bytes: 0, digest: '' };

export type ImportFault =
  | 'file'
  | 'gzip'
  | 'tooLong'
  | 'notText'
  | 'notJson'
  | 'header'
  | 'version'
  | 'fact'
  | 'unknownFact'
  | 'transaction'
  | 'order'
  | 'hash'
  | 'footer'
  | 'cutOff'
  | 'trailing';
