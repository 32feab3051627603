/**
 * A space is a network, mount, PID and host name namespace that lives as long as its first process, and that one as long
 * as the pipe to us: whoever kills us, however hard, ends every process and namespace of the lab with it.
 * The lab is one such space (with a user namespace around it for an ordinary user); its hosts and routers are spaces in it.
 */
import { type ChildProcess, type StdioOptions, spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { type ExecOptions, exec, LabError, type Ran, tailOf, waitUntil } from './exec.ts';
import { childOf, isAlive } from './process-tree.ts';
import type { Programs } from './programs.ts';

export type Exit = { readonly code: number | null; readonly signal: NodeJS.Signals | null };
export type Child = {
  /** The process that entered the space; its streams are those of the program. */
  readonly process: ChildProcess;
  readonly exited: Promise<Exit>;
  /** To the program itself, not to the one that entered the space. */
  kill(signal?: NodeJS.Signals): void;
};
export type Daemon = { log(): string; signal(signal: NodeJS.Signals): void; stop(): Promise<void> };

export type Space = {
  readonly name: string;
  /** Its first process, as the machine counts. */
  readonly pid: number;
  run(command: string, args?: readonly string[], options?: ExecOptions): Promise<Ran>;
  spawn(command: string, args?: readonly string[], options?: { readonly stdio?: StdioOptions; readonly env?: NodeJS.ProcessEnv }): Child;
  /** Starts a program that stays; resolves when its log has `ready`. */
  daemon(command: string, args: readonly string[], ready: RegExp): Promise<Daemon>;
  /** The command as one that leads into it, for what others start. */
  inside(command: string, args: readonly string[]): readonly string[];
  /** A file of the space as we can open it. */
  file(path: string): string;
  close(): Promise<void>;
};

/** What the processes of a lab share. */
export type Ground = { readonly folder: string; readonly programs: Programs };

/** `environ` of a holder: by it `clean` knows what is a lab's. */
export const MARK = 'MULTIHOME_LAB';

const asRoot = process.getuid?.() === 0;
/** For an ordinary user, the user namespace comes with the lab; the spaces inside share it. */
const UNSHARE = ['unshare', '-mupf', '--mount-proc', '--kill-child'];
const enter = (pid: number): readonly string[] => [
  'nsenter',
  '-t',
  String(pid),
  '-m',
  '-u',
  '-n',
  '-p',
  ...(asRoot ? [] : ['-U', '--preserve-credentials']),
];

/** The lab itself. `script` prepares it, as a shell reads it. */
export const openOutermost = (ground: Ground, name: string, script: string): Promise<Space> =>
  hold(ground, name, [...UNSHARE, '-n', ...(asRoot ? [] : ['-Ur'])], script);

/** A host or router in the lab, in the network namespace `name`, which the lab must have made before. */
export const openInside = (ground: Ground, lab: Space, name: string, script: string): Promise<Space> =>
  hold(ground, name, [...enter(lab.pid), 'nsenter', `--net=/run/netns/${name}`, ...UNSHARE], script);

async function hold(ground: Ground, name: string, argv: readonly string[], script: string): Promise<Space> {
  const env = { ...process.env, PATH: ground.programs.path, [MARK]: `${name} of ${process.pid}` };
  const [command = '', ...args] = argv;
  const holder = spawn(command, [...args, 'sh', '-euc', `${script}\necho ready\nexec cat >&2`], { env, stdio: ['pipe', 'pipe', 'pipe'] });
  const said = await firstWords(name, holder);
  if (!said.startsWith('ready')) throw new LabError(`cannot open ${name}`, said);
  const outer = holder.pid ?? 0;
  // unshare's child is the first process; nsenter has forked once more to enter the lab's PID namespace.
  const pid = argv[0] === 'unshare' ? childOf(outer) : childOf(childOf(outer) ?? 0);
  if (!pid) throw new LabError(`${name} has gone at once`);
  return space(ground, name, pid, holder);
}

function firstWords(name: string, holder: ChildProcess): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  let errors = '';
  const deadline = setTimeout(() => reject(new LabError(`${name} did not open within 10 s`, errors)), 10_000);
  holder.stderr?.setEncoding('utf8').on('data', (text: string) => {
    errors += text;
  });
  holder.stdout?.setEncoding('utf8').once('data', resolve);
  holder.once('close', () => resolve(errors));
  holder.once('error', reject);
  return promise.finally(() => clearTimeout(deadline));
}

function space(ground: Ground, name: string, pid: number, holder: ChildProcess): Space {
  const environment = { ...process.env, PATH: ground.programs.path };
  const inside = (command: string, args: readonly string[]): readonly string[] => [
    ...enter(pid),
    // When the one that entered is killed, the program must not stay.
    ...['setpriv', '--pdeathsig', 'KILL', '--', command],
    ...args,
  ];
  const start: Space['spawn'] = (command, args = [], options = {}) => {
    const [program = '', ...rest] = inside(command, args);
    return child(spawn(program, rest, { stdio: options.stdio ?? ['ignore', 'pipe', 'pipe'], env: { ...environment, ...options.env } }));
  };
  let daemons = 0;
  return {
    name,
    pid,
    run: (command, args = [], options = {}) =>
      exec(inside(command, args), { ...options, env: { PATH: ground.programs.path, ...options.env } }),
    spawn: start,
    inside,
    daemon: async (command, args, ready) => {
      const file = join(ground.folder, `${name}.${basename(command)}.${daemons++}.log`);
      const log = openSync(file, 'w');
      const running = start(command, args, { stdio: ['ignore', log, log] });
      closeSync(log);
      return untilReady(command, running, () => readFileSync(file, 'utf8'), ready);
    },
    file: (path) => join(`/proc/${pid}/root`, path),
    close: async () => {
      holder.stdin?.end();
      await waitUntil(`${name} is gone`, () => !isAlive(pid) && (holder.exitCode !== null || holder.signalCode !== null));
    },
  };
}

async function untilReady(command: string, running: Child, log: () => string, ready: RegExp): Promise<Daemon> {
  let exit: Exit | undefined;
  running.exited.then((value) => {
    exit = value;
  });
  const tail = (): string => tailOf(log());
  await waitUntil(
    `${command} says ${ready}`,
    () => {
      if (exit) throw new LabError(`${command} ended with ${exit.signal ?? exit.code}`, tail());
      return ready.test(log());
    },
    { within: 8_000, tail },
  );
  return {
    log,
    signal: running.kill,
    stop: async () => {
      running.kill('SIGTERM');
      await waitUntil(`${command} ends`, () => exit !== undefined, { tail });
    },
  };
}

/** It may have ended by itself a moment ago. */
function signalTo(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error;
  }
}

function child(entering: ChildProcess): Child {
  const { promise, resolve, reject } = Promise.withResolvers<Exit>();
  entering.once('close', (code, signal) => resolve({ code, signal }));
  entering.once('error', (cause) => reject(new LabError('cannot enter a space', '', cause)));
  return {
    process: entering,
    exited: promise,
    kill: (signal = 'SIGTERM') => {
      if (entering.pid === undefined || entering.exitCode !== null || entering.signalCode !== null) return;
      const program = childOf(entering.pid);
      // Before it has entered there is no program yet, and to kill the one that enters is enough.
      if (program === undefined) entering.kill(signal);
      else signalTo(program, signal);
    },
  };
}
