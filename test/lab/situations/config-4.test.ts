/** config-4: explicit PvDs (RFC 8801): several on one interface, one on two, DHCPv4 by the L flag, and objects that move. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { goodAddresses } from '../../../machines/model/pvd.ts';
import { suite } from '../../tools/needs.ts';
import type { Host } from '../host.ts';
import { type Lab, openLab } from '../lab.ts';
import type { Network } from '../network.ts';
import type { Recipe } from '../ra-recipe.ts';
import { type Recorder, record } from '../recorder.ts';
import { cited, expectReplayed } from './evidence.ts';
import { advertise, expectGiven, factOf, has, objectsOf, pvdOf, told } from './objects.ts';

const ETH = 'pvd:eth0';
const [A, B, A_WLAN] = ['pvd:a.example@eth0', 'pvd:b.example@eth0', 'pvd:a.example@wlan0'];
const CONFIG = `
version: 1
linger: 1s
interfaces:
  eth0: { kind: ethernet }
  wlan0: { kind: wifi }
`;
const OTHER = { from: 'fe80::2', mac: '02:00:00:00:00:02' };

suite('config-4: explicit PvDs', ['lab'], () => {
  let [lab, host, office, home, recorder]: [Lab?, Host?, Network?, Network?, Recorder?] = [];
  const bed = () => {
    if (!lab || !host || !office || !home || !recorder) throw new Error('the lab did not open');
    return { lab, host, office, home, recorder };
  };
  const saysA = (legacy = false): Recipe => ({
    ...{ mac: bed().office.mac, prefixes: [{ prefix: '2001:db8:a::/64' }], search: [{ domains: ['outer.a.example'] }] },
    pvds: [
      {
        id: 'a.example',
        legacy,
        sequence: 1,
        nested: { dns: [{ servers: ['2001:db8:a::53'] }], routes: [{ prefix: '2001:db8:af::/48' }] },
      },
    ],
  });
  const saysB = (dns: string, legacy = false): Recipe => ({
    ...{ mac: bed().office.mac, prefixes: [{ prefix: '2001:db8:b::/64' }] },
    pvds: [{ id: 'b.example', legacy, nested: { dns: [{ servers: [dns] }] } }],
  });

  beforeAll(async () => {
    lab = await openLab({ seed: 26 });
    [host, office, home] = await Promise.all([
      lab.host('m1'),
      lab.network('office', { ipv4: '192.168.10.0/24', ipv6: '2001:db8:a::/64', internet: false, radvd: false }),
      lab.network('home', { ipv4: '192.168.20.0/24', ipv6: '2001:db8:20::/64', internet: false, radvd: false }),
    ]);
    const links = await Promise.all([lab.connect(host, office, { as: 'eth0' }), lab.connect(host, home, { as: 'wlan0' })]);
    await Promise.all(links.map((link) => link.ready()));
    recorder = await record(host, { config: CONFIG });
    await recorder.decided('both leases are there', (d) => ['pvd:eth0', 'pvd:wlan0'].every((pvd) => told(d, pvd, 'dhcp4').length > 0));
  }, 60_000);
  afterAll(async () => {
    await recorder?.stop();
    await lab?.close();
  }, 20_000);

  test('config-4: one router with two advertisements and a PvD option in each is two PvDs', async () => {
    const { recorder, office } = bed();
    await advertise(office, saysA());
    await advertise(office, saysB('2001:db8:b::53'));
    const decided = await recorder.decided('both have addresses', (d) =>
      [A, B].every((pvd) => goodAddresses(objectsOf(d, pvd)).length === 1),
    );
    const gateway = `gateway ${office.linkLocal}`;
    expect(told(decided, A)).toEqual(
      [gateway, 'address', 'prefix 2001:db8:a::/64', 'search outer.a.example', 'dns 2001:db8:a::53', 'route 2001:db8:af::/48'].toSorted(),
    );
    expect(told(decided, B)).toEqual([gateway, 'address', 'prefix 2001:db8:b::/64', 'dns 2001:db8:b::53'].toSorted());
    expect([A, B, ETH].map((pvd) => pvdOf(decided, pvd)?.identity)).toEqual(['a.example', 'b.example', null]);
    // Without the L flag DHCPv4 is the interface's own.
    expect(told(decided, ETH).every((text) => !text.includes(':'))).toBe(true);
    for (const pvd of [A, B]) expectGiven(recorder, decided, pvd);
    const why = await recorder.why('name x.outer.a.example');
    expect(why).toMatchObject({ answer: A, details: { servers: ['2001:db8:a::53'] }, because: { rule: 'onlyOne' } });
    expect(why.because.facts.map((seq) => factOf(recorder, seq))).toMatchObject([{ pvd: { id: 'a.example' }, router: office.linkLocal }]);
  });

  test('config-4: each source address goes by the table of its PvD, though the router is one', async () => {
    const { recorder, office } = bed();
    const decided = await recorder.status();
    for (const pvd of [A, B]) {
      const [address] = goodAddresses(objectsOf(decided, pvd));
      expect(await recorder.why(`route 2001:db8:ffff::1 ${address?.value}`)).toMatchObject({
        ...{ answer: pvd, details: { via: office.linkLocal }, because: { rule: 'sourceOwner', facts: [address?.since] } },
      });
    }
    const tables = decided.decision.routing.routes.filter((r) => r.route.destination === '::/0');
    expect(new Set(tables.map((r) => r.route.table)).size).toBe(2);
  });

  test('config-4: a second PvD option in one advertisement is ignored, and counted', async () => {
    const { recorder, office } = bed();
    const [first] = saysA().pvds ?? [];
    const second = { id: 'c.example', nested: { dns: [{ servers: ['2001:db8:c::53'] }] } };
    await advertise(office, { ...saysA(), lifetime: 1700, pvds: first ? [first, second] : [] });
    const fact = await recorder.fact('the advertisement with two', 'router.advertised', (f) => f.dropped > 0);
    expect(fact).toMatchObject({ dropped: 1, lifetime: 1_700_000, pvd: { id: 'a.example' } });
    const decided = await recorder.status();
    expect(decided.seq).toBeGreaterThanOrEqual(fact.seq);
    expect(JSON.stringify([decided.decision, decided.pvds])).not.toMatch(/c\.example|2001:db8:c::53/);
    expect(has(A, 'dns 2001:db8:a::53')(decided)).toBe(true);
  });

  test('config-4: the same PvD on two interfaces is two, with one identity and each its own objects', async () => {
    const { recorder, home } = bed();
    await advertise(home, {
      ...{ mac: home.mac, prefixes: [{ prefix: '2001:db8:20::/64' }] },
      pvds: [{ id: 'A.Example', nested: { dns: [{ servers: ['2001:db8:20::53'] }] } }],
    });
    const decided = await recorder.decided('it is on both', (d) =>
      [A, A_WLAN].every((pvd) => goodAddresses(objectsOf(d, pvd)).length === 1),
    );
    expect([A, A_WLAN].map((pvd) => [pvdOf(decided, pvd)?.identity, pvdOf(decided, pvd)?.ifname])).toEqual([
      ['a.example', 'eth0'],
      ['a.example', 'wlan0'],
    ]);
    expect(told(decided, A_WLAN)).toContain('dns 2001:db8:20::53');
    expect(told(decided, A)).not.toContain('dns 2001:db8:20::53');
    expect(pvdOf(decided, A)?.slot).not.toBe(pvdOf(decided, A_WLAN)?.slot);
    expect((await recorder.why(`pvd ${A_WLAN}`)).question).toBe(`pvd ${A_WLAN}`);
    expectGiven(recorder, decided, A_WLAN);
  });

  test('config-4: an L flag from another link-layer address does not get DHCPv4', async () => {
    const { recorder, office, host } = bed();
    await host.run('ping', ['-c', '1', '192.168.10.1']);
    await recorder.fact(
      'the gateway’s link-layer address',
      'neighbour.changed',
      (f) => f.address === '192.168.10.1' && f.mac === office.mac,
    );
    const before = told(await recorder.status(), ETH);
    await advertise(
      office,
      { mac: OTHER.mac, pvds: [{ id: 'thief.example', legacy: true, nested: { dns: [{ servers: ['2001:db8:d::53'] }] } }] },
      OTHER,
    );
    const fact = await recorder.fact('the thief', 'router.advertised', (f) => f.pvd?.legacy === true && f.mac === OTHER.mac);
    const decided = await recorder.decided('its PvD is there', (d) => has('pvd:thief.example@eth0', 'dns 2001:db8:d::53')(d));
    expect(decided.seq).toBeGreaterThanOrEqual(fact.seq);
    expect(told(decided, 'pvd:thief.example@eth0', 'dhcp4')).toEqual([]);
    expect(told(decided, ETH)).toEqual(before);
  });

  test('config-4: with the L flag from the gateway’s link-layer address DHCPv4 joins the explicit PvD', async () => {
    const { recorder, office } = bed();
    const lease = told(await recorder.status(), ETH, 'dhcp4');
    await advertise(office, saysA(true));
    const decided = await recorder.decided('DHCPv4 has joined', (d) => told(d, A, 'dhcp4').length > 0);
    expect(told(decided, A, 'dhcp4')).toEqual(lease);
    expect(told(decided, ETH)).toEqual([]);
    expect(await recorder.why('route 198.51.100.1')).toMatchObject({ answer: A, details: { via: '192.168.10.1' } });
    const why = await recorder.why(`route 192.168.10.1`);
    expect(why).toMatchObject({ answer: A, because: { rule: 'onLink' } });
    expect(cited(recorder, why.because)).toEqual(['lease4.bound eth0']);
    await recorder.decided('the implicit PvD is forgotten', (d) => pvdOf(d, ETH) === undefined);
  });

  test('config-4: two PvDs that claim DHCPv4 get it both not', async () => {
    const { recorder, office } = bed();
    await advertise(office, saysB('2001:db8:b::53', true));
    const both = await recorder.decided('it is the interface’s again', (d) => told(d, ETH, 'dhcp4').length > 0);
    expect([told(both, A, 'dhcp4'), told(both, B, 'dhcp4')]).toEqual([[], []]);
    await advertise(office, saysB('2001:db8:b::53'));
    await recorder.decided('one claim is left', (d) => told(d, A, 'dhcp4').length > 0 && told(d, ETH).length === 0);
  });

  test('config-4: an object moves to the PvD of the advertisement that last carried it', async () => {
    const { recorder, office } = bed();
    const moved = 'dns 2001:db8:a::53';
    expect(has(A, moved)(await recorder.status())).toBe(true);
    await advertise(office, saysB('2001:db8:a::53'));
    const decided = await recorder.decided('it has moved', (d) => has(B, moved)(d));
    expect(has(A, moved)(decided)).toBe(false);
    const object = objectsOf(decided, B).find((o) => o.value === '2001:db8:a::53');
    expect(factOf(recorder, object?.since ?? 0)).toMatchObject({ type: 'router.advertised', pvd: { id: 'b.example' } });
    // What the first alone carried is still the first's.
    expect(has(A, 'prefix 2001:db8:a::/64', 'route 2001:db8:af::/48', `gateway ${office.linkLocal}`)(decided)).toBe(true);
    await advertise(office, saysA(true));
    await recorder.decided('and back', (d) => has(A, moved)(d) && !has(B, moved)(d));
  });

  test('config-4: the log replays to the same decisions', async () => expectReplayed(bed().recorder));
});
