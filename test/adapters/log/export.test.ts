/** The exported log: there and back, cut off, spliced, damaged, and with its names hidden. */
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import {
  type ExportOptions,
  exportLog,
  type ImportEntry,
  importLog,
  LogCorrupt,
  memoryLog,
  openSqliteLog,
  readExport,
} from '../../../adapters/log/index.ts';
import { Fact, type Unstamped } from '../../../machines/model/facts/index.ts';
import { ADVERTISED, below, fill, PVD_OPTION, random, stamped, started } from './facts.ts';
import { folder } from './folder.ts';

const root = folder();
let files = 0;
const file = () => join(root, `export-${files++}`);

function filled(count = 60) {
  const log = memoryLog();
  const facts = fill(log, random(11), count, 10);
  return { log, facts };
}
async function exported(options: ExportOptions = {}, log = filled().log): Promise<string> {
  const path = file();
  expect(await exportLog(log, path, options)).toMatchObject({ ok: true });
  return path;
}
async function entries(source: Parameters<typeof readExport>[0]): Promise<ImportEntry[]> {
  const all: ImportEntry[] = [];
  for await (const entry of readExport(source)) all.push(entry);
  return all;
}
const factsOf = (all: readonly ImportEntry[]) => all.flatMap((e) => (e.ok && e.kind === 'transaction' ? e.transaction.facts : []));
const errorOf = (all: readonly ImportEntry[]) => all.map((e) => (e.ok ? null : e.error)).find((e) => e !== null) ?? null;

describe('there and back', () => {
  test.each([[{}], [{ gzip: true }], [{ range: { epoch: 2 } }], [{ range: { from: 40, to: 90 } }]])('%j', async (options) => {
    const { log } = filled();
    const path = await exported(options, log);
    expect((statSync(path).mode & 0o777).toString(8)).toBe('600');
    const all = await entries(path);
    const original = [...log.transactions('range' in options ? options.range : {})];
    expect(errorOf(all)).toBeNull();
    expect(all.slice(1).map((e) => e.ok && e.kind === 'transaction' && e.transaction)).toEqual(original);
  });

  test('an empty log', async () => {
    expect(await entries(await exported({}, memoryLog()))).toMatchObject([{ ok: true, kind: 'header', header: { base: null } }]);
  });

  test('into a log on disk, with the same numbers and the same hashes', async () => {
    const { log } = filled();
    const path = await exported({ gzip: true, range: { from: 60 } }, log);
    const target = join(root, 'imported.db');
    const opened: { log?: ReturnType<typeof memoryLog> } = {};
    const result = await importLog(path, (base) => {
      const made = openSqliteLog(target, { base });
      if (made.ok) opened.log = made.log;
      return made;
    });
    expect(result).toMatchObject({ ok: true });
    expect([...(opened.log?.transactions() ?? [])]).toEqual([...log.transactions({ from: 60 })]);
    opened.log?.close();
  });
});

