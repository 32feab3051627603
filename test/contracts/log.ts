/** What every event log does, whatever keeps it. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type EventLog, LogCorrupt, type Position } from '../../adapters/log/index.ts';
import type { Fact } from '../../machines/model/facts/index.ts';
import { instant } from '../../machines/model/units.ts';
import { fill, opened, random, someFact, stamp, stamped, started } from '../adapters/log/facts.ts';

/** `open` gives a log that is new and empty; `close` ends it and takes away what it left. */
export type Subject = { open(base?: Position | null): EventLog; close(): void };

export function logContract(name: string, subject: () => Subject): void {
  describe(`the event log (${name})`, () => {
    let under: Subject;
    let log: EventLog;
    let next: () => number;
    beforeEach(() => {
      under = subject();
      log = under.open();
      next = random(7);
    });
    afterEach(() => under.close());
    const two = () => [someFact(next), someFact(next)];

    test('an empty log has nothing to tell', () => {
      expect(log.last).toBeNull();
      expect([...log.facts()]).toEqual([]);
      expect([...log.transactions()]).toEqual([]);
      expect(log.epochs()).toEqual([]);
      expect(log.bytesOfEpoch()).toBe(0);
      expect(log.seqAt(instant(5))).toBeNull();
      expect(log.prune(0)).toBe(0);
    });

    test('an append gives the transaction, which can be read back with its facts', () => {
      const facts = stamped(null, two());
      const result = log.append(facts, 'abcd');
      expect(result).toMatchObject({
        ok: true,
        transaction: { id: 1, epoch: 1, first: 1, last: 2, digest: 'abcd', previous: '0'.repeat(64) },
      });
      const [read] = log.transactions();
      expect(read).toEqual({ ...(result.ok ? result.transaction : {}), facts });
      expect(log.last).toMatchObject({ seq: 2, epoch: 1, digest: 'abcd', at: facts[1]?.at, hash: read?.hash });
    });

    test('all facts come back in order, over pages and epochs', () => {
      const facts = fill(log, next, 700);
      expect([...log.facts()]).toEqual(facts);
      expect([...log.transactions()].flatMap((t) => t.facts)).toEqual(facts);
      expect(log.epochs().length).toBeGreaterThan(10);
    });

    test('the hash of each transaction chains the one before it, its facts and its digest', () => {
      fill(log, next, 20);
      const read = [...log.transactions()];
      expect(read.slice(1).map((t) => t.previous)).toEqual(read.slice(0, -1).map((t) => t.hash));
      expect(new Set(read.map((t) => t.hash)).size).toBe(20);
    });

    test.each([
      ['from', { from: 40 }],
      ['to', { to: 60 }],
      ['both, inside one transaction', { from: 50, to: 50 }],
      ['from beyond the end', { from: 100_000 }],
      ['an epoch', { epoch: 2 }],
      ['an epoch and a seq', { epoch: 2, from: 30 }],
      ['an epoch that is not there', { epoch: 99 }],
    ])('a range of facts: %s', (_name, range) => {
      const facts = fill(log, next, 60, 10);
      const [from, to] = ['from' in range ? range.from : 0, 'to' in range ? range.to : Number.MAX_SAFE_INTEGER];
      const epoch = log.epochs().find((e) => !('epoch' in range) || e.epoch === range.epoch);
      const within = (f: Fact) => !('epoch' in range) || (epoch !== undefined && f.seq >= epoch.first && f.seq <= epoch.last);
      expect([...log.facts(range)]).toEqual(facts.filter((f) => f.seq >= from && f.seq <= to && within(f)));
    });

    test('transactions of a range are whole', () => {
      log.append(stamped(log.last, two()), '');
      log.append(stamped(log.last, two()), '');
      log.append(stamped(log.last, two()), '');
      expect([...log.transactions({ from: 4, to: 4 })].map((t) => [t.first, t.last])).toEqual([[3, 4]]);
    });

    test('agent.started opens an epoch, where time may go back and bytes count anew', () => {
      log.append(stamped(null, two(), 5000), '');
      const before = log.bytesOfEpoch();
      expect(log.append(stamped(log.last, [started(), opened(2)], 100), '').ok).toBe(true);
      expect(log.epochs()).toMatchObject([
        { epoch: 1, first: 1, last: 2, at: 5000, bytes: before },
        { epoch: 2, first: 3, last: 4, at: 100, bytes: log.bytesOfEpoch() },
      ]);
      expect(log.last).toMatchObject({ epoch: 2, seq: 4, at: 101 });
    });

    test.each([
      ['a gap', () => [stamp(started(), 4, 2000)], 'continues the log'],
      ['a repetition', () => [stamp(someFact(next), 2, 2000)], 'continues the log'],
      ['a gap inside', () => [stamp(someFact(next), 3, 2000), stamp(someFact(next), 5, 2000)], 'continues the log'],
      ['time that goes back', () => [stamp(someFact(next), 3, 999)], 'time goes back'],
      ['time that goes back inside', () => [stamp(someFact(next), 3, 3000), stamp(someFact(next), 4, 2999)], 'time goes back'],
      ['agent.started in the middle', () => [stamp(someFact(next), 3, 2000), stamp(started(), 4, 2000)], 'comes first'],
      ['an epoch with another number', () => [stamp(started(), 3, 2000), stamp(opened(7), 4, 2000)], 'in epoch 2'],
      ['nothing at all', () => [], 'at least one'],
      ['a fact without canonical JSON', () => lone(3), 'canonical'],
    ])('refuses %s, and stays as it was', (_kind, facts, problem) => {
      log.append(stamped(null, two()), 'aa');
      const was = log.last;
      expect(log.append(facts(), '')).toMatchObject({
        ok: false,
        error: { code: 'ERR_LOG_ORDER', problem: expect.stringContaining(problem) },
      });
      expect(log.last).toEqual(was);
      expect([...log.facts()]).toHaveLength(2);
      expect(log.append(stamped(log.last, two()), '').ok).toBe(true);
    });

    test('refuses a digest that is none, and a fact longer than a line of an export', () => {
      expect(log.append(stamped(null, two()), 'no digest')).toMatchObject({ ok: false, error: { code: 'ERR_LOG_ORDER' } });
      const long = { ...stamp(started(), 1, 1), version: 'x'.repeat(1 << 20) } as Fact;
      expect(log.append([long], '')).toMatchObject({
        ok: false,
        error: { code: 'ERR_LOG_ORDER', problem: expect.stringContaining('longer') },
      });
    });

    test('seqAt is the last fact at or before a moment, within transactions and over epochs', () => {
      const facts = fill(log, next, 80, 15);
      for (let at = 990; at < 1800; at += 7)
        expect(log.seqAt(instant(at)), `at ${at}`).toBe(facts.findLast((f) => f.at <= at)?.seq ?? null);
    });

    test('a reading sees the log as it was when it began', () => {
      const facts = fill(log, next, 5);
      const reading = log.facts()[Symbol.iterator]();
      const seen = [reading.next().value];
      fill(log, next, 5);
      for (let step = reading.next(); !step.done; step = reading.next()) seen.push(step.value);
      expect(seen).toEqual(facts);
    });

    test('a reading goes on over a prune', () => {
      const facts = fill(log, next, 60, 5);
      const reading = log.facts()[Symbol.iterator]();
      const seen = [reading.next().value];
      expect(log.prune(0)).toBeGreaterThan(1);
      for (let step = reading.next(); !step.done; step = reading.next()) seen.push(step.value);
      expect(seen).toEqual(facts);
    });

    test('prune removes the oldest whole epochs and never the newest; the chain holds behind them', () => {
      const facts = fill(log, next, 60, 8);
      const epochs = log.epochs();
      const keep = epochs.slice(-2).reduce((sum, e) => sum + e.bytes, 0);
      expect(log.prune(keep)).toBe(epochs.length - 2);
      expect(log.epochs()).toEqual(epochs.slice(-2));
      expect([...log.facts()]).toEqual(facts.filter((f) => f.seq >= (epochs.at(-2)?.first ?? 0)));
      expect(log.prune(0)).toBe(1);
      expect(log.prune(0)).toBe(0);
      expect(log.append(stamped(log.last, two()), '').ok).toBe(true);
      expect([...log.transactions()].at(-1)?.last).toBe(log.last?.seq);
    });

    test('a log may continue another one', () => {
      fill(log, next, 10, 100);
      const base = log.last;
      under.close();
      under = subject();
      log = under.open(base);
      expect(log.append(stamped(null, two()), '')).toMatchObject({ ok: false, error: { code: 'ERR_LOG_ORDER' } });
      const facts = stamped(base, two());
      expect(log.append(facts, '')).toMatchObject({ ok: true, transaction: { id: 11, epoch: 1, previous: base?.hash } });
      expect([...log.facts()]).toEqual(facts);
    });

    test('LogCorrupt is an error with a code and a place', () => {
      expect(new LogCorrupt(5, 'x')).toMatchObject({ name: 'LogCorrupt', code: 'ERR_LOG_CORRUPT', seq: 5, problem: 'x' });
    });
  });
}

/** A string that RFC 8785 has no text for. */
const lone = (seq: number): readonly Fact[] => [{ ...stamp(started(), seq, 2000), version: '\ud800' } as Fact];
