/** The worker: it folds the log and answers questions about it, also while it folds. Nothing in it knows of a screen. */
import { chartAt } from './charted.ts';
import { type Following, followAgent } from './following.ts';
import type { Agent } from './live.ts';
import { seen } from './map/seen.ts';
import type { FactRow, Outcome, ToPage, ToWorker } from './protocol.ts';
import { LOG_MAX, readLog, SHORTER } from './reading.ts';
import { createRecording, type Recording } from './recording.ts';
import { createSearching, type Searching } from './searching.ts';
import { brief, isRefused } from './subject.ts';
import { viewOf } from './view.ts';
import { counted } from './words.ts';

/** Longer than this no question waits, in milliseconds: folding and searching pause for those that came meanwhile. */
const TURN = 30;
/** Facts that are looked at between two looks at the clock. */
const LOOKED = 256;
/** What is long is sent anew when it has grown by this share, so that what is sent in all stays a small multiple of it. */
const GROWTH = 1.5;

type Send = (message: ToPage) => void;
type Turn = () => Promise<boolean>;
export type Answering = { take(question: ToWorker): Promise<void> };

/** `pause` resolves once messages that came have been handed over; `now` is any clock in milliseconds; `agents`: how one is asked. */
export function createWorker(
  send: Send,
  pause: () => Promise<void>,
  now: () => number,
  agents: (origin: string, token: string) => Agent,
): Answering {
  let recording = createRecording(now);
  let searching = createSearching(recording.facts, '');
  /** The search that is under way. */
  let looking: Searching | null = null;

  /** True when it was time for a pause. */
  const paced = (): Turn => {
    let since = now();
    return async () => {
      if (now() - since < TURN) return false;
      await pause();
      since = now();
      return true;
    };
  };

  /** Whatever was opened before is over. */
  function begin(): Recording {
    recording = createRecording(now);
    searching = createSearching(recording.facts, searching.text);
    return recording;
  }

  async function open(blob: Blob): Promise<void> {
    const current = begin();
    if (blob.size > LOG_MAX) return send({ kind: 'failed', problem: tooLarge(blob.size) });
    await foldAll(current, blob, paced(), send, () => recording === current);
    if (recording === current) await look();
  }

  async function follow({ origin, token, at }: ToWorker & { readonly kind: 'follow' }): Promise<void> {
    let [mine, told] = [recording, 0];
    const following: Following = {
      ...{ agent: agents(origin, token), at, turn: paced(), now },
      isWanted: () => recording === mine,
      begin(left) {
        [mine, told] = [begin(), 0];
        send({ kind: 'begun', left });
        return mine;
      },
      report(link) {
        const { length } = mine.facts;
        send({ kind: 'live', link, outcome: outcomeOf(mine, 'keep', null), track: length > told ? mine.track : null });
        told = length;
        if (searching.text !== '') void look();
      },
    };
    await followAgent(following).catch((error: unknown) => send(failure(error)));
  }

  /** Goes on with the search, if there is one, and ends when it has seen all or is no longer the one that is wanted. */
  async function look(): Promise<void> {
    const [current, turn] = [searching, paced()];
    if (looking === current) return;
    looking = current;
    for (let sent = 0; current.look(LOOKED); ) {
      if (!(await turn())) continue;
      if (current !== searching) return;
      const { text, share, problem } = current;
      const isDue = share > sent * GROWTH;
      if (isDue) sent = share;
      send(isDue ? { kind: 'filtered', text, hits: current.hits(), share, problem } : { kind: 'searching', text, share });
    }
    if (looking === current) looking = null;
    const { text, problem } = current;
    send({ kind: 'filtered', text, hits: current.hits(), share: 1, problem });
  }

  return {
    async take(question) {
      if (question.kind === 'open') await open(question.blob);
      else if (question.kind === 'follow') await follow(question);
      else if (question.kind === 'filter') {
        searching = createSearching(recording.facts, question.text);
        await look();
      } else if (question.kind === 'rows') send({ kind: 'rows', rows: question.indices.flatMap((i) => rowOf(recording, i)) });
      else if (recording.facts.length === 0) return;
      else if (question.kind === 'chart') send({ kind: 'chart', chart: chartAt(recording, question) });
      else if (question.kind === 'map') send({ kind: 'map', map: { index: question.index, ...seen(recording.seek(question.index).fold) } });
      else send({ kind: 'moment', view: viewOf(recording, question.index, question.pinned) });
    },
  };
}

const tooLarge = (bytes: number): string =>
  `the file has ${counted(Math.ceil(bytes / 2 ** 20), 'megabyte')}, and this page takes ${counted(LOG_MAX / 2 ** 20, 'megabyte')}: ${SHORTER}`;

async function foldAll(recording: Recording, blob: Blob, turn: Turn, send: Send, isWanted: () => boolean): Promise<void> {
  let [share, sent] = [0, 0];
  let names: Outcome['names'] = 'keep';
  let damage: Outcome['damage'] = null;
  const count = (bytes: number) => {
    share = bytes / Math.max(1, blob.size);
  };
  const tell = () => {
    const { length } = recording.facts;
    const isDue = length > sent * GROWTH;
    if (isDue) sent = length;
    if (isWanted()) send({ kind: 'progress', facts: length, share, track: isDue ? recording.track : null });
  };
  try {
    for await (const entry of readLog(blob.stream(), count)) {
      if (!entry.ok) damage = entry.error;
      else if (entry.kind === 'header') names = entry.header.names;
      else recording.take({ facts: entry.transaction.facts, digest: entry.transaction.digest || null });
      if (await turn()) tell();
      if (!isWanted()) return;
    }
  } catch (error) {
    if (isWanted()) send({ kind: 'progress', facts: recording.facts.length, share, track: recording.track });
    return send(failure(error));
  }
  send({ kind: 'done', outcome: outcomeOf(recording, names, damage), track: recording.track });
}

/** A log may be whole by its hashes and yet say what no host can: folding it is then the place that says so. */
const failure = (error: unknown): ToPage => ({
  kind: 'failed',
  problem: `cannot be folded further: ${error instanceof Error ? error.message : String(error)}`,
});

function outcomeOf({ replayed, skipped }: Recording, names: Outcome['names'], damage: Outcome['damage']): Outcome {
  const { facts, epochs, verdict, fold } = replayed;
  return { facts, epochs, verdict, digest: fold.digest, skipped, names, damage };
}

function rowOf({ facts }: Recording, index: number): readonly FactRow[] {
  if (index >= facts.length) return [];
  const fact = facts.at(index);
  const { seq, at, type, class: kind } = fact;
  const { isDecisive } = facts.effect(index);
  return [{ index, seq, at, type, class: kind, text: brief(fact), isDecisive, isRefused: isRefused(fact) }];
}