describe('damage is named with its place, behind all that is good', () => {
  const lines = async () =>
    readFileSync(await exported(), 'utf8')
      .split('\n')
      .slice(0, -1);
  const at = (all: readonly string[], start: string) => all.findIndex((line, i) => i > 20 && line.startsWith(start));
  const swap = (all: readonly string[], i: number, ...by: readonly string[]) => [...all.slice(0, i), ...by, ...all.slice(i + 1)];
  const fact = (all: readonly string[]) => at(all, '{"at"');

  test.each([
    ['a line that is not JSON', (l) => swap(l, fact(l), '{"at":'), 'notJson', 'ERR_LOG_CORRUPT'],
    ['a fact of unknown type', (l) => swap(l, fact(l), '{"type":"moon.rose","v":1}'), 'unknownFact', 'ERR_FACT_UNKNOWN'],
    ['a fact of unknown version', (l) => swap(l, fact(l), '{"type":"link.removed","v":2}'), 'unknownFact', 'ERR_FACT_UNKNOWN'],
    ['a fact with a wrong field', (l) => swap(l, fact(l), '{"type":"link.removed","v":1,"x":1}'), 'fact', 'ERR_LOG_CORRUPT'],
    ['an array', (l) => swap(l, fact(l), '[1]'), 'fact', 'ERR_LOG_CORRUPT'],
    ['a line of more than 1 MiB', (l) => swap(l, fact(l), 'x'.repeat((1 << 20) + 1)), 'tooLong', 'ERR_LOG_CORRUPT'],
    ['a line that is not UTF-8', (l) => swap(l, fact(l), '\u0000BAD'), 'notText', 'ERR_LOG_CORRUPT'],
    ['a fact taken out', (l) => swap(l, fact(l)), 'hash', 'ERR_LOG_CORRUPT'],
    ['a transaction taken out', (l) => swap(l, at(l, '{"transaction"')), 'hash', 'ERR_LOG_CORRUPT'],
    ['the footer taken out', (l) => l.slice(0, -1), 'cutOff', 'ERR_LOG_CORRUPT'],
    ['another footer', (l) => [...l.slice(0, -1), (l.at(-1) ?? '').replace('"facts":', '"facts":1')], 'footer', 'ERR_LOG_CORRUPT'],
    ['something behind the footer', (l) => [...l, '{}'], 'trailing', 'ERR_LOG_CORRUPT'],
    ['a header of a newer format', (l) => swap(l, 0, (l[0] ?? '').replace('"format":1', '"format":2')), 'version', 'ERR_LOG_VERSION'],
    ['another header', (l) => swap(l, 0, '{"multihome":"tree"}'), 'header', 'ERR_LOG_CORRUPT'],
    ['a header that claims digests are missing', (l) => swap(l, 0, (l[0] ?? '').replace('true', 'false')), 'footer', 'ERR_LOG_CORRUPT'],
  ] satisfies [string, (l: readonly string[]) => readonly string[], string, string][])('%s', async (_name, damage, kind, code) => {
    const good = await lines();
    const bad = damage(good);
    const text = bad.map((line) => Buffer.from(`${line}\n`)).map((b) => (b.includes('\u0000BAD') ? Buffer.from([0xff, 10]) : b));
    const all = await entries([Buffer.concat(text)]);
    const error = errorOf(all);
    expect(error).toMatchObject({ kind, code });
    const { line = 0, offset = -1, seq = -1 } = error ?? {};
    expect(offset).toBe(Buffer.concat(text.slice(0, line - 1)).length);
    const original = filled().facts;
    expect(factsOf(all)).toEqual(original.slice(0, factsOf(all).length));
    expect(seq).toBe((factsOf(all).at(-1)?.seq ?? -1) + 1 || 0);
  });

  test('a gzip stream that is cut off or damaged keeps what comes before', async () => {
    const log = filled(600).log;
    const packed = readFileSync(await exported({ gzip: true }, log));
    const facts = [...log.facts()];
    const cut = await entries([packed.subarray(0, packed.length / 2)]);
    expect(errorOf(cut)).toMatchObject({ kind: 'cutOff' });
    expect(factsOf(cut).length).toBeGreaterThan(facts.length / 3);
    const damaged = Buffer.from(packed);
    damaged.fill(0xff, packed.length >> 1, (packed.length >> 1) + 40);
    const bad = await entries([damaged]);
    expect(errorOf(bad)?.code).toMatch(/^ERR_/);
    expect(factsOf(bad)).toEqual(facts.slice(0, factsOf(bad).length));
    expect(factsOf(bad).length).toBeGreaterThan(facts.length / 4);
  });

  test('a file that is not there', async () => {
    expect(await entries(join(root, 'nowhere'))).toMatchObject([{ ok: false, error: { kind: 'file', code: 'ERR_LOG_ACCESS' } }]);
  });

  test('a corrupt log is exported up to the damage, without a footer', async () => {
    const log = filled().log;
    function* broken() {
      yield* [...log.transactions()].slice(0, 10);
      throw new LogCorrupt(99, 'page');
    }
    const path = file();
    expect(await exportLog({ ...log, transactions: broken }, path)).toMatchObject({
      ok: false,
      error: { code: 'ERR_LOG_CORRUPT', seq: 99 },
    });
    const all = await entries(path);
    expect(all).toHaveLength(12);
    expect(errorOf(all)).toMatchObject({ kind: 'cutOff' });
  });
});

describe('malformed input', () => {
  const ROUNDS = 10_000;
  const SEED = 4242;
  test(`${ROUNDS} damaged exports: a typed error each, nothing thrown, the good prefix kept (seed ${SEED})`, {
    timeout: 120_000,
  }, async () => {
    const { log, facts } = filled(6);
    const plain = readFileSync(await exported({}, log));
    const packed = gzipSync(plain);
    const next = random(SEED);
    for (let round = 0; round < ROUNDS; round++) {
      const source = round % 4 === 3 ? packed : plain;
      const bad = damage(source, next);
      const all = await entries([bad]);
      const what = `round ${round}, seed ${SEED}`;
      // A gzip header has bytes of no meaning (time, system): then the file is whole.
      if (errorOf(all) === null) expect(factsOf(all), what).toEqual(bad.equals(source) || source === packed ? facts : null);
      else expect(errorOf(all)?.code, what).toMatch(/^ERR_(LOG_CORRUPT|LOG_VERSION|FACT_UNKNOWN)$/);
      expect(factsOf(all), what).toEqual(facts.slice(0, factsOf(all).length));
    }
  });
});

