/** What only the log on disk has: a file with an owner, a lock, a schema, and readers beside the writer. */
import { mkdtempSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, test } from 'vitest';
import { type EventLog, openSqliteLog } from '../../../adapters/log/index.ts';
import { logChild } from './child.ts';
import { fill, random, someFact, stamped } from './facts.ts';
import { folder } from './folder.ts';

const root = folder();
const fresh = () => join(mkdtempSync(join(root, 'log-')), 'state', 'log.db');
const open = (path: string, options = {}): EventLog => {
  const result = openSqliteLog(path, options);
  if (!result.ok) throw new Error(`${result.error.code}: ${result.error.problem}`);
  return result.log;
};
const mode = (path: string) => (statSync(path).mode & 0o777).toString(8);

test('files are their owner’s alone, also the ones beside the log, and so are the folders made for them', () => {
  const path = fresh();
  const log = open(path);
  fill(log, random(1), 3);
  const files = readdirSync(join(path, '..'));
  expect(files.sort()).toEqual(['log.db', 'log.db-shm', 'log.db-wal', 'log.db.lock', 'log.db.pid']);
  expect(files.map((file) => mode(join(path, '..', file)))).toEqual(files.map(() => '600'));
  expect(mode(join(path, '..'))).toBe('700');
  log.close();
});

test('an opened log goes on where it ended', () => {
  const path = fresh();
  const log = open(path);
  const facts = [...fill(log, random(2), 30)];
  const { last } = log;
  log.close();
  const again = open(path);
  expect(again.last).toEqual(last);
  facts.push(...fill(again, random(3), 30));
  expect([...again.facts()]).toEqual(facts);
  again.close();
});

test('a reader works beside the writer and sees what is appended; it cannot write', () => {
  const path = fresh();
  const log = open(path);
  fill(log, random(4), 5);
  const reader = open(path, { readOnly: true });
  expect([...reader.facts()]).toEqual([...log.facts()]);
  fill(log, random(5), 5);
  expect(reader.last).toEqual(log.last);
  expect(reader.epochs()).toEqual(log.epochs());
  expect([...reader.facts()]).toEqual([...log.facts()]);
  expect(reader.append(stamped(reader.last, [someFact(random(1))]), '')).toMatchObject({ ok: false, error: { code: 'ERR_LOG_ACCESS' } });
  reader.close();
  log.close();
});

test('where the side files cannot be had it is read all the same, unless something stands in them only', () => {
  const path = fresh();
  const log = open(path);
  fill(log, random(4), 5);
  const facts = [...log.facts()];
  log.close();
  // As of another user: left behind by a reader, and not to be opened.
  writeFileSync(`${path}-wal`, '');
  symlinkSync('nowhere/at/all', `${path}-shm`);
  const reader = open(path, { readOnly: true });
  expect([...reader.facts()]).toEqual(facts);
  reader.close();
  writeFileSync(`${path}-wal`, 'something');
  expect(openSqliteLog(path, { readOnly: true })).toMatchObject({ ok: false, error: { code: 'ERR_LOG_ACCESS' } });
});

test('a second writer in the same process is refused with the pid, and the first one keeps its lock', () => {
  const path = fresh();
  const log = open(path);
  for (let i = 0; i < 2; i++)
    expect(openSqliteLog(path)).toEqual({ ok: false, error: expect.objectContaining({ code: 'ERR_LOG_IN_USE', pid: process.pid }) });
  fill(log, random(6), 2);
  log.close();
  open(path).close();
});

test('a second writer in another process is refused with the pid, until the first one is killed', async () => {
  const path = fresh();
  const child = logChild(path, 1);
  await child.acknowledged(1);
  expect(openSqliteLog(path)).toMatchObject({
    ok: false,
    error: { code: 'ERR_LOG_IN_USE', pid: child.pid, problem: expect.stringContaining(String(child.pid)) },
  });
  const reader = open(path, { readOnly: true });
  expect([...reader.facts({ to: 3 })].length).toBeGreaterThan(0);
  reader.close();
  await child.kill();
  const log = open(path);
  expect(log.last?.seq).toBeGreaterThanOrEqual(child.highest());
  log.close();
});

test('a log of a newer version is not touched', () => {
  const path = fresh();
  open(path).close();
  const db = new DatabaseSync(path);
  db.exec('PRAGMA user_version = 2');
  db.close();
  const error = expect.objectContaining({ code: 'ERR_LOG_VERSION', problem: expect.stringContaining('schema 2') });
  expect(openSqliteLog(path)).toEqual({ ok: false, error });
  expect(openSqliteLog(path, { readOnly: true })).toEqual({ ok: false, error });
});

test.each([
  ['another program’s database', (path: string) => new DatabaseSync(path).exec('CREATE TABLE t (x); PRAGMA application_id = 7')],
  ['a text', (path: string) => writeFileSync(path, 'hello '.repeat(1000))],
])('%s is no log', (_name, write) => {
  const path = join(mkdtempSync(join(root, 'log-')), 'other.db');
  write(path);
  const was = readFileSync(path);
  expect(openSqliteLog(path)).toMatchObject({ ok: false, error: { code: 'ERR_LOG_CORRUPT' } });
  expect(openSqliteLog(path, { readOnly: true })).toMatchObject({ ok: false, error: { code: 'ERR_LOG_CORRUPT' } });
  expect(readFileSync(path)).toEqual(was);
});

test('what is not there, or is a folder, cannot be opened', () => {
  expect(openSqliteLog(fresh(), { readOnly: true })).toMatchObject({ ok: false, error: { code: 'ERR_LOG_ACCESS' } });
  expect(openSqliteLog(root)).toMatchObject({ ok: false, error: { code: 'ERR_LOG_ACCESS' } });
  expect(openSqliteLog('/proc/self/nowhere/log.db')).toMatchObject({ ok: false, error: { code: 'ERR_LOG_ACCESS' } });
});

test('a pruned log gives its space back', () => {
  const path = fresh();
  const log = open(path);
  fill(log, random(8), 1500, 100);
  log.close();
  const full = statSync(path).size;
  const again = open(path);
  expect(again.prune(10_000)).toBeGreaterThan(3);
  again.close();
  expect(statSync(path).size).toBeLessThan(full / 2);
});

test('a fact of a version that is not known yet is said to be so, not called damage', () => {
  const path = fresh();
  const log = open(path);
  const later = stamped(null, [someFact(random(1))]).map((fact) => ({ ...fact, v: 9 }) as never);
  expect(log.append(later, '').ok).toBe(true);
  expect(() => [...log.facts()]).toThrow(expect.objectContaining({ code: 'ERR_FACT_UNKNOWN', version: '9', seq: 1 }));
  log.close();
});
