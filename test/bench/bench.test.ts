/** The benches as programs: their form, and what they answer to a name that is none. Whether budgets are met is the benches' own to say. */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { isOnPath } from '../lab/programs.ts';
import { suite } from '../tools/needs.ts';

const run = (args: readonly string[], env: NodeJS.ProcessEnv = process.env) =>
  spawnSync(process.execPath, [fileURLToPath(new URL('./run.ts', import.meta.url)), ...args], { encoding: 'utf8', timeout: 170_000, env });

const FORM = 'ends in one line of JSON, and exits as its budgets say';
test.each(['decision', 'replay', 'start'])(`%s --quick ${FORM}`, { timeout: 180_000 }, (name) => expectForm(name));
suite('failover', ['lab', 'compiler'], () => {
  test(`failover --quick ${FORM}`, { timeout: 180_000 }, () => expectForm('failover'));
});
suite('dns', ['lab', 'dnsperf'], () => {
  test(`dns --quick ${FORM}`, { timeout: 180_000 }, () => expectForm('dns'));
});
suite('sessions', ['lab', 'mosquitto'], () => {
  test(`sessions --quick ${FORM}`, { timeout: 180_000 }, () => expectForm('sessions'));
});

function expectForm(name: string): void {
  const { stdout, status, stderr } = run([name, '--quick']);
  expect(stderr).toBe('');
  const said = JSON.parse(stdout.trimEnd().split('\n').at(-1) ?? '');
  expect(Object.keys(said)).toEqual(['bench', 'figures', 'ratios', 'budgets', 'ok']);
  expect(said.bench).toBe(name);
  expect(said.budgets.length).toBeGreaterThan(0);
  const met = said.budgets.map((b: { is: number; limit: string; at: number }) => (b.limit === 'atMost' ? b.is <= b.at : b.is >= b.at));
  expect(said.ok).toBe(met.every(Boolean));
  expect(status).toBe(said.ok ? 0 : 1);
}

test('failover without a C compiler is skipped, and says why', { timeout: 60_000 }, () => {
  const { status, stdout } = run(['failover'], { PATH: '/nowhere' });
  expect(status).toBe(0);
  expect(JSON.parse(stdout.trimEnd().split('\n').at(-1) ?? '')).toMatchObject({ bench: 'failover', skipped: expect.any(String) });
});

test.skipIf(isOnPath('dnsperf'))('dns without dnsperf is skipped, and says where it is to be had', { timeout: 60_000 }, () => {
  const { status, stdout } = run(['dns'], { PATH: '/nowhere', MULTIHOME_LAB_CACHE: '/dev/null/none' });
  expect({ status, first: stdout.split('\n')[0] }).toEqual({ status: 0, first: 'skipped: no dnsperf (apt install dnsperf)' });
});

test.skipIf(isOnPath('mosquitto'))('sessions without mosquitto is skipped, and says where it is to be had', { timeout: 60_000 }, () => {
  const { status, stdout } = run(['sessions'], { PATH: '/nowhere', MULTIHOME_LAB_CACHE: '/dev/null/none' });
  expect({ status, first: stdout.split('\n')[0] }).toEqual({ status: 0, first: 'skipped: no mosquitto (apt install mosquitto)' });
});

test('an unknown name exits 2 and lists those there are; no name lists them too', () => {
  const wrong = run(['nothing']);
  expect({ status: wrong.status, stdout: wrong.stdout }).toEqual({ status: 2, stdout: '' });
  for (const name of ['decision', 'dns', 'failover', 'page', 'replay', 'sessions', 'start']) expect(wrong.stderr).toContain(name);
  const none = run([]);
  expect(none.status).toBe(0);
  expect(none.stdout).toContain('replay');
});
