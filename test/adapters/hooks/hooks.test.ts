/** Hooks as real programs: what they are given, when, and that none of them can hold up or harm anything. */
import { chmodSync, chownSync, existsSync, mkdirSync, readFileSync, symlinkSync, watch, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type HookOptions, type Hooks, openHooks } from '../../../adapters/hooks/index.ts';
import { createTeller } from '../../../adapters/hooks/teller.ts';
import { folder } from '../control/served.ts';

let place: ReturnType<typeof folder>;
let hooks: Hooks;
let notices: string[];
const heard = new Set<() => void>();
const at = (name: string) => join(place.path, name);
const hook = (name: string, script: string, mode = 0o755) => {
  writeFileSync(at(`d/${name}`), `#!/bin/sh\n${script}\n`);
  chmodSync(at(`d/${name}`), mode);
};
const open = (options: Partial<HookOptions> = {}) => {
  const env = { PATH: process.env.PATH, OUT: place.path };
  const notice = (line: string) => {
    notices.push(line);
    for (const look of heard) look();
  };
  hooks = openHooks({ directory: at('d'), notice, env, gather: 5, ...options });
};
/** Once the folder of the test or a notice makes it true. */
const until = (isSo: () => boolean) =>
  new Promise<void>((resolve) => {
    const watcher = watch(place.path, () => look());
    const look = () => {
      if (!isSo()) return;
      watcher.close();
      heard.delete(look);
      resolve();
    };
    heard.add(look);
    look();
  });
const lines = (name: string): readonly string[] => (existsSync(at(name)) ? readFileSync(at(name), 'utf8').split('\n').filter(Boolean) : []);

beforeEach(() => {
  place = folder();
  mkdirSync(at('d'), { mode: 0o755 });
  notices = [];
});
afterEach(async () => {
  await hooks.close();
  place.remove();
});

describe('a hook', () => {
  test('gets the decision on its standard input, and says by whom it was called', async () => {
    hook('a', 'cat >>"$OUT/got"; env | grep -c . >"$OUT/count"; echo "$MULTIHOME_EVENT $PWD" >>"$OUT/env"');
    open();
    hooks.tell({ v: 1, seq: 812 });
    await until(() => lines('env').length === 1);
    expect([lines('got'), lines('env'), notices]).toEqual([['{"v":1,"seq":812}'], ['decision /'], []]);
    // PATH, OUT, MULTIHOME_EVENT, and the shell's own PWD: nothing that the agent was given comes through.
    expect(Number(lines('count')[0])).toBeLessThanOrEqual(6);
  });

  test('gets the newest of those that come together, and while it runs the newest when it ends', async () => {
    hook('a', 'cat >>"$OUT/got"; while [ ! -e "$OUT/go" ]; do sleep 0.01; done');
    open();
    for (let n = 1; n <= 5; n++) hooks.tell({ n });
    await until(() => lines('got').length === 1);
    hook('b', 'cat >"$OUT/other"');
    for (let n = 6; n <= 9; n++) {
      hooks.tell({ n });
      // The other hook has been given this one: the first was told that it is behind.
      await until(() => lines('other')[0] === `{"n":${n}}`);
    }
    writeFileSync(at('go'), '');
    await until(() => lines('got').length === 2);
    expect(lines('got')).toEqual(['{"n":5}', '{"n":9}']);
  });

  test('that is slow is killed with its children, and said to be so', async () => {
    hook('slow', 'echo $$ >"$OUT/pid"; sleep 600 & echo $! >"$OUT/child"; wait');
    open({ limit: 1500 });
    hooks.tell({});
    await until(() => notices.length === 1);
    expect(notices).toEqual([`hook ${at('d/slow')}: it took longer than 1.5 s and was killed`]);
    expect([lines('pid'), lines('child')]).toEqual([[expect.any(String)], [expect.any(String)]]);
    const isGone = (file: string) => {
      const status = `/proc/${lines(file)[0]}/status`;
      return !existsSync(status) || /^State:\tZ/m.test(readFileSync(status, 'utf8'));
    };
    await expect.poll(() => [isGone('pid'), isGone('child')], { timeout: 20_000 }).toEqual([true, true]);
  });

  test.each<[string, string, string]>([
    ['that fails is said to, with its last line', 'echo one >&2; echo two >&2; exit 7', 'it ended with 7: two'],
    ['that is killed is said to be', 'kill -9 $$', 'it was killed by SIGKILL'],
  ])('%s, once for all its failures', async (_what, script, problem) => {
    hook('bad', `echo run >>"$OUT/runs"; ${script}`);
    open();
    for (let n = 1; n <= 3; n++) {
      hooks.tell({ n });
      await until(() => lines('runs').length === n);
    }
    await until(() => notices.length === 1);
    await hooks.close();
    expect(notices).toEqual([`hook ${at('d/bad')}: ${problem}`]);
  });

  test('that does not read a large decision is no failure, one that is no program is told of', async () => {
    hook('deaf', 'exec <&-; echo run >"$OUT/ran"');
    writeFileSync(at('d/text'), '#!/no/such/interpreter\n');
    chmodSync(at('d/text'), 0o755);
    open();
    hooks.tell({ large: 'x'.repeat(1_000_000) });
    await until(() => lines('ran').length === 1 && notices.length === 1);
    expect(notices).toEqual([`hook ${at('d/text')}: it cannot be run: ENOENT`]);
  });

  test('is asked to end with the agent, and nothing is run after that', async () => {
    hook('a', 'trap \'echo ended >"$OUT/end"; exit 0\' TERM; echo run >>"$OUT/runs"; while :; do sleep 0.01; done');
    open();
    hooks.tell({});
    await until(() => lines('runs').length === 1);
    hooks.tell({ later: true });
    await hooks.close();
    hooks.tell({ late: true });
    expect([lines('end'), lines('runs'), notices]).toEqual([['ended'], ['run'], []]);
  });
});