function damage(good: Buffer, next: () => number): Buffer {
  const at = below(next, good.length);
  const other = below(next, good.length);
  const bytes = Buffer.from(good);
  switch (below(next, 4)) {
    case 0:
      return bytes.subarray(0, at);
    case 1:
      bytes[at] = (bytes[at] ?? 0) ^ (1 << below(next, 8));
      return bytes;
    case 2: {
      const lines = good.toString('latin1').split('\n');
      lines.splice(below(next, lines.length), below(next, 3), lines[below(next, lines.length)] ?? '');
      return Buffer.from(lines.join('\n'), 'latin1');
    }
    default:
      return Buffer.concat([bytes.subarray(0, at), bytes.subarray(Math.min(at, other), Math.max(at, other) + 1), bytes.subarray(other)]);
  }
}

describe('names', () => {
  const some = { seq: 0, at: 0, v: 1, class: 'world' };
  const bare = (raw: object): Unstamped => {
    const { seq: _seq, at: _at, ...fact } = Fact.parse({ ...some, ...raw });
    return fact as Unstamped;
  };
  const search = ['corp.example', 'mail.corp.example'];
  const LINK = { rtt: 1, sent: 1, lost: 0 };
  const named = () => {
    const log = memoryLog();
    const advertised = bare({ type: 'router.advertised', ifname: 'wlan0', router: 'fe80::1', mac: null, ...ADVERTISED, pvd: PVD_OPTION });
    const published = bare({ type: 'resolver.published', publisher: 'p', file: '/f', ifname: null, servers: [], search });
    const rules = {
      names: [{ suffix: 'corp.example', pvd: 'pvd:vpn.corp.example@wlan0' }],
      interfaces: [{ name: 'e', static: { search: [...search, '~vault.corp.example'], dns: ['192.0.2.53#dns.corp.example'] } }],
    };
    const settings = bare({ type: 'settings.loaded', settings: rules });
    const checked = bare({
      type: 'check.assumed',
      pvd: 'pvd:pvd.corp.example@wlan0',
      generation: 1,
      family: 4,
      took: 1,
      bytes: 0,
      ...LINK,
    });
    const result = log.append(stamped(null, [started(), advertised, published, settings, checked]), 'abcd');
    expect(result.ok).toBe(true);
    return log;
  };

  test('hashed label by label: nothing is left of them, suffixes still match, and the chain is one of its own', async () => {
    const path = await exported({ names: 'hash' }, named());
    const text = readFileSync(path, 'utf8');
    for (const word of ['corp', 'home.', '.example', '"mail']) expect(text).not.toContain(word);
    const all = await entries(path);
    expect(errorOf(all)).toBeNull();
    expect(all[0]).toMatchObject({ header: { names: 'hash', digests: false } });
    const [, , published, settings, checked] = factsOf(all);
    if (published?.type !== 'resolver.published' || settings?.type !== 'settings.loaded' || checked?.type !== 'check.assumed')
      throw new Error('order');
    const [suffix = '', name = ''] = published.search;
    expect(suffix).toMatch(/^[0-9a-f]{10}\.[0-9a-f]{10}$/);
    expect(name.endsWith(`.${suffix}`)).toBe(true);
    expect(settings.settings.names[0]?.suffix).toBe(suffix);
    const own = settings.settings.interfaces[0]?.static;
    expect(own?.search.slice(0, 2)).toEqual(published.search);
    expect(own?.search[2]).toMatch(new RegExp(`^~[0-9a-f]{10}\\.${suffix.replace('.', '\\.')}$`));
    expect(own?.dns[0]).toMatch(/^192\.0\.2\.53#[0-9a-f]{10}\./);
    expect(checked.pvd).toBe(`pvd:${name.split('.')[0] ? checked.pvd.slice(4, 14) : ''}.${suffix}@wlan0`);
  });

  test('two exports share no key', async () => {
    const log = named();
    const [a, b] = [await exported({ names: 'hash' }, log), await exported({ names: 'hash' }, log)];
    expect(readFileSync(a, 'utf8')).not.toBe(readFileSync(b, 'utf8'));
  });

  test('omitted, they are x; kept, they are as they were', async () => {
    const omitted = factsOf(await entries(await exported({ names: 'omit' }, named())))[2];
    expect(omitted).toMatchObject({ search: ['x.x', 'x.x.x'] });
    expect(factsOf(await entries(await exported({ names: 'keep' }, named())))[2]).toMatchObject({ search });
  });

  test('a name that would grow too long is cut from the left', async () => {
    const log = memoryLog();
    log.append(
      stamped(null, [
        bare({ type: 'resolver.published', publisher: 'p', file: '/f', ifname: null, servers: [], search: [`${'a.'.repeat(100)}b`] }),
      ]),
      '',
    );
    expect(errorOf(await entries(await exported({ names: 'hash' }, log)))).toBeNull();
  });
});

test('an empty file is cut off at its beginning', async () => {
  const path = file();
  writeFileSync(path, '');
  expect(await entries(path)).toMatchObject([{ ok: false, error: { kind: 'cutOff', line: 1, offset: 0 } }]);
});
