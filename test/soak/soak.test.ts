/** The long runs, for so long as shows that they run and what they say: the whole of them is `npm run soak`. That of sessions, which mostly waits, is beside the lab's tests. */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const run = (args: readonly string[]) =>
  spawnSync(process.execPath, [fileURLToPath(new URL('./run.ts', import.meta.url)), ...args], { encoding: 'utf8', timeout: 110_000 });

test('dns: in 60 s of coming and going networks and dying servers no answer is lost or crossed', { timeout: 120_000 }, () => {
  const { stdout, stderr, status } = run(['dns', '--seconds', '60']);
  expect(stderr).toBe('');
  const said = JSON.parse(stdout.trimEnd().split('\n').at(-1) ?? '');
  expect(said, stdout).toMatchObject({ bench: 'dns', ok: true });
  expect(said.figures.views).toBeGreaterThan(100);
  expect(status).toBe(0);
});

test('an unknown name, or no seconds, exits 2 and says why; no name lists those there are', () => {
  const wrong = [['nothing'], ['dns', '--seconds', 'few']].map(run);
  expect(wrong.map(({ status, stdout }) => ({ status, stdout }))).toEqual(wrong.map(() => ({ status: 2, stdout: '' })));
  expect(wrong.map(({ stderr }) => stderr.split(';')[0]?.trim())).toEqual(['there is no soak nothing', 'no such number of seconds: few']);
  const none = run([]);
  expect(none.status).toBe(0);
  for (const name of ['dns', 'sessions']) expect(none.stdout).toContain(name);
});
