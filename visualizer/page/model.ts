/** What the page knows and what can be done to it: one cursor in time, which all views share. */
import { computed, type ReadonlySignal, signal } from '@preact/signals';
import { KEPT } from '../following.ts';
import type { FactRow, Link, Outcome, ToPage, ToWorker, Track, View } from '../protocol.ts';
import { createScale, momentsOf, type Scale } from '../scale.ts';
import { after, lastUpTo } from '../search.ts';
import { createPictures, type Pictures } from './pictures.ts';
import { createPlayer, type Frames, type Player } from './player.ts';

export type Status =
  | { readonly phase: 'empty'; readonly problem?: string }
  | { readonly phase: 'live'; readonly name: string; readonly link: Link; readonly outcome: Outcome | null; readonly left: number }
  | { readonly phase: 'folding'; readonly name: string; readonly facts: number; readonly share: number }
  | { readonly phase: 'done'; readonly name: string; readonly outcome: Outcome }
  | { readonly phase: 'failed'; readonly name: string; readonly problem: string };

/** `share`: how much of the log has been looked at. */
export type Search = {
  readonly text: string;
  readonly hits: Uint32Array | null;
  readonly share: number;
  readonly problem: string | null;
};

export type Model = Pictures & {
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
  /** How many facts there were when the newest one was left; null while it is followed. */
  readonly paused: ReadonlySignal<number | null>;
  /** The log's time as it is drawn. */
  readonly axis: ReadonlySignal<Scale>;
  /** The fact that the decision is compared with; null: the one before. */
  readonly pinned: ReadonlySignal<number | null>;
  readonly player: Player;
  hear(message: ToPage): void;
  open(blob: Blob, name: string): void;
  /** A running agent; `token` null: it was never said. */
  join(origin: string, token: string | null): void;
  /** The newest fact from now on, or this one. */
  follow(is: boolean): void;
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
  /** The moment at the cursor is compared with from now on; asked there again, none is. */
  pin(): void;
};

const NO_TRACK: Track = {
  times: new Float64Array(),
  seqs: new Float64Array(),
  decisions: new Uint32Array(),
  moments: new Float64Array(),
  lanes: [],
  lanesLeft: 0,
};
/** Rows kept of the list. A guess: many screens of it. */
const ROWS_MAX = 5_000;
const ZOOM_MAX = 4_096;
/** While the cursor moves on, a decision is drawn no more often, in milliseconds: drawing it takes longer than a frame has. A guess. */
const IN_PASSING = 100;

const FRAMES: Frames = {
  next: (run) => void requestAnimationFrame(run),
  isCalm: () => matchMedia('(prefers-reduced-motion: reduce)').matches,
};

