/** What the library for programs is given of a decision. */
import { describe, expect, test } from 'vitest';
import type { ProgramsView } from '../../machines/model/programs.ts';
import { ProgramsView as Schema } from '../../machines/model/programs.ts';
import type { Fold } from '../../streams/loop.ts';
import { createNamesView } from '../../streams/names.ts';
import { createProgramsView } from '../../streams/programs.ts';
import type { Script } from '../machines/facts.ts';
import * as f from '../machines/facts.ts';
import { live } from './live.ts';
import { cell, dual, found, lost, renewed, wifi, wired } from './networks.ts';

/** One agent’s: the names view and the programs view, fold after fold. */
function viewer(): (fold: Fold) => ProgramsView {
  const [names, programs] = [createNamesView(), createProgramsView()];
  return (fold) => programs(fold, names(fold));
}
const view = (script: Script, from = {}): ProgramsView => viewer()(live(script, from).fold);
const domain = (script: Script, pvd: string, from = {}) => view(script, from).domains.find((d) => d.pvd === pvd);

describe('api-1: every PvD that is there, with what it is good for', () => {
  test('it is plain JSON that its own schema takes', () => {
    const told = view([...dual(0), ...wifi(), ...cell()]);
    expect(Schema.parse(JSON.parse(JSON.stringify(told)))).toEqual(told);
  });

  test('both families of an ordinary network', () => {
    expect(domain(dual(0), 'pvd:eth0')).toMatchObject({
      ...{ identity: null, generation: 1, ifname: 'eth0', kind: 'ethernet', metered: false, cost: null, bandwidth: null },
      ...{ rank: { 4: 1, 6: 1 }, usable: { 4: 'unknown', 6: 'unknown' }, unfit: { 4: null, 6: null } },
      addresses: [
        { address: '10.1.0.7', prefixLength: 24, temporary: false, deprecated: false },
        { address: '2001:db8:10::7', prefixLength: 64, temporary: false, deprecated: false },
      ],
      ...{ prefixes: ['10.1.0.0/24', '2001:db8:10::/64'], leads: ['0.0.0.0/0', '::/0'], policy: null, privacy: true },
    });
  });

  test.each<[string, Script, object]>([
    ['of one family', wired(), { rank: { 4: 1, 6: null }, usable: { 4: 'unknown', 6: null }, unfit: { 4: null, 6: 'noGateway' } }],
    ['a portal carries nothing', [...wired(), f.check('portal', 'pvd:eth0')], { usable: { 4: null }, unfit: { 4: 'portal' } }],
    ['validated', [...wired(), f.check('validated', 'pvd:eth0')], { usable: { 4: 'validated' } }],
    [
      'what a policy forbids, by its rule',
      [...wired(), f.policy('user', [{ never: { interface: 'eth0' } }])],
      { unfit: { 4: 'never interface eth0 (rule 1)' } },
    ],
    [
      'what a person declares',
      [...wired(), f.settings({ interfaces: [{ name: 'eth0', kind: 'cellular', cost: 3, bandwidth: 20 }] })],
      { kind: 'cellular', metered: true, cost: 3, bandwidth: 20 },
    ],
    ['another attachment', [...wired(), lost('eth0'), f.wait(11), found('eth0')], { generation: 2 }],
    [
      'addresses by their kind',
      [
        ...dual(0),
        f.address('eth0', '2001:db8:10::a/64', { flags: ['temporary'] }),
        f.address('eth0', '2001:db8:10::b/64', { flags: ['deprecated'] }),
        f.address('eth0', '2001:db8:10::c/64', { flags: ['tentative'] }),
      ],
      {
        addresses: [
          { address: '10.1.0.7' },
          { address: '2001:db8:10::7' },
          { address: '2001:db8:10::a', temporary: true },
          { address: '2001:db8:10::b', deprecated: true },
        ],
      },
    ],
  ])('%s', (_name, script, expected) => {
    expect(domain(script, 'pvd:eth0')).toMatchObject(expected);
  });

  test('links that are no network are told by their prefixes alone', () => {
    const docker = [f.link('docker0', { kind: 'bridge', ifindex: 9 }), f.address('docker0', '172.17.0.1/16')];
    const { domains, beside } = view([...wired(), ...docker]);
    expect([domains.map((d) => d.pvd), beside]).toEqual([['pvd:eth0'], ['172.17.0.0/16']]);
  });

  test('a network that is away is not there', () => {
    expect(view([...wired(), lost('eth0')]).domains).toEqual([]);
  });
});

