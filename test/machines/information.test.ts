import { describe, expect, test } from 'vitest';
import { step } from '../../machines/host.ts';
import type { Unstamped } from '../../machines/model/facts/index.ts';
import { after, seconds } from '../../machines/model/units.ts';
import { restate } from '../../machines/restate.ts';
import { type Host, INITIAL_HOST } from '../../machines/state.ts';
import * as f from './facts.ts';
import { fold, generationOf, objectsIn } from './host.ts';
import { asked, ID, MOST, NETWORK, one, own, PREFIX, PVD, received, refused, says, stateOf, unreached, wanted } from './informed.ts';

describe('RFC 8801 §4.1: when it is asked for', () => {
  test.each<[string, readonly (Unstamped | f.Wait)[], string]>([
    ['with the H flag it is waited for', NETWORK, 'waiting nothing'],
    ['after the random delay it is asked for', [...NETWORK, MOST], 'fetching nothing'],
    ['not before the host has an address', [f.link('wlan0'), says({ sequence: 7 }), MOST], 'idle nothing'],
    ['an answer is held, and not asked for again', [...NETWORK, MOST, received(), f.wait(3_000)], 'waiting held'],
    ['the same sequence number again asks nothing', [...NETWORK, MOST, received(), says({ sequence: 7 }), f.wait(60)], 'waiting held'],
    ['in the second half of its life it is asked for again', [...NETWORK, MOST, received(), f.wait(7_199)], 'fetching held'],
    ['at its end it is forgotten', [...NETWORK, MOST, received(), f.wait(7_201)], 'fetching nothing'],
    ['another sequence number ends its use at once', [...NETWORK, MOST, received(), says({ sequence: 8 })], 'waiting nothing'],
    ['… and it is asked for anew', [...NETWORK, MOST, received(), says({ sequence: 8 }), f.wait(12)], 'fetching nothing'],
    ['an answer to the old sequence number says nothing', [...NETWORK, MOST, says({ sequence: 8 }), received()], 'waiting nothing'],
    ['an answer to another attachment says nothing', [...NETWORK, MOST, received({ generation: 2 })], 'fetching nothing'],
    ['without the H flag what is held is gone', [...NETWORK, MOST, received(), says({ sequence: 7, http: false })], 'idle nothing'],
    ['a refused answer is the last of this attachment', [...NETWORK, MOST, refused(), f.wait(80_000)], 'refused nothing'],
    ['… whatever the sequence number', [...NETWORK, MOST, refused(), says({ sequence: 9 }), f.wait(1_000)], 'refused nothing'],
    [
      '… and though the H flag goes and comes',
      [...NETWORK, MOST, refused(), says({ sequence: 7, http: false }), says({ sequence: 7 }), f.wait(99)],
      'refused nothing',
    ],
    [
      'sec-3: refused when it was to be renewed, the last good one stays to its end',
      [...NETWORK, MOST, received(), f.wait(7_199), refused()],
      'refused held',
    ],
    ['… and not longer', [...NETWORK, MOST, received(), f.wait(7_199), refused(), f.wait(3)], 'refused nothing'],
    ['no answer is asked for again', [...NETWORK, MOST, unreached, f.wait(12)], 'fetching nothing'],
    ['… but not at once', [...NETWORK, MOST, unreached, f.wait(8)], 'waiting nothing'],
    [
      'sec-3: one that names other prefixes is not used',
      [...NETWORK, MOST, received({ prefixes: ['2001:db8:d::/48'] })],
      'waiting nothing',
    ],
    [
      'sec-3: nor one that covers a part of a prefix',
      [...NETWORK, MOST, received({ prefixes: ['2001:db8:cafe::/65'] })],
      'waiting nothing',
    ],
    [
      'sec-3: nor one of two prefixes that covers one',
      [f.link('wlan0'), own, says({ sequence: 7 }), says({ sequence: 7 }, '2001:db8:d::/64'), MOST, received()],
      'waiting nothing',
    ],
    [
      'sec-3: an advertised prefix that it does not name ends its use',
      [...NETWORK, MOST, received(), says({ sequence: 7 }, '2001:db8:d::/64')],
      'waiting nothing',
    ],
    [
      'sec-3: with other prefixes when it was to be renewed, the last good one stays',
      [...NETWORK, MOST, received(), f.wait(7_199), received({ prefixes: ['2001:db8:d::/48'], dnsZones: ['evil.example'] })],
      'waiting held',
    ],
    ['the link away for a moment: what is held waits with it', [...NETWORK, MOST, received(), f.carrier('wlan0', false)], 'idle held'],
    [
      'and is there again with the same network',
      [...NETWORK, MOST, received(), f.carrier('wlan0', false), f.carrier('wlan0', true), says({ sequence: 7 })],
      'waiting held',
    ],
  ])('%s', (_what, script, state) => {
    expect(stateOf(fold(script))).toBe(state);
  });

  test('without the H flag nobody asks', () => {
    const host = fold([f.link('wlan0'), own, says({ http: false }), f.wait(60)]);
    expect(host.information).toEqual([]);
    expect(wanted(host)).toEqual([]);
  });

  test('a new attachment asks anew, also after a refusal, and what was held of the old one is gone', () => {
    const other = [f.attached('wlan0', 'another'), says({ sequence: 7 })];
    const host = fold([f.link('wlan0'), f.attached('wlan0', 'one'), own, says({ sequence: 7 }), MOST, refused(), ...other, f.wait(12)]);
    expect(generationOf(host, PVD)).toBe(2);
    expect(stateOf(host)).toBe('fetching nothing');
    const held = fold([f.link('wlan0'), f.attached('wlan0', 'one'), own, says({ sequence: 7 }), MOST, received(), ...other]);
    expect(stateOf(held)).toBe('waiting nothing');
    expect(objectsIn(held, PVD)).not.toContain('zone intra.example.com');
  });
});

