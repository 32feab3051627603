/** All machines by name: what is drawn, and what must know every one of them. */
import type { AnyStateMachine } from 'xstate';
import { informationMachine } from './information.ts';
import { interfaceMachine } from './interface.ts';
import { lease4Machine } from './lease4.ts';
import { lease6Machine } from './lease6.ts';
import { policyMachine } from './policy.ts';
import { pvdMachine } from './pvd.ts';
import { router6Machine } from './router6.ts';
import { sessionMachine } from './session.ts';

export const MACHINES: readonly (readonly [name: string, machine: AnyStateMachine])[] = [
  ['interface', interfaceMachine],
  ['lease4', lease4Machine],
  ['lease6', lease6Machine],
  ['router6', router6Machine],
  ['pvd', pvdMachine],
  ['information', informationMachine],
  ['policy', policyMachine],
  ['session', sessionMachine],
];
