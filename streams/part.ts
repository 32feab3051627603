/** A part of the decision: a pure step over one tick, wrapped so that it emits exactly once a tick. */
import { map, type Observable, scan, zip } from 'rxjs';
import type { Host } from '../machines/state.ts';
import { areSame } from './memo.ts';

/** All that a part may read of a host; what is not here cannot change a decision. */
export type Readable = Pick<
  Host,
  | 'pvds'
  | 'interfaces'
  | 'policies'
  | 'settings'
  | 'settingsSince'
  | 'recalled'
  | 'managers'
  | 'leases'
  | 'leases6'
  | 'routers'
  | 'started'
  | 'woken'
  | 'failures'
  | 'pins'
  | 'listening'
  | 'at'
  | 'information'
  | 'sessions'
  | 'sessionsAwake'
  | 'left'
  | 'endpoints'
  | 'mptcp'
>;

/**
 * `reads` names what the step looks at; while all of it is the same by reference, so is the value.
 * Only its own previous value is fed back, so a fold can be resumed from the values alone.
 */
export type Part<Value, Others = unknown> = {
  readonly initial: Value;
  readonly reads: (host: Readable, others: Others) => readonly unknown[];
  readonly step: (previous: Value, host: Readable, others: Others) => Value;
};

type Memo<Value> = { readonly value: Value; readonly read: readonly unknown[] | null };

/** The operator: hosts, and the parts it needs of the same tick, to its own value. */
export function running<Value, Others>(
  part: Part<Value, Others>,
  hosts: Observable<Readable>,
  others: Observable<Others>,
  seed: Value,
): Observable<Value> {
  return zip(hosts, others).pipe(
    scan(
      (memo: Memo<Value>, [host, needed]): Memo<Value> => {
        const read = part.reads(host, needed);
        return memo.read && areSame(memo.read, read) ? memo : { value: part.step(memo.value, host, needed), read };
      },
      { value: seed, read: null },
    ),
    map((memo) => memo.value),
  );
}
