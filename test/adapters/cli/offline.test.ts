/** The commands that need no agent: replay, diff, export, import, graph, schema, completion. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { z } from 'zod';
import { register as completion } from '../../../adapters/cli/commands/completion.ts';
import { register as diff } from '../../../adapters/cli/commands/diff.ts';
import { register as exporting } from '../../../adapters/cli/commands/export.ts';
import { register as graph } from '../../../adapters/cli/commands/graph.ts';
import { register as importing } from '../../../adapters/cli/commands/import.ts';
import { register as replay } from '../../../adapters/cli/commands/replay.ts';
import { register as schema } from '../../../adapters/cli/commands/schema.ts';
import { DecisionSchema } from '../../../adapters/cli/offline/decisionSchema.ts';
import { MACHINE_NAMES } from '../../../adapters/cli/offline/machines.ts';
import { DiffOutput, ExportOutput, GraphOutput, ImportOutput, ReplayOutput } from '../../../adapters/cli/offline/outputs.ts';
import { toldDecision } from '../../../adapters/control/views.ts';
import { Fact } from '../../../machines/model/facts/index.ts';
import type { Decision } from '../../../streams/decision.ts';
import { createLoop } from '../../../streams/loop.ts';
import { buildCharts } from '../../tools/charts.ts';
import { helpOf, invoke } from './invoke.ts';
import { foldOf, type Kept, oneEpoch, twoEpochs, writeLog } from './logs.ts';

const ALL = [replay, diff, exporting, importing, graph, schema, completion];
const run = (...args: string[]) => invoke(ALL, args);

const dir = mkdtempSync(join(tmpdir(), 'mh-offline-'));
const path = (name: string): string => join(dir, name);
const STORY = twoEpochs(7, 700);
const FACTS = STORY.reduce((n, k) => n + k.facts.length, 0);
const SECOND = STORY.at(-1)?.facts[0]?.seq ?? 0;
const END = foldOf(STORY);

/** With one digest that nobody computed. */
const spoilt = (at: number): readonly Kept[] => STORY.map((k, i) => (i === at ? { ...k, digest: 'f'.repeat(64) } : k));

beforeAll(async () => {
  writeLog(path('log.sqlite'), STORY);
  writeLog(path('spoilt.sqlite'), spoilt(60));
  await run('export', '--log', path('log.sqlite'), '--names', 'keep', path('log.ndjson'));
  await run('export', '--log', path('log.sqlite'), '--names', 'keep', '--gzip', path('log.ndjson.gz'));
  await run('export', '--log', path('spoilt.sqlite'), '--names', 'keep', path('spoilt.ndjson'));
});
afterAll(() => rmSync(dir, { recursive: true, force: true }));

