/** What is measured in the page itself: with its own clock, by what it shows, through its own controls. */
import { readFileSync } from 'node:fs';
import type { Browser, Page } from 'playwright-core';
import { z } from 'zod';

/** `frames` a second, and the longest time between two, in ms. */
export type Scrolled = { readonly frames: number; readonly longest: number };

/** Milliseconds from the choice of a file until a decision, a fact and a lane are seen; to be asked before the file is chosen. */
export function watchFirst(page: Page): Promise<number> {
  return page.evaluate(
    () =>
      new Promise<number>((resolve) => {
        let since = 0;
        document.addEventListener('change', () => (since ||= performance.now()), true);
        const look = () => {
          const isThere = ['.moment h3', '.row b', 'button.lane'].every((where) => document.querySelector(where));
          if (isThere) resolve(performance.now() - since);
          else requestAnimationFrame(look);
        };
        look();
      }),
  );
}

/** The same of a page with its log inside, since it was asked for. */
export async function firstOf(browser: Browser, url: string): Promise<number> {
  const page = await browser.newPage();
  await page.goto(url);
  const first = await page.waitForFunction(
    () => ['.moment h3', '.row b', 'button.lane'].every((where) => document.querySelector(where)) && performance.now(),
    null,
    { polling: 'raf' },
  );
  const millis = Number(await first.jsonValue());
  await page.close();
  return millis;
}

/** Each to a fact that lies anywhere: from the slider's move until the decision of that fact is on the screen. */
export function seekTimes(page: Page, places: readonly number[]): Promise<readonly number[]> {
  return page.evaluate(async (all) => {
    const slider = document.querySelector<HTMLInputElement>('input[type=range][aria-label=fact]');
    const number = (where: string) => /#\d+/.exec(document.querySelector(where)?.textContent ?? '')?.[0];
    const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
    const painted = async () => {
      await frame();
      const { port1, port2 } = new MessageChannel();
      await new Promise((resolve) => {
        port1.onmessage = resolve;
        port2.postMessage(null);
      });
    };
    const times: number[] = [];
    for (const place of all) {
      if (!slider) throw new Error('the page has no slider');
      const since = performance.now();
      slider.value = String(Math.floor(place * Number(slider.max)));
      slider.dispatchEvent(new Event('input', { bubbles: true }));
      do await frame();
      while (number('#moment') !== number('.moment h3'));
      await painted();
      times.push(performance.now() - since);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    return times;
  }, places);
}

/** While it is scrolled for so many milliseconds, there and back, by so many pixels a frame. */
export function framesOf(page: Page, where: string, by: number, millis: number): Promise<Scrolled> {
  return page.evaluate(
    ([selector, step, end]) =>
      new Promise<Scrolled>((resolve, reject) => {
        const box = document.querySelector(selector);
        if (!box) return reject(new Error(`the page has no ${selector}`));
        const since = performance.now();
        let [frames, last, longest, way] = [0, since, 0, step];
        const next = () => {
          const now = performance.now();
          longest = Math.max(longest, now - last);
          [frames, last] = [frames + 1, now];
          if (now - since > end) return resolve({ frames: (1_000 * frames) / (now - since), longest });
          const before = box.scrollTop;
          box.scrollTop += way;
          if (box.scrollTop === before) way = -way;
          requestAnimationFrame(next);
        };
        requestAnimationFrame(next);
      }),
    [where, by, millis] as const,
  );
}

/** The same while the slider moves by a fact a frame: the time line, drawn closely, goes with it. */
export function framesWhileMoving(page: Page, millis: number): Promise<Scrolled> {
  return page.evaluate(
    (end) =>
      new Promise<Scrolled>((resolve, reject) => {
        const slider = document.querySelector<HTMLInputElement>('input[type=range][aria-label=fact]');
        if (!slider) return reject(new Error('the page has no slider'));
        const since = performance.now();
        let [frames, last, longest] = [0, since, 0];
        const next = () => {
          const now = performance.now();
          longest = Math.max(longest, now - last);
          [frames, last] = [frames + 1, now];
          if (now - since > end) return resolve({ frames: (1_000 * frames) / (now - since), longest });
          slider.value = String(Number(slider.value) - 1);
          slider.dispatchEvent(new Event('input', { bubbles: true }));
          requestAnimationFrame(next);
        };
        requestAnimationFrame(next);
      }),
    millis,
  );
}

const Processes = z.object({ processInfo: z.array(z.object({ type: z.string(), id: z.number() })) });
const Answer = z.object({ result: z.object({ usedSize: z.number(), backingStorageSize: z.number().default(0) }) });
export type Memory = Readonly<Record<'worker' | 'page' | 'renderer', number>>;

/** In MB, with what arrays hold outside of the heap, after a collection; and the largest renderer with all that it holds. */
export async function memoryOf(browser: Browser, page: Page): Promise<Memory> {
  const session = await page.context().newCDPSession(page);
  await session.send('HeapProfiler.collectGarbage');
  const ours = Answer.parse({ result: await session.send('Runtime.getHeapUsage') });
  const worker = await new Promise<z.infer<typeof Answer>>((resolve) => {
    const ask = (sessionId: string, id: number, method: string) =>
      void session.send('Target.sendMessageToTarget', { sessionId, message: JSON.stringify({ id, method }) });
    session.on('Target.attachedToTarget', ({ sessionId }) => ask(sessionId, 1, 'HeapProfiler.collectGarbage'));
    session.on('Target.receivedMessageFromTarget', ({ sessionId, message }) => {
      const { id, ...answer } = JSON.parse(message);
      if (id === 1) ask(sessionId, 2, 'Runtime.getHeapUsage');
      if (id === 2) resolve(Answer.parse(answer));
    });
    void session.send('Target.setAutoAttach', { autoAttach: true, waitForDebuggerOnStart: false, flatten: false });
  });
  await session.detach();
  return { worker: megabytes(worker), page: megabytes(ours), renderer: await residentOf(browser) };
}
const megabytes = ({ result }: z.infer<typeof Answer>): number => (result.usedSize + result.backingStorageSize) / 1e6;

async function residentOf(browser: Browser): Promise<number> {
  const session = await browser.newBrowserCDPSession();
  const { processInfo } = Processes.parse(await session.send('SystemInfo.getProcessInfo'));
  await session.detach();
  const pages = processInfo.filter(({ type }) => type === 'renderer').map(({ id }) => readFileSync(`/proc/${id}/status`, 'utf8'));
  return Math.max(...pages.map((status) => Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) / 1000));
}
