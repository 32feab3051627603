/** The port of the library for programs to the agent in this process: it reads the fold, asks the resolver, and tells sessions as facts. */
import type { Unstamped } from '../../machines/model/facts/index.ts';
import type { NamesView } from '../../machines/model/names.ts';
import type { ProgramsView } from '../../machines/model/programs.ts';
import type { Fold } from '../../streams/loop.ts';
import { createProgramsView } from '../../streams/programs.ts';
import type { NamesSource } from '../dns/index.ts';
import type { Programs } from '../programs/index.ts';
import { createAsking } from './asking.ts';
import { createSessions } from './sessions.ts';

export type LocalOptions = {
  readonly fold: () => Fold;
  readonly namesOf: (fold: Fold) => NamesView;
  /** Null: names are asked in this process, and only those that programs ask. */
  readonly resolver: NamesSource['names'] | null;
  /** Certificates (PEM) for servers that are asked by TLS, where names are asked in this process. */
  readonly ca?: readonly string[] | undefined;
  readonly mode: 'observe' | 'apply';
  readonly tell: (facts: readonly Unstamped[]) => void;
  readonly notice: (line: string) => void;
};
export type LocalPrograms = {
  readonly port: Programs;
  /** After each transaction. It costs nothing while nobody watches. */
  tick(): void;
  close(): Promise<void>;
};

const OBSERVING = 'the agent only observes: what is bound to a network leaves as the routes of this host have it';

export function createLocalPrograms({ fold, namesOf, resolver, ca, mode, tell, notice }: LocalOptions): LocalPrograms {
  const viewOf = createProgramsView();
  const listeners = new Set<(view: ProgramsView | null) => void>();
  const asking = createAsking(resolver, ca, notice);
  const sessions = createSessions(tell);
  let [isClosed, current]: [boolean, ProgramsView | null] = [false, null];
  /** What those that watch were told last. */
  let shown: ProgramsView | null = null;

  /** While an epoch opens the last one stands. */
  const view = (): ProgramsView | null => {
    const now = fold();
    if (isClosed) return null;
    if (now.host.phase === 'settled') current = viewOf(now, namesOf(now));
    return current;
  };
  const show = (told: ProgramsView | null): void => {
    for (const listener of [...listeners]) listener(told);
  };
  return {
    port: {
      view,
      watch: (listener) => {
        if (listeners.size === 0) shown = view();
        listeners.add(listener);
        return () => listeners.delete(listener);
      },
      resolve: (question) => asking.resolve(question, () => namesOf(fold())),
      sessions: { open: (spec, onVerdict) => sessions.open(spec, onVerdict, fold()) },
      missing: mode === 'observe' ? [OBSERVING] : [],
    },
    tick: () => {
      const now = fold();
      if (now.host.phase !== 'settled') return;
      sessions.tick(now);
      asking.tick(() => namesOf(now));
      if (listeners.size === 0 || view() === shown) return;
      shown = current;
      show(shown);
    },
    close: async () => {
      if (isClosed) return;
      isClosed = true;
      show(null);
      listeners.clear();
      sessions.close();
      await asking.close();
    },
  };
}
