/** Law 10: a reason cites the facts that gave the values, and what only says again what was so is no new one. */
import { describe, expect, test } from 'vitest';
import { Fact, type FactType } from '../../machines/model/facts/index.ts';
import { findIn } from '../../machines/model/shards.ts';
import { seconds } from '../../machines/model/units.ts';
import { createLoop, type Fold } from '../../streams/loop.ts';
import { ranked } from '../../streams/ranking.ts';
import type { Reason } from '../../streams/reasons.ts';
import type { Script } from '../machines/facts.ts';
import * as f from '../machines/facts.ts';
import { moved, sessionOpened } from '../machines/sessionFacts.ts';
import { type Lived, live } from './live.ts';
import { found, lost, WIFI, WIRED, wifi, wired } from './networks.ts';
import { wild } from './programs.ts';
import { story } from './story.ts';

const CHECKED = f.settings({ checks: { http: ['http://check.example/'] } });
const BOTH: Script = [CHECKED, ...wired(), ...wifi()];
/** The reason why it is not ranked, or where it is. */
const placeOf = ({ fold }: Lived, pvd: string): Reason | undefined =>
  fold.decision.ranking.find((p) => p.family === 4 && p.pvd === pvd)?.because;
/** Why the leader came before this one. */
const beatenOf = ({ fold }: Lived, pvd: string): Reason | undefined =>
  ranked(fold.decision.ranking, 4)[0]?.beaten.find((b) => b.pvd === pvd);
const good = (pvd: string) => f.check('validated', pvd);
const twins: Script = [CHECKED, f.link('eth0'), f.link('eth1'), ...f.network4('eth0', '192.0.2', '02:00:00:00:00:02')].concat(
  f.network4('eth1', '192.0.3', '02:00:00:00:00:03'),
);
const measured = (pvd: string, rtt: number): Script => [f.wait(6), f.check('validated', pvd, 4, 1, { rtt, sent: 10, lost: 0 })];

describe('what a reason cites', () => {
  test.each<[string, Script, (lived: Lived) => Reason | undefined, string, readonly FactType[]]>([
    [
      'a link that was lost, not what was found while it was there',
      [...BOTH, f.check('validated', WIRED), lost('eth0')],
      (lived) => placeOf(lived, WIRED),
      'detached',
      ['link.carrierChanged'],
    ],
    [
      'a lease that ended',
      [...BOTH, f.check('validated', WIRED), f.addressRemoved('eth0', '192.0.2.7/24'), f.leaseLost('eth0')],
      (lived) => placeOf(lived, WIRED),
      'detached',
      ['lease4.lost'],
    ],
    [
      'what is there of what it needs',
      [f.link('eth0'), f.lease('eth0', '192.0.2.7', { gateways: [], dns: ['192.0.2.53'] })],
      (lived) => placeOf(lived, WIRED),
      'forming',
      ['lease4.bound'],
    ],
    [
      'a hold-down: the loss',
      [...BOTH, lost('eth0'), found('eth0')],
      (lived) => beatenOf(lived, WIRED),
      'holdDown',
      ['link.carrierChanged'],
    ],
    [
      '… that no link told of too',
      [...BOTH, ...[WIFI, WIRED].map(good), f.check('failed', WIRED), f.check('failed', WIRED), good(WIRED)],
      (lived) => beatenOf(lived, WIRED),
      'holdDown',
      ['check.failed'],
    ],
    ['the kind of a link: who told it', [...BOTH, f.wait(1)], (lived) => beatenOf(lived, WIFI), 'kind', ['link.appeared', 'link.appeared']],
    [
      '… though its carrier has come and gone since',
      [...BOTH, lost('wlan0'), found('wlan0'), f.wait(60)],
      (lived) => beatenOf(lived, WIFI),
      'kind',
      ['link.appeared', 'link.appeared'],
    ],
    [
      'a setting by which what was never checked is not used',
      [f.settings({ useUnknown: false }), ...wired()],
      (lived) => placeOf(lived, WIRED),
      'unchecked',
      ['settings.loaded'],
    ],
  ])('%s', (_name, script, of, rule, types) => {
    const lived = live(script);
    const because = of(lived);
    const typeOf = (seq: number) => lived.ticks.find(({ fact }) => fact.seq === seq)?.fact.type;
    expect([because?.rule, because?.facts.map(typeOf)]).toEqual([rule, types]);
  });

  test('what is measured: the checks that made it what it is, not the first that came out well', () => {
    const lived = live([...twins, ...measured(WIRED, 10), ...measured('pvd:eth1', 10), ...measured(WIRED, 400)]);
    const checks = lived.ticks.flatMap(({ fact }) => (fact.type === 'check.validated' ? [fact.seq] : []));
    expect(beatenOf(lived, WIRED)).toEqual({ pvd: WIRED, rule: 'roundTripTime', by: 'built-in', facts: checks.slice(1) });
  });
});

test('a session that says again where it is goes on waiting there: its drain ends when it was to', () => {
  const opened = sessionOpened('s', WIFI, { mobility: 'none', better: { drain: seconds(60) } });
  const due = (script: Script) =>
    findIn(live([...wifi(), opened, ...wired(), f.wait(20), ...script]).fold.aside.sessions.standings, 's')?.drain;
  expect(due([])).toBeTypeOf('number');
  expect(due([moved('s', WIFI)])).toBe(due([]));
  expect(due([opened])).toBe(due([]));
});

/** Each check measures anew, and each failure counts. */
const COUNTED = /^(agent|memory|epoch|deadline|check)\./;
/** Who says again that it is somewhere where nothing is has lost that once more. */
const isLost = ({ host }: Fold, fact: Fact): boolean =>
  'session' in fact && findIn(host.sessions, fact.session)?.snapshot.value !== 'bound';

test.each([1, 2, 3])('whatever is said twice changes nothing the second time (seed %i)', (seed) => {
  for (const mode of ['observe', 'apply'] as const) {
    const loop = createLoop();
    let [seq, repeated] = [0, 0];
    for (const { fact } of story(seed, 800, 3, 'restless', wild(seed, { most: 12, chance: 0.5 }))) {
      const told = fact.type === 'agent.started' ? { ...fact, mode } : fact;
      loop.take(Fact.parse({ ...told, seq: ++seq }));
      if (COUNTED.test(fact.type) || isLost(loop.fold, fact)) continue;
      const again = loop.take(Fact.parse({ ...told, seq: ++seq }));
      repeated += 1;
      expect(again?.changed ?? [], `${seq} ${JSON.stringify(told)}`).toEqual([]);
    }
    expect(repeated).toBeGreaterThan(500);
  }
});
