/** For those who show what one fact did: everything that actors are given while it is folded, and what each made of it. */
import type { AnyStateMachine, EmittedFrom, EventFrom } from 'xstate';
import type { Compiled, Judgement, Notices, Snapshot, SnapshotOf } from './compile.ts';

/** What one actor was given, and what came of it. `machine` is its id. */
export type Taken = Judgement & { readonly machine: string; readonly type: string; readonly before: Snapshot; readonly after: Snapshot };
/** Null while nobody watches, which is always but for one fact that is looked at. */
export let watching: Taken[] | null = null;

/** In order. */
export function watch<T>(run: () => T): { readonly result: T; readonly seen: readonly Taken[] } {
  const seen: Taken[] = [];
  watching = seen;
  try {
    return { result: run(), seen };
  } finally {
    watching = null;
  }
}

/** As `take`, which asks for it while somebody watches. */
export function watched<M extends AnyStateMachine>(
  { machine, judge, take }: Compiled<M>,
  before: SnapshotOf<M>,
  event: EventFrom<M>,
  notices: Notices<EmittedFrom<M>>,
): SnapshotOf<M> {
  const { type }: { type: string } = event;
  const seen = watching;
  watching = null;
  try {
    const after = take(before, event, notices);
    seen?.push({ machine: machine.id, type, before, after, ...judge(before, event) });
    return after;
  } finally {
    watching = seen;
  }
}
