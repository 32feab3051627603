/** config-5: the interface stays and the network behind it changes: another generation, and nothing of the old one survives. The same network back within its time keeps it. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { goodAddresses } from '../../../machines/model/pvd.ts';
import { suite } from '../../tools/needs.ts';
import { type Lab, openLab } from '../lab.ts';
import type { Link } from '../link.ts';
import type { Network } from '../network.ts';
import { type Decided, type Recorder, record } from '../recorder.ts';
import { expectReplayed, heard } from './evidence.ts';
import { expectGiven, objectsOf, pvdOf, told } from './objects.ts';

const PVD = 'pvd:wlan0';
const config = (linger: string) => `version: 1\nlinger: ${linger}\ninterfaces:\n  wlan0: { kind: wifi }\n`;
const OF_HOME = /192\.168\.10\.|2001:db8:10:|home\.example/;
const OF_CAFE = /192\.168\.20\.|2001:db8:20:|cafe\.example/;

const generation = (d: Decided) => pvdOf(d, PVD)?.generation ?? 0;
/** Both families have an address and a way out of this network, told by its DHCP server and its router. */
const isWhole = (d: Decided, network: Network) =>
  pvdOf(d, PVD)?.provisioning === 'provisioned' &&
  goodAddresses(objectsOf(d, PVD)).filter((a) => a.source === 'dhcp4' || a.source === 'ra').length >= 2 &&
  told(d, PVD, 'dhcp4').includes(`gateway ${network.router4}`) &&
  told(d, PVD, 'ra').includes(`gateway ${network.linkLocal}`);
/** All that is decided, with the interface's objects: what an old value would be found in. */
const everything = ({ decision, pvds }: Decided) => JSON.stringify({ decision, objects: pvds.map((p) => p.objects) });

suite('config-5: roaming', ['lab'], () => {
  let [lab, home, cafe, recorder, wlan, hasty, hastyLink]: [Lab?, Network?, Network?, Recorder?, Link?, Recorder?, Link?] = [];
  const bed = () => {
    if (!lab || !home || !cafe || !recorder || !wlan || !hasty || !hastyLink) throw new Error('the lab did not open');
    return { lab, home, cafe, recorder, wlan, hasty, hastyLink };
  };
  const isUpAgain = async (since: number) => {
    const up = await bed().recorder.fact('the carrier is back', 'link.carrierChanged', (f) => f.seq > since && f.carrier);
    return up.seq;
  };

  beforeAll(async () => {
    lab = await openLab({ seed: 25 });
    const [m1, m2, first, second] = await Promise.all([
      lab.host('m1'),
      lab.host('m2'),
      lab.network('home', {
        ...{
          ipv4: '192.168.10.0/24',
          ipv6: '2001:db8:10::/64',
          internet: false,
          dhcp: { search: ['home.example'], ntp: ['192.168.10.3'] },
        },
        radvd: { dnssl: ['ra.home.example'], routes: [{ to: '2001:db8:10:ff00::/56' }] },
      }),
      lab.network('cafe', { ipv4: '192.168.20.0/24', ipv6: '2001:db8:20::/64', internet: false, dhcp: { search: ['cafe.example'] } }),
    ]);
    [home, cafe] = [first, second];
    const links = await Promise.all([lab.connect(m1, first, { as: 'wlan0' }), lab.connect(m2, first, { as: 'wlan0' })]);
    [wlan, hastyLink] = links;
    await Promise.all(links.map((link) => link.ready()));
    [recorder, hasty] = await Promise.all([record(m1, { config: config('60s') }), record(m2, { config: config('1s') })]);
    await Promise.all([heard(recorder, first), heard(hasty, first)]);
    await Promise.all([recorder, hasty].map((r) => r.decided('the network is whole', (d) => isWhole(d, first))));
  }, 60_000);
  afterAll(async () => {
    await Promise.all([recorder?.stop(), hasty?.stop()]);
    await lab?.close();
  }, 20_000);

  test('config-5: the same network back within its time keeps its generation, and its values', async () => {
    const { recorder, wlan, home } = bed();
    const before = await recorder.status();
    await wlan.down();
    const away = await recorder.decided('it is detached', (d) => pvdOf(d, PVD)?.provisioning === 'detached');
    expect(away.decision.ranking.map((p) => [p.place, p.because.rule])).toEqual([
      [null, 'detached'],
      [null, 'detached'],
    ]);
    expect([away.decision.resolution, away.decision.routing.routes, away.decision.node]).toEqual([[], [], []]);
    await wlan.up();
    const since = await isUpAgain(away.seq);
    const back = await recorder.decided('it is whole again', (d) => d.seq > since && isWhole(d, home));
    expect(generation(back)).toBe(generation(before));
    expect(told(back, PVD)).toEqual(told(before, PVD));
    expect(pvdOf(back, PVD)?.slot).toBe(pvdOf(before, PVD)?.slot);
  });

  test('config-5: another network on the same interface is another generation, and nothing of the old one survives', async () => {
    const { recorder, wlan, cafe } = bed();
    const before = await recorder.status();
    expect(everything(before)).toMatch(OF_HOME);
    await wlan.moveTo(cafe);
    const since = await isUpAgain(before.seq);
    const after = await recorder.decided(
      'the café is whole',
      (d) => d.seq > since && isWhole(d, cafe) && generation(d) > generation(before),
    );
    expect(generation(after)).toBe(generation(before) + 1);
    expect(everything(after)).toMatch(OF_CAFE);
    expect(everything(after)).not.toMatch(OF_HOME);
    expect(everything(after)).not.toContain(`"${bed().home.linkLocal}"`);
    expectGiven(recorder, after, PVD);
    // Every reason rests on what was told of this attachment.
    expect(objectsOf(after, PVD).every((o) => o.since > since)).toBe(true);
    const { ranking, resolution, node } = after.decision;
    expect([...ranking, ...resolution, ...node].every((row) => row.generation === generation(after))).toBe(true);
    expect(ranking.flatMap((p) => p.because.facts).every((seq) => seq > since)).toBe(true);
  });

  test('config-5: back home after another network is one more generation', async () => {
    const { recorder, wlan, home } = bed();
    const before = await recorder.status();
    await wlan.moveTo(home);
    const since = await isUpAgain(before.seq);
    const after = await recorder.decided('home is whole', (d) => d.seq > since && isWhole(d, home) && generation(d) > generation(before));
    expect(generation(after)).toBe(generation(before) + 1);
    expect(everything(after)).not.toMatch(OF_CAFE);
    expect(objectsOf(after, PVD).every((o) => o.since > since)).toBe(true);
  });

  test('config-5: the same network back after its time is another generation', async () => {
    const { hasty, hastyLink, home } = bed();
    const before = await hasty.status();
    await hastyLink.down();
    const linger = await hasty.fact('nobody waits for it any more', 'deadline.passed', (d) => d.id === `${PVD}:linger`);
    const gone = await hasty.decided('it is forgotten', (d) => d.seq >= linger.seq && d.pvds.length === 0);
    expect(gone.decision.ranking).toEqual([]);
    await hastyLink.up();
    const after = await hasty.decided('it is whole again', (d) => isWhole(d, home));
    expect(generation(after)).toBe(generation(before) + 1);
    expect(told(after, PVD)).toEqual(told(before, PVD));
    const rows = [...after.decision.ranking, ...after.decision.resolution, ...after.decision.node];
    expect(rows.every((row) => row.generation === generation(after))).toBe(true);
  });

  test('config-5: the logs replay to the same decisions', async () => {
    await expectReplayed(bed().recorder);
    await expectReplayed(bed().hasty);
  });
});
