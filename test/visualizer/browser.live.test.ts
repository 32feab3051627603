/**
 * The page of a running agent in a real browser: both in a host of the lab, the agent in apply mode, with networks that come and go.
 * What it shows is what the command line says of the same agent; and nothing is missed when it was away.
 */
import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { register as pvdsOf } from '../../adapters/cli/commands/pvds.ts';
import { register as replaying } from '../../adapters/cli/commands/replay.ts';
import { ask, Pvds, Status, stream } from '../../adapters/control/index.ts';
import { invoke } from '../adapters/cli/invoke.ts';
import { type Lab, openLab } from '../lab/lab.ts';
import type { Child } from '../lab/space.ts';
import { type Bed, linkOf, openBed, plug } from '../lab/story-bed.ts';
import { suite } from '../tools/needs.ts';
import { buildPage } from '../tools/page.ts';
import { found, launch, type Opened, open, settled, violations } from './browser.ts';

const CLI = fileURLToPath(new URL('../../adapters/cli/main.ts', import.meta.url));
const CONFIG = '/run/multihome.yaml';
const WITHIN = 20_000;
/** A name that somebody else has made lead here. */
const REBOUND = 'rebound.example';

suite('the page of a running agent', ['lab', 'chromium'], () => {
  let lab: Lab;
  let bed: Bed;
  let agent: Child;
  let browser: Browser;
  let opened: Opened;
  let page: Page;
  let [port, token] = ['', ''];

  beforeAll(async () => {
    await buildPage();
    lab = await openLab({ seed: 6 });
    bed = await openBed(lab);
    bed.host.write(CONFIG, bed.config);
    await plug(bed, 'wwan0', 'lte');
    const url = await start('0');
    port = new URL(url).port;
    token = new URL(url).hash.slice('#token='.length);
    browser = await launch(starter(lab.folder, bed.host.space.inside(found.ok ? found.path : '', [])), [
      `--host-resolver-rules=MAP ${REBOUND} 127.0.0.1`,
    ]);
    opened = await open(browser, url);
    page = opened.page;
  }, 60_000);
  afterAll(async () => {
    await browser?.close();
    await lab?.close();
  });

  /** Gives the address of its page. */
  const start = (webPort: string) => {
    agent = bed.host.spawn(process.execPath, [CLI, 'run', '--web', webPort, '--config', CONFIG, '--log', log()]);
    return said(agent, /http:\/\/127\.0\.0\.1:\d+\/#token=\S+/);
  };
  /** In the lab’s folder, which is the same in its hosts. */
  const log = () => join(lab.folder, 'log.sqlite');
  const socket = (name: string) => bed.host.file(`/run/multihome/${name}`);
  const status = async () => Status.parse(await answer(socket('state.sock'), 'status'));
  const leads = (pvd: string) =>
    page.locator('.families .card').first().locator('li[data-place="1"] b', { hasText: pvd }).waitFor({ timeout: WITHIN });
  const link = (text: string) => page.locator('#link', { hasText: text }).waitFor({ timeout: WITHIN });
  const digest = () => page.locator('#digest').getAttribute('data-digest');
  const momentSeq = async () => Number(/#(\d+)/.exec((await page.locator('#moment').textContent()) ?? '')?.[1]);
  /** Facts may come at any time; at some they are one. */
  const isOne = () =>
    expect
      .poll(async () => (await status()).digest === (await digest()) && (await page.locator('.badge.good').first().textContent()), {
        timeout: WITHIN,
      })
      .toContain('digest equal');

  test('it follows: the network that comes leads, the digest is the agent’s, and the token is out of the address', async () => {
    await leads('pvd:wwan0');
    await plug(bed, 'eth0', 'office');
    await leads('pvd:eth0');
    await link('live');
    await isOne();
    expect(page.url()).toBe(`http://127.0.0.1:${port}/`);
  });

  test('it stays at a fact while others come, counts them, and goes on with the newest', async () => {
    await page.keyboard.press('k');
    await settled(page);
    const [seq, shown] = [await momentSeq(), await page.locator('.families').textContent()];
    await linkOf(bed, 'eth0').down();
    await page.locator('#follow .chip', { hasText: /^\d+ new$/ }).waitFor({ timeout: WITHIN });
    expect([await momentSeq(), await page.locator('.families').textContent()]).toEqual([seq, shown]);
    await expect.poll(() => page.url()).toContain(`#at=${seq}`);
    await page.keyboard.press('f');
    await leads('pvd:wwan0');
    await settled(page);
    expect(await momentSeq()).toBeGreaterThan(seq);
  });

  test('a moment is what `replay --until` and `pvds --at` say of it, also by a deep link', async () => {
    const seqs = [await lastOf(socket('state.sock'), 'lease4.bound'), await lastOf(socket('state.sock'), 'link.carrierChanged')];
    for (const seq of seqs) {
      await page.evaluate((at) => location.replace(`#at=${at}`), seq);
      await page.locator('.moment h3', { hasText: `#${seq} ` }).waitFor();
      const { json } = await invoke([replaying], ['replay', log(), '--until', String(seq), '--json']);
      expect(json).toMatchObject([{ digest: await page.locator('#moment-digest').textContent() }]);
      const stored = await invoke([pvdsOf], ['pvds', '--log', log(), '--at', String(seq), '--json']);
      const { pvds } = Pvds.parse(stored.json[0]);
      expect(pvds.length).toBeGreaterThan(0);
      for (const { id, provisioning, reach, places } of pvds) {
        expect(await page.locator(`button.lane[title^="${id} provisioning:"]`).getAttribute('title')).toBe(
          `${id} provisioning: ${provisioning}`,
        );
        for (const { family, state } of reach)
          expect(await page.locator(`button.lane[title^="${id} reach${family}:"]`).getAttribute('title')).toBe(
            `${id} reach${family}: ${state}`,
          );
        const place = places.find(({ family, place: n }) => family === 4 && n !== null);
        if (place) await page.locator(`.families .card:first-child li[data-place="${place.place}"] b`, { hasText: id }).waitFor();
      }
      for (const { id, provisioning, reach } of pvds) {
        await page.evaluate((hash) => location.replace(hash), `#at=${seq}&actor=${id}&view=charts`);
        await page.locator(`.charts[data-at="${seq - 1}"][data-actor="${id}"]`).waitFor();
        const lit = await page.locator('.state.active').evaluateAll((states) => states.map((state) => state.getAttribute('data-state')));
        expect(lit).toEqual(
          expect.arrayContaining([`provisioning.${provisioning}`, ...reach.map(({ family, state }) => `reach${family}.${state}`)]),
        );
      }
      await page.evaluate(() => location.replace('#view=decision'));
      await page.locator('.families').waitFor();
    }
    await page.keyboard.press('f');
  });

  test('a new epoch is followed', async () => {
    await answer(socket('control.sock'), 'epoch', 'POST');
    await page.locator('.badge[title*="2 epochs"]').waitFor({ timeout: WITHIN });
    await isOne();
  });

  test('axe finds nothing in any view, following or not, wide or narrow; nothing was asked elsewhere or said on the console', async () => {
    for (const tab of await page.locator('nav.tabs button').all()) {
      await tab.click();
      expect(await violations(page)).toEqual([]);
    }
    await page.locator('nav.tabs button').first().click();
    await page.keyboard.press('f');
    await page.setViewportSize({ width: 360, height: 800 });
    expect(await violations(page)).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
    await page.keyboard.press('f');
    expect(opened.misdeeds).toEqual([]);
    // Where there is room for the list of facts again.
    await page.setViewportSize({ width: 1_440, height: 900 });
  });

  test('when its connection is cut it says so, and goes on behind the last fact without a hole', async () => {
    const before = opened.misdeeds.length;
    await bed.host.run('ss', ['-K', 'sport', '=', `:${port}`]);
    await linkOf(bed, 'eth0').up();
    await link('agent gone');
    await link('live');
    await isOne();
    // The log began with the agent, and its facts are counted from 1.
    await expect.poll(async () => (await shown(page)) - (await momentSeq()), { timeout: WITHIN }).toBe(0);
    expect(opened.misdeeds.slice(before).every((one) => one.includes('net::ERR_'))).toBe(true);
  });

  test('other pages get nothing: neither by a rebound name, nor by a request of their own, nor in a frame', async () => {
    const { page: other } = await open(browser, `http://${REBOUND}:${port}/`);
    expect(await other.locator('body').textContent()).toContain('ERR_HOST');
    const { page: blank } = await open(browser, 'about:blank');
    const address = `http://127.0.0.1:${port}/`;
    const fetched = (headers: Readonly<Record<string, string>>) =>
      blank.evaluate(([to, more]) => fetch(to, { headers: more }).then(({ status }) => status, String), [
        `${address}v1/events`,
        headers,
      ] as const);
    expect(await fetched({})).toMatch(/^TypeError/);
    expect(await fetched({ authorization: `Bearer ${token}` })).toMatch(/^TypeError/);
    await blank.setContent(`<iframe src="${address}"></iframe>`);
    await expect.poll(() => blank.frames().at(-1)?.url()).not.toBe('about:blank');
    expect(await blank.frames().at(-1)?.locator('#page').count()).toBe(0);
  });

  test('without its token, or with another one, the page says what to do', async () => {
    for (const hash of ['', `#token=${'A'.repeat(43)}`]) {
      const { page: bare } = await open(browser, `http://127.0.0.1:${port}/${hash}`);
      await bare
        .locator('.welcome [role=alert]', { hasText: 'Open the address that multihome run --web prints' })
        .waitFor({ timeout: WITHIN });
      if (hash !== '') expect(await violations(bare)).toEqual([]);
      await bare.close();
    }
  });

  test('loaded anew it has its token still; when the agent ends it says so and shows what it has, and the next one’s address joins that', async () => {
    const before = await shown(page);
    await page.reload();
    await link('live');
    expect(await shown(page)).toBeLessThan(before);
    // Its epoch is not the newest, so it is asked for.
    await page.evaluate(() => location.replace('#at=30'));
    await page.locator('.moment h3', { hasText: '#30 ' }).waitFor();
    await page.keyboard.press('f');
    await link('live');
    agent.kill('SIGTERM');
    await agent.exited;
    await link('agent gone');
    const { json } = await invoke([replaying], ['replay', log(), '--until', String(await momentSeq()), '--json']);
    expect(json).toMatchObject([{ digest: await digest() }]);
    const url = await start(port);
    await link('another agent');
    await page.evaluate((to) => location.replace(to), url);
    await link('live');
    await isOne();
    expect(new URL(page.url()).hash).toBe('');
  });
});

/** A script that starts chromium in the host: Playwright knows programs by their path only. */
function starter(folder: string, argv: readonly string[]): string {
  const path = join(folder, 'chromium');
  writeFileSync(path, `#!/bin/sh\nexec ${argv.map((word) => `'${word}'`).join(' ')} "$@"\n`);
  chmodSync(path, 0o755);
  return path;
}

/** What it says that looks so; rejects when it ends without. */
function said({ process: { stdout, stderr }, exited }: Child, what: RegExp): Promise<string> {
  let text = '';
  return new Promise((resolve, reject) => {
    for (const stream of [stdout, stderr])
      stream?.setEncoding('utf8').on('data', (piece: string) => {
        text += piece;
        const [found] = what.exec(text) ?? [];
        if (found !== undefined) resolve(found);
      });
    void exited.then(() => reject(new Error(`the agent ended: ${text}`)));
  });
}

async function answer(socket: string, path: string, method: 'GET' | 'POST' = 'GET'): Promise<unknown> {
  const asked = await ask({ socket, path, method });
  if (!asked.ok) throw new Error(asked.message);
  return asked.value.body;
}

/** The last fact of that type so far. */
async function lastOf(socket: string, type: string): Promise<number> {
  const asked = await stream({ socket, path: `events?from=0&follow=0&filter=${type}` });
  let seq = 0;
  if (asked.ok) for await (const { id } of asked.value.events) seq = Number(id);
  return seq;
}

const shown = async (page: Page): Promise<number> => Number(((await page.locator('#shown').textContent()) ?? '').replace(/\D/g, ''));
