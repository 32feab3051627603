/** Replay of a stored log at 8 PvDs: hash chain verified, decisions and digests compared, in turns with the floors; and its memory. */
import { execFileSync } from 'node:child_process';
import { hash } from 'node:crypto';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { replay as replayed } from '../../streams/replay.ts';
import { type Bench, median, timed } from './bench.ts';
import { inFolder, openLog, PVDS, writeLog } from './logs.ts';

const FACTS_PER_SECOND = 40_000;
/** Heap after a collection, at the longer log against the shorter. */
const FLAT = 1.2;
const EPOCH = 40_000;

export const replay: Bench = {
  about: 'facts a second from the stored log, and memory in the length of the log',
  run: ({ quick }) =>
    inFolder((folder) => {
      const path = join(folder, 'speed.db');
      const count = quick ? 10_000 : 40_000;
      writeLog(path, count, EPOCH);
      const log = openLog(path, true);
      const texts = Array.from({ length: count }, (_, i) => JSON.stringify({ i, text: 'x'.repeat(500) }));
      const rounds = Array.from({ length: quick ? 3 : 5 }, () => ({
        machine: timed(() => texts.forEach(parseAndHash)),
        scan: timed(() => {
          for (const _ of log.transactions());
        }),
        replay: timed(() => {
          const { verdict, facts } = replayed(log.transactions());
          if (verdict.kind !== 'equal' || facts < count) throw new Error(`replay of ${facts}: ${verdict.kind}`);
        }),
      }));
      log.close();
      const rate = (name: keyof (typeof rounds)[number], clock: 'cpu' | 'wall') =>
        count / median(rounds.map((round) => round[name][clock]));
      const lengths = quick ? [10_000, 40_000] : [100_000, 1_000_000];
      const [short = Number.NaN, long = Number.NaN] = lengths.map((length) =>
        heapOf(join(folder, `${length}.db`), length, quick ? 10_000 : EPOCH),
      );
      return {
        figures: {
          pvds: PVDS,
          replayPerCpuSecond: rate('replay', 'cpu'),
          replayPerSecond: rate('replay', 'wall'),
          scanPerCpuSecond: rate('scan', 'cpu'),
          parseAndHashPerCpuSecond: rate('machine', 'cpu'),
          [`heapMBAt${lengths[0]}`]: short,
          [`heapMBAt${lengths[1]}`]: long,
        },
        ratios: {
          replayToScan: rate('scan', 'cpu') / rate('replay', 'cpu'),
          replayToParseAndHash: rate('machine', 'cpu') / rate('replay', 'cpu'),
          heapLongToShort: long / short,
        },
        budgets: [
          { name: 'facts per CPU second', is: rate('replay', 'cpu'), limit: 'atLeast', at: FACTS_PER_SECOND },
          { name: 'heap, long to short', is: long / short, limit: 'atMost', at: FLAT },
        ],
      };
    }),
};

function parseAndHash(text: string): void {
  JSON.parse(text);
  hash('sha256', text, 'hex');
}

/** The most that a process of its own holds, in MB, each time after a collection. */
function heapOf(path: string, count: number, epoch: number): number {
  writeLog(path, count, epoch);
  const child = fileURLToPath(new URL('./heap-child.ts', import.meta.url));
  const said = execFileSync(process.execPath, ['--expose-gc', child, path, String(Math.ceil(count / 10))], { encoding: 'utf8' });
  return Number(said);
}
