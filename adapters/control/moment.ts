/** The past: a log folded up to a fact or a moment, in slices, so that an agent that is asked goes on hearing its host. */
import { setImmediate as turn } from 'node:timers/promises';
import { seeker } from '../../machines/model/seek.ts';
import type { Seq } from '../../machines/model/units.ts';
import { createLoop, type Fold, INITIAL_FOLD } from '../../streams/loop.ts';
import { type Epoch, OCTETS } from '../log/index.ts';
import { type Refused, refused } from './reply.ts';
import type { Subject } from './subject.ts';
import { iso } from './words.ts';

/** Facts folded between two turns of the event loop: about a millisecond. */
const SLICE = 128;

type Place = { readonly ok: true; readonly seq: Seq; readonly epoch: number };

/** `at`: a fact's number, or an ISO time. The answer has the notices of nobody: a log cannot tell what was not seen. */
export async function past({ log }: Subject, at: string): Promise<{ readonly ok: true; readonly subject: Subject } | Refused> {
  const epochs = log.epochs();
  const place = /^\d{1,15}$/.test(at) ? bySeq(epochs, Number(at)) : await byTime(log, epochs, at);
  if (!place.ok) return place;
  const fold = await foldTo(log, place);
  return { ok: true, subject: { fold, now: fold.host.at, log, notices: [] } };
}

function bySeq(epochs: readonly Epoch[], seq: Seq): Place | Refused {
  const epoch = epochs.find((e) => seq >= e.first && seq <= e.last);
  return epoch ? { ok: true, seq, epoch: epoch.epoch } : missing(epochs, `fact ${seq}`);
}

async function byTime(log: Subject['log'], epochs: readonly Epoch[], at: string): Promise<Place | Refused> {
  const wanted = Date.parse(at);
  if (!/^\d{4}-\d\d-\d\d/.test(at) || Number.isNaN(wanted))
    return refused(400, 'ERR_BAD_MOMENT', `not a fact's number or an ISO time: ${at}`, 'for example 812, or 2026-11-24T10:15:00Z');
  const epoch = epochs.findLast((e) => e.at <= wanted);
  if (!epoch) return missing(epochs, at);
  const found = seeker(wanted);
  let count = 0;
  for (const fact of log.facts({ epoch: epoch.epoch })) {
    found.take(fact);
    if (++count % SLICE === 0) await turn();
  }
  return { ok: true, seq: found.seq ?? epoch.first, epoch: epoch.epoch };
}

function missing(epochs: readonly Epoch[], what: string): Refused {
  const [first, last] = [epochs[0], epochs.at(-1)];
  const hint = first && last ? `it has the facts ${first.first} to ${last.last}, from ${iso(first.at)} on` : 'it is empty';
  return refused(404, 'ERR_NOT_IN_LOG', `the log does not have ${what}`, hint);
}

async function foldTo(log: Subject['log'], { seq, epoch }: Place): Promise<Fold> {
  const loop = createLoop(INITIAL_FOLD, OCTETS.sha256);
  let count = 0;
  for (const fact of log.facts({ epoch, to: seq })) {
    loop.take(fact);
    if (++count % SLICE === 0) await turn();
  }
  return loop.fold;
}
