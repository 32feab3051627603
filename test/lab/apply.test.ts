/** The guard on the wire, between a host with two links and the routers at their ends; each thing is seen without the guard as well. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { guardScript } from '../../adapters/linux/apply/guardText.ts';
import { suite } from '../tools/needs.ts';
import type { Host } from './host.ts';
import { type Lab, openLab } from './lab.ts';
import type { Addresses, Link } from './link.ts';
import type { Network } from './network.ts';
import { openTraffic } from './packets.ts';

suite('the guard on the wire', ['lab'], () => {
  let lab: Lab;
  let host: Host;
  let links: readonly [Link, Link];
  let networks: readonly [Network, Network];
  let own: readonly [Addresses, Addresses];
  const guard = async (...interfaces: readonly string[]): Promise<void> => {
    await host.run('nft', ['-f', '-'], { input: guardScript(interfaces) });
  };
  const dropped = async (): Promise<number> => {
    const { stdout } = await host.run('nft', ['list', 'table', 'inet', 'multihome']);
    return [...stdout.matchAll(/packets (\d+)/g)].reduce((sum, [, packets]) => sum + Number(packets), 0);
  };
  /** Whether an answer came. */
  const ping = async (from: Pick<Host, 'run'>, ...args: readonly string[]): Promise<boolean> =>
    (await from.run('ping', ['-c', '3', '-i', '0.1', '-w', '1', ...args], { accept: 'any' })).code === 0;

  beforeAll(async () => {
    lab = await openLab();
    const [one, two] = await Promise.all([
      lab.network('one', { ipv4: '192.0.2.0/24', ipv6: '2001:db8:1::/64', internet: false }),
      lab.network('two', { ipv4: '198.51.100.0/24', ipv6: '2001:db8:2::/64', internet: false }),
    ]);
    host = await lab.host('h');
    // Before there is any address: DHCP, Router Advertisements and duplicate address detection have to pass it.
    await guard('a0', 'b0');
    links = [await lab.connect(host, one, { as: 'a0' }), await lab.connect(host, two, { as: 'b0' })];
    networks = [one, two];
    own = [await links[0].ready(), await links[1].ready()];
  }, 60_000);
  afterAll(() => lab?.close());

  test('DHCP, advertisements, duplicate address detection and what is in order pass it', async () => {
    expect(own).toMatchObject([{ ipv4: expect.stringContaining('192.0.2.'), ipv6: expect.stringContaining('2001:db8:1:') }, {}]);
    for (const [i, network] of networks.entries()) {
      const { ipv4 = '', ipv6 = '' } = own[i] ?? {};
      for (const target of [ipv4, ipv6]) expect(await ping(network, target), `${network.name} to ${target}`).toBe(true);
      for (const [source, target] of [
        [ipv4, network.router4 ?? ''],
        [ipv6, network.router6 ?? ''],
      ] as const)
        expect(await ping(host, '-I', source, target), `${source} to ${target}`).toBe(true);
      expect(await ping(host, `${network.linkLocal}%${links[i]?.device}`)).toBe(true);
    }
    expect(await ping(host, '127.0.0.1')).toBe(true);
    expect(await ping(host, '-I', own[0].ipv4 ?? '', own[1].ipv4 ?? '')).toBe(true);
    expect(await dropped()).toBe(0);
  });

  test.each([
    ['IPv4', 'ipv4', 'router4'],
    ['IPv6', 'ipv6', 'router6'],
  ] as const)('route-6: %s bound to one device with the other’s address leaves nothing on the wire', async (_name, family, router) => {
    const [foreign, target] = [own[1][family] ?? '', networks[0][router] ?? ''];
    const wire = await lab.capture(links[0]);
    const filter = `src host ${foreign}`;
    await guard('a0', 'b0');
    expect(await ping(host, '-I', 'a0', '-I', foreign, target)).toBe(false);
    expect(await wire.packets(filter)).toEqual([]);
    expect(await dropped()).toBeGreaterThan(0);
    await guard();
    await ping(host, '-I', 'a0', '-I', foreign, target);
    expect((await wire.waitFor(filter)).length).toBeGreaterThan(0);
    await wire.stop();
  });

  test.each([
    ['IPv4', 'ipv4', '-4'],
    ['IPv6', 'ipv6', '-6'],
  ] as const)('route-6: %s packets to one device’s address that come by the other get no answer', async (_name, family, flag) => {
    const [wrong, right] = [own[1][family] ?? '', own[0][family] ?? ''];
    await networks[0].run('ip', [flag, 'route', 'replace', wrong, 'via', right, 'dev', networks[0].device]);
    await guard('a0', 'b0');
    expect(await ping(networks[0], wrong)).toBe(false);
    expect(await dropped()).toBeGreaterThan(0);
    await guard();
    expect(await ping(networks[0], wrong)).toBe(true);
  });

  test('route-6: IPv4 without an address yet reaches all on the link, and asks for no neighbour in another device’s name', async () => {
    const bare = await lab.host('bare', { client: 'none' });
    const link = await lab.connect(bare, networks[0], { as: 'a0' });
    const traffic = await openTraffic(lab, bare, [link]);
    const set = (...interfaces: readonly string[]) => bare.run('nft', ['-f', '-'], { input: guardScript(interfaces) });
    const asked = () => traffic.packets('a0', `arp and ether src ${link.mac}`);
    const away = { to: '203.0.113.80', port: 9, device: 'a0' };
    await set('a0');
    expect(await traffic.ways({ away, all: { ...away, to: '224.0.0.251' } })).toEqual({ away: 'EPERM', all: 'a0' });
    expect(await asked()).toEqual([]);
    await set();
    expect(await traffic.ways({ away }, 300)).toEqual({ away: 'lost' });
    expect((await asked()).length).toBeGreaterThan(0);
    await traffic.stop();
  });
});
