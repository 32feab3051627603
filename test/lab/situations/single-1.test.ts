/** single-1: one interface, two routers with a prefix each: two PvDs, each source address by its own router (RFC 8028), each with its own DNS. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { isInPrefix } from '../../../machines/model/address.ts';
import { goodAddresses } from '../../../machines/model/pvd.ts';
import { suite } from '../../tools/needs.ts';
import { type Lab, openLab } from '../lab.ts';
import type { Network } from '../network.ts';
import { type Decided, type Recorder, record } from '../recorder.ts';
import { cited, expectReplayed, heard, orderOf } from './evidence.ts';
import { advertise, expectGiven, factOf, has, objectsOf, told } from './objects.ts';

const SECOND = { from: 'fe80::2', mac: '02:00:00:00:00:02' };
const [ONE, TWO] = ['pvd:eth0', `pvd:eth0/${SECOND.from}`];
const [PREFIX1, PREFIX2] = ['2001:db8:10::/64', '2001:db8:77::/64'];
const TO = '2001:db8:ffff::1';
const CONFIG = 'version: 1\nlinger: 1s\ninterfaces:\n  eth0: { kind: ethernet }\n';
const says = {
  ...{ mac: SECOND.mac, prefixes: [{ prefix: PREFIX2 }] },
  ...{ dns: [{ servers: ['2001:db8:77::53'] }], search: [{ domains: ['two.example'] }], routes: [{ prefix: '2001:db8:7f::/48' }] },
};
const addressIn = (d: Decided, pvd: string, prefix: string) =>
  goodAddresses(objectsOf(d, pvd)).find((a) => isInPrefix(a.value, prefix))?.value;

suite('single-1: two routers on one link', ['lab'], () => {
  let [lab, network, recorder]: [Lab?, Network?, Recorder?] = [];
  const bed = () => {
    if (!lab || !network || !recorder) throw new Error('the lab did not open');
    return { lab, network, recorder };
  };

  beforeAll(async () => {
    lab = await openLab({ seed: 24 });
    const [host, lan] = await Promise.all([
      lab.host('m1'),
      lab.network('lan', { ipv4: '192.168.10.0/24', ipv6: PREFIX1, internet: false, radvd: { dnssl: ['one.example'] } }),
    ]);
    network = lan;
    const link = await lab.connect(host, lan, { as: 'eth0' });
    await link.ready();
    recorder = await record(host, { config: CONFIG });
    await heard(recorder, lan);
    await recorder.decided('the first router is all there is', (d) => orderOf(d, 6).join() === ONE && has(ONE, 'search one.example')(d));
    await advertise(lan, says, SECOND);
    await recorder.decided(
      'both have addresses',
      (d) => addressIn(d, ONE, PREFIX1) !== undefined && addressIn(d, TWO, PREFIX2) !== undefined,
    );
  }, 60_000);
  afterAll(async () => {
    await recorder?.stop();
    await lab?.close();
  }, 20_000);

  test('single-1: two PvDs on one interface, each with what its own router said', async () => {
    const { recorder, network } = bed();
    const decided = await recorder.status();
    expect(decided.pvds.map((p) => [p.id, p.ifname])).toEqual([
      [ONE, 'eth0'],
      [TWO, 'eth0'],
    ]);
    expect(told(decided, TWO)).toEqual(
      [
        `gateway ${SECOND.from}`,
        `prefix ${PREFIX2}`,
        'dns 2001:db8:77::53',
        'search two.example',
        'route 2001:db8:7f::/48',
        'address',
      ].toSorted(),
    );
    expect(told(decided, ONE, 'ra')).toEqual(
      [`gateway ${network.linkLocal}`, `prefix ${PREFIX1}`, `dns ${network.router6}`, 'search one.example', 'address'].toSorted(),
    );
    // DHCPv4 stays with the primary router.
    expect(told(decided, ONE, 'dhcp4')).toContain('gateway 192.168.10.1');
    for (const pvd of [ONE, TWO]) expectGiven(recorder, decided, pvd);
  });

  test('single-1: each source address goes by its own router, and the reason is the fact that gave the address', async () => {
    const { recorder, network } = bed();
    const decided = await recorder.status();
    for (const [pvd, prefix, via] of [
      [ONE, PREFIX1, network.linkLocal],
      [TWO, PREFIX2, SECOND.from],
    ] as const) {
      const from = addressIn(decided, pvd, prefix);
      const why = await recorder.why(`route ${TO} ${from}`);
      expect(why).toMatchObject({ answer: pvd, details: { dev: 'eth0', via }, because: { rule: 'sourceOwner', by: 'built-in' } });
      expect(why.because.facts.map((seq) => factOf(recorder, seq))).toMatchObject([
        { type: 'address.added', ifname: 'eth0', address: from },
      ]);
      expect(why.losers.map((l) => l.pvd)).toEqual([pvd === ONE ? TWO : ONE]);
    }
  });

  test('single-1: two tables, each with its router as default and its own source, and rules that lead each prefix there', async () => {
    const { recorder, network } = bed();
    const decided = await recorder.status();
    const { routes, rules } = decided.decision.routing;
    for (const [pvd, prefix, via] of [
      [ONE, PREFIX1, network.linkLocal],
      [TWO, PREFIX2, SECOND.from],
    ] as const) {
      const way = routes.filter((r) => r.pvd === pvd && r.route.destination === '::/0').map((r) => r.route);
      expect(way).toMatchObject([{ gateway: via, ifname: 'eth0', source: addressIn(decided, pvd, prefix) }]);
      const from = rules.filter((r) => r.rule.from === prefix);
      expect(from.map((r) => [r.pvd, r.rule.priority, r.rule.action, r.rule.table])).toEqual([
        [pvd, 20300, 'lookup', way[0]?.table],
        [pvd, 20400, 'unreachable', null],
      ]);
    }
    expect(new Set(routes.map((r) => r.route.table)).size).toBe(2);
  });

  test('single-1: each is asked for its own names at its own server', async () => {
    const { recorder, network } = bed();
    for (const [name, pvd, server] of [
      ['a.one.example', ONE, network.router6],
      ['a.two.example', TWO, '2001:db8:77::53'],
    ] as const) {
      const why = await recorder.why(`name ${name}`);
      expect(why).toMatchObject({ answer: pvd, because: { rule: 'onlyOne' } });
      expect(why.details.servers).toContain(server);
      expect(cited(recorder, why.because)).toEqual(['router.advertised eth0']);
      expect(why.because.facts.map((seq) => factOf(recorder, seq))).toMatchObject([
        { router: pvd === ONE ? network.linkLocal : SECOND.from },
      ]);
    }
    const { servers } = (await recorder.why('name a.one.example')).details;
    expect(servers).not.toContain('2001:db8:77::53');
  });

  test('single-1: a third router with the prefix of the second joins its PvD', async () => {
    const { recorder, network } = bed();
    const third = { from: 'fe80::3', mac: '02:00:00:00:00:03' };
    await advertise(network, { mac: third.mac, prefixes: [{ prefix: PREFIX2 }], dns: [{ servers: ['2001:db8:77::54'] }] }, third);
    const decided = await recorder.decided('its server is the second’s', (d) => has(TWO, 'dns 2001:db8:77::54')(d));
    expect(decided.pvds.map((p) => p.id)).toEqual([ONE, TWO]);
    expect(has(TWO, `gateway ${SECOND.from}`, `gateway ${third.from}`)(decided)).toBe(true);
  });

  test('single-1: what the second says of itself leaves the first as it is, and its end too', async () => {
    const { recorder, network } = bed();
    const before = await recorder.status();
    await Promise.all([
      advertise(network, { ...says, lifetime: 0, prefixes: [{ prefix: PREFIX2, valid: 0, preferred: 0 }] }, SECOND),
      advertise(network, { mac: '02:00:00:00:00:03', lifetime: 0 }, { from: 'fe80::3', mac: '02:00:00:00:00:03' }),
    ]);
    const after = await recorder.decided('the second leads nowhere', (d) => orderOf(d, 6).join() === ONE);
    // The kernel keeps an address up to two hours after its prefix was withdrawn: RFC 4862 §5.5.3 (e).
    expect(objectsOf(after, ONE).filter((o) => o.source !== 'kernel')).toEqual(objectsOf(before, ONE));
    expect(await recorder.why(`route ${TO}`)).toMatchObject({ answer: ONE, details: { via: network.linkLocal } });
  });

  test('single-1: the log replays to the same decisions', async () => expectReplayed(bed().recorder));
});
