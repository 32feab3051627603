/** The long runs, for so long as shows that they run and what they say, in the same minute: the whole of them is `npm run soak`. */
import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { has } from '../tools/needs.ts';

type Ran = { readonly stdout: string; readonly stderr: string; readonly status: number | null };
async function run(args: readonly string[]): Promise<Ran> {
  const child = spawn(process.execPath, [fileURLToPath(new URL('./run.ts', import.meta.url)), ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: 170_000,
  });
  const status = new Promise<number | null>((done) => child.once('close', done));
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)]);
  return { stdout, stderr, status: await status };
}
async function soaked(name: string): Promise<Readonly<Record<string, number>>> {
  const { stdout, stderr, status } = await run([name, '--seconds', '60']);
  expect(stderr).toBe('');
  const said = JSON.parse(stdout.trimEnd().split('\n').at(-1) ?? '');
  expect(said, stdout).toMatchObject({ bench: name, ok: true });
  expect(status).toBe(0);
  return said.figures;
}

test.concurrent('dns: in 60 s of coming and going networks and dying servers no answer is lost or crossed', {
  timeout: 180_000,
}, async () => {
  expect((await soaked('dns')).views).toBeGreaterThan(100);
});

const lab = has('lab');
const inLab = lab ? test.concurrent : test.skip;
const CALM = '60 s of 500 connections at once while networks come and go: documented failures only, nothing leaks or hangs';
inLab(`sessions: ${CALM}${lab ? '' : ' [skipped: needs lab]'}`, { timeout: 180_000 }, async () => {
  expect((await soaked('sessions')).events).toBeGreaterThan(5);
});

test('an unknown name, or no seconds, exits 2 and says why; no name lists those there are', async () => {
  const wrong = await Promise.all([['nothing'], ['dns', '--seconds', 'few']].map(run));
  expect(wrong.map(({ status, stdout }) => ({ status, stdout }))).toEqual(wrong.map(() => ({ status: 2, stdout: '' })));
  expect(wrong.map(({ stderr }) => stderr.split(';')[0]?.trim())).toEqual(['there is no soak nothing', 'no such number of seconds: few']);
  const none = await run([]);
  expect(none.status).toBe(0);
  for (const name of ['dns', 'sessions']) expect(none.stdout).toContain(name);
});
