import { assign, setup } from 'xstate';
import { compile, type SnapshotOf } from './compile.ts';
import type { FactsOf } from './model/facts/index.ts';
import type { Author, PolicyRule } from './model/policy.ts';
import { isEqual } from './model/settle.ts';
import type { Seq } from './model/units.ts';

export type PolicyContext = {
  readonly author: Author;
  /** A network's policy speaks for this PvD only (law 7); null for people and programs. */
  readonly pvd: string | null;
  readonly rules: readonly PolicyRule[];
  readonly since: Seq;
  /** Why the newest attempt was refused; the rules are then the last good ones. */
  readonly problem: string | null;
};

/** One author's policy. A rejected one leaves the last good one in force. */
export const policyMachine = setup({
  types: { context: {} as PolicyContext, events: {} as FactsOf<'policy'>, input: {} as Pick<PolicyContext, 'author' | 'pvd'> },
  actions: {
    keepRules: assign(({ context, event }) => {
      if (event.type !== 'policy.loaded') return {};
      return isEqual(context.rules, event.rules) && context.since > 0
        ? { problem: null }
        : { rules: event.rules, since: event.of ?? event.seq, problem: null };
    }),
    keepProblem: assign(({ event }) => (event.type === 'policy.rejected' ? { problem: event.problem } : {})),
  },
}).createMachine({
  id: 'policy',
  context: ({ input }) => ({ ...input, rules: [], since: 0, problem: null }),
  initial: 'absent',
  states: {
    absent: {
      on: {
        'policy.loaded': { target: 'loaded', actions: 'keepRules' },
        'policy.rejected': { target: 'rejected', actions: 'keepProblem' },
      },
    },
    loaded: {
      on: { 'policy.loaded': { actions: 'keepRules' }, 'policy.rejected': { target: 'rejected', actions: 'keepProblem' } },
    },
    rejected: {
      on: { 'policy.loaded': { target: 'loaded', actions: 'keepRules' }, 'policy.rejected': { actions: 'keepProblem' } },
    },
  },
});
export const policyActor = compile(policyMachine);
export type PolicySnapshot = SnapshotOf<typeof policyMachine>;

export const policyId = (p: Pick<PolicyContext, 'author' | 'pvd'>): string => `policy:${p.author}${p.pvd ? `@${p.pvd}` : ''}`;
