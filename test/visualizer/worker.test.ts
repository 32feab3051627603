/** The worker with no browser around it: what goes in is a file, what comes out is what the page is told. */
import { spawnSync } from 'node:child_process';
import { createWriteStream, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { exportLog, memoryLog } from '../../adapters/log/index.ts';
import { lineOf } from '../../machines/model/exported/format.ts';
import type { Unstamped } from '../../machines/model/facts/index.ts';
import { find } from '../../machines/model/rows.ts';
import { pvdState } from '../../machines/pvd.ts';
import { NO_DECISION } from '../../streams/decision.ts';
import { changes } from '../../streams/digest.ts';
import { LANES_MAX } from '../../visualizer/lanes.ts';
import type { Agent } from '../../visualizer/live.ts';
import type { ToPage, ToWorker, View } from '../../visualizer/protocol.ts';
import { ACTORS_MAX, createRecording } from '../../visualizer/recording.ts';
import { CHANGES_MAX, VIEW_MAX } from '../../visualizer/view.ts';
import { foldOf, twoEpochs } from '../adapters/cli/logs.ts';
import { at, link, stamped, started } from '../machines/facts.ts';
import { crowd } from './crowd.ts';
import { working } from './working.ts';

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

/** All that the worker says to these questions. */
async function asked(...questions: readonly ToWorker[]): Promise<readonly ToPage[]> {
  const { worker, said } = working(NOBODY);
  for (const question of questions) await worker.take(question);
  return said;
}
const open = (...bytes: readonly Buffer<ArrayBuffer>[]): ToWorker => ({ kind: 'open', blob: new Blob([...bytes]) });
const momentOf = (said: readonly ToPage[]) => said.flatMap((m): readonly View[] => (m.kind === 'moment' ? [m.view] : []))[0];
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
      const view = momentOf(said);
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

  test('against a pinned moment: the entries of the two decisions that differ', async () => {
    const [a, b] = [60, 700];
    const said = await asked(open(plain), { kind: 'seek', index: b, pinned: a });
    const view = momentOf(said);
    const [then, now] = [a, b].map((i) => foldOf([{ facts: FACTS.slice(0, i + 1), digest: '' }]));
    const { changes: differ, ...rest } = view?.against ?? expect.unreachable();
    expect(rest).toEqual({ seq: then?.host.seq, at: then?.host.at, left: 0 });
    const [old, young] = [then, now].map((fold) => new Map(changes(NO_DECISION, fold?.decision ?? NO_DECISION)));
    const paths = [...new Set([...(old?.keys() ?? []), ...(young?.keys() ?? [])])];
    const isOther = (path: string) => JSON.stringify(old?.get(path)) !== JSON.stringify(young?.get(path));
    expect(new Map(differ)).toEqual(new Map(paths.filter(isOther).map((path) => [path, young?.get(path) ?? null])));
    expect(view?.fact).toEqual(FACTS[b]);
  });

  test('checks: what runs, what is due, what was spent', async () => {
    const rows = momentOf(await asked(open(plain), { kind: 'seek', index: 700, pinned: null }))?.checking;
    const { host } = foldOf([{ facts: FACTS.slice(0, 701), digest: '' }]);
    expect(rows?.length).toBeGreaterThan(2);
    for (const { pvd, family, state, due, budget } of rows ?? []) {
      const snapshot = find(host.pvds, pvd)?.snapshot ?? expect.unreachable();
      const [{ context }, { check4, check6 }] = [snapshot, pvdState(snapshot)];
      expect([state, due]).toEqual(family === 4 ? [check4, context.check4.due] : [check6, context.check6.due]);
      expect(budget).toBe(context.rhythm.budget);
    }
  });

  test('a crowd of actors: what is shown is bounded, and what was left out is counted', async () => {
    const log = memoryLog();
    for (const { facts, digest } of crowd(6_000)) log.append(facts, digest);
    const path = join(dir, 'crowd.ndjson');
    await exportLog(log, createWriteStream(path), { names: 'keep' });
    const said = await asked(open(Buffer.from(readFileSync(path))), { kind: 'seek', index: 1e9, pinned: 0 });
    const [end, view] = [done(said), momentOf(said)];
    expect(end?.outcome.verdict).toEqual({ kind: 'equal' });
    expect([end?.track.lanes.length, (end?.track.lanesLeft ?? 0) > 10_000]).toEqual([LANES_MAX, true]);
    expect([view?.sessions.length, view?.lengths.sessions]).toEqual([VIEW_MAX, 4_096]);
    expect([view?.against?.changes.length, (view?.against?.left ?? 0) > 3_000]).toEqual([CHANGES_MAX, true]);
  });

  test('a million actors are no host: it is folded as far as one goes, and why no further is said', () => {
    const recording = createRecording();
    let seq = 0;
    const take = (fact: Unstamped) => recording.take({ facts: [stamped(fact, ++seq, at(seq))], digest: null });
    take(started());
    const takeAll = () => {
      for (let i = 0; i < 1_000_000; i += 1) take(link(`if${i}`, { ifindex: i + 2 }));
    };
    expect(takeAll).toThrow(/more than 20,000 interfaces/);
    expect(recording.facts.length).toBe(ACTORS_MAX + 2);
    expect(recording.seek(500).fold.host.interfaces.length).toBe(500);
  });

  test('a file that is too large is not begun, and what helps is said', async () => {
    const huge = Object.defineProperty(new Blob([]), 'size', { value: 3e9 });
    expect(await asked({ kind: 'open', blob: huge })).toMatchObject([
      { kind: 'failed', problem: expect.stringMatching(/2,862 megabytes.*takes 2,048.*multihome export --from/) },
    ]);
  });
});
