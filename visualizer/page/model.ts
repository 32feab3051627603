/** What the page knows and what can be done to it: one cursor in time, which all views share. */
import { type ReadonlySignal, signal } from '@preact/signals';
import type { FactRow, Outcome, ToPage, ToWorker, Track, View } from '../protocol.ts';
import { after, lastUpTo } from '../search.ts';

export type Status =
  | { readonly phase: 'empty' }
  | { readonly phase: 'folding'; readonly name: string; readonly facts: number; readonly share: number }
  | { readonly phase: 'done'; readonly name: string; readonly outcome: Outcome }
  | { readonly phase: 'failed'; readonly name: string; readonly problem: string };

export type Search = { readonly text: string; readonly hits: Uint32Array | null; readonly problem: string | null };

export type Model = {
  readonly status: ReadonlySignal<Status>;
  readonly track: ReadonlySignal<Track>;
  /** The number of the fact that all views show. */
  readonly cursor: ReadonlySignal<number>;
  readonly view: ReadonlySignal<View | null>;
  readonly search: ReadonlySignal<Search>;
  readonly rows: ReadonlySignal<ReadonlyMap<number, FactRow>>;
  readonly lane: ReadonlySignal<string | null>;
  readonly zoom: ReadonlySignal<number>;
  readonly isCollapsed: ReadonlySignal<boolean>;
  readonly isHelp: ReadonlySignal<boolean>;
  hear(message: ToPage): void;
  open(blob: Blob, name: string): void;
  goTo(index: number): void;
  /** Where a fact of that seq is, or the last before it; kept until there is one. */
  goToSeq(seq: number): void;
  /** Among the facts that are shown. */
  step(by: 1 | -1): void;
  stepDecision(by: 1 | -1): void;
  find(text: string): void;
  want(indices: readonly number[]): void;
  choose(lane: string | null): void;
  scale(zoom: number): void;
  collapse(isCollapsed: boolean): void;
  help(isHelp: boolean): void;
};

const NO_TRACK: Track = { times: new Float64Array(), seqs: new Float64Array(), decisions: new Uint32Array(), lanes: [], lanesLeft: 0 };
/** Rows kept of the list. A guess: many screens of it. */
const ROWS_MAX = 5_000;
const ZOOM_MAX = 4_096;

export function createModel(send: (question: ToWorker) => void): Model {
  const status = signal<Status>({ phase: 'empty' });
  const track = signal(NO_TRACK);
  const cursor = signal(0);
  const view = signal<View | null>(null);
  const search = signal<Search>({ text: '', hits: null, problem: null });
  const rows = signal<ReadonlyMap<number, FactRow>>(new Map());
  const lane = signal<string | null>(null);
  const [zoom, isCollapsed, isHelp] = [signal(1), signal(true), signal(false)];
  /** Until somebody goes anywhere, the page stays at the newest fact. */
  let isFollowing = true;
  let wantedSeq: number | null = null;
  /** One seek is under way at a time, and the newest wish follows it. */
  let asked: number | null = null;
  const wanted = new Set<number>();

  function goTo(index: number): void {
    const last = track.value.times.length - 1;
    if (last < 0) return;
    cursor.value = Math.max(0, Math.min(index, last));
    if (asked === null) seek();
  }
  function seek(): void {
    asked = cursor.value;
    send({ kind: 'seek', index: asked });
  }
  function seen(made: View): void {
    view.value = made;
    asked = null;
    if (made.index !== cursor.value) seek();
  }
  function take(next: Track | null): void {
    if (!next) return;
    track.value = next;
    if (wantedSeq !== null && wantedSeq <= (next.seqs.at(-1) ?? -1)) {
      isFollowing = false;
      goTo(lastUpTo(next.seqs, wantedSeq));
      wantedSeq = null;
    } else if (isFollowing) goTo(next.times.length - 1);
  }
  const moved = (index: number): void => {
    isFollowing = false;
    wantedSeq = null;
    goTo(index);
  };
  const among = (list: Uint32Array, by: 1 | -1): number | undefined => {
    const at = by === 1 ? after(list, cursor.value) : after(list, cursor.value - 1) - 1;
    return list[at];
  };

  return {
    ...{ status, track, cursor, view, search, rows, lane, zoom, isCollapsed, isHelp },
    hear(message) {
      const name = status.value.phase === 'empty' ? '' : status.value.name;
      if (message.kind === 'progress') status.value = { phase: 'folding', name, facts: message.facts, share: message.share };
      if (message.kind === 'done') status.value = { phase: 'done', name, outcome: message.outcome };
      if (message.kind === 'failed') status.value = { phase: 'failed', name, problem: message.problem };
      if (message.kind === 'progress' || message.kind === 'done') take(message.track);
      if (message.kind === 'moment') seen(message.view);
      if (message.kind === 'filtered' && message.text === search.value.text) search.value = message;
      if (message.kind !== 'rows') return;
      const kept = rows.value.size > ROWS_MAX ? [] : rows.value;
      rows.value = new Map([...kept, ...message.rows.map((row) => [row.index, row] as const)]);
      for (const { index } of message.rows) wanted.delete(index);
    },
    open(blob, name) {
      status.value = { phase: 'folding', name, facts: 0, share: 0 };
      [track.value, view.value, rows.value, cursor.value] = [NO_TRACK, null, new Map(), 0];
      [isFollowing, asked] = [true, null];
      wanted.clear();
      send({ kind: 'open', blob });
    },
    goTo: moved,
    goToSeq(seq) {
      wantedSeq = seq;
      take(track.value);
    },
    step(by) {
      const { hits } = search.value;
      const next = hits ? among(hits, by) : cursor.value + by;
      if (next !== undefined) moved(next);
    },
    stepDecision(by) {
      const next = among(track.value.decisions, by);
      if (next !== undefined) moved(next);
    },
    find(text) {
      search.value = { ...search.value, text };
      send({ kind: 'filter', text });
    },
    want(indices) {
      const missing = indices.filter((i) => !rows.value.has(i) && !wanted.has(i));
      for (const i of missing) wanted.add(i);
      if (missing.length > 0) send({ kind: 'rows', indices: missing });
    },
    choose: (id) => {
      lane.value = id;
    },
    scale: (to) => {
      zoom.value = Math.max(1, Math.min(to, ZOOM_MAX));
    },
    collapse: (is) => {
      isCollapsed.value = is;
    },
    help: (is) => {
      isHelp.value = is;
    },
  };
}
