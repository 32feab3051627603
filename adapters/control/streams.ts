/** Server-sent events: what is stored, then what comes. A reader that does not keep up is closed, never buffered for. */
import type { ServerResponse } from 'node:http';
import { setImmediate as turn } from 'node:timers/promises';
import type { Observable } from 'rxjs';
import type { Fact } from '../../machines/model/facts/index.ts';
import type { Digested, Newest } from '../../machines/model/serverEvents.ts';
import type { Seq } from '../../machines/model/units.ts';
import type { Fold, Tick } from '../../streams/loop.ts';
import type { EventLog } from '../log/index.ts';
import type { Limits } from './gate.ts';
import { decisionAnswer } from './views.ts';

/** Facts looked at between two turns of the event loop. */
const SLICE = 256;

export type Sending = {
  readonly isOpen: boolean;
  /** False: the reader has more waiting than it may, and is closed. */
  send(event: string, id: number, data: unknown): boolean;
  /** Resolves when what was sent is on its way; a reader that takes too long is closed. */
  drained(): Promise<void>;
  end(): void;
  readonly closed: Promise<void>;
};

/** Opens the stream; nothing but `closed` ever says that the reader went. */
export function sending(response: ServerResponse, limits: Limits): Sending {
  response.socket?.setTimeout(0);
  response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' });
  response.flushHeaders();
  const write = (text: string): boolean => {
    if (response.destroyed || response.writableEnded) return false;
    response.write(text);
    if (response.writableLength <= limits.waiting) return true;
    response.destroy();
    return false;
  };
  const heartbeat = setInterval(() => write(': \n\n'), limits.heartbeat).unref();
  const closed = new Promise<void>((resolve) => {
    response.once('close', () => {
      clearInterval(heartbeat);
      resolve();
    });
  });
  return {
    get isOpen() {
      return !response.destroyed && !response.writableEnded;
    },
    send: (event, id, data) => write(`event: ${event}\nid: ${id}\ndata: ${JSON.stringify(data)}\n\n`),
    drained: () => drain(response, closed, limits.drainTime),
    end: () => response.end(),
    closed,
  };
}

async function drain(response: ServerResponse, closed: Promise<void>, time: number): Promise<void> {
  if (!response.writableNeedDrain || response.destroyed) return;
  const tooLong = setTimeout(() => response.destroy(), time);
  await Promise.race([new Promise<void>((resolve) => response.once('drain', () => resolve())), closed]);
  clearTimeout(tooLong);
}

export type Wanted = {
  /** A fact; or the first of the epoch that a fact is in (null: of the newest epoch); or null, which is what comes from now on. */
  readonly from: Seq | { readonly epochOf: Seq | null } | null;
  readonly types: readonly string[];
  readonly follow: boolean;
  /** With the last fact of each transaction comes the digest that the agent had then, and which fact was its newest. */
  readonly digests: boolean;
};
type Source = { readonly log: Pick<EventLog, 'transactions' | 'epochs' | 'last'>; readonly facts: Observable<Fact>; readonly fold: Fold };

/** Stored facts from `from` on, then the live ones without a hole: both are handed over in one turn of the event loop. */
export async function sendFacts(to: Sending, source: Source, { from, types, follow, digests }: Wanted): Promise<void> {
  const { log, facts } = source;
  const isWanted = (fact: Fact) => types.length === 0 || types.some((t) => fact.type.startsWith(t));
  const newest = () => source.fold.host.seq;
  let next = firstOf(log, from);
  /** `digest`: with the last fact of a transaction. */
  const send = (fact: Fact, digest: string | null): boolean => {
    next = fact.seq + 1;
    if (isWanted(fact) && !to.send('fact', fact.seq, fact)) return false;
    return digest === null || !digests || to.send('digest', fact.seq, { digest, newest: newest() } satisfies Digested);
  };
  if (digests) to.send('newest', next - 1, { newest: newest() } satisfies Newest);
  let count = 0;
  for (let before = -1; to.isOpen && before < next && next <= (log.last?.seq ?? 0); ) {
    before = next;
    for (const { fact, digest } of stored(log, next)) {
      if (!send(fact, digest)) return;
      await to.drained();
      if (++count % SLICE === 0) await turn();
      if (!to.isOpen) return;
    }
  }
  if (!follow) return to.end();
  const live = facts.subscribe({
    // The fold is at the end of the transaction already while its facts are told.
    next: (fact) => {
      if (fact.seq >= next) send(fact, fact.seq === newest() ? source.fold.digest : null);
    },
    complete: () => to.end(),
  });
  await to.closed;
  live.unsubscribe();
}

/** Of an epoch that the log has no more: the first that it has. */
function firstOf(log: Source['log'], from: Wanted['from']): Seq {
  if (typeof from === 'number') return from;
  if (from === null) return (log.last?.seq ?? 0) + 1;
  const { epochOf } = from;
  const epochs = log.epochs();
  return (epochs.findLast(({ first }) => epochOf === null || first <= epochOf) ?? epochs[0])?.first ?? 0;
}

function* stored(log: Source['log'], from: Seq): Iterable<{ readonly fact: Fact; readonly digest: string | null }> {
  for (const { facts, last, digest } of log.transactions({ from }))
    for (const fact of facts) if (fact.seq >= from) yield { fact, digest: fact.seq === last ? digest : null };
}

/** The current decision, then each that differs, with the paths of what changed. */
export async function sendDecisions(to: Sending, decisions: Observable<Tick>): Promise<void> {
  const live = decisions.subscribe({
    next: (tick) => {
      to.send('decision', tick.fold.host.seq, { ...decisionAnswer(tick.fold), changed: tick.changed.map(([path]) => path) });
    },
    complete: () => to.end(),
  });
  await to.closed;
  live.unsubscribe();
}
