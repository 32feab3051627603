/**
 * `npm run pictures [-- LOG]`: the README's pictures of the page, light and dark, made of the lab's story (or of a log that is
 * named), which is told anew for them: real networks in namespaces, a real kernel.
 */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { cli } from '../../adapters/cli/program.ts';
import { MACHINES } from '../../machines/all.ts';
import { openLab } from '../lab/lab.ts';
import { record } from '../lab/recorder.ts';
import { openBed } from '../lab/story-bed.ts';
import { STEPS } from '../lab/story-steps.ts';
import { buildPage } from '../tools/page.ts';
import { folded, launch, open, settled } from './browser.ts';

const FOLDER = fileURLToPath(new URL('../../docs/pictures', import.meta.url));
const COLOURS = ['light', 'dark'] as const;
type Colours = (typeof COLOURS)[number];
const dir = mkdtempSync(join(tmpdir(), 'multihome-pictures-'));
const [named] = process.argv.slice(2);

try {
  await buildPage();
  const log = named ?? (await told(join(dir, 'story.sqlite')));
  if ((await cli(['export', '--html', '--names', 'keep', '--log', log, join(dir, 'story.html')])) !== 0) process.exit(1);
  mkdirSync(FOLDER, { recursive: true });
  await charts();
  const browser = await launch();
  for (const colours of COLOURS) await wide(browser, colours);
  await narrow(browser);
  await browser.close();
} finally {
  rmSync(dir, { recursive: true, force: true });
}

/** Each machine as `graph` draws it. */
async function charts(): Promise<void> {
  for (const [name] of MACHINES) {
    const path = join(FOLDER, `chart-${name}.svg`);
    rmSync(path, { force: true });
    if ((await cli(['graph', name, '--format', 'svg', '--output', path])) !== 0) process.exit(1);
  }
}

/** The lab's story, without its prober; gives the path of its log. */
async function told(log: string): Promise<string> {
  await using lab = await openLab({ seed: 1 });
  const bed = await openBed(lab);
  await using recorder = await record(bed.host, { config: bed.config, log });
  for (const step of STEPS) {
    await step.act(bed);
    if (step.meanwhile) await recorder.decided(step.meanwhile.expects, step.meanwhile.isDecided);
    await recorder.decided(step.title, step.isDecided);
    console.log(step.title);
  }
  await recorder.stop();
  return log;
}

/** Where Wi-Fi has just gone out of range: its fact among those that are no answers, one of its lanes chosen, and so its chart. */
async function opened(browser: Browser, options: BrowserContextOptions): Promise<Page> {
  const { page } = await open(browser, story('#q=type:carrier+wlan0+carrier":false&actor=pvd:wlan0+reach4'), options);
  await folded(page);
  await page.locator('#shown', { hasText: /^\d facts?$/ }).waitFor();
  await page.keyboard.press('End');
  await page.keyboard.press('k');
  await page.locator('#filter').fill('-type:sysctl -is:answer');
  await page.keyboard.press('Escape');
  await settled(page);
  await page.locator('.row[aria-selected=true] b').waitFor();
  return page;
}

/** The page as a whole, then its other views by themselves: with room for a chart's region, and for the lanes of every network. */
async function wide(browser: Browser, colorScheme: Colours): Promise<void> {
  const page = await opened(browser, { colorScheme });
  const named = (view: string) => join(FOLDER, `${view}-${colorScheme}.png`);
  await page.screenshot({ path: named('page') });
  await page.setViewportSize({ width: 1_440, height: 1_200 });
  for (const view of ['charts', 'map']) {
    await page.locator('nav.tabs button', { hasText: new RegExp(view, 'i') }).click();
    await page.locator(`section.${view}`).screenshot({ path: named(view) });
  }
  await page.setViewportSize({ width: 1_440, height: 1_700 });
  for (const view of ['facts', 'timeline']) await page.locator(`section.${view}`).screenshot({ path: named(view) });
  await page.context().close();
}

async function narrow(browser: Browser): Promise<void> {
  const { page } = await open(browser, story(''), { colorScheme: 'dark', viewport: { width: 360, height: 760 } });
  await folded(page);
  await page.screenshot({ path: join(FOLDER, 'page-narrow.png') });
}

function story(hash: string): string {
  return `${pathToFileURL(join(dir, 'story.html'))}${hash}`;
}
