/** Every part of the decision as a drawing: one value a tick, the very same reference while nothing it reads has changed. */
import { Subject } from 'rxjs';
import { describe, expect, test } from 'vitest';
import type { Host } from '../../machines/state.ts';
import { checks } from '../../streams/checks.ts';
import { conflicts } from '../../streams/conflicts.ts';
import { type Aside, type Decision, decisions, NO_ASIDE, NO_DECISION } from '../../streams/decision.ts';
import { node } from '../../streams/node.ts';
import { ranking } from '../../streams/ranking.ts';
import { resolution } from '../../streams/resolution.ts';
import { routing } from '../../streams/routing.ts';
import { sessions } from '../../streams/sessions.ts';
import * as f from '../machines/facts.ts';
import { closed, idled, sessionOpened } from '../machines/sessionFacts.ts';
import { drawn, drawnAfterRanking, hostsOf } from './live.ts';
import { cell, found, lost, renewed, WIFI, wifi, wired } from './networks.ts';

/** n nothing · e wired · r its lease renewed · q a signal · w wireless too · l the wire lost · b and back. */
const hosts = hostsOf({
  n: [f.link('lo', { kind: 'loopback' })],
  e: wired({ ntp: ['192.0.2.123'] }),
  r: [renewed({ ntp: ['192.0.2.123'] })],
  q: [f.link('tun0', { kind: 'tun' }), f.signalled('tun0', 'good')],
  w: wifi({ ntp: ['198.51.100.123'], search: ['corp.example'] }),
  l: [lost('eth0')],
  b: [found('eth0')],
});
const source = '             -n-n-e-r-q-w-w-l-b';

describe('parts', () => {
  test('ranking: who may carry traffic, in order', () => drawn(ranking, hosts, source, '             -A-A-B-B-B-C-C-D-E'));
  test('routing: tables and rules', () => drawnAfterRanking(routing, hosts, source, '             -A-A-B-B-B-C-C-D-E'));
  test('resolution: which server for which name', () => drawnAfterRanking(resolution, hosts, source, '             -A-A-B-B-B-C-C-D-E'));
  test('node: one set of NTP servers', () => drawnAfterRanking(node, hosts, source, '             -A-A-B-B-B-C-C-D-E'));
  test('conflicts: nothing disagrees', () => drawnAfterRanking(conflicts, hosts, source, '             -A-A-A-A-A-A-A-A-A'));
  test('checks: nothing is checked unless asked for', () => drawn(checks, hosts, source, '             -A-A-A-A-A-A-A-A-A'));
});

test('sessions: each by its own, the very same for a renewal, a signal, or a rank that moves elsewhere', () => {
  const told = hostsOf({
    n: wifi(),
    o: [sessionOpened('s', WIFI, { better: 'idle', failBack: 'idle' })],
    c: cell(),
    r: [f.lease('wlan0', '198.51.100.7', { dns: ['198.51.100.53'] }), f.signalled('wlan0', 'good')],
    e: wired(),
    i: [idled('s')],
    l: [lost('wlan0')],
    x: [closed('s')],
  });
  drawnAfterRanking(sessions, told, '-n-o-c-r-e-i-l-x', '-A-B-B-B-C-D-E-A');
});

test('checks: asked for, each is wanted while it runs', () => {
  const checked = hostsOf({
    s: [f.settings({ checks: { http: ['http://check.example/'] } })],
    e: wired(),
    r: [renewed()],
    v: [f.check('validated', 'pvd:eth0')],
    x: [f.resumed()],
  });
  drawn(checks, checked, '-s-e-r-v-v-x-x', '-A-B-B-C-C-D-D');
});

test('conflicts: a disagreement comes, stays the very same, and goes with its loser', () => {
  const told = hostsOf({
    e: wired({ routes: [{ destination: '10.0.0.0/8', gateway: '192.0.2.1' }] }),
    w: wifi({ routes: [{ destination: '10.0.0.0/8', gateway: '198.51.100.1' }] }),
    q: [f.signalled('wlan0', 'poor')],
    l: [lost('wlan0')],
  });
  drawnAfterRanking(conflicts, told, '-e-w-q-q-l', '-A-B-B-B-C');
});

test('a link whose kind changes changes what disagrees, though nobody’s rank', () => {
  const told = hostsOf({
    e: [...wired(), ...cell(), f.check('validated', 'pvd:eth0'), f.policy('user', [{ prefer: { kind: 'wifi' } }])],
    w: [f.linkChanged('wwan0', { kind: 'ethernet', ifindex: 4 })],
    x: [f.linkChanged('wwan0', { kind: 'wifi', ifindex: 4 })],
  });
  const shown: string[] = [];
  const subject = new Subject<Host>();
  decisions(subject, NO_DECISION, NO_ASIDE).subscribe(([, d]) => shown.push(d.conflicts.map((c) => c.kind).join()));
  for (const host of [told.e, told.w, told.x]) subject.next(host);
  const afresh: string[] = [];
  for (const host of [told.e, told.w, told.x]) {
    const one = new Subject<Host>();
    decisions(one, NO_DECISION, NO_ASIDE).subscribe(([, d]) => afresh.push(d.conflicts.map((c) => c.kind).join()));
    one.next(host);
  }
  expect(shown).toEqual(['', '', 'policy']);
  expect(afresh).toEqual(shown);
});

describe('decisions', () => {
  test('one decision a tick, all of its parts from the same host', () => {
    const ticks = new Subject<Host>();
    const seen: (readonly [Host, Decision, Aside])[] = [];
    decisions(ticks, NO_DECISION, NO_ASIDE).subscribe((d) => seen.push(d));
    const told = [hosts.n, hosts.e, hosts.r, hosts.w, hosts.l, hosts.b];
    for (const host of told) ticks.next(host);
    expect(seen.map(([host]) => host)).toEqual(told);
    for (const [host, decision] of seen) {
      const attached = new Set(host.pvds.map((p) => p.id));
      const first = decision.ranking.find((p) => p.family === 4 && p.place === 1)?.pvd;
      expect([...decision.routing.routes, ...decision.resolution].every((row) => attached.has(row.pvd))).toBe(true);
      expect(decision.routing.rules.find((r) => r.rule.priority === 22_001)?.pvd).toBe(first);
      expect(decision.resolution.find((r) => r.suffix === '.' && r.family === 4 && r.place === 1)?.pvd).toBe(first);
      expect(decision.node.find((v) => v.id === 'ntp')?.pvd).toBe(first);
    }
  });

  test('a fold resumes from its values alone: seeded with the last decision, the next is the same', () => {
    const whole: (readonly [Decision, Aside])[] = [];
    const ticks = new Subject<Host>();
    decisions(ticks, NO_DECISION, NO_ASIDE).subscribe(([, d, aside]) => whole.push([d, aside]));
    for (const host of [hosts.e, hosts.w, hosts.l, hosts.b]) ticks.next(host);
    const resumed: (readonly [Decision, Aside])[] = [];
    const later = new Subject<Host>();
    decisions(later, ...(whole[2] ?? [NO_DECISION, NO_ASIDE])).subscribe(([, d, aside]) => resumed.push([d, aside]));
    later.next(hosts.b);
    expect(resumed).toEqual([whole[3]]);
  });
});
