/** What the kernel keeps beyond its time: rows of an ended router or of the last network are no part of a PvD; unheard ones of this network are. */
import { describe, expect, test } from 'vitest';
import { seconds } from '../../machines/model/units.ts';
import { live } from '../streams/live.ts';
import * as f from './facts.ts';
import { fold, generationOf } from './host.ts';

const W = 'wlan0';
const PVD = 'pvd:wlan0';
const [P1, P2] = ['2001:db8:1::/64', '2001:db8:2::/64'];
const slaac = (prefix: string) => f.address(W, prefix.replace('/64', '7/64'), { valid: seconds(86_400) });
const kernelRoute = (router: string) => f.route(W, '::/0', router, { protocol: 9, metric: 1024 });
/** An IPv6 network as the kernel has it, and as its router says it. */
const network = (prefix: string, router: string, lifetime = seconds(86_400)) => [
  f.ra(W, router, { prefixes: [f.pio(prefix, { valid: lifetime })], dns: [], lifetime }),
  kernelRoute(router),
  slaac(prefix),
];
const down = f.carrier(W, false, { downs: 1 });
const up = f.carrier(W, true, { downs: 1 });
const ofKernel = (script: f.Script) =>
  fold(script)
    .pvds.flatMap((p) => p.snapshot.context.objects)
    .filter((o) => o.source === 'kernel')
    .map((o) => o.id);

describe('what the kernel keeps beyond its time', () => {
  test.each<[string, f.Script, readonly string[]]>([
    [
      'what nobody here has heard is believed',
      [f.link(W), kernelRoute('fe80::1'), slaac(P1)],
      ['address 2001:db8:1::7 kernel ra', 'gateway fe80::1 kernel ra', `prefix ${P1} kernel ra`],
    ],
    [
      'a router that ended takes its route and addresses along, before the kernel clears them away',
      [f.link(W), ...network(P1, 'fe80::1'), ...network(P2, 'fe80::2', seconds(9)), f.wait(10)],
      [],
    ],
    [
      'config-5: another network by its router: nothing of the last one’s is left',
      [f.link(W), ...network(P1, 'fe80::1'), down, up, ...network(P2, 'fe80::2')],
      [],
    ],
    [
      'config-5: another network by its lease: the same',
      [
        f.link(W),
        ...f.network4(W, '192.0.2', '02:00:00:00:00:aa'),
        ...network(P1, 'fe80::1'),
        down,
        f.leaseLost(W),
        up,
        ...f.network4(W, '198.51.100', '02:00:00:00:00:bb'),
      ],
      [],
    ],
    ['config-5: nor of one that nobody waits for any more', [f.link(W), ...network(P1, 'fe80::1'), down, f.wait(60), up], []],
    [
      'the same network soon back is believed to be so until it speaks',
      [f.link(W), ...network(P1, 'fe80::1'), down, f.wait(2), up],
      ['address 2001:db8:1::7 kernel ra', 'gateway fe80::1 kernel ra', `prefix ${P1} kernel ra`],
    ],
  ])('%s', (_name, script, expected) => {
    expect(ofKernel(script)).toEqual(expected);
  });

  test.each<[string, f.Script, readonly string[]]>([
    [
      'config-5: another network: it is known that the kernel has the last one’s address yet',
      [...network(P2, 'fe80::2')],
      ['2001:db8:1::7/64'],
    ],
    ['… until the kernel says that it has gone', [...network(P2, 'fe80::2'), f.addressRemoved(W, '2001:db8:1::7/64')], []],
    ['… or is told of it by this one too', [...network(P2, 'fe80::2'), slaac(P1)], []],
    ['the same network: it is its own', network(P1, 'fe80::1'), []],
  ])('%s', (_name, then, expected) => {
    const host = fold([f.link(W), ...network(P1, 'fe80::1'), down, up, ...then]);
    expect(host.interfaces.flatMap((i) => i.snapshot.context.outlived.map((a) => a.id))).toEqual(expected);
  });

  test('the generation rises once', () => {
    expect(generationOf(fold([f.link(W), ...network(P1, 'fe80::1'), down, up, ...network(P2, 'fe80::2')]), PVD)).toBe(2);
  });

  test.each<[string, Parameters<typeof f.started>[0], readonly string[]]>([
    ['config-5: in apply mode the kernel is told to forget it, once', { mode: 'apply' }, ['address 2001:db8:1::7/64 dev wlan0']],
    ['observe mode leaves it as it is', {}, []],
  ])('%s', (_name, from, expected) => {
    const { ticks } = live([f.link(W), ...network(P1, 'fe80::1'), down, up, ...network(P2, 'fe80::2'), f.wait(5)], from);
    const asked = ticks.flatMap((tick) => tick.commands).filter((command) => command.type === 'address.delete');
    expect(asked.map((command) => command.target)).toEqual(expected);
  });
});
