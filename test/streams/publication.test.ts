/** What programs that know nothing of us are told about names: by which way, while what holds, and what becomes of it. */
import { describe, expect, test } from 'vitest';
import { canonical } from '../../machines/model/canonical.ts';
import { Fact, world } from '../../machines/model/facts/index.ts';
import type { Publication } from '../../machines/model/publication.ts';
import { restate } from '../../machines/restate.ts';
import { carried } from '../../streams/carried.ts';
import { createLoop } from '../../streams/loop.ts';
import type { Script } from '../machines/facts.ts';
import * as f from '../machines/facts.ts';
import { live } from './live.ts';
import { lost, WIFI, wifi, wired } from './networks.ts';

const listening = (addresses: readonly string[] = ['127.0.0.55', '::1'], problem: string | null = null) =>
  world('resolver.listening', { addresses, problem });
const by = (publish: string, some: object = {}) => f.settings({ resolver: { publish }, ...some });
const resolved = world('manager.noticed', { name: 'systemd-resolved', interfaces: [], evidence: ['process 9'] });
const gone = world('manager.gone', { name: 'systemd-resolved' });

const wanted = (script: Script, mode: 'apply' | 'observe' = 'apply'): readonly Publication[] =>
  live(script, { mode }).fold.decision.publications.map((row) => row.publication);
const inWords = ({ to, ifname, servers, search, domains, isDefault }: Publication): string =>
  [
    ifname ?? to,
    servers.join(),
    `search ${search.join()}`,
    `asked ${domains.filter(isForward).join()}`,
    ...(isDefault ? ['all'] : []),
  ].join(' · ');
const isForward = (name: string): boolean => !name.endsWith('.arpa');
const CONF = 'resolv.conf · 127.0.0.55,::1 · search  · asked  · all';

describe('by which way', () => {
  test.each<[string, Script, readonly string[]]>([
    ['auto: resolv.conf, where nobody else has the node’s names', [listening()], [CONF]],
    ['auto: systemd-resolved where it runs', [listening(), resolved, ...wired()], ['eth0 · 192.0.2.53 · search  · asked  · all']],
    ['auto: resolv.conf once it has gone', [listening(), resolved, ...wired(), gone], [CONF]],
    ['resolv.conf because it was said so', [by('resolv.conf'), listening(), resolved, ...wired()], [CONF]],
    ['systemd-resolved because it was said so', [by('systemd-resolved'), ...wired()], ['eth0 · 192.0.2.53 · search  · asked  · all']],
    ['none', [by('none'), listening(), resolved, ...wired()], []],
  ])('%s', (_name, script, expected) => {
    expect(wanted(script).map(inWords)).toEqual(expected);
  });

  test('an agent that observes tells nobody', () => {
    expect(wanted([listening()], 'observe')).toEqual([]);
  });
});

describe('to our resolver', () => {
  test.each<[string, Script, readonly string[]]>([
    ['not before it listens', [], []],
    ['not when it could not', [listening([], '127.0.0.55:53: another resolver listens there')], []],
    ['not any more once it ends', [listening(), listening([], 'closed')], []],
    ['not where it has another port, for which resolv.conf has no word', [listening(['127.0.0.55:5353'])], []],
    ['with the search list of the node', [listening(), ...wired({ search: ['corp.example'] })], ['127.0.0.55,::1 · search corp.example']],
    [
      'which follows the ranking',
      [listening(), ...wired({ search: ['corp.example'] }), ...wifi({ search: ['cafe.example'] }), lost('eth0')],
      ['127.0.0.55,::1 · search cafe.example'],
    ],
  ])('%s', (_name, script, expected) => {
    expect(wanted(script).map(({ servers, search }) => `${servers.join()} · search ${search.join()}`)).toEqual(expected);
  });
});

