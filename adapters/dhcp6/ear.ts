/** Hears one dhcpcd through its FIFO. However fast a network makes it talk, so many facts come of it and no more; the last word always counts. */
import type { Emit } from '../../machines/model/port.ts';
import { createAllowance, HOOK_LINE_MAX, openFifo, parseHookLine } from '../client/index.ts';
import { factsOf, type IfName, rejected } from './lease.ts';

export type Ear = {
  /** The client itself said last that it holds nothing. */
  hasLost(): boolean;
  close(): void;
};

/** Guesses: an event is a message of a server, and those are seconds apart at least. In milliseconds. */
const [BURST, REFILL] = [16, 1_000];

export function listen(ifname: IfName, path: string, tell: Emit, notice: (line: string) => void): Ear {
  const allowance = createAllowance(BURST, REFILL);
  let waiting: { readonly line: string | null } | null = null;
  let isLost = false;

  function hear(line: string | null): void {
    if (waiting !== null) {
      waiting = { line };
      return;
    }
    const heldBack = allowance.allow();
    if (heldBack === null) {
      waiting = { line };
      timer = setTimeout(again, REFILL).unref();
      return;
    }
    const read = parseHookLine(line);
    const facts = read.ok ? factsOf(read.value.env, ifname) : [rejected(ifname, read.problem)];
    for (const { type } of facts) if (type !== 'lease6.rejected') isLost = type === 'lease6.lost';
    if (facts.length > 0) tell(facts);
  }
  function again(): void {
    const next = waiting;
    waiting = null;
    if (next) hear(next.line);
  }

  let timer: NodeJS.Timeout | undefined;
  const fifo = openFifo({
    path,
    max: HOOK_LINE_MAX,
    onLine: hear,
    onAgain: (problem) =>
      notice(`dhcp6: the FIFO of ${ifname} ${problem === null ? 'had gone and was made again' : `has gone: ${problem}`}`),
  });
  return {
    hasLost: () => isLost,
    close: () => {
      clearTimeout(timer);
      fifo.close();
    },
  };
}
