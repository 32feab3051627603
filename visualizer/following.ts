/** A running agent's facts, folded as they come, and said of them how far that is. What is kept is bounded: by whole epochs. */
import type { Seq } from '../machines/model/units.ts';
import { type Agent, follow, type Told } from './live.ts';
import type { Link } from './protocol.ts';
import type { Recording } from './recording.ts';

/**
 * Facts that are kept. With more of them a new epoch, which has all it needs, begins a recording of its own; what was before is in
 * the agent's log. Some days of a host's, and a tenth of what a page can hold. A guess.
 */
export const KEPT = 100_000;
/** Longer than one in twenty of its time, and oftener than ten times a second, the worker does not tell how far it is. */
const SHARE = 20;
const OFTEN = 100;

export type Following = {
  readonly agent: Agent;
  /** A fact that is to be there; null: the newest epoch is enough. */
  readonly at: Seq | null;
  isWanted(): boolean;
  /** A recording that begins anew; `left`: facts that were kept before, and are not any more. */
  begin(left: number): Recording;
  report(link: Link): void;
  /** A pause, when it is time for one. */
  turn(): Promise<unknown>;
  now(): number;
  readonly kept?: number;
};

export async function followAgent({ agent, at, isWanted, begin, report, turn, now, kept = KEPT }: Following): Promise<void> {
  let recording = begin(0);
  let [link, left, last, newest]: [Link, number, Seq, Seq] = [{ state: 'joining' }, 0, -1, -1];
  const reports = createReports(() => report(link), agent.wait, isWanted, now);
  reports.due();
  for await (const told of follow(agent, isWanted, at)) {
    if (told.kind === 'transaction') {
      const { recorded } = told;
      if (recorded.facts[0]?.type === 'agent.started' && recording.facts.length > kept) {
        left += recording.facts.length;
        recording = begin(left);
      }
      recording.take(recorded);
      last = recorded.facts.at(-1)?.seq ?? last;
    }
    newest = 'newest' in told ? told.newest : newest;
    link = linkOf(told, newest - last);
    reports.due();
    await turn();
  }
}

function linkOf(told: Told, behind: number): Link {
  if (told.kind === 'gone') return { state: 'gone', problem: told.problem, again: told.again };
  if (told.kind === 'refused') return { state: 'refused', problem: told.problem };
  return behind > 0 ? { state: 'behind', by: behind } : { state: 'live' };
}

/** The last is told in any case, and those before it as often as there is time for. */
function createReports(report: () => void, wait: Agent['wait'], isWanted: () => boolean, now: () => number): { due(): void } {
  let [isDue, earliest] = [false, 0];
  return {
    due() {
      if (isDue) return;
      isDue = true;
      void wait(Math.max(0, earliest - now())).then(() => {
        isDue = false;
        if (!isWanted()) return;
        const began = now();
        report();
        earliest = now() + Math.max(OFTEN, SHARE * (now() - began));
      });
    },
  };
}
