/** What the page and its worker say to each other: plain data. Facts are named by their number in the log, from 0. */
import type { ImportError } from '../machines/model/exported/entries.ts';
import type { Header } from '../machines/model/exported/format.ts';
import type { Fact } from '../machines/model/facts/index.ts';
import type { Decision } from '../streams/decision.ts';
import type { Change } from '../streams/digest.ts';
import type { Verdict } from '../streams/replay.ts';
import type { Verdict as SessionVerdict } from '../streams/sessions/verdict.ts';
import type { Heard } from './chart/happened.ts';
import type { CheckRow } from './checking.ts';
import type { Lane } from './lanes.ts';
import type { Seen } from './map/seen.ts';

export type ToWorker =
  | { readonly kind: 'open'; readonly blob: Blob }
  /** What a running agent tells, from now on. `at`: a fact that is to be there; null: what its newest epoch has. */
  | { readonly kind: 'follow'; readonly origin: string; readonly token: string; readonly at: number | null }
  /** `pinned`: the fact that the decision is compared with; null: the one before. */
  | { readonly kind: 'seek'; readonly index: number; readonly pinned: number | null }
  | { readonly kind: 'filter'; readonly text: string }
  | { readonly kind: 'rows'; readonly indices: readonly number[] }
  /** `last`: the fact that changed the actor's state last, up to `index`. */
  | { readonly kind: 'chart'; readonly index: number; readonly actor: string; readonly last: number | null }
  | { readonly kind: 'map'; readonly index: number };

/** A fact in the list. */
export type FactRow = Pick<Fact, 'seq' | 'at' | 'type' | 'class'> & {
  readonly index: number;
  readonly text: string;
  readonly isDecisive: boolean;
  readonly isRefused: boolean;
};

/** Entries of the decision that differ; `left`: those that there was no room for. */
export type Changed = { readonly changes: readonly Change[]; readonly left: number };
export type Shown = Pick<Decision, 'ranking' | 'resolution' | 'node' | 'conflicts' | 'checks' | 'routing'>;

/** The decision as it was after a fact, and what that fact had changed. Of each list there is what a page can show (VIEW_MAX). */
export type View = {
  readonly index: number;
  /** As it was asked. */
  readonly pinned: number | null;
  readonly fact: Fact;
  readonly digest: string;
  readonly epoch: number;
  /** An epoch was opening or the kernel was being read: nothing is decided then. */
  readonly isSettled: boolean;
  readonly decision: Shown;
  readonly sessions: readonly SessionVerdict[];
  readonly checking: readonly CheckRow[];
  /** Commands that failed and wait to be tried again. */
  readonly failures: readonly { readonly id: string; readonly problem: string; readonly times: number; readonly due: number }[];
  /** How long the lists are that were cut, by name. */
  readonly lengths: Readonly<Record<string, number>>;
  readonly changed: Changed;
  /** Against the pinned moment. */
  readonly against: (Changed & { readonly seq: number; readonly at: number }) | null;
  /** What was asked of the outside because of this fact. */
  readonly commands: readonly string[];
};

/** An actor after a fact. `active`: null where it is not there. */
export type ChartAt = {
  readonly index: number;
  readonly actor: string;
  readonly active: readonly string[] | null;
  readonly heard: readonly Heard[];
  readonly last: { readonly index: number; readonly heard: readonly Heard[] } | null;
};

export type MapAt = Seen & { readonly index: number };

/** By number of fact. */
export type Track = {
  readonly times: Float64Array<ArrayBuffer>;
  readonly seqs: Float64Array<ArrayBuffer>;
  readonly decisions: Uint32Array<ArrayBuffer>;
  /** When an actor or the decision changed. */
  readonly moments: Float64Array<ArrayBuffer>;
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

/** How it stands between the page and a running agent. */
export type Link =
  | { readonly state: 'joining' | 'live' }
  | { readonly state: 'behind'; readonly by: number }
  | { readonly state: 'gone'; readonly problem: string; readonly again: number }
  | { readonly state: 'refused'; readonly problem: string };

export type ToPage =
  /** `share` of the file's bytes, in [0, 1]. */
  | { readonly kind: 'progress'; readonly facts: number; readonly share: number; readonly track: Track | null }
  | { readonly kind: 'done'; readonly outcome: Outcome; readonly track: Track }
  /** A running agent's facts begin anew; `left`: facts that are kept no more. */
  | { readonly kind: 'begun'; readonly left: number }
  | { readonly kind: 'live'; readonly link: Link; readonly outcome: Outcome; readonly track: Track | null }
  /** The log cannot be folded; what was folded before stays. */
  | { readonly kind: 'failed'; readonly problem: string }
  | { readonly kind: 'moment'; readonly view: View }
  /** `hits` is null when all facts are shown. Below 1, `share` of the facts have been looked at, and these are the hits so far. */
  | {
      readonly kind: 'filtered';
      readonly text: string;
      readonly hits: Uint32Array<ArrayBuffer> | null;
      readonly share: number;
      readonly problem: string | null;
    }
  | { readonly kind: 'searching'; readonly text: string; readonly share: number }
  | { readonly kind: 'rows'; readonly rows: readonly FactRow[] }
  | { readonly kind: 'chart'; readonly chart: ChartAt }
  | { readonly kind: 'map'; readonly map: MapAt };
