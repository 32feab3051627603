/** Which way an answer's address goes, as the resolver is told, is what «why route» says. */
import { describe, expect, test } from 'vitest';
import { isInPrefix } from '../../machines/model/address.ts';
import { whyRoute } from '../../streams/explain.ts';
import { createNamesView } from '../../streams/names.ts';
import type { Script } from '../machines/facts.ts';
import * as f from '../machines/facts.ts';
import { live } from './live.ts';
import { dual, lost, wifi, wired } from './networks.ts';

describe('ways', () => {
  const addresses = ['10.1.0.9', '10.1.1.9', '10.1.2.9', '8.8.8.8', '172.16.1.1', '2001:db8:10::9', '2001:db8:99::9'];
  const scripts: readonly (readonly [string, Script])[] = [
    ['two dual-stack networks', [...dual(0), ...dual(1)]],
    ['one that is lost', [...dual(0), ...dual(1), lost('eth0')]],
    ['nobody', [f.link('eth0')]],
    ['nobody is ranked, an on-link address all the same', [...wired(), f.check('portal', 'pvd:eth0')]],
    ['specific routes', [...wired(), ...wifi({ routes: [{ destination: '172.16.0.0/12', gateway: '198.51.100.1' }] }), ...dual(2)]],
    [
      'one prefix on two links (dns-4)',
      [...wired(), f.link('wlan0', { kind: 'wifi' }), ...f.network4('wlan0', '192.0.2', '02:00:00:00:00:0b')],
    ],
  ];
  test.each(scripts)('%s: the first way that has an address is the one that whyRoute gives', (_what, script) => {
    const { fold } = live(script);
    const { ways } = createNamesView()(fold);
    for (const address of [...addresses, '192.0.2.9']) {
      const way = ways.find(({ prefix }) => isInPrefix(address, prefix));
      expect([address, way?.pvd ?? null]).toEqual([address, whyRoute(fold, address).answer]);
    }
  });

  test('on-link first, then specific, then everything', () => {
    const { ways } = createNamesView()(live(wired({ routes: [{ destination: '172.16.0.0/12', gateway: '192.0.2.1' }] })).fold);
    expect(ways.map((w) => w.prefix)).toEqual(['192.0.2.0/24', '172.16.0.0/12', '0.0.0.0/0']);
  });

  test('dns-4: an address that an earlier resolver has tied is nobody’s, until another has it; what this one ties is not told', () => {
    const [tied, own] = ['203.0.113.99', '203.0.113.98'];
    const answers = [f.answered('pvd:wlan0', tied), f.answered('pvd:wlan0', own), f.answered('pvd:eth0', tied)];
    const { ticks } = live([...wired(), ...wifi(), ...answers]);
    const of = createNamesView();
    const told = ticks.filter((tick) => tick.fact.type === 'name.answered').map((tick) => of(tick.fold).ways);
    const row = { prefix: `${tied}/32`, pvd: null };
    expect(told.map((ways) => ways.filter((way) => way.prefix.endsWith('/32')))).toEqual([[row], [row], []]);
  });
});
