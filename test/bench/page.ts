/** The page in Debian's chromium: a log of 100,000 facts of a restless host, and one of 1,000,000 of a quiet one. */
import { createWriteStream, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { gzipSync } from 'node:zlib';
import type { Browser } from 'playwright-core';
import { enclose, packedFile } from '../../adapters/cli/offline/page.ts';
import { exportLog } from '../../adapters/log/index.ts';
import { randomEvents } from '../machines/random.ts';
import { buildPage, PICTURES } from '../tools/page.ts';
import { folded, found, launch, open } from '../visualizer/browser.ts';
import { type Bench, type Budget, type Figures, median, quantile } from './bench.ts';
import { budgetInParses, parseMicros } from './floor.ts';
import { inFolder, openLog, writeLog } from './logs.ts';
import { firstOf, framesOf, framesWhileMoving, memoryOf, type Scrolled, seekTimes, watchFirst } from './page-measures.ts';

const EPOCH = 40_000;
/** Issue 6: milliseconds, frames a second, bytes. */
const [FIRST, SEEK, SEEK_LONG, FRAMES, PACKED] = [2_000, 100, 300, 30, 100_000];
/** Seeks, each twice, and milliseconds of scrolling. */
type Pace = readonly [seeks: number, scroll: number];
const QUICK: Pace = [20, 800];
/** A million facts are folded in so long, in ms, also beside other work. */
const PATIENCE = 900_000;

export const page: Bench = {
  about: 'the page in a browser: first picture, seeks, frames while scrolling, memory, size',
  async run({ quick }) {
    if (!found.ok) return { skipped: found.skipped };
    return inFolder(async (folder) => {
      const html = await buildPage(folder);
      const browser = await launch();
      try {
        const [restless, quiet] = quick ? [1_000, 3_000] : [100_000, 1_000_000];
        const short = await measured(browser, html, await written(folder, restless, 'restless'), restless, quick ? QUICK : [300, 3_000]);
        const long = await measured(browser, html, await written(folder, quiet, 'quiet'), quiet, quick ? QUICK : [200, 3_000]);
        const enclosed = await firstOf(browser, withLog(html, join(folder, 'restless.ndjson')));
        const packed = gzipSync(readFileSync(html, 'utf8').replace(PICTURES, ''), { level: 9 }).length;
        return {
          figures: { ...figuresOf(short), firstEnclosedMillis: enclosed, ...figuresOf(long), packedBytes: packed },
          ratios: {},
          budgets: [
            ...budgetsOf(short, SEEK),
            time(short, 'first picture, log inside', enclosed, FIRST),
            ...budgetsOf(long, SEEK_LONG),
            { name: 'bytes without the charts’ pictures, packed', is: packed, limit: 'atMost', at: PACKED },
          ],
        };
      } finally {
        await browser.close();
      }
    });
  },
};

/** The export of a log that is written here. */
async function written(folder: string, count: number, pace: 'quiet' | 'restless'): Promise<string> {
  const [db, file] = [join(folder, `${pace}.db`), join(folder, `${pace}.ndjson`)];
  writeLog(db, count, Math.min(EPOCH, count), pace, 100);
  const log = openLog(db, true);
  await exportLog(log, createWriteStream(file), { names: 'keep' });
  log.close();
  return file;
}

/** The page of that export: gives its address. */
function withLog(html: string, file: string): string {
  const path = join(file, '..', 'enclosed.html');
  writeFileSync(path, enclose(readFileSync(html, 'utf8'), 'log', packedFile(file)));
  return pathToFileURL(path).href;
}

type Measured = {
  readonly facts: number;
  readonly first: number;
  readonly fold: number;
  readonly seeks: readonly number[];
  readonly scrolled: Readonly<Record<'list' | 'lanes' | 'moving', Scrolled>>;
  readonly memory: Figures;
  /** Of an event, in µs, while this was measured. */
  readonly parse: number;
};

async function measured(browser: Browser, html: string, file: string, facts: number, [seeks, scroll]: Pace): Promise<Measured> {
  const opening = performance.now();
  const { page: shown, misdeeds } = await open(browser, pathToFileURL(html).href);
  await shown.locator('.welcome').waitFor();
  const loaded = performance.now() - opening;
  const seen = watchFirst(shown);
  const since = performance.now();
  await shown.locator('input[type=file]').setInputFiles(file);
  const first = loaded + (await seen);
  await shown.locator('#digest').waitFor({ timeout: PATIENCE });
  const fold = performance.now() - since;
  await folded(shown);
  const memory = await memoryOf(browser, shown);
  const random = randomEvents.seeded(6);
  const places = Array.from({ length: seeks }, () => random.int(1_000_000) / 1_000_000);
  const parses = [parseMicros()];
  const visits = [await seekTimes(shown, places)];
  parses.push(parseMicros());
  visits.push(await seekTimes(shown, places.toReversed()).then((times) => times.toReversed()));
  parses.push(parseMicros());
  // What takes long at a place takes long each time; what others do on this machine does not.
  const times = places.map((_, i) => Math.min(...visits.map((visit) => visit[i] ?? Number.NaN)));
  const list = await better(() => framesOf(shown, '.list', 300, scroll));
  const lanes = await better(() => framesOf(shown, '.lanes', 12, scroll));
  for (let i = 0; i < 6; i += 1) await shown.keyboard.press('+');
  const moving = await better(() => framesWhileMoving(shown, scroll));
  if (misdeeds.length > 0) throw new Error(misdeeds.join('; '));
  await shown.context().close();
  return { facts, first, fold, seeks: times, scrolled: { list, lanes, moving }, memory, parse: median(parses) };
}

/** Of two turns. */
async function better(turn: () => Promise<Scrolled>): Promise<Scrolled> {
  const [a, b] = [await turn(), await turn()];
  return a.frames > b.frames ? a : b;
}

function figuresOf({ facts, first, fold, seeks, scrolled, memory, parse }: Measured): Figures {
  const all = {
    ...{ parseMicros: parse, firstMillis: first, foldSeconds: fold / 1000 },
    ...{ seekMillis: median(seeks), seekMillisP95: quantile(seeks, 0.95), seekMillisMost: Math.max(...seeks) },
    ...Object.fromEntries(Object.entries(memory).map(([where, megabytes]) => [`${where}MB`, megabytes])),
    ...Object.fromEntries(
      Object.entries(scrolled).flatMap(([what, { frames, longest }]) => [
        [`${what}FramesPerSecond`, frames],
        [`${what}LongestMillis`, longest],
      ]),
    ),
  };
  return Object.fromEntries(Object.entries(all).map(([name, value]) => [`${name}At${facts}`, value]));
}

function budgetsOf(all: Measured, seek: number): readonly Budget[] {
  return [
    time(all, 'first picture', all.first, FIRST),
    time(all, 'longest seek', Math.max(...all.seeks), seek),
    ...Object.entries(all.scrolled).map(
      ([what, { frames }]): Budget => ({ name: nameOf(all, `${what}, frames/s`), is: frames, limit: 'atLeast', at: FRAMES }),
    ),
  ];
}
const nameOf = ({ facts }: Measured, what: string): string => `${what}, ${facts.toLocaleString('en')} facts`;
const time = (all: Measured, what: string, millis: number, most: number): Budget => ({
  ...{
    name: nameOf(all, `${what}, in parses of an event`),
    is: (millis * 1000) / all.parse,
    limit: 'atMost',
    at: budgetInParses(most * 1000),
  },
});
