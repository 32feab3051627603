/** Start on an existing log: log opened, kernel read, first decision; and what embedding adds to a process. */
import { execFileSync } from 'node:child_process';
import { copyFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { batches } from '../faults/load.ts';
import { type Bench, median } from './bench.ts';
import { inFolder, PVDS, writeLog } from './logs.ts';

const FIRST_DECISION = 300;
const HEAP = 15;
const FACTS = 10_000;

export const start: Bench = {
  about: 'milliseconds to the first decision on a log of 10,000 facts, and the heap that embedding adds at 8 PvDs',
  run: ({ quick }) =>
    inFolder((folder) => {
      const path = join(folder, 'log.db');
      writeLog(path, quick ? 2_000 : FACTS, FACTS, 'restless');
      const runs = Array.from({ length: quick ? 3 : 10 }, () => {
        const copy = join(folder, 'copy.db');
        copyFileSync(path, copy);
        const run = child('start', copy);
        for (const side of ['', '-wal', '-shm', '.lock', '.pid']) rmSync(`${copy}${side}`, { force: true });
        return run;
      });
      const facts = join(folder, 'facts.json');
      writeFileSync(facts, JSON.stringify([...batches(1, 400, PVDS)]));
      const heaps = Array.from({ length: 3 }, () => ({ bare: child('bare').heap, embedded: child('embed', facts).heap }));
      const [wall, cpu] = [median(runs.map((r) => r.wall)), median(runs.map((r) => r.cpu))];
      const added = median(heaps.map((h) => h.embedded - h.bare));
      return {
        figures: {
          facts: quick ? 2_000 : FACTS,
          firstDecisionMs: wall,
          firstDecisionCpuMs: cpu,
          importMs: median(runs.map((r) => r.imports)),
          heapAddedMB: added,
        },
        ratios: {},
        // CPU time: on a machine that does other things the wall clock says what those take.
        budgets: [
          { name: 'first decision, ms of CPU time', is: cpu, limit: 'atMost', at: FIRST_DECISION },
          { name: 'heap added, MB', is: added, limit: 'atMost', at: HEAP },
        ],
      };
    }),
};

type Said = { readonly wall: number; readonly cpu: number; readonly imports: number; readonly heap: number };

function child(...args: readonly string[]): Said {
  const script = fileURLToPath(new URL('./start-child.ts', import.meta.url));
  return JSON.parse(execFileSync(process.execPath, ['--expose-gc', script, ...args], { encoding: 'utf8' }));
}
