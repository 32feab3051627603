/** What goes wrong around a command: no room for its output, a file of the other kind, a range the wrong way round. */
import { spawnSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { register as exporting } from '../../../adapters/cli/commands/export.ts';
import { register as replay } from '../../../adapters/cli/commands/replay.ts';
import { invoke } from './invoke.ts';
import { twoEpochs, writeLog } from './logs.ts';

const dir = mkdtempSync(join(tmpdir(), 'mh-mistakes-'));
const path = (name: string): string => join(dir, name);
const run = (...args: string[]) => invoke([exporting, replay], args);

beforeAll(async () => {
  writeLog(path('log.sqlite'), twoEpochs(7, 60));
  await run('export', '--log', path('log.sqlite'), path('log.ndjson'));
  await run('export', '--log', path('log.sqlite'), '--gzip', path('log.ndjson.gz'));
  new DatabaseSync(path('other.sqlite')).exec('create table t (x)');
});
afterAll(() => rmSync(dir, { recursive: true, force: true }));

describe('a full disk behind standard output', () => {
  const main = new URL('../../../adapters/cli/main.ts', import.meta.url).pathname;
  test.each([
    ['a result', ['graph', '--json']],
    ['a stream', ['export', '--log', path('log.sqlite'), '-']],
  ])('%s: one line that says so, and no bug of ours', (_name, args) => {
    const full = openSync('/dev/full', 'w');
    const { status, stderr } = spawnSync(process.execPath, [main, ...args], { stdio: ['ignore', full, 'pipe'], encoding: 'utf8' });
    closeSync(full);
    const lines = stderr.trim().split('\n');
    const told = args.includes('--json') ? JSON.parse(lines[0] ?? '').error : { message: lines[0] };
    expect([status, lines.length, told.message]).toEqual([1, 1, expect.stringMatching(/the output cannot be written: ENOSPC/)]);
  });
});

test.each<[string, string, readonly string[], string, RegExp]>([
  ['an export where a log is wanted', 'failed', ['export', '--log', path('log.ndjson'), path('out')], 'ERR_EXISTS', /makes a log of it/],
  ['… packed', 'failed', ['export', '--log', path('log.ndjson.gz'), path('out')], 'ERR_EXISTS', /makes a log of it/],
  [
    'the last fact before the first',
    'usage',
    ['export', '--log', path('log.sqlite'), '--from', '9', '--to', '3', path('out')],
    'ERR_USAGE',
    /first/,
  ],
  ['nothing to rescue', 'corruptLog', ['replay', path('other.sqlite')], 'ERR_LOG_CORRUPT', /^nothing of it can be read/],
])('%s: what to do next is said', async (_name, exit, args, code, hint) => {
  const { error } = await run(...args);
  expect(error).toMatchObject({ exit, code, hint: expect.stringMatching(hint) });
});

test('what is good of a damaged log can be kept, and that is said', async () => {
  writeLog(path('damaged.sqlite'), twoEpochs(7, 60));
  using db = new DatabaseSync(path('damaged.sqlite'));
  db.exec(`UPDATE facts SET json = replace(json, '"v":1', '"v": 1') WHERE seq = 50`);
  const { error } = await run('replay', path('damaged.sqlite'));
  expect(error?.hint).toBe('multihome export --log FILE OUT keeps what is before it');
});
