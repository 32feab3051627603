/** The benches as programs: their form, and what they answer to a name that is none. Whether budgets are met is the benches' own to say. */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const run = (...args: readonly string[]) =>
  spawnSync(process.execPath, [fileURLToPath(new URL('./run.ts', import.meta.url)), ...args], { encoding: 'utf8', timeout: 170_000 });

test.each(['decision', 'replay', 'start'])(
  '%s --quick ends in one line of JSON, and exits as its budgets say',
  { timeout: 180_000 },
  (name) => {
    const { stdout, status, stderr } = run(name, '--quick');
    expect(stderr).toBe('');
    const said = JSON.parse(stdout.trimEnd().split('\n').at(-1) ?? '');
    expect(Object.keys(said)).toEqual(['bench', 'figures', 'ratios', 'budgets', 'ok']);
    expect(said.bench).toBe(name);
    expect(said.budgets.length).toBeGreaterThan(0);
    const met = said.budgets.map((b: { is: number; limit: string; at: number }) => (b.limit === 'atMost' ? b.is <= b.at : b.is >= b.at));
    expect(said.ok).toBe(met.every(Boolean));
    expect(status).toBe(said.ok ? 0 : 1);
  },
);

test('an unknown name exits 2 and lists those there are; no name lists them too', () => {
  const wrong = run('nothing');
  expect({ status: wrong.status, stdout: wrong.stdout }).toEqual({ status: 2, stdout: '' });
  for (const name of ['decision', 'replay', 'start']) expect(wrong.stderr).toContain(name);
  const none = run();
  expect(none.status).toBe(0);
  expect(none.stdout).toContain('replay');
});
