/** Connections that know nothing of us, and paths of multipath TCP: what is counted, ended and joined, by the decision and the plan. */
import { describe, expect, test } from 'vitest';
import { canonical } from '../../machines/model/canonical.ts';
import type { Command } from '../../machines/model/command.ts';
import { answer, type Unstamped, world } from '../../machines/model/facts/index.ts';
import { endpointKey } from '../../machines/model/routing.ts';
import { instant, seconds } from '../../machines/model/units.ts';
import { restate } from '../../machines/restate.ts';
import { carried } from '../../streams/carried.ts';
import { createLoop } from '../../streams/loop.ts';
import * as f from '../machines/facts.ts';
import { live } from './live.ts';
import { cell, dual, found, lost, WIFI, WIRED, wifi, wired } from './networks.ts';

const APPLY = { mode: 'apply', checks: true } as const;
const limited = (subflows = 2): Unstamped => world('mptcp.limited', { subflows, accepted: 0 });
const sampled = (pvd: string, stalled: number): Unstamped => world('sockets.sampled', { pvd, generation: 1, open: 3, stalled });
const ended = (target: string): Unstamped => ({ ...answer('1.1', 'sockets.ended', { target, count: 2 }) });
const another = (number: number, address: string): Unstamped =>
  world('endpoint.added', { number, address, ifname: f.name('eth0'), flags: ['subflow'] });
const own = (number: number, address: string, ifname: string): Unstamped =>
  world('endpoint.added', { number, address, ifname: f.name(ifname), flags: ['subflow'] });

const decided = (script: Parameters<typeof live>[0], from: Parameters<typeof live>[1] = APPLY) => live(script, from).fold.decision;
const asked = (script: Parameters<typeof live>[0], from: Parameters<typeof live>[1] = APPLY): readonly Command[] =>
  live(script, from).ticks.flatMap(({ commands }) => commands);
const named = (commands: readonly Command[], kind: string): readonly string[] =>
  commands.filter(({ type }) => type.startsWith(kind)).map(({ type, target }) => `${type} ${target}`);

