import { describe, expect, test } from 'vitest';
import { choose, fits, placeOf, refusalText, Selector, type Traits, type Use } from '../../../machines/model/needs.ts';

const WIFI: Traits = {
  ...{ pvd: 'pvd:wlan0', identity: null, ifname: 'wlan0', kind: 'wifi', metered: false, cost: 1, bandwidth: 100 },
  ...{ rank: { 4: 2, 6: 1 }, usable: { 4: 'suspect', 6: 'validated' }, unfit: { 4: null, 6: null } },
};
const LTE: Traits = {
  ...{ pvd: 'pvd:carrier.example@wwan0', identity: 'carrier.example', ifname: 'wwan0', kind: 'cellular', metered: true },
  ...{ cost: null, bandwidth: null, rank: { 4: 1, 6: null }, usable: { 4: 'unknown', 6: null }, unfit: { 4: null, 6: 'noGateway' } },
};
const PORTAL: Traits = {
  ...{ pvd: 'pvd:wlan1', identity: null, ifname: 'wlan1', kind: 'wifi', metered: false, cost: null, bandwidth: null },
  ...{ rank: { 4: null, 6: null }, usable: { 4: null, 6: null }, unfit: { 4: 'portal', 6: 'noGateway' } },
};

describe('needs: which networks meet what a program needs', () => {
  test.each<[string, Use, Traits, true | string]>([
    ['a PvD by its id', 'pvd:wlan0', WIFI, true],
    ['… by its interface', 'wlan0', WIFI, true],
    ['… by its identity, whatever the case (RFC 8801 §3.1)', 'Carrier.Example', LTE, true],
    ['… usable or not: who names it means it (dns-8)', 'wlan1', PORTAL, true],
    ['… and no other', 'wlan0', LTE, 'pvd:carrier.example@wwan0: pvd is pvd:carrier.example@wwan0'],
    ['a selector that asks for nothing: whatever carries traffic', {}, LTE, true],
    ['… and not what carries none', {}, PORTAL, 'pvd:wlan1: usable is portal, noGateway'],
    ['an unmetered network', { metered: false }, LTE, 'pvd:carrier.example@wwan0: metered is true'],
    ['a kind', { kind: 'cellular' }, LTE, true],
    ['one of several kinds', { kind: ['ethernet', 'wifi'] }, WIFI, true],
    ['… and not of these', { kind: ['ethernet', 'wifi'] }, LTE, 'pvd:carrier.example@wwan0: kind is cellular'],
    ['an identity, where there is none', { identity: 'carrier.example' }, WIFI, 'pvd:wlan0: identity is null'],
    ['a cost that is met', { maxCost: 1 }, WIFI, true],
    ['a cost that nobody declared', { maxCost: 1 }, LTE, 'pvd:carrier.example@wwan0: maxCost is not declared'],
    ['too little bandwidth', { minBandwidth: 200 }, WIFI, 'pvd:wlan0: minBandwidth is 100'],
    ['a family that it carries', { family: 6 }, WIFI, true],
    ['a family that it does not', { family: 6 }, LTE, 'pvd:carrier.example@wwan0: family is noGateway'],
    ['validated, in either family', { usable: 'validated' }, WIFI, true],
    ['validated, in a family where it is suspect', { usable: 'validated', family: 4 }, WIFI, 'pvd:wlan0: usable is suspect'],
    ['at least assumed: what is better will do', { usable: 'assumed' }, WIFI, true],
    ['at least assumed: unknown is less', { usable: 'assumed' }, LTE, 'pvd:carrier.example@wwan0: usable is unknown, noGateway'],
    ['whatever its state', { usable: 'any', kind: 'wifi' }, PORTAL, true],
    ['the first criterion that fails is the reason', { kind: 'wifi', metered: false }, LTE, 'pvd:carrier.example@wwan0: kind is cellular'],
  ])('api-1: %s', (_name, use, traits, expected) => {
    const fit = fits(use, traits);
    expect(fit === true ? fit : refusalText(traits, fit)).toEqual(expected);
  });

  test.each<[string, Use, 4 | 6 | null, readonly string[]]>([
    ['in the order of one family', {}, 4, [LTE.pvd, WIFI.pvd]],
    ['… of the other', {}, 6, [WIFI.pvd, LTE.pvd]],
    ['both families: the better place counts, ties by id', {}, null, [LTE.pvd, WIFI.pvd]],
    ['those without a place come last', { usable: 'any' }, 6, [WIFI.pvd, LTE.pvd, PORTAL.pvd]],
  ])('api-1: those that fit are in the order of the ranking: %s', (_name, use, family, expected) => {
    for (const all of [
      [WIFI, LTE, PORTAL],
      [PORTAL, LTE, WIFI],
    ])
      expect(choose(use, all, family).chosen.map((t) => t.pvd)).toEqual(expected);
  });

  test('api-1: a selector that nothing fits has the reason of each', () => {
    expect(choose({ kind: 'ethernet' }, [WIFI, LTE]).refused.map(({ pvd, rule, found }) => [pvd, rule, found])).toEqual([
      [WIFI.pvd, 'kind', 'wifi'],
      [LTE.pvd, 'kind', 'cellular'],
    ]);
  });

  test.each([{ speed: 1 }, { family: 5 }, { usable: 'good' }, { maxCost: -1 }, { kind: [] }])('a selector is strict: %o', (input) => {
    expect(Selector.safeParse(input).success).toBe(false);
  });

  test('a place that is none is behind all', () => {
    expect(placeOf(PORTAL)).toBe(Number.POSITIVE_INFINITY);
  });
});
