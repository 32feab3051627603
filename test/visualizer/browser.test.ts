/** The page in a real browser, as a file from disk: what it shows is what the command line says of the same log. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { gzipSync } from 'node:zlib';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { register as exporting } from '../../adapters/cli/commands/export.ts';
import { register as replaying } from '../../adapters/cli/commands/replay.ts';
import { register as viewing } from '../../adapters/cli/commands/view.ts';
import { enclose, readPage } from '../../adapters/cli/offline/page.ts';
import { ranked } from '../../streams/ranking.ts';
import { VIEWS, type ViewName } from '../../visualizer/page/pictures.ts';
import { createRecording } from '../../visualizer/recording.ts';
import { invoke } from '../adapters/cli/invoke.ts';
import { foldOf, twoEpochs, writeLog } from '../adapters/cli/logs.ts';
import { buildPage, PICTURES } from '../tools/page.ts';
import { folded, found, launch, type Opened, open, settled, violations } from './browser.ts';

const STORY = twoEpochs(7, 1_200);
const FACTS = STORY.flatMap(({ facts }) => facts);
const dir = mkdtempSync(join(tmpdir(), 'mh-browser-'));
const at = (name: string): string => join(dir, name);
const url = (name: string, hash = ''): string => `${pathToFileURL(at(name))}${hash}`;
const run = (...args: readonly string[]) => invoke([exporting, replaying, viewing], args);

beforeAll(async () => {
  await buildPage();
  writeLog(at('log.sqlite'), STORY);
  writeFileSync(at('empty.html'), readPage());
  await run('export', '--html', '--names', 'keep', '--log', at('log.sqlite'), at('page.html'));
});
afterAll(() => rmSync(dir, { recursive: true, force: true }));

describe('a page of a log', () => {
  test('export --html writes one file with the log inside; what is there is not written over', async () => {
    const { code, json } = await run('export', '--html', '--names', 'keep', '--log', at('log.sqlite'), at('made.html'), '--json');
    expect([code, json]).toMatchObject([0, [{ file: at('made.html'), facts: FACTS.length, names: 'keep' }]]);
    expect(await run('export', '--html', '--log', at('log.sqlite'), at('made.html'))).toMatchObject({
      code: 1,
      error: { code: 'ERR_EXISTS' },
    });
  });

  test('names are hidden in it unless the configuration or the command says otherwise', async () => {
    const { json } = await run('export', '--html', '--log', at('log.sqlite'), at('hidden.html'), '--json');
    expect(json).toMatchObject([{ names: 'hash' }]);
  });

  test.each([['--gzip', 'x.html'], ['-']])('--html with %s is refused', async (...args) => {
    expect(await run('export', '--html', '--log', at('log.sqlite'), ...args)).toMatchObject({ code: 2 });
  });

  test('view prints the path of a page that only this user can read; of no log there is none', async () => {
    const { code, json } = await run('view', at('log.sqlite'), '--json');
    const [{ page }] = json as readonly [{ readonly page: string }];
    expect([code, readFileSync(page, 'utf8').includes('data-name="log.sqlite"')]).toEqual([0, true]);
    rmSync(join(page, '..'), { recursive: true });
    expect(await run('view', at('nowhere'))).toMatchObject({ code: 10 });
  });

  test('the page without a log and without the charts’ pictures is at most 100 kB packed', () => {
    expect(readPage()).toMatch(PICTURES);
    expect(gzipSync(readPage().replace(PICTURES, ''), { level: 9 }).length).toBeLessThanOrEqual(100_000);
  });

  test('a name from outside is text in it', () => {
    const html = enclose(readPage(), '"><script>alert(1)</script>', new Uint8Array());
    expect(html).toContain('data-name="&#34;&#62;&#60;script&#62;alert(1)&#60;/script&#62;"');
  });
});

describe.skipIf(!found.ok)(`in chromium${found.ok ? '' : ` (${found.skipped})`}`, () => {
  let browser: Browser;
  /** One page for all that can be looked at on it; what must be loaded anew says so. */
  let opened: Opened;
  let page: Page;
  const recording = createRecording();
  const decided = (isWanted: (type: string) => boolean): readonly number[] =>
    [...recording.track.decisions].flatMap((i) => (FACTS[i] && isWanted(FACTS[i].type) ? [FACTS[i].seq] : []));
  beforeAll(async () => {
    for (const one of STORY) recording.take(one);
    browser = await launch();
    opened = await open(browser, url('page.html'));
    page = opened.page;
    await folded(page);
  });
  afterAll(() => browser?.close());

  const press = async (...keys: readonly string[]) => {
    for (const key of keys) await page.keyboard.press(key);
  };
  const settledAt = (seq: number, on = page) => on.locator('.moment h3', { hasText: `#${seq} ` }).waitFor();
  const goTo = async (hash: string) => page.evaluate((to) => location.replace(to), hash);

  test('from disk it replays to the agent’s digest', async () => {
    expect(await page.locator('.badge').textContent()).toContain('digest equal');
    expect(await page.locator('#digest').getAttribute('data-digest')).toBe(foldOf(STORY).digest);
  });

  test('a moment shows the digest that `replay --until` prints, and the ranking of then', async () => {
    for (const i of [60, 777]) {
      const seq = FACTS[i]?.seq ?? 0;
      await goTo(`#at=${seq}`);
      await settledAt(seq);
      const { json } = await run('replay', at('log.sqlite'), '--until', String(seq), '--json');
      expect(json).toMatchObject([{ digest: await page.locator('#moment-digest').textContent() }]);
      const { decision } = foldOf([{ facts: FACTS.slice(0, i + 1), digest: '' }]);
      const shown = await page
        .locator('.families .card')
        .first()
        .locator('li[data-place]:not([data-place=none]) > div > b')
        .allTextContents();
      expect(shown).toEqual(ranked(decision.ranking, 4).map(({ pvd }) => pvd));
    }
  });

  test('with the keyboard alone: filter, step through what is shown, by decision, to the ends, help and back', async () => {
    await press('/');
    await page.keyboard.type('is:decision -type:deadline');
    const shown = decided((type) => type !== 'deadline.passed');
    await page.locator('#shown', { hasText: new RegExp(`^${shown.length} facts$`) }).waitFor();
    await press('Escape', 'Home', 'j', 'j');
    await settledAt(shown[1] ?? 0);
    await press('k');
    await settledAt(shown[0] ?? 0);
    await press('End');
    await settledAt(FACTS.at(-1)?.seq ?? 0);
    await press('ArrowLeft');
    await settledAt(decided(() => true).findLast((seq) => seq < (decided(() => true).at(-1) ?? 0)) ?? 0);
    await press('?');
    await page.locator('dialog[open]').waitFor();
    await press('Escape');
    await page.locator('dialog:not([open])').waitFor({ state: 'attached' });
    await press('/', 'Control+a', 'Delete', 'Escape');
    await page.locator('#shown', { hasText: FACTS.length.toLocaleString('en') }).waitFor();
  });

  test('space plays the log to its end, as fast as was chosen, and stops there; p pins a moment, and others are told against it', async () => {
    await page.getByLabel('speed').selectOption('1000');
    await page.locator('#facts-title').click();
    await press('Home', 'p', ' ');
    await page.getByRole('button', { name: 'pause' }).waitFor();
    await page.locator('.against', { hasText: /Against the pinned #1 .* entries differ/ }).waitFor();
    await page.getByRole('button', { name: 'play' }).waitFor();
    await settledAt(FACTS.at(-1)?.seq ?? 0);
    await press('Home');
    await page.getByRole('button', { name: 'unpin' }).click();
    await press('End');
    await page.locator('.against').waitFor({ state: 'detached' });
  });

  test('every control is reached by Tab, from the bar to the time line', async () => {
    const reached: string[] = [];
    // Where Tab begins.
    await page.locator('h1').click();
    const where = () => `${document.activeElement?.getAttribute('aria-label')} ${document.activeElement?.className}`;
    for (let i = 0; i < 800 && !reached.at(-1)?.includes('null lane'); i += 1) {
      await press('Tab');
      reached.push(await page.evaluate(where));
    }
    const order = ['previous decision', 'next fact', 'fact', 'filter', 'facts list', 'wider', 'null lane'];
    const places = order.map((label) => reached.findIndex((one) => one.startsWith(label)));
    expect(places).toEqual(places.toSorted((a, b) => a - b));
    expect(Math.min(...places)).toBeGreaterThanOrEqual(0);
  });

  test('a click on the time line leads there; a reason leads to its fact', async () => {
    await press('Escape', 'End');
    await settledAt(FACTS.at(-1)?.seq ?? 0);
    const canvas = await page.locator('canvas').boundingBox();
    await page.mouse.click((canvas?.x ?? 0) + (canvas?.width ?? 0) / 2, (canvas?.y ?? 0) + 50);
    await page.waitForFunction((last) => !document.querySelector('#moment')?.textContent?.includes(`#${last} `), FACTS.at(-1)?.seq);
    await settled(page);
    const link = page.locator('.places button.fact').first();
    const seq = Number((await link.textContent())?.slice(1));
    await link.click();
    await settledAt(seq);
  });

  test('an actor’s chart has the states lit that the fold has, at any fact, and what the fact did to it', async () => {
    await press('2');
    for (const i of [60, 777, 900]) {
      const seq = FACTS[i]?.seq ?? 0;
      const { host } = foldOf([{ facts: FACTS.slice(0, i + 1), digest: '' }]);
      for (const { id, snapshot } of [...host.pvds.slice(0, 2), ...host.interfaces.slice(0, 1)]) {
        await goTo(`#at=${seq}&actor=${id}&view=charts`);
        await page.locator(`.charts[data-at="${i}"][data-actor="${id}"]`).waitFor();
        const lit = await page.locator('.state.active').evaluateAll((states) => states.map((state) => state.getAttribute('data-state')));
        expect(lit).toEqual(Object.entries(snapshot.value).map(([region, state]) => `${region}.${state}`));
      }
    }
    const changed = recording.track.lanes.find(({ actor, region }) => actor === 'pvd:if0' && region === 'provisioning')?.index.at(-1) ?? 0;
    await goTo(`#at=${FACTS[changed]?.seq}&actor=pvd:if0&view=charts`);
    await page.locator(`.charts[data-at="${changed}"]`).waitFor();
    expect(await page.locator('.arrow.taken').count()).toBeGreaterThan(0);
    expect(await page.locator('.heard .taken', { hasText: '→ provisioning.' }).count()).toBeGreaterThan(0);
  });

  test('regions of a chart are closed, opened and shown alone with the keyboard; a lane of the time line opens its chart', async () => {
    const first = page.locator('.regions button[aria-expanded]').first();
    await first.press('Enter');
    expect([await first.getAttribute('aria-expanded'), await page.locator('[data-region="provisioning"] .state').count()]).toEqual([
      'false',
      0,
    ]);
    await page.locator('.regions .only').nth(1).press('Space');
    expect(await page.locator('.region:has(.state)').evaluateAll((all) => all.map((one) => one.getAttribute('data-region')))).toEqual([
      'reach4',
    ]);
    await page.locator('.regions .only').nth(1).press('Space');
    await press('1');
    await page.locator('.moment').waitFor();
    const lane = page.locator('.lane', { hasText: 'if1reach4' });
    await lane.click();
    await page.locator('.charts[data-actor="pvd:if1"]').waitFor();
    await press('1');
  });

  test('the map lights the way that the decision chose, and tells of each place why; from there to its chart, with the keyboard', async () => {
    const { decision } = foldOf([{ facts: FACTS.slice(0, 901), digest: '' }]);
    await goTo(`#at=${FACTS[900]?.seq}&view=map`);
    await page.locator('.map[data-at="900"]').waitFor();
    for (const family of [4, 6] as const) {
      const [first] = ranked(decision.ranking, family);
      const led = page.locator(`.is-pvd.chosen[aria-label*="IPv${family} goes this way"]`);
      expect(await led.evaluateAll((all) => all.map((one) => one.getAttribute('data-place')))).toEqual(first ? [first.pvd] : []);
      expect(await page.locator(`.map-picture .wire.v${family}`).count()).toBeGreaterThan(0);
    }
    const pvd = ranked(decision.ranking, 4)[0]?.pvd;
    await page.locator(`.is-pvd[data-place="${pvd}"]`).focus();
    await page.locator('.map .why', { hasText: 'IPv4 has place 1: ' }).waitFor();
    await page.locator('.map .actor-link').press('Enter');
    await page.locator(`.charts[data-actor="${pvd}"]`).waitFor();
  });

  test.each<[string, 'light' | 'dark', number, readonly ViewName[]]>([
    ['light and wide', 'light', 1_440, ['decision', 'charts', 'map']],
    ['dark and wide', 'dark', 1_440, ['decision', 'charts', 'map']],
    ['light and as narrow as a telephone', 'light', 360, VIEWS],
    ['dark and as narrow as a telephone', 'dark', 360, ['decision']],
  ])('axe finds nothing: %s; nothing is wider than the window', async (_name, colorScheme, width, views) => {
    await page.emulateMedia({ colorScheme });
    await page.setViewportSize({ width, height: 800 });
    for (const name of views) {
      await press(String(VIEWS.indexOf(name) + 1));
      expect([name, await violations(page)]).toEqual([name, []]);
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
    }
    await press('?');
    expect(await violations(page)).toEqual([]);
    await press('Escape');
  });

  test('in all this nothing was asked of anybody and nothing was said on the console', () => {
    expect(opened.misdeeds).toEqual([]);
  });

  test('a deep link opens at its fact, with its filter and its lane', async () => {
    const { page: linked } = await open(browser, url('page.html', '#at=500&q=type:link.carrier&actor=pvd:if0+reach4'));
    await settledAt(500, linked);
    const hits = FACTS.filter(({ type }) => type.startsWith('link.carrier')).length;
    await linked.locator('#shown', { hasText: `${hits} fact` }).waitFor();
    expect(await linked.locator('.totals b').textContent()).toBe('pvd:if0 reach4');
  });

  test('a file that is chosen on the empty page is replayed there; axe finds nothing before it either', async () => {
    await run('export', '--gzip', '--names', 'keep', '--log', at('log.sqlite'), at('log.ndjson.gz'));
    const { page: empty, misdeeds } = await open(browser, url('empty.html'));
    await empty.locator('.welcome').waitFor();
    expect(await violations(empty)).toEqual([]);
    await empty.locator('input[type=file]').setInputFiles(at('log.ndjson.gz'));
    await folded(empty);
    expect(await empty.locator('#digest').getAttribute('data-digest')).toBe(foldOf(STORY).digest);
    expect(misdeeds).toEqual([]);
  });
});
