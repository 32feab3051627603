/** The package as a stranger gets it: packed, installed into an empty folder, run, and compiled against. */
import { type SpawnSyncReturns, spawn, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { has } from './tools/needs.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const tsc = join(root, 'node_modules/.bin/tsc');
const WITHIN = 240_000;

function run(command: string, args: readonly string[], cwd: string, env: NodeJS.ProcessEnv = process.env): SpawnSyncReturns<string> {
  const done = spawnSync(command, args, { cwd, encoding: 'utf8', timeout: WITHIN, env: { ...env, NO_COLOR: '1' } });
  if (done.error) throw done.error;
  return done;
}

/** What the compiler says of files of a strict project that knows Node's types; nothing when all is well. */
function compile(files: readonly string[], home: string): string {
  const target = ['--module', 'nodenext', '--target', 'es2024', '--lib', 'es2024,esnext.disposable,dom'];
  const types = ['--typeRoots', join(root, 'node_modules/@types'), '--types', 'node'];
  const { stdout, stderr } = run(
    tsc,
    ['--ignoreConfig', '--noEmit', '--strict', '--noUncheckedIndexedAccess', ...target, ...types, ...files],
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

async function said(stream: Readable, word: string): Promise<void> {
  let text = '';
  for await (const piece of stream) {
    text += piece;
    if (text.includes(word)) return;
  }
  throw new Error(`it ended without saying ${word}: ${text}`);
}

/** Its face for programs, as other libraries' types have it; `ws`, `mqtt` and undici themselves are compiled against in docs/examples. */
const PROGRAM = `
import type { Agent as HttpAgent } from 'node:http';
import type { Agent as HttpsAgent } from 'node:https';
import type { createConnection, Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { connectAgent, ProgramsError, type ProgramsFace, type RemoteAgent, type Selector, type Use } from 'multihome';

const needs: Selector = { metered: false, kind: ['ethernet', 'wifi'], minBandwidth: 10 };
const uses: readonly Use[] = ['wlan0', needs];
async function all(agent: Omit<ProgramsFace, 'close'>, signal: AbortSignal) {
  const socket: Socket = await agent.connect({ host: 'example.com', port: 443, tls: true, use: needs, family: 6, mptcp: false, signal });
  const other: Socket = agent.createConnection({ host: 'example.com', port: 80, use: 'wlan0' }, () => {});
  agent.lookup('example.com', { all: true, use: needs }, (_error, addresses) => addresses.map(({ address }) => address));
  const { status }: { readonly status: number } = await agent.fetch(new URL('https://example.com/'), { method: 'POST', body: 'x', use: needs, signal });
  const agents: readonly [HttpAgent, HttpsAgent] = [agent.httpAgent({ use: 'wlan0', maxSockets: 2 }), agent.httpsAgent({ ca: '' })];
  const build: () => Duplex = agent.mqttStreamBuilder({ host: 'example.com', port: 8883, tls: {}, use: needs, mptcp: true });
  const ws: { readonly createConnection: typeof createConnection } = agent.wsOptions({ use: needs });
  agent.connector({ use: needs })({ hostname: 'example.com', protocol: 'https:', port: '' }, (error, made) => error ?? made.end());
  const where: string | undefined = socket && agent.candidates().map(({ address }) => address)[0];
  return { other, status, agents, build, ws, where };
}
const refused = await connectAgent({ socket: '/nowhere/state.sock' }).then(
  (agent: RemoteAgent) => agent.close(),
  (error: unknown) => (error instanceof ProgramsError ? error.code : String(error)),
);
console.log(JSON.stringify({ refused, uses: uses.length, all: all.length }));
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
      expect.arrayContaining([
        'dist/index.js',
        'dist/core.js',
        'dist/cli.js',
        'dist/page/index.html',
        'dist/charts.json',
        'dist/types/index.d.ts',
        'README.md',
        'LICENSE',
      ]),
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

  /** The README's programs by what they begin with, and ours. */
  const readme = (word: string): string => {
    const programs = [...readFileSync(join(root, 'README.md'), 'utf8').matchAll(/```ts\n([\s\S]*?)```/g)].map(([, text = '']) => text);
    return programs.find((text) => text.includes(`await ${word}(`)) ?? `there is no program with ${word} in the README`;
  };
  const PROGRAMS = { 'core.ts': CONSUMER, 'programs.ts': PROGRAM, 'own.ts': readme('createAgent'), 'asking.ts': readme('connectAgent') };
  const runs = (file: keyof typeof PROGRAMS, env?: NodeJS.ProcessEnv) => {
    const { status, stderr, stdout } = run(process.execPath, [file], join(folder, 'empty'), env);
    expect([status, stderr]).toEqual([0, '']);
    return stdout;
  };

  test(
    'strict TypeScript programs compile against the types, the README’s among them as they stand there',
    () => {
      const home = join(folder, 'empty');
      for (const [name, text] of Object.entries(PROGRAMS)) writeFileSync(join(home, name), text);
      expect(compile(Object.keys(PROGRAMS), home)).toBe('');
    },
    WITHIN,
  );

  test('one with the core runs', () => {
    expect(JSON.parse(runs('core.ts'))).toEqual({ places: 0, ticks: 3, answer: null, verdict: 'equal' });
  });

  test('one that connects by an agent runs, and is told that there is none', () => {
    expect(JSON.parse(runs('programs.ts'))).toEqual({ refused: 'ERR_AGENT_GONE', uses: 2, all: 2 });
  });

  test('the README’s with an agent of its own runs', () => {
    expect(runs('own.ts')).not.toBe('');
  });

  test.skipIf(!has('namespaces'))('the README’s that asks the agent that runs is told by it why not', async () => {
    // Where there is no network at all: nothing may be sent from here.
    const alone = process.getuid?.() === 0 ? ['-n'] : ['-Urn'];
    const env = { ...process.env, MULTIHOME_CONTROL: join(folder, 'c') };
    const cli = [process.execPath, join(folder, 'empty/node_modules/multihome/dist/cli.js'), 'run', '--log', join(folder, 'agent.sqlite')];
    const agent = spawn('unshare', [...alone, '--kill-child', '-f', ...cli], { env, stdio: ['ignore', 'pipe', 'ignore'] });
    try {
      await said(agent.stdout, 'Recording');
      expect(runs('asking.ts', env)).toMatch(/^ERR_NO_PVD_FITS \[/);
    } finally {
      agent.kill('SIGKILL');
    }
  });
});
