/** Pins: whose an address is, for how long, and what becomes of it when its PvD goes. */
import { describe, expect, test } from 'vitest';
import { seconds } from '../../machines/model/units.ts';
import { PINS_MAX, pinDeadlines } from '../../machines/pins.ts';
import type { Script } from './facts.ts';
import * as f from './facts.ts';
import { deadlinesOf, fold } from './host.ts';

const ETH = [f.link('eth0'), ...f.network4('eth0', '192.0.2', '02:00:00:00:00:0a')];
const WIFI = [f.link('wlan0', { kind: 'wifi', ifindex: 3 }), ...f.network4('wlan0', '198.51.100', '02:00:00:00:00:0b')];
const ANSWERED = 'pvd:wlan0';
const A = '203.0.113.9';
const answered = (address: string | readonly string[] = A, some: Parameters<typeof f.answered>[2] = {}) =>
  f.answered(ANSWERED, address, some);
const other = (some: Parameters<typeof f.answered>[2] = {}) => f.answered('pvd:eth0', A, some);
const pinsOf = (script: Script): readonly string[] =>
  fold([...ETH, ...WIFI, ...script]).pins.map(({ id, pvd, generation, beaten }) =>
    [`${id} ${pvd.slice(4)} ${generation}`, ...(beaten ? [`beat ${beaten.pvd.slice(4)}`] : [])].join(' '),
  );
const IS = `${A} wlan0 1`;

describe('pins', () => {
  test.each<[string, Script, readonly string[]]>([
    ['dns-3: an answer ties its addresses to the PvD that gave it', [answered([A, '2001:db8:9::9'])], ['2001:db8:9::9 wlan0 1', IS]],
    ['the same answer again changes nothing', [answered(), answered()], [IS]],
    ['one from a PvD that is not there: nothing happens', [f.answered('pvd:wwan0', A)], []],
    ['dns-5: one from an attachment that is over: nothing happens', [answered(A, { generation: 2 })], []],
    [
      'what leads to no place of a network is not tied to one',
      [answered(['127.0.0.1', '0.0.0.0', '169.254.1.1', '224.0.0.1', '::1', 'fe80::1', 'ff02::fb'])],
      [],
    ],
    [
      'private addresses are',
      [answered(['10.0.0.1', '100.64.0.1', 'fd00::1'])],
      ['10.0.0.1 wlan0 1', '100.64.0.1 wlan0 1', 'fd00::1 wlan0 1'],
    ],
    ['it ends', [answered(A, { keep: seconds(60) }), f.wait(60)], []],
    ['… not a moment sooner', [answered(A, { keep: seconds(60) }), f.wait(59)], [IS]],
    [
      'a later answer moves the end',
      [answered(A, { keep: seconds(60) }), f.wait(30), answered(A, { keep: seconds(60) }), f.wait(59)],
      [IS],
    ],
    [
      '… and only away: somebody has the first one still',
      [answered(A, { keep: seconds(60) }), answered(A, { keep: seconds(1) }), f.wait(59)],
      [IS],
    ],
    ['dns-5: a pin dies with its PvD', [answered(), f.carrier('wlan0', false)], []],
    ['dns-5: and is not there when that is back', [answered(), f.carrier('wlan0', false), f.carrier('wlan0', true), ...WIFI.slice(1)], []],
    ['another PvD’s loss is nothing to it', [answered(), f.carrier('eth0', false)], [IS]],
    [
      'config-5: another network behind the same link, with the link up',
      [
        answered(),
        f.leaseLost('wlan0'),
        f.addressRemoved('wlan0', '198.51.100.7/24'),
        ...f.network4('wlan0', '100.64.9', '02:00:00:00:00:ee'),
      ],
      [],
    ],
    [
      'while it leads nowhere it keeps its pins: a tunnel may',
      [answered(), f.lease('wlan0', '198.51.100.7', { gateways: [], dns: ['198.51.100.53'] })],
      [IS],
    ],
    ['dns-4: the newer answer of another PvD takes the address over', [answered(), other()], [`${A} eth0 1 beat wlan0`]],
    ['dns-4: and again', [answered(), other(), answered()], [`${A} wlan0 1 beat eth0`]],
    ['dns-4: until what was beaten would have ended', [answered(A, { keep: seconds(5) }), other(), f.wait(5)], [`${A} eth0 1`]],
    ['dns-4: it has it back when the winner ends first', [answered(), other({ keep: seconds(5) }), f.wait(5)], [IS]],
    ['dns-4: … or when the winner goes', [answered(), other(), f.carrier('eth0', false)], [IS]],
    ['dns-4: what was beaten goes with its PvD', [answered(), other(), f.carrier('wlan0', false)], [`${A} eth0 1`]],
    ['dns-4: both go', [answered(), other(), f.carrier('wlan0', false), f.carrier('eth0', false)], []],
  ])('%s', (_name, script, expected) => {
    expect(pinsOf(script)).toEqual(expected);
  });

  test('one deadline for all, the first end', () => {
    const host = fold([...ETH, ...WIFI, answered('203.0.113.1'), answered('203.0.113.2', { keep: seconds(20) }), f.wait(1)]);
    expect(pinDeadlines(host.pinEnds)).toEqual([{ id: 'pins:end', due: f.at(20) }]);
    expect(deadlinesOf(host)).toContainEqual({ id: 'pins:end', due: f.at(20) });
  });

  test('a refresh leaves the pins the very same', () => {
    const before = fold([...ETH, ...WIFI, answered()]);
    const now = fold([...ETH, ...WIFI, answered(), f.wait(10), answered()]);
    expect(now.pins).toEqual(before.pins);
    expect(now.pinEnds).not.toEqual(before.pinEnds);
  });

  test('sec-2: there are at most 4,096, and who has most makes room, its first to end', () => {
    const many = Array.from({ length: 70 }, (_, i) =>
      answered(
        Array.from({ length: 64 }, (_, k) => `203.0.${i}.${k}`),
        { keep: seconds(1_000 + i) },
      ),
    );
    const host = fold([...ETH, ...WIFI, other({ keep: seconds(1) }), ...many]);
    expect(host.pins.length).toBe(PINS_MAX);
    expect(host.pinEnds.map((e) => e.id)).toEqual(host.pins.map((p) => p.id));
    expect(host.pins.filter((p) => p.pvd === 'pvd:eth0').map((p) => p.id)).toEqual([A]);
    expect(host.pins.some((p) => p.id.startsWith('203.0.0.'))).toBe(false);
    expect(host.pins.filter((p) => p.id.startsWith('203.0.69.')).length).toBe(64);
  });
});
