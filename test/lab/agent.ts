/** Node scripts inside a host of the lab, such as an agent, that say in lines of JSON on stdout what they see and decide. */
import { tailOf, waitUntil } from './exec.ts';
import type { Host } from './host.ts';
import { type Lines, readLines } from './ndjson.ts';
import type { Exit } from './space.ts';

export type NodeChild = {
  readonly lines: Lines;
  stderr(): string;
  /** Writes to its stdin; without a line, closes it. */
  tell(line?: string): void;
  /** To the script itself, at once. */
  kill(signal: NodeJS.Signals): void;
  readonly exited: Promise<Exit>;
  /** SIGTERM; SIGKILL if it has not ended after `within` ms, which is then an error. */
  stop(within?: number): Promise<Exit>;
};

export type NodeOptions = {
  readonly env?: Readonly<Record<string, string>>;
  /** Options of node itself, before the script. */
  readonly node?: readonly string[];
};

/** Starts a script with our node in the namespaces of the host: it sees the host's network, /run, /etc and processes. */
export function spawnNode(
  host: Pick<Host, 'name' | 'spawn'>,
  script: string,
  args: readonly string[] = [],
  options: NodeOptions = {},
): NodeChild {
  const argv = [...(options.node ?? []), script, ...args];
  const child = host.spawn(process.execPath, argv, { stdio: ['pipe', 'pipe', 'pipe'], ...(options.env ? { env: options.env } : {}) });
  const { stdin, stdout, stderr } = child.process;
  if (!stdin || !stdout || !stderr) throw new TypeError('a child with pipes has all three streams');
  let said = '';
  let exit: Exit | undefined;
  stderr.setEncoding('utf8').on('data', (text: string) => {
    said += text;
  });
  child.exited.then((value) => {
    exit = value;
  });
  return {
    lines: readLines(stdout, () => tailOf(said)),
    stderr: () => said,
    tell: (line) => void (line === undefined ? stdin.end() : stdin.write(`${line}\n`)),
    kill: child.kill,
    exited: child.exited,
    stop: async (within = 5_000) => {
      child.kill('SIGTERM');
      try {
        await waitUntil(`${script} on ${host.name} ends`, () => exit !== undefined, { within, tail: () => tailOf(said) });
      } finally {
        child.kill('SIGKILL');
      }
      return child.exited;
    },
  };
}
