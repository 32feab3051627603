/** session-5: what was lost while no agent ran is ended at its next start; what is there still, or again, is not. */
import { describe, expect, test } from 'vitest';
import { starting } from '../../adapters/agent/opening.ts';
import { canonical } from '../../machines/model/canonical.ts';
import { answer, Fact, type Unstamped, world } from '../../machines/model/facts/index.ts';
import { seconds } from '../../machines/model/units.ts';
import { restateKernel } from '../../machines/restate.ts';
import { createLoop, type Fold, type Loop } from '../../streams/loop.ts';
import * as f from '../machines/facts.ts';
import { live } from './live.ts';
import { cell, dual, lost, renewed, WIRED, wifi, wired } from './networks.ts';
import { story } from './story.ts';

type Facts = readonly Unstamped[];
const APPLY = { mode: 'apply', checks: true } as const;
const OPENING = { ...APPLY, version: '1', boot: 'b', uptime: 5_000, epoch: 2, previous: null, reason: 'start', lost: 0 } as const;
type Some = { readonly mode?: 'observe' | 'apply'; readonly boot?: string };

/** A process begins from what the last one wrote down, and sees this. */
function begin(fold: Fold, seen: Facts, some: Some = {}): Loop {
  const [loop, at, first] = [createLoop(), fold.host.at, fold.host.seq + 1];
  const facts = starting({ ...OPENING, ...some }, [], seen, { fold, now: at });
  for (const [i, fact] of facts.entries()) loop.take(Fact.parse({ ...fact, seq: first + i, at }));
  return loop;
}
const tell = (loop: Loop, facts: Facts): void => {
  for (const fact of facts) loop.take(f.stamped(fact, loop.fold.host.seq + 1, loop.fold.host.at));
};
const endings = ({ fold }: Loop): readonly string[] =>
  fold.decision.sockets.endings.map(({ id, addresses, shared }) => [id, ...addresses, ...shared.map((a) => `shared ${a}`)].join(' '));

const down: Facts = [f.link('eth0', { carrier: false, downs: 1 }), standing()];
/** It went and came back meanwhile: what was heard on it is not believed any more (`downs`). */
const flapped = f.link('eth0', { downs: 2 });
/** What the kernel has of a link that was lost while somebody listened. */
const LEFT: Facts = [...wired(), f.link('wlan0', { kind: 'wifi', ifindex: 3, carrier: false }), ...wifi().slice(1, 3)];
const [GONE, NOTHING] = [[`${WIRED}@1 192.0.2.7`], []];

