/** The real command as a child process, and logs for it to read. */
import { type ChildProcess, spawn } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { cli } from '../../../adapters/cli/program.ts';
import { exportLog, openSqliteLog } from '../../../adapters/log/index.ts';
import { stamped } from '../../machines/facts.ts';
import { story } from '../../streams/story.ts';
import { type TestAgent, TWO_NETWORKS, testAgent } from '../control/served.ts';

const MAIN = fileURLToPath(new URL('../../../adapters/cli/main.ts', import.meta.url));

export type Ended = { readonly code: number | null; readonly stdout: string; readonly stderr: string };
export type Running = { readonly child: ChildProcess; readonly ended: Promise<Ended>; said(text: string): Promise<void> };

/** `prefix`: what runs node, such as `unshare -n`. Nothing of this user's own configuration, log or agent is found. */
export function start(args: readonly string[], home: string, prefix: readonly string[] = [], env: NodeJS.ProcessEnv = {}): Running {
  const [program = process.execPath, ...rest] = [...prefix, process.execPath, MAIN, ...args];
  const own = { HOME: home, XDG_CONFIG_HOME: home, XDG_STATE_HOME: home, XDG_RUNTIME_DIR: home, MULTIHOME_CONTROL: join(home, 'c') };
  const child = spawn(program, rest, { env: { PATH: process.env.PATH, ...own, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
  const texts = { stdout: '', stderr: '' };
  const waiting = new Set<() => void>();
  for (const name of ['stdout', 'stderr'] as const)
    child[name].setEncoding('utf8').on('data', (piece: string) => {
      texts[name] += piece;
      for (const look of waiting) look();
    });
  const ended = new Promise<Ended>((resolve) => child.on('close', (code) => resolve({ code, ...texts })));
  return {
    child,
    ended,
    /** Resolves once stdout has the text; rejects when the command ends without it. */
    said: (text) =>
      new Promise((resolve, reject) => {
        const look = () => {
          if (!texts.stdout.includes(text)) return;
          waiting.delete(look);
          resolve();
        };
        waiting.add(look);
        void ended.then(({ code, stderr }) => reject(new Error(`ended with ${code} before it said «${text}»: ${stderr}`)));
        look();
      }),
  };
}

export const multihome = (args: readonly string[], home: string, env: NodeJS.ProcessEnv = {}): Promise<Ended> =>
  start(args, home, [], env).ended;

/** The same function in this process: what main.ts calls, without its half second of loading. */
export async function within(args: readonly string[], home: string, env: Readonly<Record<string, string>> = {}): Promise<Ended> {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  const texts = [stdout, stderr].map((stream) => text(stream));
  // Of a terminal's stream no command uses more than this.
  const [out, err] = [stdout, stderr].map((stream) => Object.assign(stream, { isTTY: false }) as unknown as NodeJS.WriteStream);
  const code = await cli(args, {
    env: { MULTIHOME_CONTROL: join(home, 'c'), ...env },
    ...(out && { stdout: out }),
    ...(err && { stderr: err }),
  });
  stdout.end();
  stderr.end();
  const [said = '', complained = ''] = await Promise.all(texts);
  return { code, stdout: said, stderr: complained };
}

/** Two networks, in a file as an agent has it. */
export function sqliteLog(path: string): TestAgent {
  const opened = openSqliteLog(path);
  if (!opened.ok) throw new Error(opened.error.problem);
  const agent = testAgent(opened.log);
  agent.tell(...TWO_NETWORKS.slice(0, 5));
  for (const fact of TWO_NETWORKS.slice(5)) agent.tell(fact);
  return agent;
}

/** A long story, exported; more than a pipe holds. */
export async function longExport(path: string, facts = 3000): Promise<void> {
  const { log } = testAgent();
  let seq = 0;
  for (const { fact } of story(5, facts)) {
    const { seq: _seq, at: _at, ...rest } = fact;
    const kept = log.append([stamped(rest as typeof fact, ++seq, fact.at)], '');
    if (!kept.ok) throw new Error(kept.error.problem);
  }
  const written = await exportLog(log, createWriteStream(path));
  if (!written.ok) throw new Error(written.error.problem);
}