describe('RFC 8801 §4.3: what it does', () => {
  const host = fold([...NETWORK, MOST, received({ noInternet: true })]);
  const since = host.seq;

  test('its zones are zones of this PvD, by the fact that told', () => {
    const objects = host.pvds.flatMap((p) => p.snapshot.context.objects.filter((o) => o.source === 'information').map((o) => [p.id, o]));
    expect(objects).toEqual([
      [PVD, { kind: 'noInternet', value: 'true', id: `noInternet true information ${ID}`, since, source: 'information', by: ID }],
      [
        PVD,
        {
          ...{
            kind: 'zone',
            value: 'intra.example.com',
            id: `zone intra.example.com information ${ID}`,
            servers: [],
            preference: 'medium',
          },
          ...{ since, source: 'information', by: ID },
        },
      ],
    ]);
  });

  test('law 7: the same identity on another interface is told nothing', () => {
    const both = fold([
      ...NETWORK,
      f.link('eth0', { ifindex: 3 }),
      f.address('eth0', '2001:db8:cafe::8/64', { valid: seconds(86_400) }),
      f.ra('eth0', 'fe80::2', { prefixes: [f.pio(PREFIX)], dns: [f.rdnss('2001:db8:cafe::53')], pvd: f.pvdOption(ID, { http: true }) }),
      MOST,
      received({ noInternet: true }),
    ]);
    expect(objectsIn(both, PVD)).toContain('noInternet true');
    expect(objectsIn(both, `pvd:${ID}@eth0`)).not.toContain('noInternet true');
    expect(one(both, `pvd:${ID}@eth0`)).toMatchObject({ asking: 'fetching', holding: 'nothing' });
  });

  test('equal values told again by a renewal keep their objects', () => {
    const again = fold([...NETWORK, MOST, received({ noInternet: true }), f.wait(7_199), received({ noInternet: true })]);
    expect(objectsIn(again, PVD)).toEqual(objectsIn(host, PVD));
  });
});

describe('the question', () => {
  test('names what it needs: the PvD, its servers, and a temporary address rather than another', () => {
    const temporary = f.address('wlan0', '2001:db8:cafe::beef/64', { valid: seconds(3600), flags: ['temporary'] });
    expect(wanted(fold([f.link('wlan0'), own, temporary, says({ sequence: 7 }), MOST]))).toEqual([
      { ...asked, id: PVD, ifname: 'wlan0', sources: ['2001:db8:cafe::beef'], servers: ['2001:db8:cafe::53'] },
    ]);
  });
  test('is no longer wanted once it is answered', () => {
    expect(wanted(fold([...NETWORK, MOST, received()]))).toEqual([]);
    expect(wanted(fold([...NETWORK, MOST, refused()]))).toEqual([]);
  });
});

describe('law 4: a new epoch', () => {
  const reopened = (host: Host, boot = 'b'): Host =>
    [
      { ...f.started(), boot },
      ...restate(host, host.at, { ranks: [], steadiness: [], names: [], sessions: [], underWay: [] }),
      f.opened(),
    ].reduce((now, fact, i) => step(now, f.stamped(fact, 100_000 + i, host.at)), INITIAL_HOST);
  test.each<[string, readonly (Unstamped | f.Wait)[]]>([
    ['waiting', NETWORK],
    ['asking', [...NETWORK, MOST]],
    ['holding', [...NETWORK, MOST, received({ noInternet: true })]],
    ['renewing', [...NETWORK, MOST, received(), f.wait(7_199)]],
    ['refused while holding', [...NETWORK, MOST, received(), f.wait(7_199), refused()]],
    ['trying again', [...NETWORK, MOST, unreached]],
  ])('goes on %s, with the same objects, ends and reasons', (_what, script) => {
    const host = fold(script);
    const again = reopened(host);
    expect(again.information).toEqual(host.information);
    expect(again.restraints).toEqual(host.restraints);
    expect(again.pvds.map((p) => p.snapshot.context.objects)).toEqual(host.pvds.map((p) => p.snapshot.context.objects));
  });
  test('in which the network is heard of only later: what is left has been running since it began', () => {
    const host = fold([...NETWORK, MOST, received()]);
    const memory = restate(host, host.at, { ranks: [], steadiness: [], names: [], sessions: [], underWay: [] }).filter(
      (fact) => fact.type === 'memory.carried',
    );
    const late = [f.started(), ...memory, f.opened(), f.link('wlan0'), own].map((fact, i) => f.stamped(fact, 100_000 + i, host.at));
    const heard = f.stamped(says({ sequence: 7 }), 200_000, after(host.at, seconds(600)));
    const again = [...late, heard].reduce((now, fact) => step(now, fact), INITIAL_HOST);
    expect(one(again)).toMatchObject({ holding: 'held', expires: one(host).expires, due: one(host).due });
  });
  test('of another boot holds nothing of it: nobody knows how much is left', () => {
    expect(one(reopened(fold([...NETWORK, MOST, received()]), 'another')).holding).toBe('nothing');
  });
});
