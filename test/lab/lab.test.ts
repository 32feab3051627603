/** The bed itself, with plain tools: what the lab promises is so before anything is tested in it. */
import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { isInPrefix } from '../../machines/model/address.ts';
import { suite } from '../tools/needs.ts';
import { spawnNode } from './agent.ts';
import { leftovers, remove } from './clean.ts';
import { waitUntil } from './exec.ts';
import type { Host } from './host.ts';
import { PUBLIC } from './internet.ts';
import { type Lab, openLab } from './lab.ts';
import { hasCarrier, type Link } from './link.ts';
import type { Network } from './network.ts';
import { commandLine, pids } from './process-tree.ts';

const WIFI = { ipv4: '192.168.10.0/24', ipv6: '2001:db8:10::/64' };
const LTE = { ipv4: '10.20.0.0/24', ipv6: '2001:db8:20::/64' };
const PORTAL = 'https://portal.example/api';
const ROUTES = [{ to: '10.9.0.0/16', via: '192.168.10.254' }];

suite('a lab with two networks', ['lab'], () => {
  let [lab, wifi, lte, host, wlan, wwan]: [Lab?, Network?, Network?, Host?, Link?, Link?] = [];
  const bed = () => {
    if (!lab || !wifi || !lte || !host || !wlan || !wwan) throw new Error('the lab did not open');
    return { lab, wifi, lte, host, wlan, wwan };
  };
  let opening = 0;

  beforeAll(async () => {
    const start = performance.now();
    lab = await openLab({ seed: 7 });
    const dhcp = { search: ['home.example', 'corp.example'], ntp: ['192.168.10.1'], mtu: 1400, portal: PORTAL, routes: ROUTES };
    [wifi, lte, host] = await Promise.all([
      lab.network('wifi', { ...WIFI, domain: 'home.example', records: { 'nas.home.example': '192.168.10.5' }, dhcp }),
      lab.network('lte', LTE),
      lab.host('m1'),
    ]);
    [wlan, wwan] = await Promise.all([lab.connect(host, wifi, { as: 'wlan0' }), lab.connect(host, lte, { as: 'wwan0' })]);
    await Promise.all([wlan.ready(), wwan.ready()]);
    opening = performance.now() - start;
  }, 40_000);
  afterAll(async () => lab?.close(), 20_000);

  test('opens, with leases on both networks, in less than eight seconds', () => {
    expect(opening).toBeLessThan(8_000);
  });

  test.each([
    ['wlan0', WIFI],
    ['wwan0', LTE],
  ])('the host has a DHCPv4 lease and a SLAAC address on %s', async (device, network) => {
    const { host } = bed();
    const addresses = await host.addresses(device);
    expect(addresses.filter((address) => isInPrefix(address, network.ipv4))).toHaveLength(1);
    expect(addresses.filter((address) => isInPrefix(address, network.ipv6))).toHaveLength(1);
    expect(existsSync(host.file(`/var/lib/dhcpcd/${device}.lease`))).toBe(true);
  });

  test('what DHCP handed out is published as dhcpcd does, in the host alone', async () => {
    const { host } = bed();
    expect(host.read('/etc/resolv.conf')).toMatch(
      /search home\.example corp\.example\n.*nameserver 192\.168\.10\.1\nnameserver 10\.20\.0\.1\n/s,
    );
    const route = await host.run('ip', ['-4', 'route', 'show', 'default', 'dev', 'wlan0']);
    const lease = readFileSync(host.file('/var/lib/dhcpcd/wlan0.lease'));
    // RFC 8910 §2.1: option 114; RFC 3442: option 121, the route and, beside it, the default.
    expect(lease.includes(Buffer.concat([Buffer.of(114, PORTAL.length), Buffer.from(PORTAL)]))).toBe(true);
    expect(lease.includes(Buffer.of(121, 12, 16, 10, 9, 192, 168, 10, 254, 0, 192, 168, 10, 1))).toBe(true);
    expect(route.stdout).toMatch(/^default via 192\.168\.10\.1 proto dhcp src 192\.168\.10\.\d+ metric \d+ mtu 1400/);
  });

  test('the public DNS server answers, through the router and directly, and the router knows its own names', async () => {
    const { host } = bed();
    const ask = async (name: string, server: string) => (await host.run('busybox', ['nslookup', name, server])).stdout;
    expect(await ask('www.example.net', '192.168.10.1')).toContain(`Address: ${PUBLIC.server4}`);
    expect(await ask('www.example.net', PUBLIC.dns4)).toContain(`Address: ${PUBLIC.server6}`);
    expect(await ask('nas.home.example', '192.168.10.1')).toContain('Address: 192.168.10.5');
    await expect(ask('nas.home.example', '10.20.0.1')).rejects.toThrow(/NXDOMAIN/);
  });

  test('a capture counts the pings of each wire', async () => {
    const { lab, host, wlan, wwan } = bed();
    const [onWlan, onWwan] = await Promise.all([lab.capture(wlan), lab.capture(wwan)]);
    await host.run('ping', ['-c', '3', '-i', '0.05', '-I', 'wwan0', PUBLIC.server4]);
    await host.run('ping', ['-c', '2', '-i', '0.05', '-I', 'wlan0', PUBLIC.server6]);
    expect(await onWwan.packets('icmp[icmptype] == icmp-echo')).toHaveLength(3);
    expect(await onWwan.packets(`icmp6 and host ${PUBLIC.server6}`)).toHaveLength(0);
    expect(await onWlan.packets('icmp')).toHaveLength(0);
    expect(await onWlan.packets(`icmp6 and dst ${PUBLIC.server6}`)).toHaveLength(2);
    await Promise.all([onWlan.stop(), onWwan.stop()]);
  });

  test('a network that fails silently keeps its carrier and its router, and lets nothing through', async () => {
    const { host, lte, wwan } = bed();
    const ping = async (to: string) => (await host.run('ping', ['-c', '1', '-W', '0.3', '-I', 'wwan0', to], { accept: [0, 1] })).code;
    await lte.failSilently();
    expect([await ping('10.20.0.1'), await ping(PUBLIC.server4), await ping(PUBLIC.server6)]).toEqual([0, 1, 1]);
    expect(await hasCarrier(wwan)).toBe(true);
    await lte.recover();
    expect([await ping(PUBLIC.server4), await ping(PUBLIC.server6)]).toEqual([0, 0]);
  });

  test('a foreign source address is not forwarded', async () => {
    const { lab, host, lte } = bed();
    const wan = await lab.capture({ space: lte.space, device: 'wan' });
    await host.run('ip', ['-6', 'addr', 'add', '2001:db8:10::bad/128', 'dev', 'wwan0', 'nodad']);
    await host.run('ip', ['-6', 'route', 'add', PUBLIC.server6, 'via', lte.linkLocal, 'dev', 'wwan0']);
    const lan = await lab.capture({ space: lte.space, device: lte.device });
    await host.run('ping', ['-c', '1', '-W', '0.3', '-I', '2001:db8:10::bad', PUBLIC.server6], { accept: [1] });
    expect(await lan.packets('icmp6 and src 2001:db8:10::bad')).toHaveLength(1);
    expect(await wan.packets('icmp6 and src 2001:db8:10::bad')).toHaveLength(0);
    await host.run('ip', ['-6', 'route', 'delete', PUBLIC.server6]);
    await host.run('ip', ['-6', 'addr', 'delete', '2001:db8:10::bad/128', 'dev', 'wwan0']);
    await Promise.all([lan.stop(), wan.stop()]);
  });

  test('the host sees a loss of carrier within a second, and its return', async () => {
    const { wlan } = bed();
    for (let round = 0; round < 4; round++) {
      await wlan.down();
      await waitUntil('no carrier', async () => !(await hasCarrier(wlan)), { within: 1_000 });
      await wlan.up();
      await waitUntil('carrier', () => hasCarrier(wlan), { within: 1_000 });
    }
    await wlan.ready();
  }, 30_000);

  test('a script of ours runs in the host, tells what it sees there line by line, and is stopped', async () => {
    const { host } = bed();
    const script = new URL('./fixtures/interfaces.ts', import.meta.url).pathname;
    const child = spawnNode(host, script, ['hello']);
    const seen = await child.lines.waitFor(
      'interfaces',
      (value) => typeof value === 'object' && value !== null && 'interfaces' in value && value,
      10_000,
    );
    expect(seen).toMatchObject({ interfaces: ['lo', 'wlan0', 'wwan0'], args: ['hello'] });
    expect(child.lines.strays).toEqual(['no JSON']);
    child.tell('and you?');
    await child.lines.waitFor('an echo', (value) => value === 'and you?', 5_000);
    expect(await child.stop()).toEqual({ code: 7, signal: null });
    await expect(child.lines.waitFor('more', () => false, 1_000)).rejects.toThrow('ended without more');
  });

  test('a script that is killed is gone at once', async () => {
    const { host } = bed();
    const child = spawnNode(host, new URL('./fixtures/interfaces.ts', import.meta.url).pathname);
    await child.lines.waitFor('anything', () => true, 10_000);
    child.kill('SIGKILL');
    expect(await child.exited).toEqual({ code: null, signal: 'SIGKILL' });
  });

  test('roaming: the same card gets another network', async () => {
    const { wlan, lte, host } = bed();
    await wlan.moveTo(lte);
    const { ipv4, ipv6 } = await wlan.ready();
    expect([isInPrefix(ipv4 ?? '', LTE.ipv4), isInPrefix(ipv6 ?? '', LTE.ipv6)]).toEqual([true, true]);
    expect((await host.addresses('wlan0')).some((address) => isInPrefix(address, WIFI.ipv4))).toBe(false);
  }, 30_000);

  test('an unplugged card is no more', async () => {
    const { wlan, host } = bed();
    await wlan.unplug();
    expect((await host.run('ip', ['-br', 'link'])).stdout).not.toContain('wlan0');
  });
});

