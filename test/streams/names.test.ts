/** Which server is asked for which name, and the values of which a node has one set. */
import { describe, expect, test } from 'vitest';
import { whyName } from '../../streams/explain.ts';
import { covering } from '../../streams/resolution.ts';
import type { Script } from '../machines/facts.ts';
import * as f from '../machines/facts.ts';
import { live } from './live.ts';
import { found, lost, wifi, wired } from './networks.ts';

const corp = { search: ['corp.example'] };
const rule = (suffix: string, pvd: string, exclusive = false) => f.settings({ names: [{ suffix, pvd, exclusive }] });
const asked = (script: Script, name: string, family: 4 | 6 = 4): string => {
  const [first] = covering(live(script).fold.decision.resolution, name, family);
  return first ? `${first.pvd.slice(4)} ${first.servers.join()} (${first.kind} ${first.suffix})` : 'nobody';
};

describe('dns-2: who is asked for a name (RFC 6731)', () => {
  const both = [...wired(), ...wifi(corp)];
  const policy = [...wired(corp), ...wifi(), rule('corp.example', 'pvd:wlan0')];
  const held = [...wired(), ...wifi(), rule('corp.example', 'pvd:wlan0', true)];
  test.each<[string, Script, string, string]>([
    ['no network: nobody', [f.link('eth0')], 'example.com', 'nobody'],
    ['one network: its server', wired(), 'example.com', 'eth0 192.0.2.53 (default .)'],
    ['two: the better ranked', [...wifi(), ...wired()], 'example.com', 'eth0 192.0.2.53 (default .)'],
    ['a private name: the one that serves its suffix', both, 'www.corp.example', 'wlan0 198.51.100.53 (search corp.example)'],
    ['the suffix itself', both, 'corp.example', 'wlan0 198.51.100.53 (search corp.example)'],
    ['in any spelling', both, 'WWW.Corp.Example.', 'wlan0 198.51.100.53 (search corp.example)'],
    ['a name that only ends alike is none of it', both, 'xcorp.example', 'eth0 192.0.2.53 (default .)'],
    [
      'the longest suffix',
      [...wired({ search: ['example'] }), ...wifi(corp)],
      'a.corp.example',
      'wlan0 198.51.100.53 (search corp.example)',
    ],
    ['one suffix of two: the better ranked', [...wired(corp), ...wifi(corp)], 'a.corp.example', 'eth0 192.0.2.53 (search corp.example)'],
    ['a person’s rule before a network’s', policy, 'a.corp.example', 'wlan0 198.51.100.53 (policy corp.example)'],
    ['… falls back when its PvD is away', [...policy, lost('wlan0')], 'a.corp.example', 'eth0 192.0.2.53 (search corp.example)'],
    [
      'the reverse names of a prefix belong to its PvD',
      both,
      '7.100.51.198.in-addr.arpa',
      'wlan0 198.51.100.53 (reverse 100.51.198.in-addr.arpa)',
    ],
    ['of no known prefix: the better ranked', both, '7.113.0.203.in-addr.arpa', 'eth0 192.0.2.53 (default .)'],
    [
      'a network without a server serves nothing',
      [...wired({ dns: [] }), ...wifi()],
      '7.2.0.192.in-addr.arpa',
      'wlan0 198.51.100.53 (default .)',
    ],
    ['an exclusive name: its PvD', held, 'a.corp.example', 'wlan0 198.51.100.53 (policy corp.example)'],
    [
      'an exclusive name is asked nowhere while its PvD is away',
      [...held, lost('wlan0')],
      'a.corp.example',
      'wlan0  (policy corp.example)',
    ],
    [
      '… and again when it is back',
      [...held, lost('wlan0'), found('wlan0')],
      'a.corp.example',
      'wlan0 198.51.100.53 (policy corp.example)',
    ],
    [
      'sec-2: another network’s longer suffix under it takes nothing',
      [...wired({ search: ['a.corp.example'] }), ...wifi(), rule('corp.example', 'pvd:wlan0', true)],
      'www.a.corp.example',
      'wlan0 198.51.100.53 (policy corp.example)',
    ],
    [
      '… nor while it is away',
      [...wired({ search: ['a.corp.example'] }), ...wifi(), rule('corp.example', 'pvd:wlan0', true), lost('wlan0')],
      'www.a.corp.example',
      'wlan0  (policy corp.example)',
    ],
    [
      'but a person’s own longer rule does',
      [
        ...wired(),
        ...wifi(),
        f.settings({
          names: [
            { suffix: 'corp.example', pvd: 'pvd:wlan0', exclusive: true },
            { suffix: 'a.corp.example', pvd: 'pvd:eth0' },
          ],
        }),
      ],
      'www.a.corp.example',
      'eth0 192.0.2.53 (policy a.corp.example)',
    ],
    [
      'dns-8: a portal resolves nothing for the node',
      [...wired(), ...wifi(corp), f.check('portal', 'pvd:wlan0')],
      'a.corp.example',
      'eth0 192.0.2.53 (default .)',
    ],
  ])('%s', (_name, script, name, expected) => {
    expect(asked(script, name)).toBe(expected);
  });

  test('law 8: AAAA is asked of the PvD that is the IPv6 default, A of the IPv4 default', () => {
    const six = [
      f.link('wlan0', { kind: 'wifi' }),
      f.address('wlan0', '2001:db8:1::7/64'),
      f.ra('wlan0', 'fe80::1', { prefixes: [f.pio('2001:db8:1::/64')], dns: [f.rdnss('fe80::1')] }),
    ];
    expect(asked([...wired(), ...six], 'example.com', 4)).toBe('eth0 192.0.2.53 (default .)');
    expect(asked([...wired(), ...six], 'example.com', 6)).toBe('wlan0 fe80::1%wlan0 (default .)');
  });

  test('dns-5: what is claimed dies with its PvD, and names its generation', () => {
    const { fold } = live([...both, lost('wlan0'), f.wait(11), found('wlan0')]);
    expect(covering(fold.decision.resolution, 'corp.example', 4)[0]).toMatchObject({ pvd: 'pvd:wlan0', generation: 2 });
    expect(live([...both, lost('wlan0')]).fold.decision.resolution.filter((r) => r.pvd === 'pvd:wlan0')).toEqual([]);
  });

  test.each<[string, Script, string, string | null, string, readonly string[]]>([
    ['the only one', wired(), 'example.com', 'pvd:eth0', 'onlyOne', []],
    ['by rank', [...wired(), ...wifi()], 'example.com', 'pvd:eth0', 'rank', ['pvd:wlan0 rank (default .)']],
    [
      'by preference',
      policy,
      'corp.example',
      'pvd:wlan0',
      'preference',
      ['pvd:eth0 preference (search corp.example)', 'pvd:eth0 longestSuffix (default .)', 'pvd:wlan0 longestSuffix (default .)'],
    ],
    [
      'exclusive and away: asked nowhere',
      [...wired(), rule('corp.example', 'pvd:vpn0', true)],
      'corp.example',
      null,
      'onlyOne',
      ['pvd:eth0 longestSuffix (default .)'],
    ],
    [
      'exclusive against a longer suffix',
      [...wired({ search: ['a.corp.example'] }), rule('corp.example', 'pvd:vpn0', true)],
      'a.corp.example',
      null,
      'onlyOne',
      ['pvd:eth0 exclusive (search a.corp.example)', 'pvd:eth0 longestSuffix (default .)'],
    ],
    ['a special-use name: no network (RFC 6761)', wired(), 'www.test', null, 'specialUseName', []],
    ['a single label: no network', wired(), 'printer', null, 'specialUseName', []],
    ['nobody has a server', [f.link('eth0')], 'example.com', null, 'noServer', []],
  ])('whyName: %s', (_name, script, name, answer, because, losers) => {
    const told = whyName(live(script).fold, name);
    expect([told.answer, told.because.rule, told.losers.map((l) => `${l.pvd} ${l.rule}`)]).toEqual([answer, because, losers]);
  });
});

