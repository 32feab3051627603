/** What was on a wire: a pcap file, asked with tcpdump's filters. */
import { closeSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { exec, LabError, type WaitOptions, waitUntil } from './exec.ts';
import type { Exit, Ground } from './space.ts';
import type { Wire } from './wire.ts';

export type Capture = {
  /** The pcap file, as tcpdump and Wireshark read it. */
  readonly file: string;
  /** One line a packet that was on the wire before the call and passes the filter (pcap-filter(7)); all without one. */
  packets(filter?: string): Promise<readonly string[]>;
  /** Waits for so many of them. */
  waitFor(filter: string, count?: number, options?: WaitOptions): Promise<readonly string[]>;
  stop(): Promise<void>;
};

export async function capture(ground: Ground, wire: Wire, number: number): Promise<Capture> {
  const file = join(ground.folder, `${wire.space.name}.${wire.device}.${number}.pcap`);
  const out = openSync(file, 'w');
  const script = join(import.meta.dirname, 'capture-child.ts');
  const child = wire.space.spawn(process.execPath, [script, wire.device], { stdio: ['pipe', out, 'pipe'] });
  closeSync(out);
  const { stdin, stderr } = child.process;
  if (!stdin || !stderr) throw new TypeError('a child with pipes has both streams');
  let said = '';
  let exit: Exit | undefined;
  stderr.setEncoding('utf8').on('data', (text: string) => {
    said += text;
  });
  // It may end before it is told to, with its space.
  stdin.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') said += `${error.message}\n`;
  });
  child.exited.then((value) => {
    exit = value;
  });
  const heard = <T>(pick: (text: string) => T | false, from = 0): Promise<T> => {
    const probe = (): T | false => {
      const picked = pick(said.slice(from));
      if (picked === false && exit) throw new LabError(`the capture on ${wire.device} has ended`, said);
      return picked;
    };
    return waitUntil(`the capture on ${wire.device} answers`, probe, { every: 2, tail: () => said });
  };
  await heard((text) => text.includes('listening on'));

  /** All that the kernel has seen by now is in the file after it. */
  async function drain(): Promise<void> {
    if (exit) return;
    const from = said.length;
    stdin?.write('\n');
    const dropped = await heard((text) => COUNTS.exec(text)?.[1] ?? false, from);
    if (dropped !== '0') throw new LabError(`the capture on ${wire.device} has lost ${dropped} packets`);
  }

  const packets = async (filter = ''): Promise<readonly string[]> => {
    await drain();
    // As root, it would become a user who cannot read the file.
    const argv = ['tcpdump', '-n', '-e', '-tt', '-Z', 'root', '-r', file, ...(filter ? [filter] : [])];
    const { stdout } = await exec(argv, { env: { PATH: ground.programs.path } });
    return stdout.split('\n').filter((line) => /^\d/.test(line));
  };
  return {
    file,
    packets,
    waitFor: (filter, count = 1, options = {}) =>
      waitUntil(
        `${count} packets on ${wire.device}: ${filter}`,
        async () => {
          const seen = await packets(filter);
          return seen.length >= count && seen;
        },
        { tail: async () => (await packets()).join('\n'), ...options },
      ),
    stop: async () => {
      stdin.end();
      await child.exited;
    },
  };
}

const COUNTS = /^written \d+, dropped (\d+)$/m;
