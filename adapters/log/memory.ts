/** The event log in memory: the same chain and the same refusals as on disk, for tests and for programs that embed without a disk. */
import type { Fact } from '../../machines/model/facts/index.ts';
import { type Instant, instant, type Seq } from '../../machines/model/units.ts';
import { bisect } from './bisect.ts';
import { link, positionOf, type Row, textsOf } from './chain.ts';
import type { AppendResult, Epoch, EventLog, Position, Range, ReadTransaction } from './port.ts';
import { follow } from './reading.ts';

type Kept = { readonly row: Row; readonly texts: readonly string[] };
/** One epoch: where it begins, and its transactions. */
type Chapter = { readonly epoch: number; readonly before: Position | null; readonly at: Instant; readonly kept: Kept[] };

/** `base`: the position that the log continues, when it begins as the rest of another one. */
export function memoryLog({ base = null }: { readonly base?: Position | null } = {}): EventLog {
  const chapters: Chapter[] = [];
  let last = base;

  function append(facts: readonly Fact[], digest: string): AppendResult {
    const texts = textsOf(facts);
    if (!texts.ok) return { ok: false, error: { code: 'ERR_LOG_ORDER', problem: texts.problem, seq: texts.seq } };
    const linked = link(last, facts, texts.texts, digest);
    if (!linked.ok) return { ok: false, error: { code: 'ERR_LOG_ORDER', problem: linked.problem, seq: linked.seq } };
    const { row } = linked;
    if (chapters.at(-1)?.epoch !== row.epoch) chapters.push({ epoch: row.epoch, before: last, at: instant(facts[0]?.at ?? 0), kept: [] });
    chapters.at(-1)?.kept.push({ row, texts: texts.texts });
    last = positionOf(row);
    const { at: _at, bytes: _bytes, ...transaction } = row;
    return { ok: true, transaction };
  }

  return {
    get last() {
      return last;
    },
    append,
    transactions: (range = {}) => transactions(chapters, range),
    facts: (range = {}) => factsOf(transactions(chapters, range), range),
    epochs: () => chapters.map(summary),
    bytesOfEpoch: () => last?.bytes ?? 0,
    seqAt: (at) => seqAt(chapters, at),
    prune: (keepBytes) => {
      let removed = 0;
      while (chapters.length > 1 && chapters.reduce((sum, c) => sum + summary(c).bytes, 0) > keepBytes) {
        chapters.shift();
        removed += 1;
      }
      return removed;
    },
    close: () => {},
  };
}

/** Facts of whole transactions, cut to the range. */
export function* factsOf(transactions: Iterable<ReadTransaction>, { from = 0, to = Number.MAX_SAFE_INTEGER }: Range): Iterable<Fact> {
  for (const { facts } of transactions) for (const fact of facts) if (fact.seq >= from && fact.seq <= to) yield fact;
}

function* transactions(chapters: readonly Chapter[], range: Range): Iterable<ReadTransaction> {
  const { from = 0, to = Number.MAX_SAFE_INTEGER, epoch } = range;
  const seen = chapters.filter((c) => epoch === undefined || c.epoch === epoch).map(({ before, kept }) => ({ before, kept: [...kept] }));
  for (const { before, kept } of seen) {
    for (let i = bisect(0, kept.length - 1, (n) => (kept[n]?.row.last ?? 0) >= from); i < kept.length; i++) {
      const stored = kept[i];
      if (!stored || stored.row.first > to) return;
      const earlier = kept[i - 1];
      yield follow(earlier ? positionOf(earlier.row) : before, stored).transaction;
    }
  }
}

function seqAt(chapters: readonly Chapter[], at: Instant): Seq | null {
  const chapter = chapters.findLast((c) => c.at <= at);
  if (!chapter) return null;
  const { kept, before } = chapter;
  const i = bisect(0, kept.length - 1, (n) => (kept[n]?.row.at ?? 0) > at);
  const [earlier, split] = [kept[i - 1], kept[i]];
  const facts = split ? follow(earlier ? positionOf(earlier.row) : before, split).transaction.facts : [];
  return facts.findLast((fact) => fact.at <= at)?.seq ?? earlier?.row.last ?? null;
}

function summary({ epoch, at, kept }: Chapter): Epoch {
  const bytes = kept.at(-1)?.row.bytes ?? 0;
  return { epoch, first: kept[0]?.row.first ?? 0, last: kept.at(-1)?.row.last ?? 0, at, bytes };
}
