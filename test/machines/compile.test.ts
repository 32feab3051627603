import { expect, test } from 'vitest';
import { type AnyStateMachine, initialTransition, setup, transition } from 'xstate';
import { compile } from '../../machines/compile.ts';
import { informationMachine } from '../../machines/information.ts';
import { interfaceMachine } from '../../machines/interface.ts';
import { lease4Machine } from '../../machines/lease4.ts';
import { policyMachine } from '../../machines/policy.ts';
import { pvdMachine } from '../../machines/pvd.ts';
import { router6Machine } from '../../machines/router6.ts';
import { sessionMachine } from '../../machines/session.ts';
import { type Random, randomEvents } from './random.ts';
import { informationEvents, informationInput } from './randomInformation.ts';
import { sessionEvents, sessionInput } from './randomSession.ts';

const EVENTS_EACH = 3_000;

const subjects: readonly (readonly [string, AnyStateMachine, object, (random: Random) => Iterable<object>])[] = [
  ['interface', interfaceMachine, { ifname: 'wlan0' }, randomEvents.interface],
  ['lease4', lease4Machine, { ifname: 'wlan0' }, randomEvents.lease4],
  ['router6', router6Machine, { ifname: 'wlan0', router: 'fe80::1' }, randomEvents.router6],
  ['policy', policyMachine, { author: 'user', pvd: null }, randomEvents.policy],
  ['information', informationMachine, informationInput, informationEvents],
  ['session', sessionMachine, sessionInput, sessionEvents],
  ['pvd', pvdMachine, randomEvents.pvdInput, randomEvents.pvd],
];

test.each(subjects)(
  '%s: the compiled table and XState agree on value, context and notices of every random event',
  (_name, machine, input, events) => {
    const seed = 20261124;
    const random = randomEvents.seeded(seed);
    const compiled = compile(machine);
    let ours = compiled.start(input);
    let [theirs] = initialTransition(machine, input);
    const visited = new Set<string>();
    let count = 0;
    for (const event of events(random)) {
      if (count++ >= EVENTS_EACH) break;
      const notices: unknown[] = [];
      ours = compiled.take(ours, event as never, notices as never);
      const [next, effects] = transition(machine, theirs, event as never);
      theirs = next;
      const emitted = effects.flatMap((effect): readonly unknown[] => {
        const { type, params }: { type: string; params?: unknown } = effect;
        return type === 'xstate.emit' && typeof params === 'object' && params !== null && 'event' in params ? [params.event] : [];
      });
      expect({ value: ours.value, context: ours.context, notices }, `seed ${seed}, event ${count}: ${JSON.stringify(event)}`).toEqual({
        value: theirs.value,
        context: theirs.context,
        notices: emitted,
      });
      visited.add(JSON.stringify(ours.value));
    }
    // A walk that never leaves its first state would prove nothing.
    expect(visited.size).toBeGreaterThan(1);
  },
  60_000,
);

test.each<[string, () => AnyStateMachine]>([
  ['after', () => setup({}).createMachine({ initial: 'a', states: { a: { after: { 10: 'b' } }, b: {} } })],
  ['always', () => setup({}).createMachine({ initial: 'a', states: { a: { always: 'b' }, b: {} } })],
  ['invoke', () => setup({ actors: {} }).createMachine({ initial: 'a', states: { a: { invoke: { src: 'x' } as never }, b: {} } })],
  ['final', () => setup({}).createMachine({ initial: 'a', states: { a: { type: 'final' } } })],
])('a chart with `%s` is refused: time and children are facts (law 2)', (feature, make) => {
  expect(() => compile(make())).toThrow(feature);
});
