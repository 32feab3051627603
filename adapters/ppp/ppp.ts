/**
 * PPP, as pppd's scripts tell it. pppd is not ours: whoever installs us links the hook into pppd's folders, `ip-up.d`,
 * `ip-down.d`, `ipv6-up.d` and `ipv6-down.d` of /etc/ppp, or calls it from the scripts of these names. Without an agent the
 * hook does nothing; a session that came up meanwhile is known by what the kernel and the last epoch say.
 */
import { chmodSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { type Unstamped, world } from '../../machines/model/facts/index.ts';
import type { Emit, Source } from '../../machines/model/port.ts';
import type { IfName } from '../../machines/model/units.ts';
import { createAllowance, type Fifo, foreignHook, openFifo, parseHookLine, printable, writeHook } from '../client/index.ts';
import { readSession } from './environment.ts';

export type PppOptions = {
  /** A folder `ppp` is made in it, private to us, with the hook in it. */
  readonly runDirectory: string;
  /** How often the FIFO is looked after, in ms. */
  readonly every?: number;
};

/** So that lines of several sessions at once do not mix. PIPE_BUF, pipe(7). */
const LINE_MAX = 4_096;
/** The event is the folder or the script that the hook is called by. */
const EVENT = `"$(case $0 in ${['ipv6-up', 'ipv6-down', 'ip-up', 'ip-down'].map((name) => `(*/${name}*) echo ${name} ;;`).join(' ')} esac)"`;

export function openPpp({ runDirectory, every }: PppOptions): Source {
  let fifo: Fifo | null = null;
  /** Interfaces with a session, as far as we were told. */
  const sessions = new Set<IfName>();
  let emit: Emit = () => {};
  const close = async (): Promise<void> => {
    fifo?.close();
    fifo = null;
    emit = () => {};
    sessions.clear();
  };
  return {
    name: 'ppp',
    open: async (to, notice) => {
      await close();
      emit = to;
      const folder = join(runDirectory, 'ppp');
      mkdirSync(folder, { recursive: true, mode: 0o700 });
      chmodSync(folder, 0o700);
      const path = join(folder, 'fifo');
      writeHook(join(folder, 'hook'), foreignHook('pppd', path, EVENT));
      const allowance = createAllowance(8, 10_000);
      const reject = (problem: string, ifname: IfName | null): void => {
        const before = allowance.allow();
        if (before === null) return;
        const text = printable(before === 0 ? problem : `${problem} (after ${before} more)`, 256);
        emit([world('lease4.rejected', { ifname, client: 'pppd', file: printable(path, 512), problem: text })]);
      };
      const onLine = (line: string | null): void => {
        const read = parseHookLine(line);
        if (!read.ok) return reject(read.problem, null);
        const { facts, ifname, problems } = readSession(read.value.event, read.value.env);
        for (const fact of facts) note(fact);
        if (facts.length > 0) emit(facts);
        for (const problem of problems) reject(problem, ifname);
      };
      const onAgain = (problem: string | null): void =>
        problem === null ? notice(`${path} had gone and was made anew: what pppd said meanwhile is lost`) : reject(problem, null);
      fifo = openFifo({ path, max: LINE_MAX, onLine, onAgain, ...(every ? { every } : {}) });
    },
    close,
    /** A pppd that was killed says nothing, but its interface goes. */
    follow: (facts) => {
      for (const fact of facts) {
        if (fact.type !== 'link.removed' || !sessions.delete(fact.ifname)) continue;
        emit([world('lease4.lost', { ifname: fact.ifname, client: 'pppd', reason: 'the interface has gone' })]);
      }
    },
  };

  function note(fact: Unstamped): void {
    if (fact.type === 'lease4.bound') sessions.add(fact.ifname);
    if (fact.type === 'lease4.lost') sessions.delete(fact.ifname);
  }
}
