/** Fetches the additional information of explicit PvDs (RFC 8801 §4) when it is commanded to; each command ends in one fact. */
import type { Command, CommandOf } from '../../machines/model/command.ts';
import { answer, type Unstamped } from '../../machines/model/facts/index.ts';
import type { Emit, Sink, Source } from '../../machines/model/port.ts';
import { IfName } from '../../machines/model/units.ts';
import { fetchInformation, type Outcome, type Trust } from './fetch.ts';

export { type Document, parseDocument } from './document.ts';
export type { Outcome, Trust } from './fetch.ts';
export type { Dns } from './lookup.ts';

export function openInformation(trust: Trust, fetch: typeof fetchInformation = fetchInformation): Source & Sink {
  let emit: Emit | null = null;
  const running = new Map<string, AbortController>();

  const run = async (command: CommandOf<'information.fetch'>): Promise<void> => {
    const stop = new AbortController();
    running.get(command.pvd)?.abort();
    running.set(command.pvd, stop);
    const outcome = await fetch(command, trust, stop.signal);
    // Superseded, or closed meanwhile: nobody waits for this one.
    if (running.get(command.pvd) !== stop) return;
    running.delete(command.pvd);
    emit?.([factOf(command, outcome)]);
  };

  return {
    name: 'information',
    carries: ['information'],
    open: async (to) => {
      emit = to;
    },
    carry: (commands: readonly Command[]) => {
      for (const command of commands) if (command.type === 'information.fetch') void run(command);
    },
    close: async () => {
      emit = null;
      for (const stop of running.values()) stop.abort();
      running.clear();
    },
  };
}

function factOf({ id, pvd, ifname, generation, identity, sequence }: CommandOf<'information.fetch'>, outcome: Outcome): Unstamped {
  const asked = { pvd, ifname: IfName.parse(ifname), generation, identity, sequence };
  switch (outcome.kind) {
    case 'received':
      return answer(id, 'information.received', { ...asked, ...outcome.document });
    case 'refused':
      return answer(id, 'information.refused', { ...asked, problem: printable(outcome.problem) });
    case 'unreached':
      return answer(id, 'information.unreached', { ...asked, problem: printable(outcome.problem) });
    default:
      return outcome satisfies never;
  }
}
const printable = (problem: string): string => problem.toWellFormed().slice(0, 256);
