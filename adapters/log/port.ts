/** The port of the event log: facts in durable transactions, chained by hash. Two versions stand behind it, in memory and in SQLite. */
import type { Position, ReadTransaction, Transaction } from '../../machines/model/exported/position.ts';
import type { Fact } from '../../machines/model/facts/index.ts';
import type { Instant, Seq } from '../../machines/model/units.ts';

export type { Position, ReadTransaction, Transaction };

/** Seqs are inclusive; a transaction that has one fact in the range belongs to it. */
export type Range = { readonly from?: Seq; readonly to?: Seq; readonly epoch?: number };
export type Epoch = { readonly epoch: number; readonly first: Seq; readonly last: Seq; readonly at: Instant; readonly bytes: number };

export type LogErrorCode =
  /** It could not be kept (disk full, I/O error): nothing was, and a later append may succeed. */
  | 'ERR_LOG_FULL'
  | 'ERR_LOG_CORRUPT'
  | 'ERR_LOG_IN_USE'
  /** Written by a newer version. */
  | 'ERR_LOG_VERSION'
  /** The facts do not continue the log: a bug of the caller, refused before anything is written. */
  | 'ERR_LOG_ORDER'
  /** Missing, or not ours to open or to write. */
  | 'ERR_LOG_ACCESS';
export type LogError = {
  readonly code: LogErrorCode;
  readonly problem: string;
  readonly seq?: number;
  readonly pid?: number;
};

export type AppendResult = { readonly ok: true; readonly transaction: Transaction } | { readonly ok: false; readonly error: LogError };
export type OpenResult = { readonly ok: true; readonly log: EventLog } | { readonly ok: false; readonly error: LogError };

/**
 * An epoch begins with a transaction whose first fact is `agent.started`; `at` may go back there and nowhere else.
 * Reading sees the log as it was when the reading began, and throws `LogCorrupt` at the first place that cannot be right.
 */
export type EventLog = {
  readonly last: Position | null;
  append(facts: readonly Fact[], digest: string): AppendResult;
  facts(range?: Range): Iterable<Fact>;
  /** In order and streaming, the hash chain verified on the way. */
  transactions(range?: Range): Iterable<ReadTransaction>;
  epochs(): readonly Epoch[];
  /** Bytes of facts since the last epoch opened: what a size cap is measured by. */
  bytesOfEpoch(): number;
  /** The last fact whose `at` is not after the given moment. */
  seqAt(at: Instant): Seq | null;
  /** Removes the oldest whole epochs until `keepBytes` are left, never the newest; returns how many. Throws `LogFailed` when the disk refuses. */
  prune(keepBytes: number): number;
  close(): void;
};

/** Reading ended before `seq`: what is there cannot be what was written. */
export class LogCorrupt extends Error {
  readonly code = 'ERR_LOG_CORRUPT';
  readonly seq: number;
  readonly problem: string;
  constructor(seq: number, problem: string, cause?: unknown) {
    super(`log is corrupt at fact ${seq}: ${problem}`, { cause });
    this.name = 'LogCorrupt';
    this.seq = seq;
    this.problem = problem;
  }
}

/** The fact at `seq` is intact, but of a type or version that this program does not know. */
export class FactUnknown extends Error {
  readonly code = 'ERR_FACT_UNKNOWN';
  readonly seq: number;
  readonly type: string;
  readonly version: string;
  constructor(seq: number, type: string, version: string) {
    super(`fact ${seq} is unknown: ${type} version ${version}`);
    this.name = 'FactUnknown';
    this.seq = seq;
    this.type = type;
    this.version = version;
  }
}

/** Something other than appending or opening failed outside. */
export class LogFailed extends Error {
  readonly code: LogErrorCode;
  constructor(error: LogError, cause?: unknown) {
    super(error.problem, { cause });
    this.name = 'LogFailed';
    this.code = error.code;
  }
}
