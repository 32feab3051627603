/** config-2: two networks send the same kinds of objects, with equal and with other values: nothing is merged, and the overlap is reported. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { goodAddresses } from '../../../machines/model/pvd.ts';
import { suite } from '../../tools/needs.ts';
import { type Lab, openLab } from '../lab.ts';
import type { Link } from '../link.ts';
import { type Recorder, record } from '../recorder.ts';
import { expectReplayed, haveRanks, heard } from './evidence.ts';
import { expectGiven, factOf, objectsOf, pvdOf } from './objects.ts';

const [ETH, WLAN] = ['pvd:eth0', 'pvd:wlan0'];
/** The same private networks on both, as two home routers of one make have them. */
const [LAN4, LAN6, DNS4, DNS6] = ['192.168.1.0/24', 'fd00:1:2:3::/64', '192.168.1.1', 'fd00:1:2:3::1'];
const CONFIG = `
version: 1
linger: 1s
interfaces:
  eth0: { kind: ethernet, static: { dns: [${DNS4}] } }
  wlan0: { kind: wifi }
`;

suite('config-2: equal and differing values of two networks', ['lab'], () => {
  let [lab, recorder, eth]: [Lab?, Recorder?, Link?] = [];
  const bed = () => {
    if (!lab || !recorder || !eth) throw new Error('the lab did not open');
    return { lab, recorder, eth };
  };

  beforeAll(async () => {
    lab = await openLab({ seed: 22 });
    const both = { ipv4: LAN4, ipv6: LAN6, internet: false };
    const [host, first, second] = await Promise.all([
      lab.host('m1'),
      lab.network('first', {
        ...{ ...both, dhcp: { search: ['lan.example', 'one.example'], ntp: ['192.168.1.3'], mtu: 1400 } },
        radvd: { dnssl: ['ra.example'], routes: [{ to: 'fd00:9::/48' }] },
      }),
      lab.network('second', {
        ...{ ...both, dhcp: { search: ['lan.example', 'two.example'], ntp: ['192.168.1.3'], mtu: 1300 } },
        radvd: { dnssl: ['ra.example'], routes: [{ to: 'fd00:9::/48', preference: 'high' }] },
      }),
    ]);
    const links = await Promise.all([lab.connect(host, first, { as: 'eth0' }), lab.connect(host, second, { as: 'wlan0' })]);
    eth = links[0];
    await Promise.all(links.map((link) => link.ready()));
    recorder = await record(host, { config: CONFIG });
    await heard(recorder, first, second);
    await recorder.decided(
      'both are whole',
      (d) => haveRanks(ETH, WLAN)(d) && [ETH, WLAN].every((pvd) => goodAddresses(objectsOf(d, pvd)).length === 2),
    );
  }, 60_000);
  afterAll(async () => {
    await recorder?.stop();
    await lab?.close();
  }, 20_000);

  test.each([
    ['the prefix of DHCPv4', `prefix ${LAN4}`, 'lease4.bound'],
    ['the gateway', `gateway ${DNS4}`, 'lease4.bound'],
    ['the DNS server', `dns ${DNS4}`, 'lease4.bound'],
    ['the NTP server', 'ntp 192.168.1.3', 'lease4.bound'],
    ['a search name', 'search lan.example', 'lease4.bound'],
    ['the prefix of an advertisement', `prefix ${LAN6}`, 'router.advertised'],
    ['its DNS server', `dns ${DNS6}`, 'router.advertised'],
    ['its search name', 'search ra.example', 'router.advertised'],
    ['its route', 'route fd00:9::/48', 'router.advertised'],
  ])('config-2: %s, equal on both, is one object in each PvD, of its own fact', async (_, text, type) => {
    const { recorder } = bed();
    const decided = await recorder.status();
    const found = [ETH, WLAN].map((pvd) => objectsOf(decided, pvd).filter((o) => `${o.kind} ${o.value}` === text && o.source !== 'static'));
    expect(found.map((objects) => objects.length)).toEqual([1, 1]);
    const facts = found.flat().map((o) => factOf(recorder, o.since));
    expect(facts).toMatchObject([
      { type, ifname: 'eth0' },
      { type, ifname: 'wlan0' },
    ]);
  });

  test('config-2: what differs is each PvD’s own, and no list holds both', async () => {
    const { recorder } = bed();
    const decided = await recorder.status();
    const values = (pvd: string, kind: string) =>
      objectsOf(decided, pvd).flatMap((o) => (o.kind === kind && o.source === 'dhcp4' ? [o.value] : []));
    expect([values(ETH, 'search'), values(WLAN, 'search')]).toEqual([
      ['lan.example', 'one.example'],
      ['lan.example', 'two.example'],
    ]);
    expect([values(ETH, 'mtu'), values(WLAN, 'mtu')]).toEqual([['1400'], ['1300']]);
    for (const pvd of [ETH, WLAN]) expectGiven(recorder, decided, pvd);
    expect(decided.decision.node.map((n) => [n.id, n.pvd])).toEqual([
      ['ntp', ETH],
      ['search', ETH],
    ]);
    expect(decided.decision.node.find((n) => n.id === 'search')?.values).not.toContain('two.example');
  });

  test('config-2: equal values of two sources in one PvD are two objects with two ids', async () => {
    const objects = objectsOf(await bed().recorder.status(), ETH).filter((o) => o.kind === 'dns' && o.value === DNS4);
    expect(objects.map((o) => o.id)).toEqual([`dns ${DNS4} dhcp4 dhcpcd`, `dns ${DNS4} static configuration`]);
    expect(objects.map((o) => factOf(bed().recorder, o.since).type)).toEqual(['lease4.bound', 'settings.loaded']);
  });

  test('config-2: one prefix twice is two routes in two tables, each with its own source and device', async () => {
    const { recorder } = bed();
    const decided = await recorder.status();
    for (const prefix of [LAN4, LAN6]) {
      const rows = decided.decision.routing.routes.filter((r) => r.route.destination === prefix);
      expect(rows.map((r) => [r.pvd, r.route.ifname])).toEqual([
        [ETH, 'eth0'],
        [WLAN, 'wlan0'],
      ]);
      expect(new Set(rows.map((r) => r.route.table)).size).toBe(2);
      expect(new Set(rows.map((r) => r.route.source)).size).toBe(2);
    }
  });

  test('config-2: the same server is asked by each PvD for itself', async () => {
    const { recorder } = bed();
    expect(await recorder.why('name a.two.example')).toMatchObject({ answer: WLAN, because: { rule: 'onlyOne' } });
    expect(await recorder.why('name a.lan.example')).toMatchObject({
      answer: ETH,
      because: { rule: 'rank' },
      losers: [{ pvd: WLAN }, {}, {}],
    });
    const { details } = await recorder.why('name a.two.example');
    expect(details.servers).toContain(DNS4);
  });

  test.each([
    [LAN4, 'lease4.bound'],
    [LAN6, 'router.advertised'],
  ])('config-2: the overlap of %s is reported with winner, loser, rule and both facts', async (prefix, type) => {
    const { recorder } = bed();
    const { decision } = await recorder.status();
    const found = decision.conflicts.filter((c) => c.kind === 'overlap' && c.about === `${prefix} and ${prefix}`);
    expect(found).toMatchObject([{ winner: ETH, loser: WLAN, because: { rule: 'rank', by: 'built-in' } }]);
    expect(
      found
        .flatMap((c) => c.because.facts.map((seq) => factOf(recorder, seq)))
        .toSorted((a, b) => (JSON.stringify(a).includes('wlan0') ? 1 : JSON.stringify(b).includes('wlan0') ? -1 : 0)),
    ).toMatchObject([
      { type, ifname: 'eth0' },
      { type, ifname: 'wlan0' },
    ]);
  });

  test('config-2: when one goes, the other keeps its equal values, byte for byte', async () => {
    const { recorder, eth } = bed();
    const before = await recorder.status();
    await eth.down();
    const after = await recorder.decided('the first is away', (d) => pvdOf(d, ETH)?.provisioning !== 'provisioned');
    expect(objectsOf(after, WLAN)).toEqual(objectsOf(before, WLAN));
    expect(after.decision.conflicts).toEqual([]);
    expect(after.decision.node.every((n) => n.pvd === WLAN && n.because.rule === 'onlyOne')).toBe(true);
  });

  test('config-2: the log replays to the same decisions', async () => expectReplayed(bed().recorder));
});
