/** Beside NetworkManager and systemd-networkd, in observe mode: their leases are heard and decided upon, and nothing of theirs is changed. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { isInPrefix } from '../../../machines/model/address.ts';
import { suite } from '../../tools/needs.ts';
import type { Network } from '../network.ts';
import { type Recorder, record } from '../recorder.ts';
import { expectReplayed, haveRanks, heard, orderOf } from '../situations/evidence.ts';
import { type Bed, openBed } from './bed.ts';
import { type KernelState, kernelState, settledState } from './kernel-state.ts';

suite('beside other managers, observing', ['lab'], () => {
  let bed: Bed;
  let before: KernelState;
  let recorder: Recorder;

  beforeAll(async () => {
    bed = await openBed(61);
    before = await settledState(bed.host);
    recorder = await record(bed.host);
    await heard(recorder, bed.home, bed.office, bed.guest);
  });
  afterAll(async () => {
    await recorder?.stop();
    await bed?.lab.close();
  });

  test.each([
    ['NetworkManager', 'wlan0', () => bed.home],
    ['systemd-networkd', 'eth0', () => bed.office],
  ] as const)('the lease of %s on %s is heard as its own', async (client, ifname, network) => {
    const lease = await recorder.fact('its lease', 'lease4.bound', (f) => f.client === client);
    expect(lease).toMatchObject({ ifname, ...given(network()) });
    expect(await bed.host.addresses(ifname)).toContain(lease.address);
    expect(isInPrefix(lease.address, network().gives().ipv4 ?? '')).toBe(true);
  });

  test.each([
    ['NetworkManager has its one interface, not those it is told to leave nor the one it only shows', 'NetworkManager', ['wlan0']],
    [
      'systemd-networkd has its one interface, not those without a file nor the one whose file says unmanaged',
      'systemd-networkd',
      ['eth0'],
    ],
  ])('%s', async (_, name, interfaces) => {
    const noticed = await recorder.fact('the manager', 'manager.noticed', (f) => f.name === name);
    expect(noticed.evidence[0]).toMatch(/^process \d+$/);
    expect(recorder.facts().filter((f) => f.type === 'manager.noticed' && f.name === name)).toEqual([{ ...noticed, interfaces }]);
  });

  test('both networks are ranked in both families, and the status names who has which interface', async () => {
    const decided = await recorder.decided('both are ranked', haveRanks('pvd:wlan0', 'pvd:eth0'));
    expect(orderOf(decided, 6)).toContain('pvd:eth1');
    const { managers } = await recorder.status();
    expect(managers.map(({ id, interfaces }) => [id, interfaces])).toEqual([
      ['NetworkManager', ['wlan0']],
      ['systemd-networkd', ['eth0']],
    ]);
    await expectReplayed(recorder);
  });

  test('nothing in the kernel has changed while the agent ran, nor after it has stopped', async () => {
    expect(await kernelState(bed.host)).toEqual(before);
    await recorder.stop();
    expect(await kernelState(bed.host)).toEqual(before);
  });

  test.each([
    ['rules4', 'ip rule add from 192.0.2.1 table 7', 'ip rule del from 192.0.2.1 table 7'],
    ['rules6', 'ip -6 rule add from 2001:db8::1 table 7', 'ip -6 rule del from 2001:db8::1 table 7'],
    ['routes4', 'ip route add 192.0.2.1 via 192.168.10.1 table 27000', 'ip route del 192.0.2.1 table 27000'],
    ['routes6', 'ip -6 route add unreachable 2001:db8:ff::/48', 'ip -6 route del unreachable 2001:db8:ff::/48'],
    ['settings', 'echo 1 > /proc/sys/net/ipv4/conf/eth0/arp_ignore', 'echo 0 > /proc/sys/net/ipv4/conf/eth0/arp_ignore'],
    ['filters', 'nft add table inet multihome', 'nft delete table inet multihome'],
  ])('(a change of %s would have been seen)', async (what, change, undo) => {
    await bed.host.run('sh', ['-euc', change]);
    const changed = await kernelState(bed.host);
    await bed.host.run('sh', ['-euc', undo]);
    expect(Object.keys(before).filter((key) => changed[key] !== before[key])).toEqual([what]);
  });
});

/** What its DHCP server told. */
const given = ({ name, router4 }: Network) => ({ gateways: [router4], server: router4, dns: [router4], search: [`${name}.example`] });
