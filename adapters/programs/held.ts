/** What stands on an attachment of a network, and is ended the moment that the attachment, or the address it is sent from, is gone. */
import type { ProgramsView } from '../../machines/model/programs.ts';
import { ProgramsError } from './errors.ts';
import type { Programs } from './port.ts';

export type Attachment = { readonly pvd: string; readonly generation: number; readonly ifname: string; readonly source: string | null };
type End = (error: ProgramsError) => void;
export type Held = {
  /** Gives what lets go of it. One whose attachment is gone already is ended at once. */
  hold(at: Attachment, end: End): () => void;
  /** A call that is under way, and ends with the agent. */
  pend(end: End): () => void;
};

type Group = { readonly at: Attachment; readonly ends: Set<End> };

export function createHeld(port: Pick<Programs, 'view' | 'watch'>): Held {
  const groups = new Map<string, Group>();
  const calls = new Set<End>();
  let unwatch: (() => void) | null = null;

  const see = (view: ProgramsView | null): void => {
    if (view === null) return endAll(calls, new ProgramsError('ERR_AGENT_GONE', 'the agent has ended'));
    for (const [key, { at, ends }] of groups) {
      const why = goneFrom(view, at);
      if (why === null) continue;
      groups.delete(key);
      endAll(ends, gone(at, why));
    }
    rest();
  };
  /** Nothing is listened to while nothing is held. */
  const rest = (): void => {
    if (groups.size + calls.size > 0) return;
    unwatch?.();
    unwatch = null;
  };
  const watch = (): void => {
    unwatch ??= port.watch(see);
  };
  return {
    hold: (at, end) => {
      const view = port.view();
      const why = view && goneFrom(view, at);
      if (why !== null) {
        end(gone(at, why));
        return () => {};
      }
      const key = `${at.pvd} ${at.generation} ${at.source}`;
      const group = groups.get(key) ?? { at, ends: new Set() };
      groups.set(key, group);
      group.ends.add(end);
      watch();
      return () => {
        group.ends.delete(end);
        if (group.ends.size === 0 && groups.get(key) === group) groups.delete(key);
        rest();
      };
    },
    pend: (end) => {
      calls.add(end);
      watch();
      return () => {
        calls.delete(end);
        rest();
      };
    },
  };
}

/** Why it is no longer there; null: it is. */
function goneFrom(view: ProgramsView, { pvd, generation, source }: Attachment): string | null {
  const domain = view.domains.find((one) => one.pvd === pvd);
  if (!domain) return 'it is not there any more';
  if (domain.generation !== generation) return 'it is another attachment now';
  const hasSource = source === null || domain.addresses.some(({ address }) => address === source);
  return hasSource ? null : `its address ${source} has gone`;
}

const gone = ({ pvd, generation }: Attachment, why: string): ProgramsError =>
  new ProgramsError('ERR_PVD_GONE', `${pvd} #${generation} has gone`, [why]);

function endAll(ends: Set<End>, error: ProgramsError): void {
  const all = [...ends];
  ends.clear();
  for (const end of all) end(error);
}