describe('replay', () => {
  test.each(['log.sqlite', 'log.ndjson', 'log.ndjson.gz'])('%s replays to the stored digests', async (name) => {
    const { code, json } = await run('replay', path(name), '--json');
    const [output] = json.map((line) => ReplayOutput.parse(line));
    expect(output).toMatchObject({ facts: FACTS, epochs: 2, skipped: 0, digest: END.digest, verdict: { kind: 'equal' } });
    expect(code).toBe(0);
  });

  test.each(['spoilt.sqlite', 'spoilt.ndjson'])('%s diverges where the digest is another: exit 5, with what changed', async (name) => {
    const { code, json } = await run('replay', path(name), '--json');
    const seq = STORY[60]?.facts.at(-1)?.seq ?? -1;
    expect(ReplayOutput.parse(json[0]).verdict).toMatchObject({
      kind: 'diverged',
      seq,
      stored: 'f'.repeat(64),
      computed: STORY[60]?.digest,
    });
    expect(code).toBe(5);
    const text = await run('replay', path(name));
    expect(text.out).toContain(`diverged at fact ${seq}`);
  });

  test.each(['spoilt.sqlite', 'spoilt.ndjson'])('--keep-going folds %s to its end, and still exits 5', async (name) => {
    const { code, json } = await run('replay', path(name), '--keep-going', '--json');
    expect(json[0]).toMatchObject({ facts: FACTS, epochs: 2, digest: END.digest, verdict: { kind: 'diverged' } });
    expect(code).toBe(5);
  });

  test.each(['log.sqlite', 'log.ndjson'])('--until a fact or a time stops %s there', async (name) => {
    const facts = STORY.flatMap((k) => k.facts).slice(0, 500);
    const last = facts.at(-1);
    const steps = facts.reduce((sum, f) => sum + (f.type === 'clock.stepped' ? f.by : 0), 0);
    const byTime = facts.findLast((f) => f.at < (last?.at ?? 0));
    const bySeq = await run('replay', path(name), '--until', String(last?.seq), '--json');
    expect(bySeq.json[0]).toMatchObject({ facts: last?.seq, verdict: { kind: 'equal' } });
    const time = await run('replay', path(name), '--until', new Date((last?.at ?? 0) - 1 + steps).toISOString(), '--json');
    expect(time.json[0]).toMatchObject({ facts: byTime?.seq });
  });

  test('a log of another version is said so, not compared, and no failure', async () => {
    const [first, ...rest] = oneEpoch(3, 200);
    const facts = (first?.facts ?? []).map((f) => (f.type === 'agent.started' ? { ...f, machines: '0' } : f));
    writeLog(path('old.sqlite'), [{ facts, digest: 'e'.repeat(64) }, ...rest]);
    const { code, out } = await run('replay', path('old.sqlite'));
    expect(out).toContain('not compared: recorded by version 0');
    expect(code).toBe(0);
  });

  test('an export with hidden names carries no digests: said so', async () => {
    await run('export', '--log', path('log.sqlite'), path('hashed.ndjson'));
    const { code, json } = await run('replay', path('hashed.ndjson'), '--json');
    expect(json[0]).toMatchObject({ facts: FACTS, verdict: { kind: 'noDigests' } });
    expect(code).toBe(0);
  });

  test('what stands before the first epoch of a file is left out and counted', async () => {
    await run('export', '--log', path('log.sqlite'), '--names', 'keep', '--from', '550', path('part.ndjson'));
    const { code, json } = await run('replay', path('part.ndjson'), '--json');
    const { skipped, facts, verdict } = ReplayOutput.parse(json[0]);
    expect([code, verdict.kind, facts]).toEqual([0, 'equal', FACTS - SECOND + 1]);
    expect(skipped).toBeGreaterThanOrEqual(SECOND - 550);
    await run('export', '--log', path('log.sqlite'), '--names', 'keep', '--from', '300', '--to', '400', path('middle.ndjson'));
    expect((await run('replay', path('middle.ndjson'))).error).toMatchObject({ exit: 'failed', code: 'ERR_NO_EPOCH' });
  });

  test.each([
    [
      'a flipped byte in an export',
      () => path('flipped.ndjson'),
      /damaged at fact \d+, line \d+, offset \d+: .*; the [\d,]+ facts before it: equal/,
    ],
    ['an export cut off', () => path('cut.ndjson'), /damaged at fact \d+, line \d+, offset \d+: .*the [\d,]+ facts before it: equal/],
    ['a changed fact in a log', () => path('changed.sqlite'), /damaged at fact \d+: .*; the [\d,]+ facts before it: equal/],
    ['text', () => path('text'), /neither a log nor an export/],
    ['an SQLite file of somebody else', () => path('other.sqlite'), /not a multihome log/],
  ])('%s: exit 6, and the place', async (_what, file, message) => {
    const bytes = readFileSync(path('log.ndjson'));
    writeFileSync(path('cut.ndjson'), bytes.subarray(0, bytes.length / 2));
    bytes[Math.floor(bytes.length * 0.6)] = 0x01;
    writeFileSync(path('flipped.ndjson'), bytes);
    writeFileSync(path('text'), 'hello');
    if (!existsSync(path('changed.sqlite'))) {
      writeLog(path('changed.sqlite'), STORY);
      sql('changed.sqlite', `UPDATE facts SET json = replace(json, '"v":1', '"v": 1') WHERE seq = 600`);
      sql('other.sqlite', 'CREATE TABLE IF NOT EXISTS a (b)');
    }
    const { error, code } = await run('replay', file());
    expect([code, error?.code]).toEqual([6, 'ERR_LOG_CORRUPT']);
    expect(error?.message).toMatch(message);
  });

  test('a bar on standard error while that is a terminal, and only then', async () => {
    const { err } = await invoke(ALL, ['replay', path('log.ndjson')]);
    expect(err).toBe('');
    const shown = await invoke(ALL, ['replay', path('log.sqlite')], true);
    expect(shown.err).toContain('\r\u001b[2K[');
    expect(shown.err).toMatch(/\[[#.]{24}\] \d+% [\d,]+ facts, [\d,]+\/s/);
  });

  test.each([
    ['no such file', ['replay', path('none')], 10, 'ERR_NO_LOG'],
    ['a folder', ['replay', dir], 10, 'ERR_LOG_ACCESS'],
    ['no point in a log', ['replay', path('log.ndjson'), '--until', 'noon'], 2, 'ERR_USAGE'],
    ['before an export begins', ['replay', path('log.ndjson'), '--until', '1999-01-01'], 10, 'ERR_NO_SUCH_FACT'],
    ['before a log begins', ['replay', path('log.sqlite'), '--until', '1999-01-01'], 10, 'ERR_NO_SUCH_FACT'],
  ])('%s', async (_what, args, code, name) => {
    const ran = await run(...args);
    expect([ran.code, ran.error?.code]).toEqual([code, name]);
  });
});

describe('diff', () => {
  test('a log and its export decide alike: exit 0', async () => {
    const { code, json } = await run('diff', path('log.sqlite'), path('log.ndjson.gz'), '--json');
    expect(DiffOutput.parse(json[0])).toEqual({ equal: true, compared: FACTS, factsPartAt: null, difference: null });
    expect(code).toBe(0);
  });

  test('another policy decides otherwise from its first consequence on: exit 1, with both values and reasons', async () => {
    const other = oneEpoch(7, 400).map((k) => ({
      ...k,
      facts: k.facts.map((f) => (f.type === 'policy.loaded' ? Fact.parse({ ...f, rules: [{ prefer: { interface: 'if2' } }] }) : f)),
    }));
    writeLog(path('other-policy.sqlite'), other);
    const { code, json } = await run('diff', path('log.sqlite'), path('other-policy.sqlite'), '--json');
    const output = DiffOutput.parse(json[0]);
    const policy = other.flatMap((k) => k.facts).find((f) => f.type === 'policy.loaded');
    expect([code, output.equal, output.factsPartAt]).toEqual([1, false, policy?.seq]);
    expect(output.difference?.path).toMatch(/^ranking\//);
    const [a, b] = [decisionAt(STORY, output.difference?.a.seq ?? 0), decisionAt(other, output.difference?.b.seq ?? 0)];
    expect(a).not.toEqual(b);
    expect(decisionAt(STORY, (output.difference?.a.seq ?? 0) - 1)).toEqual(decisionAt(other, (output.difference?.b.seq ?? 0) - 1));
    const text = await run('diff', path('log.sqlite'), path('other-policy.sqlite'));
    expect(text.out).toMatch(/different: \S+[\s\S]*\na {2}.*\n[\s\S]*because [\s\S]*\nb {2}/);
  });

  test('LOG@SEQ compares two points, entry by entry', async () => {
    const changing = STORY.flatMap((k) => k.facts).find(
      (f) => f.seq > 300 && JSON.stringify(decisionAt(STORY, f.seq)) !== JSON.stringify(decisionAt(STORY, f.seq - 1)),
    );
    const seq = changing?.seq ?? 0;
    const apart = await run('diff', `${path('log.sqlite')}@${seq - 1}`, `${path('log.ndjson')}@${seq}`, '--json');
    expect([apart.code, DiffOutput.parse(apart.json[0])]).toMatchObject([
      1,
      { equal: false, difference: { a: { seq: seq - 1 }, b: { seq } } },
    ]);
    const same = await run('diff', `${path('log.sqlite')}@${seq}`, `${path('log.ndjson')}@${seq}`, '--json');
    expect([same.code, same.json[0]]).toMatchObject([0, { equal: true, difference: null }]);
    const end = await run('diff', `${path('log.sqlite')}@${END.host.seq}`, path('log.ndjson'));
    expect([end.code, end.out]).toEqual([0, 'equal: the two decisions are the same\n']);
  });

  test('a point that is not in the log: exit 10', async () => {
    const { code, error } = await run('diff', `${path('log.sqlite')}@999999`, path('log.sqlite'));
    expect([code, error?.code]).toEqual([10, 'ERR_NO_SUCH_FACT']);
  });

  test('a damaged side: exit 6', async () => {
    writeFileSync(path('half.ndjson'), readFileSync(path('log.ndjson')).subarray(0, 50_000));
    expect((await run('diff', path('log.sqlite'), path('half.ndjson'))).code).toBe(6);
  });
});

describe('export and import', () => {
  test('what was exported becomes a log again, equal to the byte when it is exported once more', async () => {
    const { code, json } = await run('import', path('log.ndjson.gz'), '--log', path('again.sqlite'), '--json');
    expect(ImportOutput.parse(json[0])).toEqual({
      file: path('log.ndjson.gz'),
      log: path('again.sqlite'),
      transactions: STORY.length,
      facts: FACTS,
    });
    expect(code).toBe(0);
    const again = await run('export', '--log', path('again.sqlite'), '--names', 'keep', '--json', path('again.ndjson'));
    expect(ExportOutput.parse(again.json[0])).toMatchObject({ transactions: STORY.length, facts: FACTS, names: 'keep' });
    expect(readFileSync(path('again.ndjson'))).toEqual(readFileSync(path('log.ndjson')));
    expect(gunzipSync(readFileSync(path('log.ndjson.gz')))).toEqual(readFileSync(path('log.ndjson')));
  });

  test('to standard output; what is said about it goes to standard error', async () => {
    const { out, err } = await run('export', '--log', path('log.sqlite'), '--names', 'keep', '-');
    expect(out).toBe(readFileSync(path('log.ndjson'), 'utf8'));
    expect(err).toContain(`${FACTS.toLocaleString('en')} facts`);
  });

  test('names are hidden unless they are to be kept', async () => {
    await run('export', '--log', path('log.sqlite'), path('hidden.ndjson'));
    expect(readFileSync(path('log.ndjson'), 'utf8')).toMatch(/"n\d+\.example"/);
    expect(readFileSync(path('hidden.ndjson'), 'utf8')).not.toMatch(/"n\d+\.example"/);
  });

  test('of a damaged file the good part is kept, and its end is said: exit 6', async () => {
    const bytes = readFileSync(path('log.ndjson'));
    writeFileSync(path('torn.ndjson'), bytes.subarray(0, bytes.length * 0.7));
    const { code, error } = await run('import', path('torn.ndjson'), '--log', path('torn.sqlite'));
    expect([code, error?.message]).toEqual([
      6,
      expect.stringMatching(/line \d+, offset \d+: .*cut off.*facts in [\d,]+ transactions before it are in/),
    ]);
    const { json } = await run('replay', path('torn.sqlite'), '--json');
    expect(ReplayOutput.parse(json[0])).toMatchObject({ verdict: { kind: 'equal' } });
    expect(ReplayOutput.parse(json[0]).facts).toBeGreaterThan(FACTS / 2);
  });

  test.each([
    ['an existing log is not touched', ['import', path('log.ndjson'), '--log', path('log.sqlite')], 1, 'ERR_EXISTS'],
    [
      'an export from behind the end',
      ['export', '--log', path('log.sqlite'), '--from', '999999', path('none.ndjson')],
      10,
      'ERR_NO_SUCH_FACT',
    ],
    ['an existing file is not overwritten', ['export', '--log', path('log.sqlite'), path('log.ndjson')], 1, 'ERR_EXISTS'],
    ['a log is no export', ['import', path('log.sqlite'), '--log', path('x.sqlite')], 2, 'ERR_USAGE'],
    ['no such log', ['export', '--log', path('none'), path('x.ndjson')], 10, 'ERR_NO_LOG'],
    ['a range that is none', ['export', '--log', path('log.sqlite'), '--from', 'x', path('x.ndjson')], 2, 'ERR_USAGE'],
    ['a folder that is not there', ['export', '--log', path('log.sqlite'), path('no/x.ndjson')], 1, 'ERR_LOG_ACCESS'],
  ])('%s', async (_what, args, code, name) => {
    const ran = await run(...args);
    expect([ran.code, ran.error?.code]).toEqual([code, name]);
  });
});

describe('graph', () => {
  test('json holds states, transitions, guards and actions of all machines', async () => {
    const { json } = await run('graph', '--json');
    const all = GraphOutput.array().parse(json[0]);
    expect(all.map((g) => g.machine)).toEqual(['interface', 'lease4', 'lease6', 'router6', 'pvd', 'information', 'policy', 'session']);
    const pvd = all.find((g) => g.machine === 'pvd');
    expect(pvd?.states.map((s) => s.path)).toEqual(expect.arrayContaining(['', 'reach4', 'reach4.validated', 'check6.waiting']));
    for (const { states, transitions, guards, actions } of all) {
      const paths = states.map((s) => s.path);
      for (const t of transitions) expect(paths).toEqual(expect.arrayContaining([t.from, t.to ?? t.from]));
      expect(guards).toEqual([...new Set(transitions.flatMap((t) => t.guard ?? []))].sort());
      expect(actions.length).toBeGreaterThan(0);
    }
  });

  test('the policy machine as Mermaid', async () => {
    const { out } = await run('graph', 'policy');
    expect(out).toContain('state "policy" as policy');
    expect(out).toContain('[*] --> policy_absent');
    expect(out).toContain('policy_absent --> policy_loaded: policy.loaded / keepRules');
    expect(out).toContain('policy_loaded --> policy_loaded: policy.loaded / keepRules');
  });

  test('entry and exit, guards and regions are drawn', async () => {
    const { out } = await run('graph', 'interface');
    expect(out).toContain('state "up, entry / tellGained, exit / keepLost, exit / tellLost" as interface_link_up');
    expect(out).toMatch(/interface_link_\w+ --> interface_link_up: link\.changed \[isUp\]/);
    expect(out).toMatch(/^ {4}--$/m);
  });

  test('dot has every state and every transition', async () => {
    const [{ out }, { json }] = [await run('graph', 'pvd', '--format', 'dot'), await run('graph', 'pvd', '--json')];
    const { states, transitions } = GraphOutput.parse(json[0]);
    expect(out.match(/ -> .*label=/g)).toHaveLength(transitions.length);
    for (const { path: p } of states) expect(out).toContain(p === '' ? 'cluster_pvd' : `pvd_${p.replaceAll('.', '_')}`);
    expect(out.match(/\{/g)?.length).toBe(out.match(/\}/g)?.length);
  });

  test('each machine as SVG, every state in it, in both styles; the documents have these very pictures (npm run pictures)', async () => {
    await buildCharts();
    for (const name of MACHINE_NAMES) {
      const [{ out }, { json }] = [await run('graph', name, '--format', 'svg'), await run('graph', name, '--json')];
      expect([out.startsWith('<svg xmlns="http://www.w3.org/2000/svg"'), out.endsWith('</svg>\n')]).toEqual([true, true]);
      expect(out).toContain('@media (prefers-color-scheme: dark)');
      expect(readFileSync(`docs/pictures/chart-${name}.svg`, 'utf8')).toBe(out);
      for (const { path: p, type } of GraphOutput.parse(json[0]).states) if (type === 'atomic') expect(out).toContain(`data-state="${p}"`);
    }
    expect((await run('graph', 'policy', '--format', 'svg', '--colours', 'dark')).out).not.toContain('@media');
  });

  test('an actor at a fact: its states are lit, as the fold has them; a wrong name, a crowd and a file that is there are told', async () => {
    await buildCharts();
    const facts = STORY.flatMap((kept) => kept.facts).slice(0, 400);
    const at = facts.at(-1)?.seq ?? 0;
    const { host } = foldOf([{ facts, digest: '' }]);
    const [row] = host.pvds;
    const ask = (...args: readonly string[]) => run('graph', ...args, '--format', 'svg', '--log', path('log.sqlite'), '--at', String(at));
    const { out } = await ask(row?.id ?? '');
    const lit = [...out.matchAll(/class="state \w+ active" data-state="([\w.]+)"/g)].map(([, state]) => state);
    expect(lit).toEqual(Object.entries(row?.snapshot.value ?? {}).map(([region, state]) => `${region}.${state}`));
    expect(await ask('pvd')).toMatchObject({
      code: 10,
      error: { code: 'ERR_NO_SUCH_ACTOR', hint: expect.stringContaining(row?.id ?? '') },
    });
    expect(await ask('pvd:nowhere')).toMatchObject({ code: 10, error: { code: 'ERR_NO_SUCH_ACTOR' } });
    expect(await run('graph', 'pvd', '--at', '3')).toMatchObject({ code: 2 });
    expect(await run('graph', '--format', 'svg')).toMatchObject({ code: 2 });
    const file = join(dir, 'chart.svg');
    expect(await run('graph', 'session', '--format', 'svg', '--output', file)).toMatchObject({ code: 0, out: '' });
    expect(await run('graph', 'session', '--format', 'svg', '--output', file)).toMatchObject({ code: 1, error: { code: 'ERR_EXISTS' } });
  });

  test('a machine that is none: exit 10, with the list', async () => {
    const { code, error } = await run('graph', 'toaster');
    expect([code, error?.hint]).toEqual([10, 'the machines are interface, lease4, lease6, router6, pvd, information, policy, session']);
  });
});

describe('schema', () => {
  test.each([
    'fact',
    'decision',
    'config',
    'lease4.bound',
    'replay-output',
    'diff-output',
    'export-output',
    'import-output',
    'graph-output',
  ])('%s is a JSON Schema', async (name) => {
    const { code, json } = await run('schema', name, '--json');
    expect([code, json[0]]).toMatchObject([0, { $schema: 'https://json-schema.org/draft/2020-12/schema', title: `multihome ${name}` }]);
  });

  test('facts lists every type', async () => {
    const { json } = await run('schema', 'facts', '--json');
    expect(json[0]).toHaveLength(Fact.options.length);
    expect(json[0]).toContainEqual({ type: 'link.appeared', v: 1 });
  });

  test('a name that is none: exit 10, with the list', async () => {
    const { code, error } = await run('schema', 'toast');
    expect([code, error?.hint]).toEqual([10, expect.stringContaining('facts, fact, decision, config')]);
  });

  test('the decision’s schema takes every decision of a story, and is the type', () => {
    const asType = (decision: z.infer<typeof DecisionSchema>): ReturnType<typeof toldDecision> => decision;
    const seen = new Set<string>();
    for (const seq of STORY.flatMap((k) => k.facts.map((f) => f.seq)).filter((s) => s % 40 === 0)) {
      const decision = toldDecision(decisionAt(STORY, seq));
      expect(asType(DecisionSchema.parse(decision))).toEqual(decision);
      for (const [part, rows] of Object.entries({ ...decision, ...decision.routing }))
        if (Array.isArray(rows) && rows.length > 0) seen.add(part);
    }
    expect([...seen].sort()).toEqual(expect.arrayContaining(['ranking', 'resolution', 'routes', 'rules']));
  });
});

describe('completion', () => {
  const complete = (script: string, ...words: string[]): readonly string[] => {
    const program = `${script}\nCOMP_WORDS=(multihome ${words.map((w) => `'${w}'`).join(' ')}); COMP_CWORD=${words.length}; _multihome; printf '%s\\n' "\${COMPREPLY[@]}"`;
    return spawnSync('bash', ['--norc', '-c', program], { encoding: 'utf8' }).stdout.split('\n').filter(Boolean);
  };

  test('bash takes the script, and it completes commands, options, choices and arguments', async () => {
    const { out } = await run('completion', 'bash');
    const checked = spawnSync('bash', ['-n'], { input: out, encoding: 'utf8' });
    expect([checked.status, checked.stderr]).toEqual([0, '']);
    expect(complete(out, 're')).toEqual(['replay']);
    expect(complete(out, 'e')).toEqual(['export']);
    expect(complete(out, '--json', 'gr')).toEqual(['graph']);
    expect(complete(out, 'replay', '--u')).toEqual(['--until']);
    expect(complete(out, 'graph', '--format', '')).toEqual(['mermaid', 'dot', 'json', 'svg']);
    expect(complete(out, 'export', '--names', 'h')).toEqual(['hash']);
    expect(complete(out, 'schema', 'con')).toEqual(['config']);
    expect(complete(out, 'graph', 'p')).toEqual(['pvd', 'policy']);
    expect(complete(out, 'replay', 'log')).toEqual([]);
  });

  test('a shell that is none: exit 10', async () => {
    expect((await run('completion', 'fish')).code).toBe(10);
  });
});

test('every command has help with examples', () => {
  for (const name of ['replay', 'diff', 'export', 'import', 'graph', 'schema', 'completion']) {
    const help = helpOf(ALL, name);
    expect(help, name).toContain('Examples:');
  }
});

const decisions = new Map<readonly Kept[], ReadonlyMap<number, Decision>>();
function decisionAt(kept: readonly Kept[], seq: number): Decision {
  const known = decisions.get(kept) ?? decisionsOf(kept);
  decisions.set(kept, known);
  const decision = known.get(seq);
  if (!decision) throw new RangeError(`no fact ${seq}`);
  return decision;
}

function decisionsOf(kept: readonly Kept[]): ReadonlyMap<number, Decision> {
  const loop = createLoop();
  return new Map(
    kept.flatMap((k) =>
      k.facts.map((fact) => {
        loop.take(fact);
        return [fact.seq, loop.fold.decision] as const;
      }),
    ),
  );
}

function sql(name: string, statement: string): void {
  const db = new DatabaseSync(path(name));
  db.exec(statement);
  db.close();
}
