/** A network namespace of its own with the kernel's source in it, as a Source on this side of a pipe. It ends with its process. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Unstamped } from '../../../machines/model/facts/index.ts';
import type { Emit, Sink, Source } from '../../../machines/model/port.ts';

export type NamespaceOptions = {
  /** Commands are carried out; `nft`: that program. */
  readonly apply?: boolean | { readonly nft: string };
  /** The source runs without CAP_NET_ADMIN. */
  readonly bare?: boolean;
};
export type Namespace = Source &
  Sink & {
    /** Runs `ip` there, the words split at spaces; gives what it printed. */
    ip(...commands: readonly string[]): string;
    /** Any other program there. */
    run(program: string, ...args: readonly string[]): string;
    /** Many commands at once: `ip -batch`. */
    batch(commands: readonly string[]): void;
    /** The source neither reads nor answers for so long. Resolves once it has begun. */
    pause(ms: number): Promise<void>;
  };

const WORKER = new URL('./worker.ts', import.meta.url).pathname;
const asRoot = process.getuid?.() === 0;
type Line = { facts?: readonly Unstamped[]; notice?: string; opened?: true; paused?: true };

export function createNamespace(receiveBuffer = 0, { apply = false, bare = false }: NamespaceOptions = {}): Namespace {
  let child: ChildProcess | null = null;
  const paused: (() => void)[] = [];
  const run = (program: string, args: readonly string[], input?: string): string => {
    const enter = ['-t', String(child?.pid), '-n', ...(asRoot ? [] : ['-U', '--preserve-credentials'])];
    const ran = spawnSync('nsenter', [...enter, program, ...args], {
      encoding: 'utf8',
      timeout: 20_000,
      ...(input === undefined ? {} : { input }),
      maxBuffer: 2 ** 26,
    });
    if (ran.status !== 0) throw new Error(`${program} ${args.join(' ')}: ${ran.stderr}${ran.error ?? ''}`);
    return ran.stdout;
  };
  return {
    name: 'kernel in a namespace',
    open: (emit: Emit, notice) => {
      const opened = Promise.withResolvers<void>();
      const drop = bare ? ['setpriv', '--bounding-set=-net_admin', '--inh-caps=-all'] : [];
      const options = JSON.stringify({ apply, ...(receiveBuffer > 0 ? { receiveBuffer } : {}) });
      const own = spawn('unshare', [asRoot ? '-n' : '-Urn', ...drop, process.execPath, WORKER, options], {
        stdio: ['pipe', 'pipe', 'inherit'],
      });
      child = own;
      own.once('exit', (code) => opened.reject(new Error(`the worker ended with ${code}`)));
      createInterface({ input: own.stdout }).on('line', (text) => {
        const line: Line = JSON.parse(text);
        if (line.facts) emit(line.facts);
        if (line.notice !== undefined) notice(line.notice);
        if (line.opened) opened.resolve();
        if (line.paused) paused.shift()?.();
      });
      return opened.promise;
    },
    close: async () => {
      const own = child;
      if (own === null || own.exitCode !== null || own.signalCode !== null) return;
      const { promise, resolve } = Promise.withResolvers<void>();
      own.once('close', () => resolve());
      own.stdin?.end();
      await promise;
    },
    carries: ['rule', 'route', 'address', 'sysctl', 'guard'],
    carry: (commands) => {
      child?.stdin?.write(`carry ${JSON.stringify(commands)}\n`);
    },
    ip: (...commands) => commands.map((command) => run('ip', command.split(' '))).join(''),
    batch: (commands) => {
      run('ip', ['-batch', '-'], `${commands.join('\n')}\n`);
    },
    run: (program, ...args) => run(program, args),
    pause: (ms) => {
      const { promise, resolve } = Promise.withResolvers<void>();
      paused.push(resolve);
      child?.stdin?.write(`pause ${ms}\n`);
      return promise;
    },
  };
}