describe('connections', () => {
  const endings = (script: Parameters<typeof live>[0], from?: Parameters<typeof live>[1]) =>
    decided(script, from).sockets.endings.map(({ id, addresses, shared }) =>
      [id, ...addresses, ...shared.map((a) => `shared ${a}`)].join(' '),
    );

  test.each<[string, Parameters<typeof live>[0], readonly string[]]>([
    ['session-5: a network that is gone: all of its addresses', [...wired(), lost('eth0')], [`${WIRED}@1 192.0.2.7`]],
    ['of both families', [...dual(0), lost('eth0')], ['pvd:eth0@1 10.1.0.7 2001:db8:10::7']],
    ['with its link what is on it: link-local addresses', [...wired(), local(), lost('eth0')], [`${WIRED}@1 192.0.2.7 ${LOCAL}`]],
    ['… or that alone', [...wired(), local(), f.addressRemoved('eth0', `${LOCAL}/64`)], [`${WIRED}@1 ${LOCAL}`]],
    ['… config-5: or another network behind it', [...wired(), local(), ...sameNumbers()], [`${WIRED}@1 192.0.2.7 ${LOCAL}`]],
    ['… not with one of two PvDs of it', [...dual(0), local(), other(1800), other(0)], []],
    ['a lease that its server takes back (DHCPNAK, RFC 2131 §4.4.5)', [...wired(), f.leaseLost('eth0')], [`${WIRED}@1 192.0.2.7`]],
    ['none: a deprecated address goes on (RFC 4862 §5.5.4)', [...dual(0), v6('deprecated')], []],
    ['one that another host has too (RFC 4862 §5.4.3)', [...dual(0), v6('dadFailed')], ['pvd:eth0@1 2001:db8:10::7']],
    ['its interface was taken out', [...wired(), f.linkRemoved('eth0')], [`${WIRED}@1 192.0.2.7`]],
    ['an address alone', [...dual(0), f.addressRemoved('eth0', '2001:db8:10::7/64')], ['pvd:eth0@1 2001:db8:10::7']],
    ['once it is answered, nothing more', [...wired(), lost('eth0'), ended(`${WIRED}@1`)], []],
    ['nor when it could not be', [...wired(), lost('eth0'), failed(`${WIRED}@1`)], []],
    ['config-5: the same network is back before that: its connections may go on', [...wired(), lost('eth0'), found('eth0')], []],
    [
      'config-5: another network: those of the last generation',
      [...wired(), lost('eth0'), ended(`${WIRED}@1`), ...roamed()],
      [`${WIRED}@1 192.0.2.7`],
    ],
    ['config-5: … also what both networks give, for it leads elsewhere now', [...wired(), ...sameNumbers()], [`${WIRED}@1 192.0.2.7`]],
    ['dns-4: an address that another device has too', [...wired(), ...twin(), lost('eth0')], [`${WIRED}@1 192.0.2.7 shared 192.0.2.7`]],
    ['while a network is there, none', [...wired(), ...wifi()], []],
    ['what stalls where nothing passes', [...wired(), ...dead(), sampled(WIRED, 2)], [`${WIRED}@1 stalled 192.0.2.7`]],
    ['… also if it stalled before that was known', [...wired(), sampled(WIRED, 2), ...dead()], [`${WIRED}@1 stalled 192.0.2.7`]],
    ['… but once only', [...wired(), sampled(WIRED, 2), ...dead(), ended(`${WIRED}@1 stalled`), sampled(WIRED, 0)], []],
    [
      '… and again, when as many others stall',
      [...wired(), ...dead(), sampled(WIRED, 2), ended(`${WIRED}@1 stalled`), sampled(WIRED, 2)],
      [`${WIRED}@1 stalled 192.0.2.7`],
    ],
    ['what stalls behind a portal, session-1', [...wired(), f.check('portal', WIRED), sampled(WIRED, 2)], [`${WIRED}@1 stalled 192.0.2.7`]],
    [
      'what stalls where the router has gone and the address stands',
      [...good6(), withdrawn(), sampled('pvd:eth0', 2)],
      ['pvd:eth0@1 stalled 2001:db8:10::7'],
    ],
    ['… not where there never was one', [...dual(0), withdrawn(), sampled('pvd:eth0', 2)], []],
    ['… nor once it is back', [...good6(), withdrawn(), ...good6().slice(-2), sampled('pvd:eth0', 2)], []],
    ['what stalls where something passes is its own affair', [...wired(), f.check('validated', WIRED), sampled(WIRED, 2)], []],
  ])('ended: %s', (_name, script, expected) => {
    expect(endings(script)).toEqual(expected);
  });

  test('in observe mode they are counted, and none is ended', () => {
    const { sockets } = decided([...wired(), ...wifi(), lost('eth0')], { mode: 'observe' });
    expect([sockets.owners.map(({ id }) => id), sockets.endings]).toEqual([[WIFI], []]);
    expect(named(asked([...wired()], { mode: 'observe' }), 'sockets')).toEqual(['sockets.watch sockets']);
  });

  test('not on an interface of another manager’s', () => {
    const other = world('manager.noticed', { name: 'NetworkManager', interfaces: [f.name('eth0')], evidence: [] });
    expect(endings([other, ...wired(), lost('eth0')])).toEqual([]);
  });

  test('session-5: with a network its rules go first, then its connections, then the paths from it', () => {
    const there = [limited(), ...wired(), ...wifi(), own(109, '192.0.2.7', 'eth0'), own(111, '198.51.100.7', 'wlan0')];
    const kinds = applying(there)
      .tell(lost('eth0'))
      .map(({ type }) => type);
    expect([...new Set(kinds.filter((type) => !type.startsWith('deadline')))].slice(0, 3)).toEqual([
      'rule.delete',
      'sockets.end',
      'endpoint.delete',
    ]);
  });

  test('an epoch that opens in between asks for the same', () => {
    const { fold } = live([...wired(), lost('eth0')], APPLY);
    const loop = createLoop();
    const facts = [f.started(APPLY), ...restate(fold.host, instant(fold.host.at), carried(fold)), f.opened()];
    for (const [i, fact] of facts.entries()) loop.take(f.stamped(fact, fold.host.seq + 1 + i, instant(fold.host.at)));
    expect(canonical(loop.fold.decision.sockets)).toBe(canonical(fold.decision.sockets));
  });
});

