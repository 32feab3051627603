/** Logs and files that mean no good, in a real browser: refused or shown as text, and the page stays usable. */
import { mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { gunzipSync } from 'node:zlib';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { register as exporting } from '../../adapters/cli/commands/export.ts';
import { readPage } from '../../adapters/cli/offline/page.ts';
import { invoke } from '../adapters/cli/invoke.ts';
import { writeLog } from '../adapters/cli/logs.ts';
import { buildPage } from '../tools/page.ts';
import { folded, found, launch, open, settled } from './browser.ts';
import { crowd, EVIL } from './crowd.ts';

/** More than there is room for, of lanes as of sessions. */
const COUNT = 1_500;

describe.skipIf(!found.ok)(`in chromium${found.ok ? '' : ` (${found.skipped})`}`, () => {
  const dir = mkdtempSync(join(tmpdir(), 'mh-hostile-'));
  const at = (name: string): string => join(dir, name);
  const url = (name: string): string => pathToFileURL(at(name)).href;
  const run = (...args: readonly string[]) => invoke([exporting], ['export', '--log', at('evil.sqlite'), ...args]);
  let browser: Browser;

  beforeAll(async () => {
    await buildPage();
    writeLog(at('evil.sqlite'), crowd(COUNT));
    writeFileSync(at('empty.html'), readPage());
    await run('--html', '--names', 'keep', at('kept.html'));
    await run('--html', '--names', 'hash', at('hashed.html'));
    await run('--gzip', '--names', 'keep', at('log.ndjson.gz'));
    browser = await launch();
  });
  afterAll(async () => {
    await browser?.close();
    rmSync(dir, { recursive: true, force: true });
  });

  test.each([
    ['kept', 'digest equal'],
    ['hashed', 'names hidden, not compared'],
  ])('sec-4: a crowd with markup and control codes in its names (%s) is text, and is counted', async (name, badge) => {
    const { page, misdeeds } = await open(browser, url(`${name}.html`));
    await page.locator('.badge', { hasText: badge }).waitFor();
    await folded(page);
    await page.locator('.timeline', { hasText: /more lanes not drawn/ }).waitFor();
    const sessions = page.locator('details', { hasText: `Sessions ${COUNT.toLocaleString('en')}` });
    await sessions.getByRole('button', { name: /^and 4\d\d more$/ }).click();
    await sessions.getByText(`and ${(COUNT - 500).toLocaleString('en')} rows that there was no room for`).waitFor();
    await page.locator('#filter').fill('is:refused');
    await page.locator('#shown', { hasText: /^1 fact$/ }).waitFor();
    await page.locator('.row.refused', { hasText: '<img src=x' }).click();
    await settled(page);
    expect(await page.locator('pre').count()).toBe(1);
    expect(await page.locator('img, svg:not(.chart *), b:has(b)').count()).toBe(0);
    expect(misdeeds).toEqual([]);
    await page.context().close();
  });

  const packed = () => readFileSync(at('log.ndjson.gz'));
  const deep = (depth: number) => `${'['.repeat(depth)}${']'.repeat(depth)}`;
  const header = () => gunzipSync(packed()).toString().split('\n', 1)[0];
  test.each<[string, () => string | Buffer, string]>([
    ['no log', () => 'hello\n', 'ends at line 1: not JSON'],
    ['markup', () => `${EVIL}\n`, 'ends at line 1: not JSON'],
    ['cut off', () => gunzipSync(packed()).subarray(0, 30_000), 'the file is cut off'],
    ['cut off within its packing', () => packed().subarray(0, 5_000), 'ends at line'],
    ['nested deeply', () => `${header()}\n{"type":"x","v":1,"deep":${deep(100_000)}}\n`, 'ends at line 2'],
    ['one endless line', () => `${header()}\n${'x'.repeat(2 << 20)}`, 'the line is longer than 1048576 bytes'],
    ['random bytes', () => Buffer.from(Array.from({ length: 9_999 }, (_, i) => (i * i * 7 + 3) % 256)), 'ends at line 1'],
    ['as large as a disk', () => '', 'this page takes 2,048 megabytes'],
  ])('a file that is %s: what is wrong with it is said, and the next one is taken', async (name, bytes, said) => {
    writeFileSync(at('bad.ndjson'), bytes());
    if (name === 'as large as a disk') truncateSync(at('bad.ndjson'), 3e9);
    const { page, misdeeds } = await open(browser, url('empty.html'));
    await page.locator('input[type=file]').setInputFiles(at('bad.ndjson'));
    await page.locator('.badge.dead', { hasText: said }).waitFor();
    expect(await page.locator('img').count()).toBe(0);
    expect(misdeeds).toEqual([]);
    await page.context().close();
  });
});
