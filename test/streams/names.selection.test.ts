/** Preference, trust and kind of claim between rules of one suffix (RFC 6731 §4), and what is exclusive over epochs. */
import { describe, expect, test } from 'vitest';
import { Fact } from '../../machines/model/facts/index.ts';
import type { Preference } from '../../machines/model/facts/router.ts';
import { restate } from '../../machines/restate.ts';
import { NO_MEMORY } from '../../machines/state.ts';
import { carried } from '../../streams/carried.ts';
import { whyName } from '../../streams/explain.ts';
import { createLoop, type Fold } from '../../streams/loop.ts';
import { createNamesView } from '../../streams/names.ts';
import { covering } from '../../streams/resolution.ts';
import type { Script } from '../machines/facts.ts';
import * as f from '../machines/facts.ts';
import { live } from './live.ts';
import { lost, wifi, wired } from './networks.ts';

const knows = (server: string, preference: Preference, ...domains: readonly string[]) => ({
  selection: [{ servers: [server], preference, domains }],
});
const distrusted = (name: string) => f.settings({ interfaces: [{ name, trusted: false }] });
const said = (script: Script, name: string) => {
  const { fold } = live(script);
  const { answer, because, details, losers } = whyName(fold, name);
  return [`${answer?.slice(4)} ${details.servers} by ${because.rule}`, ...losers.map((l) => `${l.pvd.slice(4)} ${l.rule}`)];
};

describe('dns-2: RFC 6731, longest suffix, then preference, then trust, then rank', () => {
  const [EAST, WEST] = ['192.0.2.99', '198.51.100.99'];
  const rest = (loser: string) => [loser, 'eth0 longestSuffix (default .)', 'wlan0 longestSuffix (default .)'];
  test.each<[string, Script, readonly string[]]>([
    [
      'the higher preference, whatever the rank',
      [...wired(knows(EAST, 'medium', 'corp.example')), ...wifi(knows(WEST, 'high', 'corp.example'))],
      [`wlan0 ${WEST} by preference`, ...rest('eth0 preference (zone corp.example)')],
    ],
    [
      'a low one loses against a plain search name, which is medium',
      [...wired(knows(EAST, 'low', 'corp.example')), ...wifi({ search: ['corp.example'] })],
      ['wlan0 198.51.100.53 by preference', ...rest('eth0 preference (zone corp.example)')],
    ],
    [
      'equal preference: who is trusted',
      [...wired(knows(EAST, 'medium', 'corp.example')), ...wifi(knows(WEST, 'medium', 'corp.example')), distrusted('eth0')],
      [`wlan0 ${WEST} by trust`, ...rest('eth0 trust (zone corp.example)')],
    ],
    [
      'who is not trusted does not put itself first',
      [...wired(knows(EAST, 'high', 'corp.example')), ...wifi(knows(WEST, 'medium', 'corp.example')), distrusted('eth0')],
      [`wlan0 ${WEST} by trust`, ...rest('eth0 trust (zone corp.example)')],
    ],
    [
      'alike but for the kind: a zone before a search name',
      [...wired({ search: ['corp.example'] }), ...wifi(knows(WEST, 'medium', 'corp.example'))],
      [`wlan0 ${WEST} by claim`, ...rest('eth0 claim (search corp.example)')],
    ],
    [
      'alike in all: the rank',
      [...wired(knows(EAST, 'high', 'corp.example')), ...wifi(knows(WEST, 'high', 'corp.example'))],
      [`eth0 ${EAST} by rank`, ...rest('wlan0 rank (zone corp.example)')],
    ],
    [
      'the longer suffix, whatever the preference',
      [...wired(knows(EAST, 'high', 'example')), ...wifi(knows(WEST, 'low', 'corp.example'))],
      [`wlan0 ${WEST} by onlyOne`, ...rest('eth0 longestSuffix (zone example)')],
    ],
    [
      'a person’s rule before the highest preference',
      [
        ...wired(knows(EAST, 'high', 'corp.example')),
        ...wifi(),
        f.settings({ interfaces: [{ name: 'wlan0', static: { search: ['~corp.example'] } }] }),
      ],
      ['wlan0 198.51.100.53 by preference', 'eth0 preference (zone corp.example)', 'eth0 longestSuffix (default .)'],
    ],
  ])('%s', (_what, script, expected) => {
    expect(said(script, 'www.corp.example')).toEqual(expected);
  });

  test.each<[string, Script]>([
    ['with the highest preference for every name', [...wired(), ...wifi(knows(WEST, 'high', '.'))]],
    ['whoever is trusted', [...wired(), ...wifi(), distrusted('eth0')]],
  ])('law 8, sec-2: no network takes all other names from the default, %s', (_what, script) => {
    expect(said(script, 'example.com')[0]).toBe('eth0 192.0.2.53 by rank');
  });

  test('within one network the preference of the root orders its servers', () => {
    const first = (preference: Preference) => said(wired(knows(EAST, preference, '.')), 'example.com')[0];
    expect(first('high')).toBe(`eth0 ${EAST},192.0.2.53 by onlyOne`);
    expect(first('low')).toBe(`eth0 192.0.2.53,${EAST} by onlyOne`);
  });

  test('a server that knows some names only is asked for no other', () => {
    const script = [...wired({ dns: [], ...knows(EAST, 'high', 'corp.example') }), ...wifi()];
    expect(said(script, 'example.com')).toEqual(['wlan0 198.51.100.53 by onlyOne']);
    expect(said(script, 'a.corp.example')[0]).toBe(`eth0 ${EAST} by onlyOne`);
  });

  test('of two servers of one network for one suffix the preferred one comes first, and its preference is the suffix’s', () => {
    const selection = [
      { servers: [EAST], preference: 'low' as const, domains: ['corp.example'] },
      { servers: ['192.0.2.98'], preference: 'high' as const, domains: ['corp.example'] },
    ];
    const [rule] = covering(live(wired({ selection })).fold.decision.resolution, 'corp.example', 4);
    expect(rule).toMatchObject({ servers: ['192.0.2.98', EAST], preference: 'high' });
  });

  test('DHCPv6 says it too (option 74), for the PvD whose router sent the host there', () => {
    const script = [
      f.link('eth0'),
      f.address('eth0', '2001:db8:1::7/64'),
      f.ra('eth0', 'fe80::1', { other: true, prefixes: [f.pio('2001:db8:1::/64')] }),
      f.lease6('eth0', { kind: 'stateless', selection: [{ servers: ['fe80::53'], preference: 'high', domains: ['corp.example', '.'] }] }),
    ];
    expect(said(script, 'a.corp.example')).toEqual(['eth0 fe80::53%eth0 by onlyOne', 'eth0 longestSuffix (default .)']);
    expect(createNamesView()(live(script).fold).domains[0]?.servers).toEqual([{ address: 'fe80::53', port: 53, tls: null }]);
  });
});

