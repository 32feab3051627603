/** Waiting on what an agent hears: its facts as they come, until enough were seen, the time is over, or somebody ends it. */
import type { Command } from 'commander';
import { Fact } from '../../machines/model/facts/index.ts';
import { Duration } from '../config/text.ts';
import { stream } from '../control/index.ts';
import { refusal, socketOf, value } from './ask.ts';
import { CliError, EXIT } from './exit.ts';
import { interruptible } from './interrupt.ts';
import type { Io } from './io.ts';

export type Following = {
  /** From this fact on; null: only new ones. */
  readonly from: number | null;
  /** Beginnings of types, separated by commas; empty: all. */
  readonly filter: string;
  /** ms. */
  readonly timeout: number;
  /** Said when the time is over. */
  readonly lacking: () => string;
  /** Once the stream is open, before the first fact. True: enough. */
  readonly begin?: () => Promise<boolean>;
  /** True: enough. */
  readonly take: (fact: Fact) => Promise<boolean> | boolean;
};

/** False when Ctrl-C or SIGTERM came first: the exit code is set then. Throws a CliError at the time-out, and when the agent ends. */
export async function follow(io: Io, command: Command, { from, filter, timeout, lacking, begin, take }: Following): Promise<boolean> {
  using interrupt = interruptible(io);
  const over = AbortSignal.timeout(timeout);
  const done = new AbortController();
  const search = new URLSearchParams({ filter, follow: '1', ...(from === null ? {} : { from: String(from) }) });
  const late = () => new CliError('timeout', 'ERR_TIMEOUT', lacking(), 'give it longer with --timeout');
  try {
    const signal = AbortSignal.any([interrupt.signal, over, done.signal]);
    const { status, events } = value(await stream({ socket: socketOf(io, command), path: `events?${search}`, signal }));
    if (status === 200 && (await begin?.())) return true;
    for await (const { event, data } of events) {
      if (status !== 200 || event === 'error') throw refusal(status, JSON.parse(data) as unknown);
      if (await take(Fact.parse(JSON.parse(data)))) return true;
    }
  } catch (error) {
    if (!interrupt.signal.aborted && !over.aborted) throw error;
  } finally {
    // A stream that nobody reads any more would keep this process.
    done.abort();
  }
  if (interrupt.signal.aborted) {
    io.exitWith(interrupt.code || EXIT.interrupted);
    return false;
  }
  if (over.aborted) throw late();
  throw new CliError('noAgent', 'ERR_NO_AGENT', 'the agent has ended', 'start one with: multihome run');
}

/** `30s`, `2min`: as in the configuration. */
export function timeoutOf(text: string): number {
  const read = Duration.safeParse(text);
  if (read.success && read.data > 0 && read.data <= 2 ** 31 - 1) return read.data;
  throw new CliError('usage', 'ERR_USAGE', `not a time to wait: ${text}`, 'a number and one of ms, s, min, h, as in 30s');
}
