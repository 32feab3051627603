/** What was on a wire: a tcpdump that writes a pcap file, asked with tcpdump's own filters. */
import { closeSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { exec, LabError, type WaitOptions, waitUntil } from './exec.ts';
import type { Ground } from './space.ts';
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
  const base = join(ground.folder, `${wire.space.name}.${wire.device}.${number}`);
  const file = `${base}.pcap`;
  const out = openSync(file, 'w');
  const argv = ['-i', wire.device, '-n', '-p', '-U', '--immediate-mode', '-Z', 'root', '-B', '8192', '-w', '-'];
  const dump = wire.space.spawn('tcpdump', argv, { stdio: ['ignore', out, 'pipe'] });
  closeSync(out);
  let said = '';
  let ended = false;
  dump.process.stderr?.setEncoding('utf8').on('data', (text: string) => {
    said += text;
  });
  dump.exited.then(() => {
    ended = true;
  });
  const tail = (): string => said;
  await waitUntil(
    `tcpdump listens on ${wire.device}`,
    () => {
      if (ended) throw new LabError('tcpdump ended', said);
      return said.includes('listening on');
    },
    { tail },
  );

  /** Asks for its counters until it has written what the kernel has given it. */
  async function drain(): Promise<void> {
    if (ended) return;
    await waitUntil(
      'tcpdump has written all that it received',
      async () => {
        const before = said.length;
        dump.kill('SIGUSR1');
        const counters = await waitUntil('tcpdump tells its counters', () => ended || (COUNTERS.exec(said.slice(before)) ?? false), {
          every: 2,
          tail,
        });
        if (counters === true) return true;
        const [, written, received, dropped] = counters.map(Number);
        if (dropped) throw new LabError(`tcpdump has lost ${dropped} packets on ${wire.device}`);
        return written === received;
      },
      { tail },
    );
  }

  const packets = async (filter = ''): Promise<readonly string[]> => {
    await drain();
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
      await drain();
      dump.kill('SIGTERM');
      await dump.exited;
    },
  };
}

/** What SIGUSR1 makes it say. */
const COUNTERS = /(\d+) packets? captured, (\d+) packets? received by filter, (\d+) packets? dropped by kernel/;