describe('reverse names of private prefixes (RFC 6303)', () => {
  const home = [f.link('eth0'), ...f.network4('eth0', '192.168.7', '02:00:00:00:00:0a')];
  test.each<[string, string, string | null, string]>([
    ['of a prefix that a PvD has: its own', '5.7.168.192.in-addr.arpa', 'pvd:eth0', 'onlyOne'],
    ['of one that nobody has: nobody’s', '5.8.168.192.in-addr.arpa', null, 'specialUseName'],
    ['of a public one: like any name', '8.8.8.8.in-addr.arpa', 'pvd:eth0', 'onlyOne'],
  ])('%s', (_what, name, answer, rule) => {
    expect(whyName(live(home).fold, name)).toMatchObject({ answer, because: { rule } });
  });

  test('once the PvD is away its reverse names leave by nobody', () => {
    const script = [...home, ...wifi(), lost('eth0')];
    expect(whyName(live(script).fold, '5.7.168.192.in-addr.arpa')).toMatchObject({
      answer: null,
      details: { never: '168.192.in-addr.arpa' },
    });
  });
});

describe('law 4: exclusive names over epochs', () => {
  const declared = f.settings({ interfaces: [{ name: 'wlan0', names: 'exclusive' }] });
  const told = [...wired(), ...wifi({ search: ['corp.example', 'lab.example'] }), declared];
  /** Another process, or the same one: a new epoch of all that this one knows. */
  function reopened(fold: Fold): Fold {
    const loop = createLoop();
    const facts = [f.started(), ...restate(fold.host, fold.host.at, carried(fold)), f.opened()];
    facts.forEach((fact, i) => {
      loop.take(Fact.parse({ ...fact, seq: fold.host.seq + 1 + i, at: fold.host.at }));
    });
    return loop.fold;
  }
  test.each<[string, Script]>([
    ['while its network is there', told],
    ['while it is away', [...told, lost('wlan0')]],
    ['after it has gone', [...told, lost('wlan0'), f.wait(20)]],
    ['after its interface has gone', [...told, f.linkRemoved('wlan0'), f.leaseLost('wlan0'), f.wait(20)]],
    ['while it is unreachable', [...told, f.check('portal', 'pvd:wlan0')]],
    ['before it was asked at all', [...wired(), declared, ...wifi({ search: ['corp.example'] }), f.check('portal', 'pvd:wlan0')]],
    ['back, with another list', [...told, f.linkRemoved('wlan0'), f.leaseLost('wlan0'), f.wait(20), ...wifi({ search: ['new.example'] })]],
  ])('%s: the decision is equal, and the name stays where it was', (_what, script) => {
    const { fold } = live(script);
    const again = reopened(fold);
    expect(again.decision).toEqual(fold.decision);
    const [rule] = covering(reopened(again).decision.resolution, 'www.corp.example', 4);
    expect(rule).toMatchObject({ pvd: 'pvd:wlan0', exclusive: true });
  });

  test('what was learned last stays, 64 names of one network', () => {
    const many = (from: number) => Array.from({ length: 64 }, (_, i) => `n${from + i}.example`);
    const away = [f.linkRemoved('wlan0'), f.leaseLost('wlan0'), f.wait(20)];
    const { fold } = live([declared, ...wifi({ search: many(0) }), ...away, ...wifi({ search: many(100) }), ...away]);
    const held = fold.decision.resolution.filter((r) => r.exclusive && r.family === 4).map((r) => r.suffix);
    expect(held.toSorted()).toEqual(many(100).toSorted());
  });

  test('an old log knows no such names, and no such option', () => {
    const { names: _names, ...memory } = NO_MEMORY;
    expect(Fact.parse({ ...f.carried(), memory, seq: 1, at: 1 })).toMatchObject({ memory: { names: [] } });
    for (const lease of [f.lease('eth0', '192.0.2.7'), f.lease6('eth0')])
      expect(Fact.parse({ ...lease, selection: undefined, seq: 1, at: 1 })).toMatchObject({ selection: [] });
  });
});
