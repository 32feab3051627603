/** Beside NetworkManager and systemd-networkd, in apply mode: their interfaces are refused, by name and with the reason. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { suite } from '../../tools/needs.ts';
import { waitUntil } from '../exec.ts';
import { type Recorder, record } from '../recorder.ts';
import { cited, expectReplayed } from '../situations/evidence.ts';
import { type Bed, openBed } from './bed.ts';
import { type KernelState, ofDevices, settledState } from './kernel-state.ts';

suite('beside other managers, applying', ['lab'], () => {
  let bed: Bed;
  let before: KernelState;
  let recorder: Recorder;

  const ourRules = async (): Promise<readonly string[]> => {
    const shown = await Promise.all(['-4', '-6'].map((family) => bed.host.run('ip', [family, 'rule'])));
    return shown.flatMap(({ stdout }) => stdout.split('\n').filter((line) => line.includes('proto 109'))).sort();
  };

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

  test('what is theirs in the kernel stays as it was, while our own interface has its tables and rules', async () => {
    // In both families: it has its address by DHCP too, from a client of ours.
    const sources = [/from 192\.168\.30\.\d+ iif lo oif eth1/, /from 2001:db8:30:\S+ iif lo oif eth1/];
    const isOurs = async () => {
      const rules = (await ourRules()).join('\n');
      return sources.every((source) => source.test(rules));
    };
    await waitUntil('eth1 is ours in the kernel', isOurs, { within: 20_000, tail: () => recorder.notices().join('\n') });
    expect(ofDevices(await settledState(bed.host), 'wlan0', 'eth0')).toEqual(before);
  });

  test('systemd-networkd sweeps all rules when it configures its interface anew: ours are put back', async () => {
    const last = recorder.facts().at(-1)?.seq ?? 0;
    const rules = await ourRules();
    await bed.host.run('networkctl', ['reconfigure', 'eth0']);
    await recorder.fact('a rule of ours is gone', 'rule.removed', (f) => f.seq > last && f.class === 'world');
    const areBack = async () => {
      const now = await ourRules();
      return rules.every((rule) => now.includes(rule));
    };
    await waitUntil('the rules are back', areBack, { within: 20_000, tail: async () => (await ourRules()).join('\n') });
    expect(rules).not.toEqual([]);
    await expectReplayed(recorder);
  });
});
