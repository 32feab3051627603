import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { afterEach, expect, test } from 'vitest';
import { ApplyLockedError, acquireApplyLock } from '../../../adapters/linux/index.ts';
import { suite } from '../../tools/needs.ts';

const asRoot = process.getuid?.() === 0;
const PROGRAM = new URL('./fixtures/locks.ts', import.meta.url).pathname;

suite('the apply lock', ['namespaces'], () => {
  const running: ChildProcess[] = [];
  /** What it says first, and its process. */
  const locking = async (command: string, ...args: readonly string[]): Promise<readonly [string, ChildProcess]> => {
    const child = spawn(command, args, { stdio: ['pipe', 'pipe', 'inherit'] });
    running.push(child);
    const [line] = await once(createInterface({ input: child.stdout }), 'line');
    return [String(line), child];
  };
  const alone = () => locking('unshare', asRoot ? '-n' : '-Urn', process.execPath, PROGRAM);
  const beside = (pid = 0) =>
    locking('nsenter', '-t', String(pid), '-n', ...(asRoot ? [] : ['-U', '--preserve-credentials']), process.execPath, PROGRAM);
  const end = async (child: ChildProcess, signal: NodeJS.Signals): Promise<void> => {
    const ended = once(child, 'close');
    child.kill(signal);
    await ended;
  };
  afterEach(async () => {
    for (const child of running.splice(0)) if (child.exitCode === null && child.signalCode === null) await end(child, 'SIGKILL');
  });

  test('one a network namespace; the other is told who has it; a killed holder has none', async () => {
    const [[said, first], [elsewhere]] = await Promise.all([alone(), alone()]);
    expect([said, elsewhere]).toEqual(['locked', 'locked']);
    // Something of ours that keeps the namespace when the holder is killed.
    const [refused] = await beside(first.pid);
    expect(refused).toBe(
      `ERR_APPLY_LOCKED ${first.pid} process ${first.pid} applies in this network namespace already: stop it first, or observe`,
    );
    const keeper = running.at(-1);
    await end(first, 'SIGKILL');
    expect((await beside(keeper?.pid))[0]).toBe('locked');
  });

  test('released, it may be taken again; a holder that says nothing useful has no number', async () => {
    const path = `\0mh-lock-${process.pid}`;
    const lock = await acquireApplyLock(path);
    await expect(acquireApplyLock(path)).rejects.toMatchObject({ code: 'ERR_APPLY_LOCKED', pid: process.pid });
    await lock.release();
    await using again = await acquireApplyLock(path);
    expect(again).toBeDefined();
    expect(new ApplyLockedError(null, undefined).message).toContain('another process applies');
  });
});