describe('link by link', () => {
  const both: Script = [by('systemd-resolved'), ...wired({ search: ['corp.example'] }), ...wifi({ search: ['cafe.example'] })];
  test.each<[string, Script, readonly string[]]>([
    [
      'each with its own servers and names; who leads takes all the others',
      both,
      ['eth0 · 192.0.2.53 · search corp.example · asked  · all', 'wlan0 · 198.51.100.53 · search cafe.example · asked '],
    ],
    [
      'what a person orders is asked there, and not searched',
      [by('systemd-resolved', { names: [{ suffix: 'lab.example', pvd: WIFI, exclusive: false }] }), ...both.slice(1)],
      ['eth0 · 192.0.2.53 · search corp.example · asked  · all', 'wlan0 · 198.51.100.53 · search cafe.example · asked lab.example'],
    ],
    [
      'a name of both is asked of the better one alone: systemd-resolved would ask both',
      [by('systemd-resolved'), ...wired({ search: ['corp.example'] }), ...wifi({ search: ['corp.example'] })],
      ['eth0 · 192.0.2.53 · search corp.example · asked  · all', 'wlan0 · 198.51.100.53 · search  · asked '],
    ],
    [
      'who is asked for its own names only does not take all others, although it leads; nor are they searched',
      [by('systemd-resolved', { interfaces: [{ name: 'eth0', names: 'route-only' }] }), ...both.slice(1)],
      ['eth0 · 192.0.2.53 · search  · asked corp.example', 'wlan0 · 198.51.100.53 · search cafe.example · asked  · all'],
    ],
    [
      'a tunnel without a default route: its own suffixes',
      [
        by('systemd-resolved', { interfaces: [{ name: 'vpn0', static: { dns: ['10.8.0.53'], search: ['corp.example'] } }] }),
        ...wired(),
        f.link('vpn0', { kind: 'tun', ifindex: 9 }),
        f.address('vpn0', '10.8.0.2/24', { flags: ['permanent'] }),
      ],
      ['eth0 · 192.0.2.53 · search  · asked  · all', 'vpn0 · 10.8.0.53 · search corp.example · asked '],
    ],
    ['the next takes over', [...both, lost('eth0')], ['wlan0 · 198.51.100.53 · search cafe.example · asked  · all']],
    [
      'not one that may not be used',
      [...both, f.policy('user', [{ never: { interface: f.name('wlan0') } }])],
      ['eth0 · 192.0.2.53 · search corp.example · asked  · all'],
    ],
    [
      'not an interface that another manager has',
      [...both, world('manager.noticed', { name: 'NetworkManager', interfaces: [f.name('wlan0')], evidence: ['process 7'] })],
      ['eth0 · 192.0.2.53 · search corp.example · asked  · all'],
    ],
  ])('%s', (_name, script, expected) => {
    expect(wanted(script).map(inWords)).toEqual(expected);
  });
});

test('reverse names are asked where their prefix is', () => {
  expect(wanted([by('systemd-resolved'), ...wired()]).map(({ domains }) => domains)).toEqual([['2.0.192.in-addr.arpa']]);
});

test('law 4: an epoch within a process leaves the decision equal, byte for byte, and asks nothing', () => {
  const script: Script = [...wired({ search: ['corp.example'] }), listening()];
  const before = live(script, { mode: 'apply' });
  const [publish] = before.ticks.flatMap(({ commands }) => commands.filter((c) => c.type === 'names.publish'));
  if (publish?.type !== 'names.publish') throw new Error('nothing was published');
  const published = f.answering(world('names.published', { publication: publish.publication }), publish.id);
  const { fold } = live([...script, published], { mode: 'apply' });
  const loop = createLoop();
  const facts = [f.started({ mode: 'apply' }), ...restate(fold.host, fold.host.at, carried(fold)), f.opened()];
  const ticks = facts.map((fact, i) => loop.take(Fact.parse({ ...fact, seq: fold.host.seq + 1 + i, at: fold.host.at })));
  expect(canonical(loop.fold.decision)).toBe(canonical(fold.decision));
  expect([loop.fold.host.publications, loop.fold.host.listening]).toEqual([fold.host.publications, fold.host.listening]);
  expect(ticks.flatMap((tick) => tick?.commands ?? []).filter((c) => c.type.startsWith('names'))).toEqual([]);
});