suite('a network as it is told to be', ['lab'], () => {
  test('Router Advertisements as configured, and configured anew while it runs; a host without a client', async () => {
    await using lab = await openLab();
    const radvd = {
      preference: 'high',
      mtu: 1380,
      routes: [{ to: '2001:db8:99::/48', preference: 'low' }],
      dnssl: ['corp.example'],
    } as const;
    const [network, host] = await Promise.all([
      lab.network('wifi', { ...WIFI, dhcp: false, internet: false, radvd: { ...radvd, managed: true, otherConfig: true } }),
      lab.host('m1', { client: 'none' }),
    ]);
    const link = await lab.connect(host, network, { as: 'wlan0', mac: '02:00:00:00:00:07' });
    expect(await link.ready()).toEqual({ ipv4: undefined, ipv6: '2001:db8:10::ff:fe00:7' });
    const route = async () => (await host.run('ip', ['-6', 'route', 'show', 'default'])).stdout;
    expect(await route()).toMatch(new RegExp(`^default via ${network.linkLocal} dev wlan0 proto ra .*mtu 1380 .*pref high`));
    expect(await host.run('sh', ['-c', 'cat /proc/sys/net/ipv6/conf/wlan0/mtu'])).toMatchObject({ stdout: '1380\n' });
    await network.serve({ radvd: { ...radvd, lifetime: 0 } });
    await waitUntil('the router is no default router any more', async () => (await route()) === '', { tail: route });
  }, 30_000);

  test('a host that is closed takes its cards along, and its name is free again', async () => {
    await using lab = await openLab();
    const [network, host] = await Promise.all([lab.network('wifi', { ...WIFI, internet: false }), lab.host('m1')]);
    await lab.connect(host, network, { as: 'wlan0' });
    const ports = async () => (await network.run('ip', ['-br', 'link', 'show', 'type', 'veth'])).stdout.match(/^port/gm)?.length ?? 0;
    expect(await ports()).toBe(1);
    await host.close();
    await waitUntil('the port is gone', async () => (await ports()) === 0);
    const again = await lab.host('m1');
    expect((await lab.connect(again, network, { as: 'wlan0' }).then((link) => link.ready())).ipv4).toMatch(/^192\.168\.10\./);
  }, 30_000);

  test('what cannot be is said with the words of the one who could not do it', async () => {
    await using lab = await openLab();
    await expect(lab.network('wifi', { ipv4: '192.168.10.0/24', internet: false, dhcp: { ntp: ['300.1.2.3'] } })).rejects.toThrow(
      /dnsmasq ended with 1\n.*bad IPv4 address at line/s,
    );
    await expect(lab.host('no name')).rejects.toThrow('not a name');
  }, 30_000);
});

