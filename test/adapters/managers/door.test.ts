import { describe, expect, test } from 'vitest';
import { IfName } from '../../../machines/model/units.ts';
import { bytesOf, textOf } from './fixtures.ts';
import { type Host, openHost } from './host.ts';

const DHCPCD = '/var/lib/dhcpcd/wlan0.lease';
const NETWORKD = '/run/systemd/netif/leases/12';
const lease = bytesOf('dhcpcd-wlan0.lease');
const types = (facts: readonly { readonly type: string }[]): readonly string[] => facts.map(({ type }) => type);
/** A fact of no interest here: once it is told, the door has looked again, and what happened before it was seen. */
async function looked(host: Host): Promise<void> {
  const before = host.facts.length;
  host.write('/etc/resolv.conf', `nameserver 203.0.113.${before}\n`);
  await host.fact('resolver.published', before);
}
const without = (facts: readonly { readonly type: string }[], type: string): readonly string[] =>
  types(facts).filter((one) => one !== type);

describe.concurrent('managers', { timeout: 30_000 }, () => {
  test('what is there at the start is there when open resolves', async () => {
    await using host = await openHost((files) => {
      files.process(42, 'dhcpcd');
      files.write('/run/dhcpcd/wlan0.pid', '42\n');
      files.write(DHCPCD, lease, 600);
      files.write('/run/dhcpcd/hook-state/resolv.conf/wlan0.dhcp', bytesOf('dhcpcd-hook-wlan0.dhcp'));
      files.write('/etc/resolv.conf', bytesOf('dhcpcd-etc-resolv.conf'));
    });
    expect(host.facts).toEqual([
      {
        type: 'manager.noticed',
        v: 1,
        class: 'world',
        name: 'dhcpcd',
        interfaces: ['wlan0'],
        evidence: ['process 42', 'files in /run/dhcpcd'],
      },
      expect.objectContaining({
        type: 'resolver.published',
        publisher: 'dhcpcd',
        ifname: 'wlan0',
        file: '/run/dhcpcd/hook-state/resolv.conf/wlan0.dhcp',
      }),
      expect.objectContaining({
        type: 'resolver.published',
        publisher: 'dhcpcd',
        ifname: null,
        file: '/etc/resolv.conf',
        servers: ['192.0.2.53', '192.0.2.54', '2001:db8:1::53'],
      }),
      expect.objectContaining({ type: 'lease4.bound', client: 'dhcpcd', ifname: 'wlan0', address: '192.0.2.123' }),
    ]);
    // Ten minutes of the hour have gone.
    const bound = host.facts.find((fact) => fact.type === 'lease4.bound');
    expect(Math.abs((bound?.lifetime ?? 0) - 3_000_000)).toBeLessThan(10_000);
    expect(host.notices).toEqual([]);
  });

  test('our own resolv.conf is no news: the servers that it covers are known still, and others’ words are news again', async () => {
    await using host = await openHost((files) => files.write('/etc/resolv.conf', 'nameserver 203.0.113.1\n'));
    host.write('/etc/resolv.conf', '# Written by multihome, which answers on the address below\nnameserver 127.0.0.55\n');
    host.process(42, 'dhcpcd');
    host.write('/run/dhcpcd/wlan0.pid', '42\n');
    await host.fact('manager.noticed');
    host.write('/etc/resolv.conf', 'nameserver 203.0.113.2\n');
    await host.fact('resolver.published', 1);
    expect(host.facts.flatMap((fact) => (fact.type.startsWith('resolver.') ? [fact] : []))).toMatchObject([
      { type: 'resolver.published', servers: ['203.0.113.1'] },
      { type: 'resolver.published', servers: ['203.0.113.2'] },
    ]);
  });

  test('clients that we run are no other manager, and their files nobody’s', async () => {
    await using host = await openHost((files) => {
      files.process(42, 'dhcpcd', 'net:[1]', 'dhcpcd: wlan0 [ip6]', 1);
      files.process(43, 'dhcpcd', 'net:[1]', 'dhcpcd: [BPF ARP]', 42);
      files.process(44, 'udhcpc', 'net:[1]', 'udhcpc -i wlan0', 1);
      files.write('/run/dhcpcd/wlan0-6.pid', '42\n');
    });
    expect(host.facts).toEqual([]);
    // Another's, beside ours: it has what is its own.
    host.interfaces.push({ ifname: IfName.parse('eth0'), ifindex: 13 });
    host.process(50, 'dhcpcd');
    host.write('/run/dhcpcd/eth0.pid', '50\n');
    const noticed = await host.fact('manager.noticed', 0, (fact) => 'interfaces' in fact && fact.interfaces.length > 0);
    expect(noticed).toMatchObject({ name: 'dhcpcd', interfaces: ['eth0'], evidence: ['process 50', 'files in /run/dhcpcd'] });
  });

  test('folders that appear are watched; renewed, gone', async () => {
    await using host = await openHost();
    expect(host.facts).toEqual([]);
    host.write('/run/systemd/netif/links/12', bytesOf('networkd-link-12'));
    host.process(35, 'systemd-network');
    host.write(NETWORKD, bytesOf('networkd-lease-12'), 60);
    await host.fact('lease4.bound');
    await host.fact('manager.noticed', 0, (fact) => 'interfaces' in fact && fact.interfaces.length === 1);
    await host.fact('resolver.published');

    const before = host.facts.length;
    host.replace(NETWORKD, bytesOf('networkd-lease-12'));
    expect(await host.fact('lease4.bound', before)).toMatchObject({ address: '192.0.2.123' });
    host.remove(NETWORKD);
    expect(await host.fact('lease4.lost', before)).toMatchObject({
      client: 'systemd-networkd',
      reason: `no longer published (${NETWORKD})`,
    });
    host.remove('/run/systemd/netif/links');
    expect(await host.fact('resolver.withdrawn', before)).toMatchObject({ file: '/run/systemd/netif/links/12' });
    host.remove('/proc/35');
    expect(await host.fact('manager.gone', before)).toMatchObject({ name: 'systemd-networkd' });
  });

  test('a file touched without a change, or replaced by itself in between, is no new fact', async () => {
    await using host = await openHost((files) => {
      files.write(
        '/run/NetworkManager/devices/12',
        textOf('networkmanager-device-12').replace('1795490802', String(Math.round(Date.now() / 1000) + 3600)),
      );
      files.process(31, 'NetworkManager');
    });
    expect(types(host.facts)).toEqual(['manager.noticed', 'lease4.bound']);
    const content = textOf('networkmanager-device-12').replace('1795490802', String(Math.round(Date.now() / 1000) + 3600));
    host.remove('/run/NetworkManager/devices/12');
    host.write('/run/NetworkManager/devices/12', content);
    await looked(host);
    expect(without(host.facts, 'resolver.published')).toEqual(['manager.noticed', 'lease4.bound']);
  });

  test('half a message is no lost lease: it waits, is rejected in the end, and what was told holds', async () => {
    await using host = await openHost((files) => {
      files.process(42, 'dhcpcd');
      files.write(DHCPCD, lease);
    });
    const before = host.facts.length;
    host.write(DHCPCD, lease.subarray(0, 300));
    expect(await host.fact('lease4.rejected', before)).toMatchObject({
      ifname: 'wlan0',
      client: 'dhcpcd',
      file: DHCPCD,
      problem: 'truncated at 294',
    });
    host.write(DHCPCD, lease.with(19, 124));
    expect(await host.fact('lease4.bound', before)).toMatchObject({ address: '192.0.2.124' });
    expect(types(host.facts.slice(before))).toEqual(['lease4.rejected', 'lease4.bound']);
  });

  test('a lease that is written in two steps is told once', async () => {
    await using host = await openHost((files) => files.process(42, 'dhcpcd'));
    host.write(DHCPCD, lease.subarray(0, 100));
    await looked(host);
    host.write(DHCPCD, lease);
    await host.fact('lease4.bound');
    expect(without(host.facts, 'resolver.published')).toEqual(['manager.noticed', 'manager.noticed', 'lease4.bound']);
  });

  test("dhcpcd's file outlives it: without the client there is no lease", async () => {
    await using host = await openHost((files) => files.write(DHCPCD, lease));
    expect(host.facts).toEqual([]);
    host.process(42, 'dhcpcd');
    await host.fact('lease4.bound');
    host.remove('/proc/42');
    expect(await host.fact('lease4.lost')).toMatchObject({ client: 'dhcpcd', reason: `dhcpcd is gone (${DHCPCD})` });
  });

  test('a client that restarts at once holds its lease', async () => {
    await using host = await openHost((files) => {
      files.process(42, 'dhcpcd');
      files.process(31, 'NetworkManager');
      files.write(DHCPCD, lease);
    });
    const before = host.facts.length;
    host.remove('/proc/42');
    host.remove('/proc/31');
    host.process(43, 'dhcpcd');
    // The one that does not come back tells when the time to come back was over.
    expect(await host.fact('manager.gone', before)).toMatchObject({ name: 'NetworkManager' });
    expect(host.facts.slice(before)).toEqual([
      expect.objectContaining({ type: 'manager.noticed', name: 'dhcpcd', evidence: ['process 43'] }),
      expect.objectContaining({ type: 'manager.gone', name: 'NetworkManager' }),
    ]);
  });

  test('a lease that is over by the wall clock is not told, and a released one is lost', async () => {
    await using host = await openHost((files) => {
      files.process(32, 'dhclient');
      files.write('/var/lib/dhcp/dhclient.wlan0.leases', textOf('dhclient-wlan0.leases').replaceAll('2026/11', '2001/11'));
    });
    expect(types(host.facts)).toEqual(['manager.noticed']);
    host.write('/var/lib/dhcp/dhclient.wlan0.leases', textOf('dhclient-wlan0.leases').replaceAll('2026/11', '2999/11'));
    await host.fact('lease4.bound');
    host.write('/var/lib/dhcp/dhclient.wlan0.leases', textOf('dhclient-wlan0-released.leases').replaceAll('2026/11', '2001/11'));
    await host.fact('lease4.lost');
  });

  test.each<[string, string | null, readonly string[], number]>([
    ['a process in another network namespace is none of ours', 'net:[2]', [], 0],
    ['one whose namespace may not be read needs its files as well', null, [], 1],
  ])('%s', async (_name, network, wanted, lines) => {
    await using host = await openHost((files) => {
      files.process(31, 'NetworkManager', network);
      files.process(32, 'dhclient', network);
      files.process(33, 'connmand', 'net:[1]');
    });
    expect(host.facts.map((fact) => ('name' in fact ? fact.name : fact.type))).toEqual([...wanted, 'ConnMan']);
    expect(host.notices.filter((line) => line.includes('of NetworkManager'))).toHaveLength(lines);
    host.write('/run/NetworkManager/devices/12', bytesOf('networkmanager-device-12'));
    if (network === null)
      expect(await host.fact('manager.noticed', 1)).toMatchObject({
        evidence: ['process 31, network namespace unknown', 'files in /run/NetworkManager/devices'],
      });
  });

  test('udhcpc publishes nothing but the interface on its command line', async () => {
    await using host = await openHost((files) => files.process(9, 'udhcpc', 'net:[1]', 'udhcpc -f -i wlan0'));
    expect(host.facts).toEqual([expect.objectContaining({ type: 'manager.noticed', name: 'udhcpc', interfaces: ['wlan0'] })]);
  });

  test('the stub of systemd-resolved is passed over, also behind an absolute link', async () => {
    await using host = await openHost((files) => {
      files.write('/run/systemd/resolve/stub-resolv.conf', bytesOf('resolved-stub-resolv.conf'));
      files.link('/etc/resolv.conf', '/run/systemd/resolve/stub-resolv.conf');
      files.write('/run/systemd/resolve/resolv.conf', bytesOf('resolved-resolv.conf'));
      files.write('/run/systemd/resolve/netif/12', 'SERVERS=fe80::1%12\nDOMAINS=corp.example.net\n');
    });
    expect(host.facts).toEqual([
      expect.objectContaining({
        publisher: 'systemd-resolved',
        file: '/run/systemd/resolve/netif/12',
        ifname: 'wlan0',
        servers: ['fe80::1%wlan0'],
      }),
      expect.objectContaining({ publisher: 'systemd-resolved', file: '/run/systemd/resolve/resolv.conf', ifname: null }),
    ]);
  });

  test('systemd-resolved is noticed by its process, and another one of it as well', async () => {
    await using host = await openHost((files) => {
      files.process(42, 'systemd-resolve');
      files.write('/run/systemd/resolve/stub-resolv.conf', bytesOf('resolved-stub-resolv.conf'));
    });
    const evidence = (pid: number) => [`process ${pid}`, 'files in /run/systemd/resolve'];
    expect(host.facts).toMatchObject([{ type: 'manager.noticed', name: 'systemd-resolved', interfaces: [], evidence: evidence(42) }]);
    host.remove('/proc/42');
    host.process(43, 'systemd-resolve');
    expect(await host.fact('manager.noticed', 1)).toMatchObject({ name: 'systemd-resolved', evidence: evidence(43) });
    host.remove('/proc/43');
    expect(await host.fact('manager.gone', 2)).toMatchObject({ name: 'systemd-resolved' });
  });

  test('what we tell systemd-resolved is no word of a network; what others had told it of that link holds', async () => {
    const NETIF = '/run/systemd/resolve/netif/12';
    await using host = await openHost((files) => files.write(NETIF, 'SERVERS=192.0.2.53\nDOMAINS=corp.example\n'));
    host.fed.push(12);
    host.write(NETIF, 'SERVERS=192.0.2.54\nDOMAINS=corp.example ~lab.example\n');
    host.write('/run/systemd/resolve/resolv.conf', bytesOf('resolved-resolv.conf'));
    await looked(host);
    expect(host.facts.filter((fact) => 'publisher' in fact && fact.publisher === 'systemd-resolved')).toMatchObject([
      { type: 'resolver.published', servers: ['192.0.2.53'], search: ['corp.example'] },
    ]);
    host.remove(NETIF);
    expect(await host.fact('resolver.withdrawn')).toMatchObject({ file: NETIF });
  });

  test('a device file without options tells of no lease, whatever the lease file of an earlier network says', async () => {
    await using host = await openHost((files) => {
      files.process(31, 'NetworkManager');
      files.write('/run/NetworkManager/devices/12', textOf('networkmanager-device-12').replace(/\[dhcp4\][\s\S]*/, ''));
      files.write('/var/lib/NetworkManager/internal-5d0f2b2e-0b0a-4b6f-9a5e-3d2f6a7b8c9d-wlan0.lease', 'ADDRESS=192.0.2.123\n');
    });
    expect(types(host.facts)).toEqual(['manager.noticed']);
  });

  test('what NetworkManager only shows, because somebody else configured it, is not its own until it takes it over', async () => {
    const connection = '/run/NetworkManager/system-connections/wlan0.nmconnection';
    await using host = await openHost((files) => {
      files.process(31, 'NetworkManager');
      files.write('/run/NetworkManager/devices/12', '[device]\nmanaged=true\nconnection-uuid=10514d5f-4544-4bfd-9d44-ae933b15b94b\n');
      files.write(connection, textOf('networkmanager-external.nmconnection'));
    });
    expect(host.facts).toMatchObject([{ type: 'manager.noticed', name: 'NetworkManager', interfaces: [] }]);
    host.write(connection, textOf('networkmanager-external.nmconnection').replace('external=true\n', ''));
    expect(await host.fact('manager.noticed', 1)).toMatchObject({ name: 'NetworkManager', interfaces: ['wlan0'] });
  });

  test('an interface that is not there has no lease; with it, the lease comes', async () => {
    await using host = await openHost((files) => {
      files.process(42, 'dhcpcd');
      files.write('/var/lib/dhcpcd/eth7.lease', lease);
    });
    expect(types(host.facts)).toEqual(['manager.noticed']);
    host.interfaces.push({ ifname: IfName.parse('eth7'), ifindex: 13 });
    expect(await host.fact('lease4.bound')).toMatchObject({ ifname: 'eth7' });
  });

  test('a file of more than 64 KiB is rejected, and closing ends it all', async () => {
    const host = await openHost((files) => {
      files.process(42, 'dhcpcd');
      files.write(DHCPCD, new Uint8Array(65_537));
    });
    expect(await host.fact('lease4.rejected')).toMatchObject({ problem: 'tooLarge at 0' });
    await host.source.close();
    await host.source.close();
    const before = host.facts.length;
    const other = await openHost();
    host.write(DHCPCD, lease);
    await looked(other);
    expect(host.facts.length).toBe(before);
    await other[Symbol.asyncDispose]();
    await host[Symbol.asyncDispose]();
  });
});
