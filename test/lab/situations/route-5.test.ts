/** route-5: two real networks push routes to one destination: kept apart, the contradiction listed with who won and why. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { suite } from '../../tools/needs.ts';
import { type Lab, openLab } from '../lab.ts';
import type { Link } from '../link.ts';
import type { Network } from '../network.ts';
import { type Decided, type Recorder, record } from '../recorder.ts';
import { cited, expectReplayed, haveRanks, heard, objectsOfPvd, orderOf } from './evidence.ts';

const [ETH, WLAN] = ['pvd:eth0', 'pvd:wlan0'];
const [TO4, TO6] = ['10.99.0.0/16', '2001:db8:99::/48'];
const CONFIG = `
version: 1
linger: 1s
interfaces:
  eth0: { kind: ethernet }
  wlan0: { kind: wifi }
`;

const contradictions = ({ decision }: Decided) => decision.conflicts.filter((c) => c.kind === 'route');
const won = (decided: Decided, to: string) => contradictions(decided).find((c) => c.about === to)?.winner;

suite('route-5: contradicting routes of two real networks', ['lab'], () => {
  let [lab, office, recorder, eth]: [Lab?, Network?, Recorder?, Link?] = [];
  const bed = () => {
    if (!lab || !office || !recorder || !eth) throw new Error('the lab did not open');
    return { lab, office, recorder, eth };
  };

  beforeAll(async () => {
    lab = await openLab({ seed: 12 });
    const [host, first, second] = await Promise.all([
      lab.host('m1'),
      lab.network('office', {
        ...{ ipv4: '192.168.10.0/24', ipv6: '2001:db8:10::/64' },
        dhcp: { routes: [{ to: TO4, via: '192.168.10.254' }] },
        radvd: { routes: [{ to: TO6 }] },
      }),
      lab.network('home', {
        ...{ ipv4: '192.168.20.0/24', ipv6: '2001:db8:20::/64' },
        dhcp: { routes: [{ to: TO4, via: '192.168.20.254' }] },
        radvd: { routes: [{ to: TO6, preference: 'high' }] },
      }),
    ]);
    office = first;
    const links = await Promise.all([lab.connect(host, first, { as: 'eth0' }), lab.connect(host, second, { as: 'wlan0' })]);
    eth = links[0];
    await Promise.all(links.map((link) => link.ready()));
    recorder = await record(host, { config: CONFIG });
    await heard(recorder, first, second);
    await recorder.decided('both networks are ranked', (d) => haveRanks(ETH, WLAN)(d) && contradictions(d).length === 2);
  }, 60_000);
  afterAll(async () => {
    await recorder?.stop();
    await lab?.close();
  }, 20_000);

  test('route-5: both routes are kept, each in its own PvD and table', async () => {
    const decided = await bed().recorder.status();
    expect(objectsOfPvd(decided, ETH)).toEqual(
      expect.arrayContaining([expect.stringContaining(`route ${TO4} dhcp4`), expect.stringContaining(`route ${TO6} ra`)]),
    );
    expect(objectsOfPvd(decided, WLAN)).toEqual(
      expect.arrayContaining([expect.stringContaining(`route ${TO4} dhcp4`), expect.stringContaining(`route ${TO6} ra`)]),
    );
    const rows = decided.decision.routing.routes.filter((r) => r.route.destination === TO4);
    expect(rows.map((r) => [r.pvd, r.route.gateway])).toEqual([
      [ETH, '192.168.10.254'],
      [WLAN, '192.168.20.254'],
    ]);
    expect(new Set(rows.map((r) => r.route.table)).size).toBe(2);
  });

  test('route-5: the contradiction is listed with winner, loser, rule and the facts of both sides', async () => {
    const { recorder } = bed();
    const decided = await recorder.status();
    for (const [to, facts] of [
      [TO4, ['lease4.bound eth0', 'lease4.bound wlan0']],
      [TO6, ['router.advertised eth0', 'router.advertised wlan0']],
    ] as const) {
      const found = contradictions(decided).find((c) => c.about === to);
      expect(found).toMatchObject({ winner: ETH, loser: WLAN, because: { rule: 'rank', by: 'built-in' } });
      expect(cited(recorder, found?.because ?? { rule: '', by: '', facts: [] }).toSorted()).toEqual(facts);
    }
  });

  test('route-5: a packet goes where the winner says, and why says so', async () => {
    const { recorder } = bed();
    expect(await recorder.why('route 10.99.1.1')).toMatchObject({
      answer: ETH,
      details: { dev: 'eth0', via: '192.168.10.254', by: TO4 },
      because: { rule: 'specificRoute' },
      losers: [{ pvd: WLAN, rule: 'rank' }],
    });
    // A network's preference for its own route (RFC 4191) says nothing against another network.
    expect(await recorder.why('route 2001:db8:99::1')).toMatchObject({
      answer: ETH,
      because: { rule: 'specificRoute' },
      losers: [{ pvd: WLAN, rule: 'rank' }],
    });
  });

  test('route-5: the winner changes with the ranking, in the family whose ranking changed', async () => {
    const { recorder, office } = bed();
    await office.serve({ radvd: { routes: [{ to: TO6 }], lifetime: 0 } });
    office.advertiseNow();
    // A radvd that ends takes its routes back; its successor gives them again.
    const isMoved = (d: Decided) => orderOf(d, 6)[0] === WLAN && won(d, TO6) !== undefined;
    const decided = await recorder.decided('the office is no way out for IPv6, but has its route', isMoved);
    expect(orderOf(decided, 6)).toEqual([WLAN]);
    expect(orderOf(decided, 4)).toEqual([ETH, WLAN]);
    expect([won(decided, TO4), won(decided, TO6)]).toEqual([ETH, WLAN]);
    expect(await recorder.why('route 2001:db8:99::1')).toMatchObject({ answer: WLAN, because: { rule: 'specificRoute' } });
    expect(await recorder.why('route 10.99.1.1')).toMatchObject({ answer: ETH });
    await office.serve({ radvd: { routes: [{ to: TO6 }] } });
    office.advertiseNow();
    await recorder.decided('the office leads again', (d) => orderOf(d, 6)[0] === ETH && won(d, TO6) === ETH);
  });

  test('route-5: with one of the networks gone there is no contradiction, and with it back there is', async () => {
    const { recorder, eth } = bed();
    await eth.down();
    const alone = await recorder.decided('one network is left', (d) => orderOf(d, 4).join() === WLAN && orderOf(d, 6).join() === WLAN);
    expect(contradictions(alone)).toEqual([]);
    expect(await recorder.why('route 10.99.1.1')).toMatchObject({ answer: WLAN, because: { rule: 'specificRoute' }, losers: [] });
    await eth.up();
    await recorder.decided('both contradict each other again', (d) => won(d, TO4) === ETH && won(d, TO6) === ETH);
  });

  test('route-5: the log replays to the same decisions', async () => expectReplayed(bed().recorder));
});