describe('at a start', () => {
  test.each<[string, Facts, Facts, Facts, readonly string[]]>([
    ['ended: the link was lost', wired(), down, [], GONE],
    ['ended: the interface is not there any more', [...wired(), ...wifi()], wifi(), [], GONE],
    ['ended: link-local connections with their link', [...wired(), local()], [...down, local()], [], [`${WIRED}@1 192.0.2.7 fe80::77`]],
    ['not: link-local ones that are there still', [...wired(), local()], [...wired(), local()], [], NOTHING],
    ['ended: the address alone was taken away', wired(), [f.link('eth0')], [], GONE],
    [
      'ended: one of two addresses',
      dual(0),
      dual(0).filter((fact) => !('address' in fact && fact.address === '2001:db8:10::7')),
      [],
      ['pvd:eth0@1 2001:db8:10::7'],
    ],
    [
      'ended: one that another device has too, as far as they are told apart',
      wired(),
      twin(),
      [],
      [`${WIRED}@1 192.0.2.7 shared 192.0.2.7`],
    ],
    ['ended, config-5: another network gave the very same address', wired(), wired().map(elsewhere), [], GONE],
    ['not: all is as it was', [...wired(), ...wifi()], [...wired(), ...wifi()], [], NOTHING],
    ['not: the lease is restated, for the link has not gone', wired(), [f.link('eth0'), standing()], [], NOTHING],
    ['not: it went and has come back', wired(), [flapped, standing(), renewed()], [], NOTHING],
    ['not yet: it went and came back, and its lease is under way', wired(), [flapped, standing()], [], NOTHING],
    ['not: … and then it comes', wired(), [flapped, standing()], [renewed()], NOTHING],
    ['ended: … and then the address goes', wired(), [flapped, standing()], [f.addressRemoved('eth0', '192.0.2.7/24')], GONE],
    ['ended: … and then the link', wired(), [flapped, standing()], [lost('eth0')], GONE],
    ['ended, config-5: … and then it is another network', wired(), [flapped, standing()], wired().slice(2).map(elsewhere), GONE],
    [
      'not: the address is tentative, as after each loss',
      dual(0),
      [...dual(0), f.address('eth0', '2001:db8:10::7/64', { flags: ['tentative'] })],
      [f.address('eth0', '2001:db8:10::7/64')],
      NOTHING,
    ],
    ['not: the address is another PvD’s of the same network now', wired(), [...wired(), explicit()], [], NOTHING],
    ['not: nothing could be read', wired(), [], [], NOTHING],
    ['once it is answered, nothing more', wired(), down, [answer('1.1', 'sockets.ended', { target: `${WIRED}@1`, count: 2 })], NOTHING],
  ])('%s', (_name, before, seen, after, expected) => {
    const { fold } = live(before, APPLY);
    const loop = begin(fold, seen);
    tell(loop, after);
    expect(endings(loop)).toEqual(expected);
  });

  test.each<[string, Some]>([
    ['in observe mode', { mode: 'observe' }],
    ['after another boot', { boot: 'another' }],
  ])('none is ended %s', (_name, some) => {
    const loop = begin(live(wired(), APPLY).fold, down, some);
    expect([endings(loop), loop.fold.host.missed]).toEqual([[], []]);
  });

  test('what was lost while one ran that only observed is ended by the next that applies', () => {
    const { fold } = begin(live(wired(), APPLY).fold, [flapped, standing()], { mode: 'observe' });
    expect(endings(begin(fold, down))).toEqual(GONE);
  });

  test('not on an interface of another manager’s', () => {
    const other = world('manager.noticed', { name: 'NetworkManager', interfaces: [f.name('eth0')], evidence: [] });
    expect(endings(begin(live(wired(), APPLY).fold, [other, ...down]))).toEqual([]);
  });

  test('what one start still waits for, the next one does, also when it opens another epoch in between', () => {
    const first = begin(live(wired(), APPLY).fold, [flapped, standing()]);
    const second = begin(first.fold, [flapped, standing()]);
    expect([endings(second), second.fold.host.missed]).toEqual([
      [],
      [{ pvd: WIRED, generation: 1, ifname: 'eth0', addresses: ['192.0.2.7'] }],
    ]);
    expect(endings(begin(second.fold, down))).toEqual(GONE);
  });

  test.each([1, 2, 3])('law 4: at any of 100 points of a story what the kernel still has is not ended (seed %i)', (seed) => {
    let points = 0;
    for (const { fact, tick, fold } of story(seed, 3_000)) {
      if (!tick || fact.seq % 12 !== 0 || points >= 100) continue;
      points += 1;
      const now = begin(fold, restateKernel(fold.host, fold.host.at), { boot: fold.host.started?.boot ?? 'b' });
      const stands = new Set(fold.host.interfaces.flatMap(({ snapshot: { context } }) => context.addresses.map(({ address }) => address)));
      const ended = now.fold.decision.sockets.endings.flatMap(({ addresses }) => addresses);
      expect(
        ended.filter((address) => stands.has(address)),
        `fact ${fact.seq} ${fact.type}`,
      ).toEqual([]);
    }
    expect(points).toBe(100);
  });

  test('law 4: where nothing was lost, the decision is the last one’s, byte for byte', () => {
    const all = [wired(), [...wired(), ...wifi(), ...cell()], [...dual(0), ...dual(1)]];
    for (const [before, seen] of [...all.map((one) => [one, one] as const), [[...wired(), ...wifi(), lost('wlan0')], LEFT] as const]) {
      const { fold } = live(before, APPLY);
      expect(canonical(begin(fold, seen).fold.decision.sockets)).toBe(canonical(fold.decision.sockets));
    }
  });
});

function local(): Unstamped {
  return f.address('eth0', 'fe80::77/64', { flags: ['permanent'] });
}
function standing(): Unstamped {
  return f.address('eth0', '192.0.2.7/24', { valid: seconds(3600) });
}
/** Another router behind the same numbers. */
function elsewhere(fact: Unstamped): Unstamped {
  return fact.type === 'neighbour.changed' ? { ...fact, mac: '02:00:00:00:0e:0e' } : fact.type === 'link.appeared' ? flapped : fact;
}
function twin(): Facts {
  return [...down, f.link('eth1', { ifindex: 9 }), ...f.network4('eth1', '192.0.2', '02:00:00:00:00:1b')];
}
/** The router says now which PvD this is, and that the lease is of it (RFC 8801 §3.2). */
function explicit(): Unstamped {
  return f.ra('eth0', 'fe80::1', { mac: '02:00:00:00:00:0a', pvd: f.pvdOption('example.com', { legacy: true }) });
}
