/** Replay of a stored log at 8 PvDs: hash chain verified, decisions and digests compared, in turns with the floors; and its memory. */
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type EventLog, OCTETS } from '../../adapters/log/index.ts';
import { replay as replayed } from '../../streams/replay.ts';
import { type Bench, median, timed } from './bench.ts';
import { budgetInParses, parseMicros } from './floor.ts';
import { inFolder, openLog, PVDS, writeLog } from './logs.ts';

/** 40,000 facts a second. */
const MICROS_A_FACT = 25;
/** Heap after a collection, at the longer log against the shorter. */
const FLAT = 1.2;
const EPOCH = 40_000;

export const replay: Bench = {
  about: 'facts a second from the stored log (of a quiet host; a restless one beside it), and memory in the length of the log',
  run: ({ quick }) =>
    inFolder((folder) => {
      const count = quick ? 10_000 : 40_000;
      const [quiet, restless] = (['quiet', 'restless'] as const).map((pace) => {
        const path = join(folder, `${pace}.db`);
        writeLog(path, count, EPOCH, pace);
        return openLog(path, true);
      });
      if (!quiet || !restless) throw new Error('no log');
      const rounds = Array.from({ length: quick ? 3 : 5 }, () => ({
        parse: parseMicros(),
        scan: timed(() => {
          for (const _ of quiet.transactions());
        }),
        replay: timed(() => replayAll(quiet, count)),
        restless: timed(() => replayAll(restless, count)),
      }));
      quiet.close();
      restless.close();
      const rate = (name: 'scan' | 'replay' | 'restless', clock: 'cpu' | 'wall') =>
        count / median(rounds.map((round) => round[name][clock]));
      const parse = median(rounds.map((round) => round.parse));
      const parses = 1e6 / rate('replay', 'wall') / parse;
      const lengths = quick ? [10_000, 40_000] : [100_000, 1_000_000];
      const [short = Number.NaN, long = Number.NaN] = lengths.map((length) =>
        heapOf(join(folder, `${length}.db`), length, quick ? 10_000 : EPOCH),
      );
      return {
        figures: {
          pvds: PVDS,
          replayPerCpuSecond: rate('replay', 'cpu'),
          replayPerSecond: rate('replay', 'wall'),
          restlessPerCpuSecond: rate('restless', 'cpu'),
          scanPerCpuSecond: rate('scan', 'cpu'),
          parseMicros: parse,
          [`heapMBAt${lengths[0]}`]: short,
          [`heapMBAt${lengths[1]}`]: long,
        },
        ratios: {
          replayToScan: rate('scan', 'cpu') / rate('replay', 'cpu'),
          replayToParse: parses,
          heapLongToShort: long / short,
        },
        budgets: [
          { name: 'a fact, in parses of an event', is: parses, limit: 'atMost', at: budgetInParses(MICROS_A_FACT) },
          { name: 'heap, long to short', is: long / short, limit: 'atMost', at: FLAT },
        ],
      };
    }),
};

function replayAll(log: EventLog, count: number): void {
  const { verdict, facts } = replayed(log.transactions(), { hash: OCTETS.sha256 });
  if (verdict.kind !== 'equal' || facts < count) throw new Error(`replay of ${facts}: ${verdict.kind}`);
}

/** The most that a process of its own holds, in MB, each time after a collection. */
function heapOf(path: string, count: number, epoch: number): number {
  writeLog(path, count, epoch, 'quiet', 100);
  const child = fileURLToPath(new URL('./heap-child.ts', import.meta.url));
  const said = execFileSync(process.execPath, ['--expose-gc', child, path, String(Math.ceil(count / 10))], { encoding: 'utf8' });
  return Number(said);
}
