/** Questions about a log file that need no reading of it all: its epochs, and which fact stood last at a moment. */
import type { DatabaseSync } from 'node:sqlite';
import { type Instant, instant, type Seq } from '../../machines/model/units.ts';
import { bisect } from './bisect.ts';
import { asCorrupt } from './fault.ts';
import { type Epoch, LogCorrupt } from './port.ts';
import { scan } from './scan.ts';
import { epochRows, lastId, positionAt } from './tables.ts';

export function epochsOf(db: DatabaseSync): readonly Epoch[] {
  return reading(() => {
    const rows = epochRows(db);
    const end = lastId(db);
    return rows.map(({ epoch, first, at }, i) => {
      const last = positionAt(db, rows[i + 1] ? (rows[i + 1]?.id ?? 0) - 1 : (end ?? 0));
      if (!last) throw new LogCorrupt(first, `the end of epoch ${epoch} is missing`);
      return { epoch, first, last: last.seq, at: instant(at), bytes: last.bytes };
    });
  });
}

/** Wall time may go back between epochs, so the last epoch that had begun by then is the one to look in; within it time only rises. */
export function seqAt(path: string, db: DatabaseSync, at: Instant): Seq | null {
  return reading(() => {
    const rows = epochRows(db);
    const i = rows.findLastIndex((row) => row.at <= at);
    const opening = rows[i];
    if (!opening) return null;
    const end = (rows[i + 1]?.id ?? (lastId(db) ?? 0) + 1) - 1;
    const id = bisect(opening.id, end, (n) => (positionAt(db, n)?.at ?? 0) > at);
    const whole = id > opening.id ? (positionAt(db, id - 1)?.seq ?? null) : null;
    if (id > end) return whole;
    const from = (whole ?? opening.first - 1) + 1;
    const [split] = scan(path, { from, to: from });
    return split?.facts.findLast((fact) => fact.at <= at)?.seq ?? whole;
  });
}

function reading<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw asCorrupt(error, 0);
  }
}
