/** The package as a stranger gets it: packed, installed into an empty folder, run, and compiled against. */
import { type SpawnSyncReturns, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const root = fileURLToPath(new URL('..', import.meta.url));
const tsc = join(root, 'node_modules/.bin/tsc');
const WITHIN = 240_000;

function run(command: string, args: readonly string[], cwd: string): SpawnSyncReturns<string> {
  const done = spawnSync(command, args, { cwd, encoding: 'utf8', timeout: WITHIN, env: { ...process.env, NO_COLOR: '1' } });
  if (done.error) throw done.error;
  return done;
}

/** What the compiler says of a file of a strict project that knows Node's types; nothing when all is well. */
function compile(file: string, home: string): string {
  const target = ['--module', 'nodenext', '--target', 'es2024', '--lib', 'es2024,esnext.disposable,dom'];
  const types = ['--typeRoots', join(root, 'node_modules/@types'), '--types', 'node'];
  const { stdout, stderr } = run(
    tsc,
    ['--ignoreConfig', '--noEmit', '--strict', '--noUncheckedIndexedAccess', ...target, ...types, file],
    home,
  );
  return stdout + stderr;
}

const CONSUMER = `
import { createAgent, type Decision, memoryLog, whyRoute } from 'multihome';
import { createLoop, type Fact, replay, type Tick } from 'multihome/core';

await using agent = await createAgent({ log: memoryLog(), sources: [] });
const decision: Decision | undefined = agent.decisions.current?.fold.decision;
const places: readonly { readonly pvd: string; readonly place: number | null }[] = decision?.ranking ?? [];
const loop = createLoop();
const facts: Fact[] = [...agent.log.facts()];
const ticks: (Tick | null)[] = facts.map((fact) => loop.take(fact));
const answer: string | null = whyRoute(loop.fold, '192.0.2.1').answer;
const verdict: string = replay(agent.log.transactions()).verdict.kind;
console.log(JSON.stringify({ places: places.length, ticks: ticks.length, answer, verdict }));
`;

describe('npm pack', () => {
  let folder = '';
  let files: readonly string[] = [];
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'multihome-pack-'));
    const packed = run('npm', ['pack', '--json', '--pack-destination', folder], root);
    expect(packed.status, packed.stderr).toBe(0);
    const [made] = JSON.parse(packed.stdout.slice(packed.stdout.indexOf('[\n')));
    files = made.files.map((file: { path: string }) => file.path);
    const home = join(folder, 'empty');
    mkdirSync(home);
    writeFileSync(join(home, 'package.json'), '{"private":true,"type":"module"}');
    const installed = run('npm', ['install', '--no-audit', '--no-fund', join(folder, made.filename)], home);
    expect(installed.status, installed.stderr).toBe(0);
  }, WITHIN);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test('holds what it needs, and neither tests nor the Node that the repository runs on', () => {
    expect(files).toEqual(
      expect.arrayContaining(['dist/index.js', 'dist/core.js', 'dist/cli.js', 'dist/types/index.d.ts', 'README.md', 'LICENSE']),
    );
    expect(files.filter((file) => /^(test|visualizer|node_modules)\//.test(file))).toEqual([]);
    const { dependencies, optionalDependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
    expect(Object.keys({ ...dependencies, ...optionalDependencies }).filter((name) => name.startsWith('node-'))).toEqual([]);
  });

  test('`multihome run --once --json` prints a decision', () => {
    const done = run(
      process.execPath,
      ['node_modules/multihome/dist/cli.js', 'run', '--once', '--json', '--log', join(folder, 'log.sqlite')],
      join(folder, 'empty'),
    );
    expect(done.status, done.stderr).toBe(0);
    expect(JSON.parse(done.stdout)).toMatchObject({
      decision: { ranking: expect.any(Array), resolution: expect.any(Array), conflicts: expect.any(Array) },
    });
  });

  test(
    'a strict TypeScript consumer compiles against the types, and runs',
    () => {
      const home = join(folder, 'empty');
      writeFileSync(join(home, 'consumer.ts'), CONSUMER);
      expect(compile('consumer.ts', home)).toBe('');
      const done = run(process.execPath, ['consumer.ts'], home);
      expect(done.stderr).toBe('');
      expect(JSON.parse(done.stdout)).toEqual({ places: 0, ticks: 3, answer: null, verdict: 'equal' });
    },
    WITHIN,
  );

  test(
    'the README’s program compiles and runs as it stands there',
    () => {
      const home = join(folder, 'empty');
      const [, program = ''] = readFileSync(join(root, 'README.md'), 'utf8').match(/```ts\n([\s\S]*?)```/) ?? [];
      expect(program).toContain('createAgent');
      writeFileSync(join(home, 'readme.ts'), program);
      expect(compile('readme.ts', home)).toBe('');
      const done = run(process.execPath, ['readme.ts'], home);
      expect([done.status, done.stderr]).toEqual([0, '']);
      expect(done.stdout).not.toBe('');
    },
    WITHIN,
  );
});
