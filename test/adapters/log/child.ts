/** A process that appends to a log as fast as it can and prints the seq of each transaction that was acknowledged. */
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

export type LogChild = {
  readonly pid: number | undefined;
  /** Resolves when a seq of at least this has been acknowledged; rejects when the process ends before that. */
  acknowledged(seq: number): Promise<void>;
  highest(): number;
  /** SIGKILL, and everything it still printed. */
  kill(): Promise<void>;
};

export function logChild(path: string, seed: number): LogChild {
  const child = spawn(process.execPath, [fileURLToPath(new URL('./appender.ts', import.meta.url)), path, String(seed)], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const closed = new Promise<void>((resolve) => child.once('close', () => resolve()));
  let highest = 0;
  let rest = '';
  let errors = '';
  let waiting = (): void => {};
  child.stderr.on('data', (data: Buffer) => {
    errors += data.toString();
  });
  child.stdout.on('data', (data: Buffer) => {
    const lines = (rest + data.toString()).split('\n');
    rest = lines.pop() ?? '';
    highest = Math.max(highest, ...lines.map(Number));
    waiting();
  });
  const acknowledged = (seq: number) =>
    new Promise<void>((resolve, reject) => {
      waiting = () => {
        if (highest >= seq) resolve();
      };
      waiting();
      closed.then(() => reject(new Error(`the appending process ended at ${highest}: ${errors}`)));
    });
  return {
    pid: child.pid,
    acknowledged,
    highest: () => highest,
    kill: () => {
      child.kill('SIGKILL');
      return closed;
    },
  };
}
