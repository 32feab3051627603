/**
 * sec-6 with a real VPN: networks that hand out routes and on-link prefixes for public space pull nothing off the tunnel, its names
 * are asked through it alone, also while it is away; printers of the network are reached. Without `exclusive` the same bed leaks.
 */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { FAMILIES, type Family } from '../../../machines/model/units.ts';
import { suite } from '../../tools/needs.ts';
import { curl, dig } from './clients.ts';
import { cited, expectReplayed } from './evidence.ts';
import * as t from './tunnel.ts';

const [LEASE, HOTELS_LEASE, RA, HOTELS_RA] = [
  'lease4.bound eth0',
  'lease4.bound wlan0',
  'router.advertised eth0',
  'router.advertised wlan0',
];
const TYPES = { 4: 'A', 6: 'AAAA' } as const;

/** What the far end says of who asks it. */
const seenAs = (bed: t.Tunnelled, address: string): Promise<string> =>
  curl(bed.host, `http://${address.includes(':') ? `[${address}]` : address}:${t.PORT}/`);
const asked = async (bed: t.Tunnelled, name = t.SECRET) =>
  Promise.all(FAMILIES.map(async (family) => (await dig(bed.host, name, TYPES[family])).told));
/** Questions on the underlay that have a name of the VPN's in them, in whatever letters. */
const leaked = async (bed: t.Tunnelled): Promise<readonly string[]> =>
  (await Promise.all(t.UNDERLAY.map((device) => bed.sent(device, 'port 53'))))
    .flat()
    .filter((line) => line.toLowerCase().includes(t.SUFFIX));
const clear = async (bed: t.Tunnelled): Promise<readonly string[]> =>
  (await Promise.all(t.UNDERLAY.flatMap((device) => FAMILIES.map((family) => bed.sent(device, t.inClear(family)))))).flat();
/** Whoever takes an address for on-link asks for its neighbour there. */
const sought = async (bed: t.Tunnelled): Promise<readonly string[]> =>
  (await Promise.all(t.UNDERLAY.map((device) => bed.sent(device, 'arp or icmp6'))))
    .flat()
    .filter((line) =>
      FAMILIES.some((family) => line.includes(`who-has ${t.NAMED[family]} `) || line.includes(`who has ${t.NAMED[family]},`)),
    );

