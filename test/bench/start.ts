/** Start on an existing log: log opened, kernel read, first decision; and what embedding adds to a process. */
import { execFileSync } from 'node:child_process';
import { copyFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { DEFAULT_CONFIG } from '../../adapters/config/index.ts';
import { batches } from '../faults/load.ts';
import { obedient } from '../streams/programs.ts';
import { story } from '../streams/story.ts';
import { bundle } from '../tools/bundle.ts';
import { type Bench, median } from './bench.ts';
import { budgetInParses, parseMicros } from './floor.ts';
import { inFolder, PVDS, writeLog } from './logs.ts';

/** The design's, in microseconds and MB. */
const FIRST_DECISION = 300_000;
const HEAP = 15;
/** As an agent leaves it: the last epoch as full as the default size allows. */
const EPOCH = Math.floor(DEFAULT_CONFIG.log.epochSize / bytesOfAFact());
const FACTS = 5 * EPOCH;
/** Facts told to an embedded agent, in which it comes to so many sessions. */
const [EMBEDDED, SESSIONS] = [4_000, 1_000];

export const start: Bench = {
  about:
    'of the package: time to the first decision on a log whose last epoch is full, and the heap that embedding adds at 8 PvDs and 1,000 sessions',
  run: ({ quick }) =>
    inFolder(async (folder) => {
      await installed(folder);
      const path = join(folder, 'log.db');
      writeLog(path, quick ? EPOCH : FACTS, EPOCH, 'restless');
      const floors: number[] = [];
      const runs = Array.from({ length: quick ? 3 : 10 }, () => {
        const copy = join(folder, 'copy.db');
        copyFileSync(path, copy);
        floors.push(parseMicros());
        const run = child(folder, 'start', copy);
        for (const side of ['', '-wal', '-shm', '.lock', '.pid']) rmSync(`${copy}${side}`, { force: true });
        return run;
      });
      const facts = join(folder, 'facts.json');
      writeFileSync(facts, JSON.stringify([...batches(1, EMBEDDED, PVDS, obedient(1, SESSIONS))]));
      const heaps = Array.from({ length: 3 }, () => embedding(folder, facts));
      const [wall, cpu] = [median(runs.map((r) => r.wall)), median(runs.map((r) => r.cpu))];
      const parse = median(floors);
      const added = median(heaps.map((h) => h.embedded - h.bare));
      return {
        figures: {
          factsInEpoch: EPOCH,
          parseMicros: parse,
          firstDecisionMs: wall,
          firstDecisionCpuMs: cpu,
          importMs: median(runs.map((r) => r.imports)),
          heapAddedMB: added,
          sessionsEmbedded: median(heaps.map((h) => h.sessions)),
        },
        ratios: { firstDecisionToParse: (wall * 1000) / parse },
        budgets: [
          { name: 'first decision, in parses of an event', is: (wall * 1000) / parse, limit: 'atMost', at: budgetInParses(FIRST_DECISION) },
          { name: 'heap added, MB', is: added, limit: 'atMost', at: HEAP },
        ],
      };
    }),
};

function bytesOfAFact(): number {
  const facts = [...story(1, 1_000, PVDS)].map((told) => told.fact);
  return JSON.stringify(facts).length / facts.length;
}

/** As in the package, and beside what it depends on. */
async function installed(folder: string): Promise<void> {
  await bundle(join(folder, 'dist'));
  symlinkSync(fileURLToPath(new URL('../../node_modules', import.meta.url)), join(folder, 'node_modules'));
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ type: 'module' }));
}

function embedding(folder: string, facts: string) {
  const { heap, sessions } = child(folder, 'embed', facts);
  return { bare: child(folder, 'bare').heap, embedded: heap, sessions };
}

type Said = { readonly wall: number; readonly cpu: number; readonly imports: number; readonly heap: number; readonly sessions: number };

function child(folder: string, ...args: readonly string[]): Said {
  const script = fileURLToPath(new URL('./start-child.ts', import.meta.url));
  return JSON.parse(execFileSync(process.execPath, ['--expose-gc', script, join(folder, 'dist/index.js'), ...args], { encoding: 'utf8' }));
}
