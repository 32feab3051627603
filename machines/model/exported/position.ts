/** Transactions of a log, and where their chain stands. */
import type { Fact } from '../facts/index.ts';
import type { Seq } from '../units.ts';

/** What one append made durable. `previous` and `hash` chain it; `digest` is the decision's, opaque here (empty when there is none). */
export type Transaction = {
  readonly id: number;
  readonly epoch: number;
  readonly first: Seq;
  readonly last: Seq;
  readonly previous: string;
  readonly hash: string;
  readonly digest: string;
};
export type ReadTransaction = Transaction & { readonly facts: readonly Fact[] };

/** Where a chain stands: what the next transaction has to continue. `at` and `bytes` count within the epoch. */
export type Position = {
  readonly id: number;
  readonly epoch: number;
  readonly seq: number;
  readonly at: number;
  readonly bytes: number;
  readonly hash: string;
  readonly digest: string;
};
