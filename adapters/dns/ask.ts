/**
 * One question to the servers of one PvD: the first without penalty, after its patience the next, all of them twice. An earlier
 * one may still answer while a later one is asked: on a lossy radio link an answer that is late is better than none.
 */
import { RCODE, RCODE_MASK, word } from '../../machines/model/dns/index.ts';
import type { Counters } from './counters.ts';
import type { Wanted } from './query.ts';
import { askServer } from './serverAsk.ts';
import { failed, type Server, succeeded } from './servers.ts';
import { type Stored, storeAnswer } from './stored.ts';
import type { Cancel, Time } from './time.ts';
import type { Outcome } from './transport.ts';

/** `failed`: servers answered, but to no use. `silent`: none did. `gone`: called off. */
export type Asked = { readonly ok: true; readonly stored: Stored } | { readonly ok: false; readonly why: 'failed' | 'silent' | 'gone' };
export type Asking = { readonly asked: Promise<Asked>; cancel(): void };

/** ms to wait for a server that has not answered yet, the least and the most. Guesses: LTE answers in 50 to 300. */
const [PATIENCE, PATIENCE_MIN, PATIENCE_MAX] = [500, 200, 2_000];
/** Of the round trip so far. */
const PATIENT = 4;
/** Times that each server is asked; a lone one is asked once more. With the patience doubled each time, within what a program waits (5 s). */
const [ROUNDS, ROUNDS_ALONE] = [2, 3];
/** A TLS handshake, or a TCP one behind a cut answer, takes longer than one datagram. */
const STREAM_FACTOR = 3;

type Turn = { readonly server: Server; readonly patience: number };

export function askServers(order: readonly Server[], wanted: Wanted, time: Time, counters: Counters): Asking {
  const { promise, resolve } = Promise.withResolvers<Asked>();
  const turns = turnsOf(order, time.now());
  const cancels = new Set<Cancel>();
  let [turn, isOver, hasFailed]: [number, boolean, boolean] = [-1, false, false];
  let waiting: Cancel = () => {};

  const finish = (asked: Asked): void => {
    if (isOver) return;
    isOver = true;
    waiting();
    for (const cancel of cancels) cancel();
    resolve(asked);
  };
  const next = (): void => {
    waiting();
    turn += 1;
    const now = turns[turn];
    if (!now) return finish({ ok: false, why: hasFailed ? 'failed' : 'silent' });
    begin(now, turn);
  };
  const begin = ({ server, patience }: Turn, own: number): void => {
    const began = time.now();
    waiting = time.wait(patience, () => {
      counters.timeouts += 1;
      failed(server, time.now());
      next();
    });
    const track = <T extends { cancel(): void }>(attempt: T): T => {
      cancels.add(attempt.cancel);
      return attempt;
    };
    askServer(server, wanted, counters, track).then((outcome) => {
      if (isOver) return;
      const stored = read(outcome, server, began);
      if (stored) return finish({ ok: true, stored });
      if (own === turn) next();
    });
  };
  /** Null: no use, or to less than another server may be. */
  const read = (outcome: Outcome, server: Server, began: number): Stored | null => {
    const now = time.now();
    if (outcome.kind !== 'answer') {
      failed(server, now);
      return null;
    }
    counters.answers += 1;
    const rcode = word(outcome.bytes, 2) & RCODE_MASK;
    if (rcode !== RCODE.NOERROR && rcode !== RCODE.NXDOMAIN) {
      hasFailed = true;
      // SERVFAIL may be the name's fault; what refuses us is of no use for others either.
      if (rcode !== RCODE.SERVFAIL) failed(server, now);
      return null;
    }
    const stored = storeAnswer(outcome.bytes, wanted, now);
    if (stored.ok) {
      succeeded(server, now - began);
      return stored.value;
    }
    counters.unreadable += 1;
    hasFailed = true;
    failed(server, now);
    return null;
  };

  next();
  return { asked: promise, cancel: () => finish({ ok: false, why: 'gone' }) };
}

/** Where all have a penalty already, one round must do: the next PvD waits. */
function turnsOf(order: readonly Server[], now: number): readonly Turn[] {
  const isHopeless = order.every(({ until }) => until > now);
  const rounds = isHopeless ? 1 : order.length === 1 ? ROUNDS_ALONE : ROUNDS;
  return Array.from({ length: rounds }, (_, round) => order.map((server) => ({ server, patience: patienceOf(server, round) }))).flat();
}

function patienceOf({ rtt, server }: Server, round: number): number {
  const base = rtt === null ? PATIENCE : Math.max(PATIENCE_MIN, PATIENT * rtt);
  return Math.min(PATIENCE_MAX, base * 2 ** round) * (server.tls === null ? 1 : STREAM_FACTOR);
}
