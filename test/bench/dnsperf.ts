/** dnsperf, which asks a server the names of a file, as fast as it may or as it can, and tells what came of it. */
import { LabError } from '../lab/exec.ts';
import type { Host } from '../lab/host.ts';
import type { Exit } from '../lab/space.ts';

export type Asking = {
  readonly server: string;
  readonly port?: number;
  /** Its path as the host has it: a name and a type a line. */
  readonly names: string;
  readonly seconds: number;
  /** A second; without, as fast as answers come. */
  readonly rate?: number;
  /** The file is asked so many times, and no longer than the seconds. */
  readonly rounds?: number;
};
/** `latency`: the mean, in microseconds. `lost`: unanswered; `failed`: answered by a code other than NOERROR. */
export type Answered = {
  readonly perSecond: number;
  readonly latency: number;
  readonly sent: number;
  readonly lost: number;
  readonly failed: number;
};

/** What it waits for an answer, in seconds. */
const PATIENCE = 2;

export async function dnsperf(host: Pick<Host, 'run'>, program: string, asking: Asking): Promise<Answered> {
  const { stdout } = await host.run(program, argv(asking), { within: (asking.seconds + 3 * PATIENCE + 10) * 1000 });
  return answered(stdout);
}

/** Until it is told to stop. */
export function dnsperfUntil(host: Pick<Host, 'spawn'>, program: string, asking: Asking): { stop(): Promise<Answered> } {
  const { process, exited, kill } = host.spawn(program, argv(asking));
  let said = '';
  process.stdout?.setEncoding('utf8').on('data', (text: string) => {
    said += text;
  });
  return {
    stop: async () => {
      kill('SIGINT');
      const exit: Exit = await exited;
      if (exit.code !== 0) throw new LabError(`dnsperf ended with ${exit.signal ?? exit.code}`, said);
      return answered(said);
    },
  };
}

const argv = ({ server, port = 53, names, seconds, rate, rounds }: Asking): readonly string[] => [
  ...['-s', server, '-p', String(port), '-d', names, '-l', String(seconds), '-t', String(PATIENCE)],
  ...(rate === undefined ? [] : ['-Q', String(rate)]),
  ...(rounds === undefined ? [] : ['-n', String(rounds)]),
];

export function answered(said: string): Answered {
  const number = (pattern: RegExp): number => Number(pattern.exec(said)?.[1] ?? Number.NaN);
  const completed = number(/Queries completed:\s+(\d+)/);
  if (Number.isNaN(completed)) throw new LabError('dnsperf said nothing that is known', said);
  return {
    perSecond: number(/Queries per second:\s+([\d.]+)/),
    latency: number(/Average Latency \(s\):\s+([\d.]+)/) * 1e6,
    sent: number(/Queries sent:\s+(\d+)/),
    lost: number(/Queries lost:\s+(\d+)/),
    failed: completed - (completed === 0 ? 0 : Number(/NOERROR (\d+)/.exec(said)?.[1] ?? 0)),
  };
}
