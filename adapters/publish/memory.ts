/** A publisher without files and buses: what programs would be told, and what others do to it. */
import type { Command } from '../../machines/model/command.ts';
import { world } from '../../machines/model/facts/index.ts';
import type { Emit, Sink, Source } from '../../machines/model/port.ts';
import { type Publication, publicationId } from '../../machines/model/publication.ts';
import { answerTo, noLink, type Told, type Work } from './told.ts';

export type MemoryPublisher = Source &
  Sink & {
    readonly said: ReadonlyMap<string, Publication>;
    /** Another program writes there. */
    overwrite(target: string): void;
  };

/** `links`: those that systemd-resolved would know. */
export function createMemoryPublisher(links: readonly string[] = []): MemoryPublisher {
  const said = new Map<string, Publication>();
  let emit: Emit = () => {};
  const carryOut = (command: Work): Told => {
    if (command.type === 'names.withdraw') {
      said.delete(command.target);
      return { ok: true };
    }
    const { publication } = command;
    if (publication.ifname !== null && !links.includes(publication.ifname)) return noLink(publication.ifname);
    said.set(publicationId(publication), publication);
    return { ok: true };
  };
  return {
    name: 'names',
    carries: ['names'],
    said,
    open: async (to) => {
      emit = to;
    },
    carry: (commands: readonly Command[]) => {
      for (const command of commands)
        if (command.type === 'names.publish' || command.type === 'names.withdraw') emit([answerTo(command, carryOut(command))]);
    },
    overwrite: (target) => {
      if (said.delete(target)) emit([world('names.withdrawn', { target, problem: 'another program has written there' })]);
    },
    close: async () => {
      emit = () => {};
      said.clear();
    },
  };
}
