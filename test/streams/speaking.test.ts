/** Law 7: whatever one network says, what another one is, has and is asked stays as it was. Read from the host and the decision whole. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Unstamped } from '../../machines/model/facts/index.ts';
import type { Fold } from '../../streams/loop.ts';
import { isLocal } from '../../streams/routing/exclusive.ts';
import { PRIORITY } from '../../streams/routing/numbers.ts';
import * as f from '../machines/facts.ts';
import { live } from './live.ts';
import { WIFI, WIRED } from './networks.ts';

const SEED = 20261126;
const CHECKED = f.settings({ checks: { http: ['http://check.example/'] } });
/** Both families, with a portal's word. */
const OWN: f.Script = [
  f.link('eth0'),
  ...f.network4('eth0', '192.0.2', '02:00:00:00:00:0a', { portal: 'https://portal.example/', search: ['own.example'] }),
  f.address('eth0', '2001:db8:1::7/64'),
  f.ra('eth0', 'fe80::1', { prefixes: [f.pio('2001:db8:1::/64')], dns: [f.rdnss('2001:db8:1::53')] }),
  f.check('validated', WIRED, 4),
  f.check('validated', WIRED, 6),
  f.wait(301),
];

/** What a network may say: public space on its link, routes to anywhere, names, resolvers and preferences of every kind. */
type Said = { readonly lease: Parameters<typeof f.lease>[2]; readonly address: string; readonly ra: Parameters<typeof f.ra>[2] };
const prefix4 = fc.constantFrom('0.0.0.0/1', '128.0.0.0/1', '192.0.2.0/24', '192.0.0.0/8', '10.0.0.0/8', '203.0.113.0/24');
const prefix6 = fc.constantFrom('2000::/3', '2001:db8::/32', '2001:db8:1::/64', 'fd00::/8', '::/1');
const suffix = fc.constantFrom('own.example', 'example', 'com', 'check.example');
const said: fc.Arbitrary<Said> = fc.record({
  lease: fc.record({
    prefixLength: fc.constantFrom(1, 2, 8, 24, 32),
    dns: fc.subarray(['192.0.2.53', '198.51.100.53']),
    search: fc.subarray(['own.example', 'example', 'check.example']),
    routes: fc.array(
      prefix4.map((destination) => ({ destination, gateway: '198.51.100.1' })),
      { maxLength: 3 },
    ),
    portal: fc.constantFrom(null, 'https://portal.example/'),
    selection: fc.array(
      suffix.map((name) => ({ servers: ['198.51.100.53'], preference: 'high' as const, domains: [name] })),
      { maxLength: 2 },
    ),
    mtu: fc.constantFrom(null, 576),
  }),
  address: fc.constantFrom('198.51.100.7', '192.0.2.9', '203.0.113.7'),
  ra: fc.record({
    preference: fc.constantFrom('high', 'medium', 'low'),
    prefixes: fc.array(prefix6, { maxLength: 3 }).map((all) => [...new Set(all)].map((value) => f.pio(value))),
    routes: fc
      .array(prefix6, { maxLength: 3 })
      .map((all) => [...new Set(all)].map((value) => ({ ...f.rio(value), preference: 'high' as const }))),
    dns: fc.constantFrom([], [f.rdnss('2001:db8:1::53')], [f.rdnss('fe80::53')]),
    search: fc.array(suffix, { maxLength: 2 }).map((all) => [...new Set(all)].map((name) => f.dnssl(name))),
    portal: fc.constantFrom(null, 'https://portal.example/'),
  }),
});

const speech = ({ lease, address, ra }: Said): readonly Unstamped[] => [
  f.link('wlan0', { kind: 'wifi', ifindex: 3 }),
  f.address('wlan0', `${address}/${lease?.prefixLength ?? 24}`),
  f.lease('wlan0', address, { gateways: ['198.51.100.1'], ...lease }),
  f.neighbour('wlan0', '198.51.100.1', '02:00:00:00:00:0b'),
  f.ra('wlan0', 'fe80::1', ra),
  f.address('wlan0', '2001:db8:2::7/64'),
];

/** All that is decided of the one that is spoken of: its way in the ranking too, for the other's kind comes after its own. */
const ofIts = ({ host, decision }: Fold) => ({
  pvd: host.pvds.find(({ id }) => id === WIRED)?.snapshot,
  // What is private on another link is no target.
  checks: decision.checks.flatMap(({ foreign, ...check }) =>
    check.pvd === WIRED ? [{ ...check, foreign: foreign.filter((prefix) => !isLocal(prefix)) }] : [],
  ),
  routes: decision.routing.routes.filter(({ pvd }) => pvd === WIRED),
  rules: decision.routing.rules.filter(
    ({ pvd, rule }) => pvd === WIRED && (rule.priority < PRIORITY.specific || rule.priority > PRIORITY.ranked),
  ),
  places: decision.ranking.filter(({ pvd }) => pvd === WIRED).map(({ place, reach }) => [place, reach]),
  names: decision.resolution.filter(({ pvd }) => pvd === WIRED).map(({ id, servers, exclusive }) => ({ id, servers, exclusive })),
  endpoints: decision.endpoints.endpoints.filter(({ ifname }) => ifname === 'eth0'),
});

describe('law 7', () => {
  test.each(['observe', 'apply'] as const)(`what a network says changes nothing of another (%s, seed ${SEED})`, (mode) => {
    const from = { mode, checks: true } as const;
    const alone = ofIts(live([CHECKED, ...OWN], from).fold);
    expect(alone.checks.length).toBe(2);
    fc.assert(
      fc.property(said, (lies) => {
        const { fold } = live([CHECKED, ...OWN, ...speech(lies)], from);
        expect(fold.host.pvds.some(({ id }) => id === WIFI)).toBe(true);
        expect(ofIts(fold)).toEqual(alone);
      }),
      { seed: SEED, numRuns: 150 },
    );
  });
});
