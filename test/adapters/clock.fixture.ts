/** A clock in a process of its own, whose wall time libfaketime may change: one deadline a while from now, then it ends. */
import { openClock } from '../../adapters/clock/index.ts';
import { after, millis } from '../../machines/model/units.ts';

const clock = openClock();
const say = (value: unknown): boolean => process.stdout.write(`${JSON.stringify(value)}\n`);
const start = clock.now();
await clock.open(
  (facts) => {
    for (const fact of facts) say({ ...fact, at: clock.now(), wall: Date.now() });
    if (facts.some((fact) => fact.type === 'clock.stepped')) clock.arm('end', after(clock.now(), millis(100)));
    if (facts.some((fact) => fact.type === 'deadline.passed')) void clock.close();
  },
  () => {},
);
clock.arm('limit', after(start, millis(20_000)));
say({ ready: true, start, wall: Date.now() });
