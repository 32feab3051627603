/** Starts `agent-child.ts` and follows what it prints. */
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

export type AgentChild = {
  readonly pid: number | undefined;
  /** Of its first decision; rejects when the process ends before that. */
  first(): Promise<string>;
  /** Resolves when so many facts have been acknowledged since it started. */
  acknowledged(count: number): Promise<void>;
  /** SIGKILL; gives the highest acknowledged seq, and what was said on stderr. */
  kill(): Promise<{ readonly highest: number; readonly errors: string }>;
  readonly ended: Promise<{ readonly code: number | null; readonly errors: string }>;
};

export function agentChild(log: string, seed: number): AgentChild {
  const script = fileURLToPath(new URL('./agent-child.ts', import.meta.url));
  const child = spawn(process.execPath, [script, log, String(seed)], { stdio: ['ignore', 'pipe', 'pipe'] });
  let [highest, count, rest, errors] = [0, 0, '', ''];
  let first = '';
  let look = (): void => undefined;
  const watchers = new Set<() => void>();
  const ended = new Promise<{ code: number | null; errors: string }>((resolve) => child.once('close', (code) => resolve({ code, errors })));
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    errors += text;
  });
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    const lines = (rest + text).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) {
      if (line.startsWith('open ')) first = line.slice(5);
      else {
        highest = Number(line);
        count += 1;
      }
    }
    look();
  });
  look = () => {
    for (const watcher of watchers) watcher();
  };
  const until = (holds: () => boolean) =>
    new Promise<void>((resolve, reject) => {
      const watcher = () => {
        if (!holds()) return;
        watchers.delete(watcher);
        resolve();
      };
      watchers.add(watcher);
      watcher();
      ended.then(() => (holds() ? resolve() : reject(new Error(`the agent ended: ${errors}`))));
    });
  return {
    pid: child.pid,
    first: () => until(() => first !== '').then(() => first),
    acknowledged: (wanted) => until(() => count >= wanted),
    kill: async () => {
      child.kill('SIGKILL');
      await ended;
      return { highest, errors };
    },
    ended,
  };
}