for (const outer of FAMILIES)
  suite(`sec-6: a tunnel over IPv${outer}`, ['lab', 'tun', 'openvpn'], () => {
    let made: t.Tunnelled | undefined;
    const bed = (): t.Tunnelled => {
      if (!made) throw new Error('the lab did not open');
      return made;
    };
    beforeAll(async () => {
      made = await t.openTunnelled(60 + outer, outer, true);
      await made.up();
    }, 60_000);
    afterAll(async () => made?.close(), 20_000);

    test('sec-6: TunnelVision, LocalNet and RIO: all general traffic goes by the tunnel, in both families, and nothing of it in clear', async () => {
      for (const [family, own] of [
        [4, /^10\.8\.0\.\d+$/],
        [6, /^2001:db8:8::[0-9a-f]+$/],
      ] as const)
        for (const address of [t.NAMED[family], t.REST[family]]) {
          expect(await seenAs(bed(), address), address).toMatch(own);
          expect(await bed().recorder.why(`route ${address}`)).toMatchObject({ answer: t.TUNNEL });
        }
      expect(await clear(bed())).toEqual([]);
      expect(await sought(bed())).toEqual([]);
    });

    test('sec-6: the tunnel’s own packets go by the underlay, by the network that a person chose', async () => {
      expect((await bed().sent('eth0', t.ofTunnel(outer))).length).toBeGreaterThan(10);
      expect(await bed().sent('wlan0', t.ofTunnel(outer))).toEqual([]);
    });

    test('sec-6: printers of the network are reached, by private and unique-local addresses', async () => {
      for (const family of FAMILIES) await bed().host.run('ping', ['-c', '1', '-W', '2', t.PRINTERS[family]]);
      expect((await bed().sent('eth0', `dst host ${t.PRINTERS[4]} and icmp`)).length).toBe(1);
      expect((await bed().sent('eth0', `dst host ${t.PRINTERS[6]} and icmp6 and ip6[40] = 128`)).length).toBe(1);
    });

    test('sec-6: each of the network’s words that is not heeded is told, with its reason and the fact', async () => {
      const { recorder } = bed();
      const { decision } = await recorder.status();
      const told = decision.conflicts.filter((c) => c.kind === 'exclusive' && c.winner === t.TUNNEL && c.because.rule === 'exclusive');
      expect(told.map((c) => [c.about, c.loser, ...cited(recorder, c.because)])).toEqual([
        ['on-link 2001:db8:10::/64', t.CAFE, RA],
        ['on-link 2001:db8:20::/64', t.HOTEL, HOTELS_RA],
        ['on-link 2001:db8:ffff::/64', t.CAFE, RA],
        ['on-link 203.0.113.64/26', t.HOTEL, HOTELS_LEASE],
        ['route to 0.0.0.0/1', t.CAFE, LEASE],
        ['route to 128.0.0.0/1', t.CAFE, LEASE],
        ['route to 2001:db8:f000::/36', t.CAFE, RA],
        ['route to 203.0.113.80/32', t.CAFE, LEASE],
      ]);
    });

    test('sec-6: exclusive names are asked through the tunnel alone, nowhere while it is away or the agent starts anew, and there again', async () => {
      const nobody = FAMILIES.map((): readonly string[] => []);
      const there = FAMILIES.map((family: Family) => [t.TRUE[family]]);
      expect(await asked(bed())).toEqual(there);
      for (const name of ['first', 'second']) {
        await bed().down();
        expect(await asked(bed())).toEqual(nobody);
        expect(await asked(bed(), `${name}.${t.SUFFIX}`)).toEqual(nobody);
        await bed().restart();
        expect(await asked(bed())).toEqual(nobody);
        expect((await dig(bed().host, `${name}.${t.SUFFIX}`, 'A')).status).toBe('SERVFAIL');
        await bed().up();
        expect(await asked(bed())).toEqual(there);
        // By the VPN's own server: another knows no such name either, but would be asked for it.
        expect((await dig(bed().host, `${name}.${t.SUFFIX}`, 'A')).status).toBe('NXDOMAIN');
      }
      expect(await leaked(bed())).toEqual([]);
      expect(
        bed()
          .recorder.facts()
          .filter((fact) => fact.type === 'agent.started').length,
      ).toBeGreaterThanOrEqual(3);
      await expectReplayed(bed().recorder);
    });
  });

suite('sec-6: the same without exclusive', ['lab', 'tun', 'openvpn'], () => {
  test('sec-6: what the network says pulls traffic off the tunnel, in both families, and its names leak when it drops', async () => {
    const bed = await t.openTunnelled(69, 4, false);
    try {
      await bed.up();
      await Promise.all(FAMILIES.flatMap((family) => [seenAs(bed, t.NAMED[family]), seenAs(bed, t.REST[family])]));
      const lines = await clear(bed);
      for (const family of FAMILIES)
        expect(
          lines.filter((line) => line.includes(` > ${t.REST[family]}.${t.PORT}: `)),
          `IPv${family}`,
        ).not.toEqual([]);
      expect(await sought(bed)).not.toEqual([]);
      expect(await asked(bed)).toEqual(FAMILIES.map((family) => [t.TRUE[family]]));
      await bed.down();
      expect(await asked(bed)).toEqual(FAMILIES.map((family) => [t.FALSE[family]]));
      expect(await leaked(bed)).not.toEqual([]);
    } finally {
      await bed.close();
    }
  }, 60_000);
});