export function createModel(send: (question: ToWorker) => void, frames = FRAMES): Model {
  const status = signal<Status>({ phase: 'empty' });
  const track = signal(NO_TRACK);
  const cursor = signal(0);
  const view = signal<View | null>(null);
  const search = signal<Search>({ text: '', hits: null, share: 1, problem: null });
  const rows = signal<ReadonlyMap<number, FactRow>>(new Map());
  const lane = signal<string | null>(null);
  const [zoom, isCollapsed, isHelp] = [signal(1), signal(true), signal(false)];
  const pinned = signal<number | null>(null);
  const axis = computed(() => {
    const { moments, times } = track.value;
    return createScale(momentsOf(moments, times[0] ?? 0, times.at(-1) ?? 0), isCollapsed.value);
  });
  const pictures = createPictures(send);
  /** Until somebody goes anywhere, the page stays at the newest fact. */
  const paused = signal<number | null>(null);
  let wantedSeq: number | null = null;
  let agent: { readonly origin: string; readonly token: string } | null = null;
  /** One seek is under way at a time, and the newest wish follows it. */
  let asked: number | null = null;
  let shownAt = 0;
  const wanted = new Set<number>();

  function goTo(index: number): void {
    const last = track.value.times.length - 1;
    if (last < 0) return;
    cursor.value = Math.max(0, Math.min(index, last));
    if (asked === null) seek();
  }
  function seek(): void {
    asked = cursor.value;
    send({ kind: 'seek', index: asked, pinned: pinned.value });
  }
  function seen(made: View): void {
    const isWanted = made.index === cursor.value && made.pinned === pinned.value;
    if (isWanted || performance.now() - shownAt > IN_PASSING) [view.value, shownAt] = [made, performance.now()];
    asked = null;
    if (!isWanted) seek();
  }
  function take(next: Track | null): void {
    if (!next) return;
    track.value = next;
    if (wantedSeq !== null && wantedSeq <= (next.seqs.at(-1) ?? -1)) {
      paused.value ??= next.times.length;
      goTo(lastUpTo(next.seqs, wantedSeq));
      wantedSeq = null;
    } else if (paused.value === null) goTo(next.times.length - 1);
  }
  const moved = (index: number): void => {
    paused.value ??= track.value.times.length;
    wantedSeq = null;
    goTo(index);
  };
  function clear(): void {
    [track.value, view.value, rows.value, cursor.value] = [NO_TRACK, null, new Map(), 0];
    [paused.value, pinned.value, asked] = [null, null, null];
    pictures.hear(null);
    wanted.clear();
  }
  function hearLive(message: ToPage & { readonly kind: 'live' }): void {
    const { link, outcome } = message;
    if (status.value.phase !== 'live') return;
    status.value =
      link.state === 'refused' && outcome.facts === 0 ? { phase: 'empty', problem: link.problem } : { ...status.value, link, outcome };
    take(message.track);
  }
  /** A fact of an epoch that is not here is asked for with all that came after it. */
  function joinAt(at: number | null): void {
    if (!agent) return;
    status.value = { phase: 'live', name: new URL(agent.origin).host, link: { state: 'joining' }, outcome: null, left: 0 };
    send({ kind: 'follow', ...agent, at });
  }
  const among = (list: Uint32Array, by: 1 | -1): number | undefined => {
    const at = by === 1 ? after(list, cursor.value) : after(list, cursor.value - 1) - 1;
    return list[at];
  };

  return {
    ...{ status, track, cursor, view, search, rows, lane, zoom, isCollapsed, isHelp, paused, axis, pinned },
    ...pictures,
    player: createPlayer({ axis, track, cursor, goTo: moved }, frames),
    hear(message) {
      const name = status.value.phase === 'empty' ? '' : status.value.name;
      if (message.kind === 'progress') status.value = { phase: 'folding', name, facts: message.facts, share: message.share };
      if (message.kind === 'done') status.value = { phase: 'done', name, outcome: message.outcome };
      if (message.kind === 'failed') status.value = { phase: 'failed', name, problem: message.problem };
      if (message.kind === 'progress' || message.kind === 'done') take(message.track);
      if (message.kind === 'begun') clear();
      if (message.kind === 'begun' && status.value.phase === 'live') status.value = { ...status.value, left: message.left };
      if (message.kind === 'live') hearLive(message);
      if (message.kind === 'moment') seen(message.view);
      if (message.kind === 'filtered' && message.text === search.value.text) search.value = message;
      if (message.kind === 'searching' && message.text === search.value.text) search.value = { ...search.value, share: message.share };
      pictures.hear(message);
      if (message.kind !== 'rows') return;
      const kept = rows.value.size > ROWS_MAX ? [] : rows.value;
      rows.value = new Map([...kept, ...message.rows.map((row) => [row.index, row] as const)]);
      for (const { index } of message.rows) wanted.delete(index);
    },
    open(blob, name) {
      status.value = { phase: 'folding', name, facts: 0, share: 0 };
      clear();
      send({ kind: 'open', blob });
    },
    join(origin, token) {
      if (token === null) status.value = { phase: 'empty', problem: 'the address of this page has no token' };
      if (token === null) return;
      agent = { origin, token };
      joinAt(wantedSeq);
    },
    follow(is) {
      paused.value = is ? null : track.value.times.length;
      wantedSeq = null;
      if (is) goTo(track.value.times.length - 1);
    },
    goTo: moved,
    goToSeq(seq) {
      wantedSeq = seq;
      const [first = 0] = track.value.seqs;
      if (status.value.phase === 'live' && seq < first && first - seq <= KEPT) joinAt(seq);
      else take(track.value);
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
    pin() {
      pinned.value = pinned.value === cursor.value ? null : cursor.value;
      if (asked === null && track.value.times.length > 0) seek();
    },
  };
}
