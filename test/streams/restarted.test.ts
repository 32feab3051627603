/** Law 4: what a process that was killed left behind, and what has happened meanwhile. */
import { expect, test } from 'vitest';
import { stamped, starting } from '../../adapters/agent/opening.ts';
import { Fact, type Unstamped } from '../../machines/model/facts/index.ts';
import { after, seconds } from '../../machines/model/units.ts';
import { pvdState } from '../../machines/pvd.ts';
import { restateKernel } from '../../machines/restate.ts';
import { createLoop, type Fold } from '../../streams/loop.ts';
import * as f from '../machines/facts.ts';
import { live } from './live.ts';
import { lost, WIFI, WIRED, wifi, wired } from './networks.ts';

const OPENING = { version: '0', boot: 'b', uptime: 5_000, mode: 'observe', checks: false, epoch: 2, previous: null } as const;
const CHECKED = f.settings({ checks: { http: ['http://check.example/'] } });
const before = live([CHECKED, ...wifi(), f.check('validated', WIFI)]).fold;
/** The kernel as it is found, which knows no `of`. */
const kernelOf = ({ host }: Fold): readonly Unstamped[] => restateKernel(host, host.at).map(({ of: _of, ...fact }) => fact as Unstamped);

/** An hour later, in the same boot; then what is told a second apart from `from` s on. */
function restarted(seen: readonly Unstamped[], from = 0, then: readonly Unstamped[] = []): Fold {
  const loop = createLoop();
  let [seq, at] = [1_000, after(before.host.at, seconds(3_600))];
  const take = (fact: Fact) => loop.take(Fact.parse(fact));
  const last = { fold: before, now: at };
  for (const fact of stamped(starting({ ...OPENING, reason: 'start', lost: 0 }, [], seen, last), 100, at)) take(fact);
  for (const [i, fact] of then.entries()) {
    const until = after(at, seconds(i === 0 ? from : 1));
    for (const { id, due } of loop.fold.plan.armed.filter((d) => d.due <= until)) take(f.stamped(f.passed(id, due), ++seq, due));
    at = until;
    take(f.stamped(fact, ++seq, at));
  }
  return loop.fold;
}
const seenOf = ({ host }: Fold) =>
  host.pvds.map(({ id, snapshot }) => [id, pvdState(snapshot).provisioning, snapshot.context.generation, snapshot.context.slot]);

test('a network that is there again has its table, though one that came meanwhile is met first', () => {
  const came = [f.lease('eth0', '192.0.2.7', { dns: ['192.0.2.53'] })];
  const fold = restarted([...kernelOf(live(wired()).fold), ...kernelOf(before), ...came]);
  expect(seenOf(fold)).toEqual([
    [WIRED, 'provisioned', 1, 1],
    [WIFI, 'provisioned', 1, 0],
  ]);
});

test('config-5: one that is not there any more is detached, and back after more than a moment it is another attachment', () => {
  const gone = kernelOf(live([...wifi(), lost('wlan0')]).fold);
  expect(seenOf(restarted(gone))).toEqual([[WIFI, 'detached', 1, 0]]);
  const back = [f.carrier('wlan0', true), ...wifi().slice(1)];
  expect(seenOf(restarted(gone, 5, back))).toEqual([[WIFI, 'provisioned', 1, 0]]);
  const late = restarted(gone, 3_600, back);
  expect(seenOf(late)).toEqual([[WIFI, 'provisioned', 2, 0]]);
  expect(late.host.pvds.map(({ snapshot }) => pvdState(snapshot).reach4)).toEqual(['unknown']);
});