suite('labs beside each other', ['lab'], () => {
  test('two at once, with the same names and addresses, do not collide, and nothing of them stays', async () => {
    const open = async () => {
      const lab = await openLab({ seed: 3 });
      const [network, host] = await Promise.all([lab.network('wifi', WIFI), lab.host('m1', { client: 'static' })]);
      const link = await lab.connect(host, network, { as: 'wlan0' });
      const addresses = await link.ready();
      await host.run('ping', ['-c', '1', '-W', '1', PUBLIC.server4]);
      return { lab, addresses };
    };
    const [a, b] = await Promise.all([open(), open()]);
    expect(a.lab.prefix).not.toBe(b.lab.prefix);
    expect(a.addresses).toEqual(b.addresses);
    expect(mentioning(a.lab.folder)).not.toHaveLength(0);
    await Promise.all([a.lab.close(), b.lab.close()]);
    for (const { lab } of [a, b]) {
      expect(mentioning(lab.folder)).toEqual([]);
      expect(existsSync(lab.folder)).toBe(false);
      expect(existsSync(`/run/netns/${lab.prefix}wifi`)).toBe(false);
    }
  }, 30_000);

  test('a test that is killed leaves no process; its folder is found by clean', async () => {
    const script = new URL('./fixtures/opens-a-lab.ts', import.meta.url).pathname;
    const victim = spawn(process.execPath, [script], { stdio: ['ignore', 'pipe', 'inherit'] });
    let said = '';
    victim.stdout.setEncoding('utf8').on('data', (text: string) => {
      said += text;
    });
    const folder = await waitUntil('the lab is open', () => said.includes('\n') && said.trim(), { within: 20_000 });
    expect(mentioning(folder)).not.toHaveLength(0);
    victim.kill('SIGKILL');
    await waitUntil('its processes are gone', () => mentioning(folder).length === 0);
    const left = await waitUntil('clean knows', () => [leftovers()].find(({ folders }) => folders.includes(folder)));
    expect(left.processes).toEqual([]);
    remove({ processes: [], folders: [folder] });
    expect(existsSync(folder)).toBe(false);
  }, 30_000);
});

/** The daemons of a lab have its folder in their arguments. */
const mentioning = (folder: string): readonly number[] => pids().filter((pid) => commandLine(pid).some((word) => word.includes(folder)));
