/** Whose an interface is, and which lease is held, as managers take it, roam with it, give it back and end. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { suite } from '../../tools/needs.ts';
import { type Recorder, record } from '../recorder.ts';
import { expectReplayed } from '../situations/evidence.ts';
import { type Bed, isConfigured, openBed } from './bed.ts';

suite('beside other managers, as they change', ['lab'], () => {
  let bed: Bed;
  let recorder: Recorder;
  const last = () => recorder.facts().at(-1)?.seq ?? 0;
  /** What a manager is noticed to have, from `since` on. */
  const has = (name: string, interfaces: readonly string[], since: number) =>
    recorder.fact(
      `${name} has ${interfaces.join(' and ')}`,
      'manager.noticed',
      (f) => f.seq > since && f.name === name && f.interfaces.join() === interfaces.join(),
    );

  beforeAll(async () => {
    bed = await openBed(62);
    recorder = await record(bed.host);
  });
  afterAll(async () => {
    await recorder?.stop();
    await bed?.lab.close();
  });

  test('an interface that NetworkManager only showed is its own once it has taken it over', async () => {
    const before = last();
    await bed.host.run('nmcli', ['connection', 'modify', 'br0', 'ipv4.addresses', '172.17.0.2/16']);
    await bed.host.run('nmcli', ['connection', 'up', 'br0']);
    await has('NetworkManager', ['br0', 'wlan0'], before);
  });

  test('one that it is told to leave is not its own any more, until it is told otherwise', async () => {
    const before = last();
    await bed.host.run('nmcli', ['device', 'set', 'br0', 'managed', 'no']);
    const { seq } = await has('NetworkManager', ['wlan0'], before);
    await bed.host.run('nmcli', ['device', 'set', 'br0', 'managed', 'yes']);
    await has('NetworkManager', ['br0', 'wlan0'], seq);
  });

  test("where there is no DHCP server, NetworkManager holds no lease, though the last network's is still in its files", async () => {
    const before = last();
    await bed.guest.serve({ dhcp: false });
    await bed.host.run('nmcli', ['device', 'disconnect', 'wlan0']);
    await recorder.fact('the lease is lost', 'lease4.lost', (f) => f.seq > before && f.client === 'NetworkManager');
    await bed.wlan0.moveTo(bed.guest);
    await bed.host.run('nmcli', ['device', 'connect', 'wlan0']);
    await isConfigured(bed.wlan0, bed.networkManager);
    expect((await bed.host.run('ls', ['/var/lib/NetworkManager'])).stdout).toMatch(/internal-.*-wlan0\.lease/);
    // Something that it wrote later is heard: had there been a lease, it would have been heard before.
    await bed.host.run('nmcli', ['device', 'set', 'br0', 'managed', 'no']);
    await has('NetworkManager', ['wlan0'], last());
    expect(recorder.facts().filter((f) => f.type === 'lease4.bound' && f.seq > before)).toEqual([]);
  });

  test('systemd-networkd ends: its interface and its lease are gone, then itself', async () => {
    const before = last();
    await bed.networkd.stop();
    await has('systemd-networkd', [], before);
    await recorder.fact(
      'its lease is lost',
      'lease4.lost',
      (f) => f.seq > before && f.client === 'systemd-networkd' && f.ifname === 'eth0',
    );
    await recorder.fact('it is gone', 'manager.gone', (f) => f.seq > before && f.name === 'systemd-networkd');
    expect((await recorder.status()).managers.map(({ id }) => id)).toEqual(['NetworkManager']);
    await expectReplayed(recorder);
  });
});
