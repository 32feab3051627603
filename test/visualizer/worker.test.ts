/** The worker with no browser around it: what goes in is a file, what comes out is what the page is told. */
import { spawnSync } from 'node:child_process';
import { createWriteStream, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { exportLog, memoryLog } from '../../adapters/log/index.ts';
import { lineOf } from '../../machines/model/exported/format.ts';
import type { Agent } from '../../visualizer/live.ts';
import type { ToPage, ToWorker, View } from '../../visualizer/protocol.ts';
import { createWorker } from '../../visualizer/worker.ts';
import { foldOf, twoEpochs } from '../adapters/cli/logs.ts';

const STORY = twoEpochs(9, 900);
const FACTS = STORY.flatMap(({ facts }) => facts);
const dir = mkdtempSync(join(tmpdir(), 'mh-page-'));
let plain: Buffer<ArrayBuffer>;

beforeAll(async () => {
  const log = memoryLog();
  for (const { facts, digest } of STORY) log.append(facts, digest);
  const path = join(dir, 'log.ndjson');
  await exportLog(log, createWriteStream(path), { names: 'keep' });
  plain = Buffer.from(readFileSync(path));
});
afterAll(() => rmSync(dir, { recursive: true, force: true }));

const NOBODY: Agent = { open: async () => ({ ok: false, isForGood: true, problem: 'nobody' }), wait: async () => {} };

/** All that the worker says to these questions. A clock that always wants a pause is the busiest page. */
async function asked(...questions: readonly ToWorker[]): Promise<readonly ToPage[]> {
  const said: ToPage[] = [];
  let clock = 0;
  const worker = createWorker(
    (message) => said.push(message),
    async () => {},
    () => (clock += 20),
    () => NOBODY,
  );
  for (const question of questions) await worker.take(question);
  return said;
}
const open = (...bytes: readonly Buffer<ArrayBuffer>[]): ToWorker => ({ kind: 'open', blob: new Blob([...bytes]) });
const done = (said: readonly ToPage[]) => said.flatMap((m) => (m.kind === 'done' ? [m] : []))[0];

describe('the worker', () => {
  test.each<[string, () => Buffer<ArrayBuffer>]>([
    ['plain', () => plain],
    ['packed', () => Buffer.from(gzipSync(plain))],
  ])('an export, %s, is folded to the digest that the agent came to', async (_name, bytes) => {
    const said = await asked(open(bytes()));
    expect(done(said)?.outcome).toMatchObject({
      ...{ facts: FACTS.length, epochs: 2, skipped: 0, digest: foldOf(STORY).digest },
      ...{ verdict: { kind: 'equal' }, names: 'keep', damage: null },
    });
    expect(said.some((m) => m.kind === 'progress' && m.track !== null)).toBe(true);
  });

  test.each<[string, () => Buffer<ArrayBuffer>, string]>([
    ['cut off', () => plain.subarray(0, plain.length / 2), 'cutOff'],
    ['cut off and packed', () => Buffer.from(gzipSync(plain).subarray(0, 9_000)), 'gzip'],
    ['changed in one letter', () => Buffer.from(plain.toString().replace(/"carrier":true/, '"carrier":false')), 'hash'],
    ['no log at all', () => Buffer.from('<html></html>\n'), 'notJson'],
    ['of a later format', () => Buffer.from(`${lineOf({ multihome: 'log', format: 99 })}\n`), 'version'],
    ['empty', () => Buffer.alloc(0), 'cutOff'],
  ])('a file that is %s: where it ends is said, and what is good before it is there', async (_name, bytes, kind) => {
    expect(done(await asked(open(bytes())))?.outcome.damage).toMatchObject({ kind });
  });

  test('a digest that nobody computed is told with the fact where it stands', async () => {
    const log = memoryLog();
    log.append(STORY[0]?.facts ?? [], 'ab');
    const path = join(dir, 'other.ndjson');
    await exportLog(log, createWriteStream(path), { names: 'keep' });
    const said = await asked(open(Buffer.from(readFileSync(path))));
    expect(done(said)?.outcome.verdict).toMatchObject({ kind: 'diverged', stored: 'ab' });
  });

  test('a moment has the digest that `replay --until` prints', async () => {
    const path = join(dir, 'log.ndjson');
    for (const i of [40, 333, 850]) {
      const said = await asked(open(plain), { kind: 'seek', index: i, pinned: null });
      const view = said.flatMap((m): readonly View[] => (m.kind === 'moment' ? [m.view] : []))[0];
      const { stdout } = spawnSync(process.execPath, ['adapters/cli/main.ts', 'replay', path, '--until', String(FACTS[i]?.seq), '--json'], {
        encoding: 'utf8',
      });
      expect(view?.digest).toBe(JSON.parse(stdout).digest);
      expect(view?.decision.ranking).toEqual(foldOf([{ facts: FACTS.slice(0, i + 1), digest: '' }]).decision.ranking);
    }
  });

  test('a filter gives the numbers of the facts, and rows are told by number', async () => {
    const said = await asked(open(plain), { kind: 'filter', text: 'type:link.carrier' }, { kind: 'rows', indices: [0, 5, 99_999] });
    const filtered = said.flatMap((m) => (m.kind === 'filtered' && m.text !== '' ? [m] : []));
    expect(filtered.map(({ share }) => share < 1)).toEqual([true, false]);
    expect([...(filtered.at(-1)?.hits ?? [])]).toEqual(FACTS.flatMap(({ type }, i) => (type.startsWith('link.carrier') ? [i] : [])));
    expect(said.flatMap((m) => (m.kind === 'rows' ? m.rows : []))).toMatchObject([
      { index: 0, type: 'agent.started' },
      { index: 5, seq: FACTS[5]?.seq },
    ]);
  });
});
