/** The worker: it folds the log and answers questions about it, also while it folds. Nothing in it knows of a screen. */
import { allIn } from '../machines/model/shards.ts';
import { isShown, parseFilter } from './filter.ts';
import type { FactRow, Outcome, ToPage, ToWorker, Track, View } from './protocol.ts';
import { readLog } from './reading.ts';
import { createRecording, type Recording } from './recording.ts';
import { brief, isRefused, subjectOf } from './subject.ts';

/** Longer than this no question waits, in milliseconds: folding and searching pause for those that came meanwhile. */
const TURN = 30;
/** The time line is sent anew when the log has grown by this share, so that what is sent in all stays a small multiple of it. */
const GROWTH = 1.5;

type Turn = () => Promise<boolean>;
export type Answering = { take(question: ToWorker): Promise<void> };

/** `pause` resolves once messages that came have been handed over; `now` is any clock in milliseconds. */
export function createWorker(send: (message: ToPage) => void, pause: () => Promise<void>, now: () => number): Answering {
  let recording = createRecording();
  let filter = '';

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

  async function open(blob: Blob): Promise<void> {
    const current = createRecording();
    recording = current;
    try {
      await foldAll(current, blob, paced(), send);
    } catch (error) {
      // A log may be whole by its hashes and yet say what no host can: folding it is then the place that says so.
      send({ kind: 'failed', problem: error instanceof Error ? error.message : String(error) });
    }
    if (filter !== '') await search(filter);
  }

  async function search(text: string): Promise<void> {
    filter = text;
    const parsed = parseFilter(text);
    if (parsed.terms.length === 0) return send({ kind: 'filtered', text, hits: null, problem: parsed.problem });
    const hits: number[] = [];
    const turn = paced();
    const { facts, effects } = recording;
    for (let i = 0; i < facts.length; i += 1) {
      if (i % 256 === 0) await turn();
      if (text !== filter) return;
      const [fact, effect] = [facts[i], effects[i]];
      if (fact && effect && isShown(parsed, subjectOf(fact, effect))) hits.push(i);
    }
    send({ kind: 'filtered', text, hits: Uint32Array.from(hits), problem: parsed.problem });
  }

  return {
    async take(question) {
      if (question.kind === 'open') await open(question.blob);
      else if (question.kind === 'filter') await search(question.text);
      else if (question.kind === 'rows') send({ kind: 'rows', rows: question.indices.flatMap((i) => rowOf(recording, i)) });
      else if (recording.facts.length > 0) send({ kind: 'moment', view: viewOf(recording, question.index) });
    },
  };
}

async function foldAll(recording: Recording, blob: Blob, turn: Turn, send: (message: ToPage) => void): Promise<void> {
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
    send({ kind: 'progress', facts: length, share, track: isDue ? trackOf(recording) : null });
  };
  for await (const entry of readLog(blob.stream(), count)) {
    if (!entry.ok) damage = entry.error;
    else if (entry.kind === 'header') names = entry.header.names;
    else recording.take({ facts: entry.transaction.facts, digest: entry.transaction.digest || null });
    if (await turn()) tell();
  }
  const { facts, epochs, verdict, fold } = recording.replayed;
  const outcome = { facts, epochs, verdict, digest: fold.digest, skipped: recording.skipped, names, damage };
  send({ kind: 'done', outcome, track: trackOf(recording) });
}

const trackOf = ({ facts, decisions, lanes, lanesLeft }: Recording): Track => ({
  times: Float64Array.from(facts, ({ at }) => at),
  seqs: Float64Array.from(facts, ({ seq }) => seq),
  decisions: Uint32Array.from(decisions),
  lanes,
  lanesLeft,
});

function rowOf({ facts, effects }: Recording, index: number): readonly FactRow[] {
  const fact = facts[index];
  if (!fact) return [];
  const { seq, at, type, class: kind } = fact;
  return [
    { index, seq, at, type, class: kind, text: brief(fact), isDecisive: effects[index]?.isDecisive === true, isRefused: isRefused(fact) },
  ];
}

export function viewOf(recording: Recording, wanted: number): View {
  const { index, fold, tick } = recording.seek(wanted);
  const fact = recording.facts[index];
  if (!fact) throw new RangeError(`there is no fact ${wanted}`);
  const { ranking, resolution, node, conflicts, checks, routing, sessions } = fold.decision;
  return {
    index,
    fact,
    digest: fold.digest,
    epoch: fold.host.epoch,
    isSettled: fold.host.phase === 'settled',
    decision: { ranking, resolution, node, conflicts, checks, routing },
    sessions: allIn(sessions),
    changed: tick?.changed ?? [],
    commands: (tick?.commands ?? []).map(({ type }) => type),
  };
}
