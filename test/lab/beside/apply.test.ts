/** Beside NetworkManager and systemd-networkd, in apply mode: their interfaces are refused, by name and with the reason. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { suite } from '../../tools/needs.ts';
import { type Recorder, record } from '../recorder.ts';
import { cited, expectReplayed } from '../situations/evidence.ts';
import { type Bed, openBed } from './bed.ts';
import { type KernelState, ofDevices, settledState } from './kernel-state.ts';

suite('beside other managers, applying', ['lab'], () => {
  let bed: Bed;
  let before: KernelState;
  let recorder: Recorder;

  beforeAll(async () => {
    bed = await openBed(63);
    before = ofDevices(await settledState(bed.host), 'wlan0', 'eth0');
    recorder = await record(bed.host, { config: 'version: 1\nmode: apply\n' });
  });
  afterAll(async () => {
    await recorder?.stop();
    await bed?.lab.close();
  });

  test('apply mode refuses their interfaces and says so', async () => {
    const { decision } = await recorder.decided('eth1 is ours', (d) =>
      d.decision.ownership.some(({ ifname, isManaged }) => ifname === 'eth1' && isManaged),
    );
    const refused = decision.ownership.filter(({ because }) => because.rule === 'ownedByOther');
    expect(refused.map(({ ifname, isManaged, owner }) => [ifname, isManaged, owner])).toEqual([
      ['eth0', false, 'systemd-networkd'],
      ['wlan0', false, 'NetworkManager'],
    ]);
    for (const { because } of refused) expect(cited(recorder, because)).toEqual(['manager.noticed']);
    const conflicts = decision.conflicts.filter(({ kind }) => kind === 'owner');
    expect(conflicts.map(({ about, winner }) => [about, winner])).toEqual([
      ['eth0', 'systemd-networkd'],
      ['wlan0', 'NetworkManager'],
    ]);
    expect(decision.routing.routes.filter(({ route }) => route.ifname === 'wlan0' || route.ifname === 'eth0')).toEqual([]);
    await expectReplayed(recorder);
  });

  test('what is theirs in the kernel stays as it was', async () => {
    expect(ofDevices(await settledState(bed.host), 'wlan0', 'eth0')).toEqual(before);
  });
});