describe('a file that is not run', () => {
  const refused: readonly (readonly [string, () => void, string | null])[] = [
    ['one that its group may write', () => hook('x', 'touch "$OUT/ran"', 0o775), 'others than its owner may write to it'],
    ['one that everybody may write', () => hook('x', 'touch "$OUT/ran"', 0o757), 'others than its owner may write to it'],
    ['one that is not executable', () => hook('x', 'touch "$OUT/ran"', 0o644), 'it is not executable'],
    ['a link', () => symlinkSync('/bin/true', at('d/x')), 'it is no regular file'],
    ['a folder', () => mkdirSync(at('d/x'), { mode: 0o755 }), 'it is no regular file'],
    ['an editor’s leftover', () => hook('x~', 'touch "$OUT/ran"'), null],
    ['a package’s leftover', () => hook('x.dpkg-old', 'touch "$OUT/ran"'), null],
    ...(process.getuid?.() === 0
      ? [
          [
            'one of another user',
            () => {
              hook('x', 'touch "$OUT/ran"');
              chownSync(at('d/x'), 54_321, 54_321);
            },
            'it belongs to another user',
          ] as const,
        ]
      : []),
  ];
  test.each(refused)('%s', async (_what, make, problem) => {
    make();
    hook('good', 'touch "$OUT/good"');
    open();
    hooks.tell({});
    await until(() => existsSync(at('good')));
    await hooks.close();
    expect(notices).toEqual(problem === null ? [] : [`hook ${at('d/x')}: it is not run: ${problem}`]);
    expect(existsSync(at('ran'))).toBe(false);
  });

  test('any, where others may write to the folder', async () => {
    hook('x', 'touch "$OUT/ran"');
    chmodSync(at('d'), 0o777);
    open();
    hooks.tell({});
    await until(() => notices.length === 1);
    await hooks.close();
    expect([notices, existsSync(at('ran'))]).toEqual([[`hook ${at('d')}: it is not run: others than its owner may write to it`], false]);
  });
});

test('a trouble is told again after an hour, and no more than 256 are remembered', () => {
  const told: string[] = [];
  let now = 0;
  const teller = createTeller(
    (line) => told.push(line),
    () => now,
  );
  for (now = 0; now < 7_200_000; now += 60_000) teller.tell('/h', 'it ended with 1', `at ${now}`);
  expect(told).toEqual(['hook /h: it ended with 1: at 0', 'hook /h: it ended with 1: at 3600000']);
  for (let i = 0; i < 1000; i++) teller.tell('/h', `trouble ${i}`);
  expect(told.length).toBe(257);
});
