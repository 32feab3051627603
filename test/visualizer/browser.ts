/** Debian's chromium, driven by Playwright, and a page that keeps account of whatever it should not do. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { z } from 'zod';
import { findExtra } from '../lab/extras.ts';

export const found = findExtra('chromium');

/** `path`: a script that starts it somewhere else; `args`: options of its own. */
export async function launch(path = found.ok ? found.path : null, args: readonly string[] = []): Promise<Browser> {
  if (path === null) throw new Error('there is no chromium');
  // Its sandbox wants a user of its own; what it shows here is only ours.
  return chromium.launch({ executablePath: path, chromiumSandbox: false, args: [...args] });
}

/** `misdeeds`: requests for anything but the file itself, its Blobs and who served it, and whatever was said on the console. */
export type Opened = { readonly page: Page; readonly misdeeds: readonly string[] };

export async function open(browser: Browser, url: string, options: BrowserContextOptions = {}): Promise<Opened> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, ...options });
  const page = await context.newPage();
  const misdeeds: string[] = [];
  const isOwn = (asked: string): boolean => /^(file|blob|data):/.test(asked) || new URL(asked).origin === new URL(url).origin;
  page.on('request', (request) => isOwn(request.url()) || misdeeds.push(`request ${request.url()}`));
  page.on('console', (message) => misdeeds.push(`console ${message.text()}`));
  page.on('pageerror', (error) => misdeeds.push(`error ${error.message}`));
  await page.goto(url);
  return { page, misdeeds };
}

/** Once the log is folded to its end, and all views show the moment that the bar says. */
export async function folded(page: Page): Promise<void> {
  await page.locator('#digest').waitFor();
  await settled(page);
}

export async function settled(page: Page): Promise<void> {
  const isOne = () => {
    const said = /#(\d+)/.exec(document.querySelector('#moment')?.textContent ?? '')?.[1];
    return said !== undefined && said === document.querySelector('main')?.dataset.at;
  };
  await page.waitForFunction(isOne);
}

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** What axe finds, a line a kind. */
export async function violations(page: Page): Promise<readonly string[]> {
  await page.evaluate(AXE);
  const found: unknown = await page.evaluate('axe.run({ resultTypes: ["violations"] })');
  return Findings.parse(found).violations.map(
    ({ id, nodes }) => `${id}: ${nodes.map(({ target, failureSummary }) => `${target} ${failureSummary}`).join(' | ')}`,
  );
}

const Node = z.object({ target: z.array(z.unknown()), failureSummary: z.string() });
const Findings = z.object({ violations: z.array(z.object({ id: z.string(), nodes: z.array(Node) })) });
