/** route-5, applied: routes of two networks that contradict each other: the packets go where the winner says, and the loser's are there for when it leads. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { MAIN_TABLE } from '../../../machines/model/routing.ts';
import { suite } from '../../tools/needs.ts';
import type { Decided } from '../recorder.ts';
import { type Applying, addressesIn, FAMILIES, openApplying } from './applying.ts';
import { cited, expectReplayed, haveRanks, orderOf } from './evidence.ts';
import { applied, shown } from './standing.ts';

const [ETH, WLAN] = ['pvd:eth0', 'pvd:wlan0'];
const CONFIG = `
version: 1
mode: apply
steadiness: { holdDown: 100ms, failBack: 100ms }
interfaces:
  eth0: { kind: ethernet }
  wlan0: { kind: wifi }
`;
/** Both lead to it; inside of it only the second knows a part; and one place is the second's alone. */
const BOTH = { 4: '10.99.0.0/16', 6: '2001:db8:99::/48' };
const LONGER = { 4: '10.99.128.0/17', 6: '2001:db8:99:8000::/49' };
const ALONE = { 4: '10.98.0.0/16', 6: '2001:db8:98::/48' };
const TO = {
  4: { both: '10.99.1.1', longer: '10.99.200.1', alone: '10.98.0.1', elsewhere: '203.0.113.80' },
  6: { both: '2001:db8:99:1::1', longer: '2001:db8:99:8001::1', alone: '2001:db8:98::1', elsewhere: '2001:db8:ffff::80' },
};
const contradictions = ({ decision }: Decided) => decision.conflicts.filter((c) => c.kind === 'route');
const tableOf = ({ decision }: Decided, pvd: string): number =>
  decision.routing.routes.find((r) => r.pvd === pvd && r.route.table !== MAIN_TABLE)?.route.table ?? 0;
const isWhole = (d: Decided) =>
  haveRanks(ETH, WLAN)(d) && FAMILIES.every((f) => orderOf(d, f)[0] === ETH) && contradictions(d).length === 2;

suite('route-5: contradicting routes, applied', ['lab'], () => {
  let bed: Applying<'eth0' | 'wlan0'>;
  beforeAll(async () => {
    bed = await openApplying({
      ...{ seed: 51, config: CONFIG, until: isWhole },
      networks: {
        eth0: {
          ...{ ipv4: '192.168.10.0/24', ipv6: '2001:db8:10::/64' },
          dhcp: { routes: [{ to: BOTH[4], via: '192.168.10.1' }] },
          radvd: { routes: [{ to: BOTH[6], preference: 'low' }] },
        },
        wlan0: {
          ...{ ipv4: '192.168.20.0/24', ipv6: '2001:db8:20::/64' },
          dhcp: { routes: [BOTH[4], LONGER[4], ALONE[4]].map((to) => ({ to, via: '192.168.20.1' })) },
          radvd: { routes: [BOTH[6], LONGER[6], ALONE[6]].map((to) => ({ to, preference: 'high' })) },
        },
      },
    });
  }, 60_000);
  afterAll(() => bed?.close(), 20_000);

  const packets = (family: 4 | 6) => ({
    both: { to: TO[family].both, port: 9 },
    'both, by tcp': { to: TO[family].both, port: 9, protocol: 'tcp' as const },
    longer: { to: TO[family].longer, port: 9 },
    alone: { to: TO[family].alone, port: 9 },
    elsewhere: { to: TO[family].elsewhere, port: 9 },
  });

  test('route-5: each PvD has its own routes in its own table, and nothing is merged', async () => {
    for (const [family, to] of [
      [4, [BOTH[4], LONGER[4], ALONE[4]]],
      [6, [BOTH[6], LONGER[6], ALONE[6]]],
    ] as const) {
      const decided = await bed.recorder.status();
      const tables = [ETH, WLAN].map((pvd) => tableOf(decided, pvd));
      const [first, second] = await Promise.all(tables.map((table) => shown(bed.host, family, 'route', 'show', 'table', String(table))));
      expect(to.map((prefix) => [first?.includes(`${prefix} `), second?.includes(`${prefix} `)])).toEqual([
        [true, true],
        [false, true],
        [false, true],
      ]);
    }
  });

  test.each(FAMILIES)(
    'route-5: IPv%s packets go by the winner, the longest prefix before the rank, from the right address',
    async (family) => {
      const decided = await bed.recorder.status();
      const seen = await bed.traffic.sent(packets(family));
      const way = (device: 'eth0' | 'wlan0', pvd: string) => [
        { device, from: addressesIn(decided, pvd, family)[0], mac: bed.at[device].network.mac },
      ];
      expect(seen).toMatchObject({
        ...{ both: way('eth0', ETH), 'both, by tcp': way('eth0', ETH), elsewhere: way('eth0', ETH) },
        ...{ longer: way('wlan0', WLAN), alone: way('wlan0', WLAN) },
      });
    },
  );

  test('route-5: the contradiction is listed with winner, loser, rule and facts, and why says the way that packets went', async () => {
    const decided = await bed.recorder.status();
    for (const family of FAMILIES) {
      const found = contradictions(decided).find((c) => c.about === BOTH[family]);
      expect(found).toMatchObject({ winner: ETH, loser: WLAN, because: { rule: 'rank' } });
      const [fact] = family === 4 ? ['lease4.bound'] : ['router.advertised'];
      expect(found && cited(bed.recorder, found.because).toSorted()).toEqual([`${fact} eth0`, `${fact} wlan0`]);
      expect(await bed.recorder.why(`route ${TO[family].both}`)).toMatchObject({ answer: ETH, details: { dev: 'eth0' } });
      expect(await bed.recorder.why(`route ${TO[family].longer}`)).toMatchObject({ answer: WLAN, details: { dev: 'wlan0' } });
    }
  });

  test('route-5: with the winner away the loser leads, on the wire, and without a contradiction', async () => {
    const { link } = bed.at.eth0;
    await link.down();
    const alone = await applied(bed.recorder, 'one is left', (d) => FAMILIES.every((f) => orderOf(d, f).join() === WLAN));
    expect(contradictions(alone)).toEqual([]);
    for (const family of FAMILIES)
      expect(await bed.traffic.ways(packets(family))).toEqual({
        ...{ both: 'wlan0', 'both, by tcp': 'wlan0', longer: 'wlan0', alone: 'wlan0', elsewhere: 'wlan0' },
      });
    await link.up();
    await applied(bed.recorder, 'both again', isWhole);
    for (const family of FAMILIES) expect(await bed.traffic.ways(packets(family))).toMatchObject({ both: 'eth0', longer: 'wlan0' });
  });

  test('route-5: the log replays to the same decisions', () => expectReplayed(bed.recorder));
});
