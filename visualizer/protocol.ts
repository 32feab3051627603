/** What the page and its worker say to each other: plain data. Facts are named by their number in the log, from 0. */
import type { ImportError } from '../machines/model/exported/entries.ts';
import type { Header } from '../machines/model/exported/format.ts';
import type { Fact } from '../machines/model/facts/index.ts';
import type { Decision } from '../streams/decision.ts';
import type { Change } from '../streams/digest.ts';
import type { Verdict } from '../streams/replay.ts';
import type { Lane } from './lanes.ts';

export type ToWorker =
  | { readonly kind: 'open'; readonly blob: Blob }
  | { readonly kind: 'seek'; readonly index: number }
  | { readonly kind: 'filter'; readonly text: string }
  | { readonly kind: 'rows'; readonly indices: readonly number[] };

/** A fact in the list. */
export type FactRow = Pick<Fact, 'seq' | 'at' | 'type' | 'class'> & {
  readonly index: number;
  readonly text: string;
  readonly isDecisive: boolean;
  readonly isRefused: boolean;
};

/** The decision as it was after a fact, and what that fact had changed. */
export type View = {
  readonly index: number;
  readonly fact: Fact;
  readonly digest: string;
  readonly epoch: number;
  /** An epoch was opening or the kernel was being read: nothing is decided then. */
  readonly isSettled: boolean;
  readonly decision: Pick<Decision, 'ranking' | 'resolution' | 'node' | 'conflicts' | 'checks' | 'routing'>;
  readonly sessions: Decision['sessions'][number]['rows'];
  readonly changed: readonly Change[];
  /** What was asked of the outside because of this fact. */
  readonly commands: readonly string[];
};

/** By number of fact. */
export type Track = {
  readonly times: Float64Array<ArrayBuffer>;
  readonly seqs: Float64Array<ArrayBuffer>;
  readonly decisions: Uint32Array<ArrayBuffer>;
  readonly lanes: readonly Lane[];
  readonly lanesLeft: number;
};

export type Outcome = {
  readonly facts: number;
  readonly epochs: number;
  readonly skipped: number;
  readonly digest: string;
  readonly verdict: Verdict;
  readonly names: Header['names'];
  /** Where the file ended before its end. */
  readonly damage: ImportError | null;
};

export type ToPage =
  /** `share` of the file's bytes, in [0, 1]. */
  | { readonly kind: 'progress'; readonly facts: number; readonly share: number; readonly track: Track | null }
  | { readonly kind: 'done'; readonly outcome: Outcome; readonly track: Track }
  /** The log cannot be folded; what was folded before stays. */
  | { readonly kind: 'failed'; readonly problem: string }
  | { readonly kind: 'moment'; readonly view: View }
  /** `hits` is null when all facts are shown. */
  | { readonly kind: 'filtered'; readonly text: string; readonly hits: Uint32Array<ArrayBuffer> | null; readonly problem: string | null }
  | { readonly kind: 'rows'; readonly rows: readonly FactRow[] };