describe('policy-1: each PvD keeps its own selection policy (RFC 7078)', () => {
  const rows = [{ prefix: 'fd00::/8', precedence: 60, label: 20 }];
  const told = (ifname: string, more: object = {}) => f.lease6(ifname, { kind: 'stateless', policyTable: rows, ...more });
  test('policy-1: rows and flags are the PvD’s that has the lease, and nobody else’s', () => {
    const script = [...dual(0), ...dual(1), told('eth0', { policyFlags: { automatic: true, privacy: false } })];
    expect(domain(script, 'pvd:eth0')).toMatchObject({ policy: rows, privacy: false });
    expect(domain(script, 'pvd:eth1')).toMatchObject({ policy: null, privacy: true });
  });
  test('policy-1: they go with the lease', () => {
    expect(domain([...dual(0), told('eth0'), f.lease6Lost('eth0')], 'pvd:eth0')).toMatchObject({ policy: null });
  });
});

describe('names, and rules on traffic', () => {
  test('who is asked for which suffix; reverse zones are left out', () => {
    const { names } = view([...wired({ search: ['corp.example'] }), ...wifi()]);
    expect(names).toEqual({
      rules: [
        { suffix: 'corp.example', family: 4, pvds: ['pvd:eth0'], exclusive: false },
        { suffix: 'corp.example', family: 6, pvds: ['pvd:eth0'], exclusive: false },
        { suffix: '.', family: 4, pvds: ['pvd:eth0', 'pvd:wlan0'], exclusive: false },
        { suffix: '.', family: 6, pvds: ['pvd:eth0', 'pvd:wlan0'], exclusive: false },
      ],
      search: ['corp.example'],
    });
  });
  test('route-4: a rule on traffic names who may carry it, best first; what sockets cannot have is left out', () => {
    const rules = [
      { use: { interface: 'wlan0' }, for: { to: '203.0.113.0/24' }, only: true },
      { never: { metered: true }, for: { port: 25, protocol: 'tcp' } },
      { use: { interface: 'wlan0' }, for: { dscp: 46 }, only: false },
    ] as const;
    const { traffic } = view([...wired(), ...wifi(), ...cell(), f.policy('user', rules)]);
    expect(traffic.filter((rule) => rule.family === 4)).toEqual([
      { family: 4, to: '203.0.113.0/24', uid: null, protocol: null, port: null, pvds: ['pvd:wlan0'], only: true },
      { family: 4, to: null, uid: null, protocol: 'tcp', port: [25, 25], pvds: ['pvd:eth0', 'pvd:wlan0'], only: true },
    ]);
    expect(traffic.filter((rule) => rule.family === 6)).toMatchObject([{ protocol: 'tcp', only: true }]);
  });
});

describe('what has not changed is the very same', () => {
  const before: Script = [...wired(), ...wifi()];
  const since = (more: Script): readonly [ProgramsView, ProgramsView] => {
    const of = viewer();
    const views = live([...before, ...more]).ticks.map((tick) => of(tick.fold));
    const [first, last] = [views[live(before).ticks.length - 1], views.at(-1)];
    if (!first || !last) throw new RangeError('nothing happened');
    return [first, last];
  };
  test.each<[string, Script]>([
    ['a lease renewed with equal values', [renewed()]],
    ['time', [f.wait(1)]],
    ['another neighbour', [f.neighbour('wlan0', '198.51.100.99', '02:00:00:00:00:99')]],
  ])('%s: the same view', (_name, more) => {
    const [first, last] = since(more);
    expect(last).toBe(first);
  });
  test('a check of one network leaves the row of the other alone, and the view says since when', () => {
    const [first, last] = since([f.check('validated', 'pvd:eth0')]);
    const row = (of: ProgramsView, pvd: string) => of.domains.find((d) => d.pvd === pvd);
    expect(last.seq).toBeGreaterThan(first.seq);
    expect(row(last, 'pvd:wlan0')).toBe(row(first, 'pvd:wlan0'));
    expect(row(last, 'pvd:eth0')).not.toBe(row(first, 'pvd:eth0'));
  });
});