describe('multipath TCP', () => {
  const endpoints = (script: Parameters<typeof live>[0], from?: Parameters<typeof live>[1]) => decided(script, from).endpoints;
  const ids = (script: Parameters<typeof live>[0]): readonly string[] => endpoints(script).endpoints.map(({ id }) => id);
  const key = (number: number, address: string, ifname: string, backup = false): string => endpointKey({ number, address, ifname, backup });

  test.each<[string, Parameters<typeof live>[0], readonly string[]]>([
    ['one for each usable network', [limited(), ...wired(), ...wifi()], [key(109, '192.0.2.7', 'eth0'), key(111, '198.51.100.7', 'wlan0')]],
    ['and family', [limited(), ...dual(0)], [key(109, '10.1.0.7', 'eth0'), key(110, '2001:db8:10::7', 'eth0')]],
    ['a metered one as backup', [limited(), ...cell()], [key(109, '203.0.113.7', 'wwan0', true)]],
    ['none for one that is gone', [limited(), ...wired(), ...wifi(), lost('eth0')], [key(111, '198.51.100.7', 'wlan0')]],
    ['nor for one where nothing passes', [limited(), ...wired(), ...wifi(), ...dead()], [key(111, '198.51.100.7', 'wlan0')]],
    ['none where the kernel has no multipath TCP', [...wired()], []],
    ['what another made is its own', [limited(), another(1, '192.0.2.7'), ...wired(), ...wifi()], [key(111, '198.51.100.7', 'wlan0')]],
    [
      'sec-6: none beside an exclusive network that leads',
      [
        limited(),
        f.settings({ interfaces: [{ name: 'wlan0', exclusive: true }] }),
        ...wifi(),
        ...wired(),
        f.policy('user', [{ prefer: { interface: 'wlan0' } }]),
      ],
      [key(109, '198.51.100.7', 'wlan0')],
    ],
  ])('endpoints: %s', (_name, script, expected) => {
    expect(ids(script)).toEqual(expected);
  });

  test('as many paths as there are networks, and never fewer than there were', () => {
    const limits = (script: Parameters<typeof live>[0]) => endpoints(script).limits.map(({ subflows, accepted }) => [subflows, accepted]);
    expect(limits([limited(1), ...dual(0), ...dual(1), ...dual(2)])).toEqual([[3, 0]]);
    expect(limits([limited(8), ...wired()])).toEqual([[8, 0]]);
    expect(named(asked([limited(1), ...wired(), ...wifi()]), 'mptcp')).toEqual(['mptcp.limit mptcp']);
  });

  test('in observe mode nothing is changed', () => {
    expect(endpoints([limited(), ...wired()], { mode: 'observe' })).toEqual({ endpoints: [], limits: [] });
  });

  test('what an earlier run left is taken over, or away; what another made stays', () => {
    const left = [limited(), own(109, '192.0.2.7', 'eth0'), own(113, '203.0.113.7', 'wwan0'), another(1, '198.51.100.200')];
    const loop = createLoop();
    const facts = [f.started(APPLY), ...left, ...wired(), f.opened()];
    const commands = facts.flatMap((fact, i) => loop.take(f.stamped(fact, i + 1))?.commands ?? []);
    expect(named(commands, 'endpoint')).toEqual([`endpoint.delete ${key(113, '203.0.113.7', 'wwan0')}`]);
  });
});

/** A loop whose last facts' commands are seen. */
function applying(script: readonly Unstamped[]) {
  const loop = createLoop();
  let seq = 0;
  const tell = (...facts: readonly Unstamped[]): readonly Command[] =>
    facts.flatMap((fact) => loop.take(f.stamped(fact, ++seq, f.at(seq)))?.commands ?? []);
  const rules = tell(f.started(APPLY), f.opened(), ...script).flatMap((c) =>
    c.type === 'rule.add' ? [answer(c.id, 'rule.added', { ...c.rule, protocol: 109 })] : [],
  );
  tell(...rules);
  return { tell };
}
const failed = (target: string): Unstamped =>
  answer('1.1', 'command.failed', { command: 'sockets.end', target, code: 'EPERM', problem: 'no' });
const dead = (): readonly Unstamped[] => [f.check('failed', WIRED), f.check('failed', WIRED)];
const v6 = (flag: 'deprecated' | 'dadFailed'): Unstamped => f.address('eth0', '2001:db8:10::7/64', { flags: [flag] });
const LOCAL = 'fe80::77';
const local = (): Unstamped => f.address('eth0', `${LOCAL}/64`, { flags: ['permanent'] });
/** A second router, of a PvD that comes before the other. */
const other = (lifetime: number): Unstamped => f.ra('eth0', 'fe80::2', { lifetime: seconds(lifetime), pvd: f.pvdOption('a.example') });
/** Its router says that it is none any more, as one does that has lost its own way out (RFC 7084 G-4), and what it gave stays valid. */
const withdrawn = (): Unstamped =>
  f.ra('eth0', 'fe80::1', { lifetime: seconds(0), mac: '02:00:00:00:01:00', prefixes: [f.pio('2001:db8:10::/64')] });
const good6 = (): readonly Unstamped[] => [...dual(0), f.check('validated', 'pvd:eth0', 6)];
/** Another gateway and prefix behind the same interface. */
const roamed = (): readonly Unstamped[] => [
  f.addressRemoved('eth0', '192.0.2.7/24'),
  found('eth0'),
  ...f.network4('eth0', '10.9.9', '02:00:00:00:09:09'),
];
/** Another network's name behind the same interface, and the very same address. */
const sameNumbers = (): readonly Unstamped[] => [f.attached('eth0', 'home'), f.attached('eth0', 'cafe')];
/** A second interface with the very same private address. */
const twin = (): readonly Unstamped[] => [f.link('eth1', { ifindex: 9 }), ...f.network4('eth1', '192.0.2', '02:00:00:00:00:1b')];
