/** How the ranking holds still (law 11), case by case: hold-down, fail-back, only after a check; and bands for what is measured (route-2). */
import { describe, expect, test } from 'vitest';
import { type Place, ranked } from '../../streams/ranking.ts';
import type { Script } from '../machines/facts.ts';
import * as f from '../machines/facts.ts';
import { type Lived, live } from './live.ts';
import { found, lost, WIRED, wifi, wired } from './networks.ts';

const orderOf = ({ fold }: Pick<Lived, 'fold'>): string =>
  ranked(fold.decision.ranking, 4)
    .map((p) => `${p.pvd.slice(4)} (${p.because.rule})`)
    .join(' > ');
const order = (script: Script, from: Parameters<typeof live>[1] = {}): string => orderOf(live(script, from));
const BOTH: Script = [...wired(), ...wifi()];
const steady = (some: object): Script => [f.settings({ steadiness: some })];
const flap: Script = [lost('eth0'), f.wait(1), found('eth0')];

describe('hold-down and fail-back', () => {
  test.each<[string, Script, string]>([
    [
      'who was lost stays behind for the hold-down',
      [...steady({ holdDown: 4_000, failBack: 0 }), ...BOTH, ...flap, f.wait(3)],
      'wlan0 (holdDown) > eth0 (onlyCandidate)',
    ],
    [
      '… and leads again when it is over',
      [...steady({ holdDown: 4_000, failBack: 0 }), ...BOTH, ...flap, f.wait(4)],
      'eth0 (kind) > wlan0 (onlyCandidate)',
    ],
    [
      'the second loss in a row doubles it',
      [...steady({ holdDown: 4_000, failBack: 0 }), ...BOTH, ...flap, ...flap, f.wait(7)],
      'wlan0 (holdDown) > eth0 (onlyCandidate)',
    ],
    [
      '… and no more than that',
      [...steady({ holdDown: 4_000, failBack: 0 }), ...BOTH, ...flap, ...flap, f.wait(8)],
      'eth0 (kind) > wlan0 (onlyCandidate)',
    ],
    [
      'a third one again',
      [...steady({ holdDown: 4_000, failBack: 0 }), ...BOTH, ...flap, ...flap, ...flap, f.wait(15)],
      'wlan0 (holdDown) > eth0 (onlyCandidate)',
    ],
    [
      'a loss that is long ago counts no more',
      [...steady({ holdDown: 4_000, failBack: 0 }), ...BOTH, ...flap, f.wait(400), ...flap, f.wait(4)],
      'eth0 (kind) > wlan0 (onlyCandidate)',
    ],
    [
      'who took over keeps the lead for the fail-back',
      [...steady({ holdDown: 0, failBack: 9_000 }), ...BOTH, ...flap, f.wait(7)],
      'wlan0 (holdDown) > eth0 (onlyCandidate)',
    ],
    [
      '… counted from the loss',
      [...steady({ holdDown: 0, failBack: 9_000 }), ...BOTH, ...flap, f.wait(8)],
      'eth0 (kind) > wlan0 (onlyCandidate)',
    ],
    [
      '… though that is longer than a loss is remembered',
      [...steady({ holdDown: 0, failBack: 600_000 }), ...BOTH, ...flap, f.wait(590), f.policy('user', [])],
      'wlan0 (holdDown) > eth0 (onlyCandidate)',
    ],
    [
      'what protects the one that took over does not hold it back, though it was lost itself before',
      [...BOTH, lost('wlan0'), f.wait(1), found('wlan0'), f.wait(9), lost('eth0'), f.wait(1)],
      'wlan0 (onlyCandidate)',
    ],
    ['nobody else is there: who is held leads', [...steady({ holdDown: 60_000 }), ...wired(), ...flap], 'eth0 (onlyCandidate)'],
    [
      'the leader is lost: who is held leads at once',
      [...steady({ holdDown: 60_000 }), ...BOTH, ...flap, lost('wlan0')],
      'eth0 (onlyCandidate)',
    ],
    ['a new one was never lost: it is not held', [...wifi(), ...wired()], 'eth0 (kind) > wlan0 (onlyCandidate)'],
  ])('%s', (_name, script, expected) => {
    expect(order(script)).toBe(expected);
  });

  test('where checks are made, who came back leads only after one, whatever was known of it before', () => {
    const checked: Script = [f.settings({ checks: { http: ['http://check.example/'] } }), ...BOTH, f.check('validated', WIRED)];
    const back = [...checked, ...flap, f.wait(60)];
    expect(order(back, { checks: true })).toBe('wlan0 (holdDown) > eth0 (onlyCandidate)');
    // However long that takes, and whatever is heard meanwhile: a loss is forgotten once it is made good, not before.
    expect(order([...back, f.wait(400), f.policy('user', [])], { checks: true })).toBe('wlan0 (holdDown) > eth0 (onlyCandidate)');
    expect(order([...back, f.check('validated', WIRED)], { checks: true })).toBe('eth0 (usable) > wlan0 (onlyCandidate)');
    expect(order(back)).toBe('eth0 (usable) > wlan0 (onlyCandidate)');
  });

  test('a move that is not allowed yet says so, and is made when it is', () => {
    const prefer = (kind: 'wifi' | 'ethernet') => f.policy('user', [{ prefer: { kind } }]);
    const script = [...steady({ moves: 1, per: 10_000 }), ...BOTH, prefer('wifi'), f.wait(2), prefer('ethernet')];
    expect(order(script)).toMatch(/^wlan0 \(steadiness\) > eth0 /);
    expect(order([...script, f.wait(7)])).toMatch(/^wlan0 \(steadiness\)/);
    expect(order([...script, f.wait(8)])).toMatch(/^eth0 \(prefer kind ethernet/);
  });
});

describe('route-2: measured and declared, with hysteresis', () => {
  const twin = (ifname: string, third: number) => [f.link(ifname), ...f.network4(ifname, `192.0.${third}`, `02:00:00:00:00:0${third}`)];
  /** The answer to the check that is due by then: only what was asked for is measured. */
  const measured = (pvd: string, rtt: number | null, lostOf10 = 0): Script => [
    f.wait(6),
    f.check('validated', pvd, 4, 1, { rtt, sent: 10, lost: lostOf10 }),
  ];
  const [A, B] = ['pvd:eth0', 'pvd:eth1'];
  const two: Script = [f.settings({ checks: { http: ['http://check.example/'] } }), ...twin('eth0', 2), ...twin('eth1', 3)];
  const firstOf = (script: Script): Place | undefined => ranked(live(script).fold.decision.ranking, 4)[0];
  const declared = (a: object, b: object): Script => [
    ...two,
    f.settings({
      interfaces: [
        { name: 'eth0', ...a },
        { name: 'eth1', ...b },
      ],
    }),
  ];
  test.each<[string, Script, string]>([
    ['nobody measured anything: the incumbent stays', two, 'pvd:eth0 incumbent'],
    ['a little faster: the incumbent stays', [...two, ...measured(A, 30), ...measured(B, 10)], 'pvd:eth0 incumbent'],
    ['within twice the band of 20 ms: still', [...two, ...measured(A, 50), ...measured(B, 10)], 'pvd:eth0 incumbent'],
    ['beyond it: the faster leads', [...two, ...measured(A, 51), ...measured(B, 10)], 'pvd:eth1 roundTripTime'],
    [
      'then it is the incumbent, and keeps the lead as long',
      [...two, ...measured(A, 51), ...measured(B, 10), ...measured(B, 10 + 4 * 35)],
      'pvd:eth1 incumbent',
    ],
    ['of long round trips half is little', [...two, ...measured(A, 390), ...measured(B, 200)], 'pvd:eth0 incumbent'],
    ['what nobody measured is not put down', [...two, ...measured(A, null), ...measured(B, 10)], 'pvd:eth0 incumbent'],
    ['loss within twice 10 %', [...two, ...measured(A, 10, 2), ...measured(B, 10)], 'pvd:eth0 incumbent'],
    ['more loss', [...two, ...measured(A, 10, 3), ...measured(B, 10)], 'pvd:eth1 loss'],
    ['loss comes before the round trip', [...two, ...measured(A, 10, 5), ...measured(B, 200)], 'pvd:eth1 loss'],
    ['a lower cost', declared({ cost: 2 }, { cost: 1 }), 'pvd:eth1 cost'],
    ['what is not declared is free', declared({ cost: 2 }, {}), 'pvd:eth1 cost'],
    ['a third of the bandwidth is too little for an incumbent', declared({ bandwidth: 100 }, { bandwidth: 301 }), 'pvd:eth1 bandwidth'],
    ['half of it is not', declared({ bandwidth: 100 }, { bandwidth: 200 }), 'pvd:eth0 incumbent'],
  ])('%s', (_name, script, expected) => {
    const first = firstOf(script);
    expect(`${first?.pvd} ${first?.because.rule}`).toBe(expected);
  });

  test('measures are smoothed: one slow answer changes nothing', () => {
    const script = [...two, ...measured(A, 10), ...measured(B, 10)];
    expect(firstOf([...script, ...measured(A, 90)])?.pvd).toBe(A);
    expect(firstOf([...script, ...Array.from({ length: 5 }, () => measured(A, 90)).flat()])?.pvd).toBe(B);
  });

  test('law 10: the reason cites the checks that measured', () => {
    const { fold, ticks } = live([...two, ...measured(A, 100), ...measured(B, 10)]);
    const checks = ticks.filter((t) => t.fact.type === 'check.validated').map((t) => t.fact.seq);
    expect(ranked(fold.decision.ranking, 4)[0]?.because).toEqual({ rule: 'roundTripTime', by: 'built-in', facts: checks });
  });
});