describe('config-3: one node-wide set of values, by the one decision, with the reason', () => {
  const ntp = (server: string) => ({ ntp: [server], search: [`${server}.example`] });
  const chosen = (script: Script) =>
    live(script).fold.decision.node.map(
      (v) => `${v.id} ${v.values.join()} of ${v.pvd.slice(4)} (${v.because.rule}; beat ${v.beaten.map((b) => b.pvd.slice(4)).join()})`,
    );
  const two = [...wifi(ntp('198.51.100.9')), ...wired(ntp('192.0.2.9'))];
  test.each<[string, Script, readonly string[]]>([
    ['nobody has any', [...wired(), ...wifi()], []],
    ['one has', [...wired(), ...wifi({ ntp: ['198.51.100.9'] })], ['ntp 198.51.100.9 of wlan0 (onlyOne; beat )']],
    [
      'two have: the better ranked',
      two,
      ['ntp 192.0.2.9 of eth0 (rank; beat wlan0)', 'search 192.0.2.9.example of eth0 (rank; beat wlan0)'],
    ],
    [
      'it follows the PvD',
      [...two, lost('eth0')],
      ['ntp 198.51.100.9 of wlan0 (onlyOne; beat )', 'search 198.51.100.9.example of wlan0 (onlyOne; beat )'],
    ],
    [
      '… and the policy',
      [...two, f.policy('user', [{ prefer: { kind: 'wifi' } }])],
      ['ntp 198.51.100.9 of wlan0 (rank; beat eth0)', 'search 198.51.100.9.example of wlan0 (rank; beat eth0)'],
    ],
    [
      'lists of two PvDs are never merged, values of one are',
      [...wired({ ntp: ['192.0.2.8', '192.0.2.9'] }), ...wifi({ ntp: ['198.51.100.9'] })],
      ['ntp 192.0.2.8,192.0.2.9 of eth0 (rank; beat wlan0)'],
    ],
  ])('%s', (_name, script, expected) => {
    expect(chosen(script)).toEqual(expected);
  });
});
