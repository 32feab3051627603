/** session-4: a better network appears while a TCP session runs: it lives on where it was born, byte for byte, while new ones start on the better one. Routers here forward no foreign source. The minute and its control run at the same time. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { FAMILIES, type Family } from '../../../machines/model/units.ts';
import { suite } from '../../tools/needs.ts';
import { nth } from '../dnsmasq.ts';
import { waitUntil } from '../exec.ts';
import type { Host } from '../host.ts';
import type { Link } from '../link.ts';
import type { Network } from '../network.ts';
import { startService } from '../service.ts';
import { both, configOf, FAR, HOME, isAt, leads, NO_HOLD, WLAN } from './checked.ts';
import { type Ground, openGround } from './checking.ts';
import { openMoving, wayOf } from './moving.ts';
import { applied } from './standing.ts';
import { isBehind, openStream, type Stream, startEcho } from './streaming.ts';

const LTE = { ipv4: '10.30.0.0/24', ipv6: '2001:db8:30::/64' };
const WWAN = 'pvd:wwan0';
const CONFIG = { interfaces: 'wlan0: { kind: wifi }, wwan0: { kind: cellular }', secure: false, more: NO_HOLD };
/** ms: how long the issue wants a stream to live on, and how often another is opened meanwhile. */
const [LIVES, EVERY] = [60_000, 10_000];
/** ms of silence after which a stream is called dead: many times what is under way. */
const DEAD = 8_000;

type Streams = Readonly<Record<Family, Stream>>;
const openStreams = async (host: Host): Promise<Streams> => {
  const [four, six] = await Promise.all([openStream(host, FAR[4]), openStream(host, FAR[6])]);
  return { 4: four, 6: six };
};

suite('session-4: a better network appears', ['lab'], () => {
  let made: Ground<'wlan0' | 'wwan0'> | undefined;
  const ground = () => {
    if (!made) throw new Error('the lab did not open');
    return made;
  };
  beforeAll(async () => {
    made = await openGround(84, { wlan0: HOME, wwan0: LTE });
    await startEcho(made.lab);
  }, 60_000);
  afterAll(async () => made?.close(), 20_000);

  async function expectBehind(network: Network, streams: Streams): Promise<void> {
    for (const family of FAMILIES) expect(await isBehind(network, streams[family].from), streams[family].from).toBe(true);
  }

  test.concurrent('session-4: keep: for a minute a stream goes on where it was born, byte for byte, and new connections go by the better network', async () => {
    const { lab, networks, come } = ground();
    const machine = await come('m1', CONFIG, ['wwan0']);
    const { host, recorder, links } = machine;
    await applied(recorder, 'LTE is all there is', both(isAt(WWAN, 'validated'), leads(WWAN)));
    const streams = await openStreams(host);
    await expectBehind(networks.wwan0, streams);
    const born = await host.addresses(links.wwan0.device);

    const wire = await lab.capture(await lab.connect(host, networks.wlan0, { as: 'wlan0' }));
    await applied(recorder, 'the better network leads', both(isAt(WLAN, 'validated'), leads(WLAN)));
    const since = Date.now();
    for (let after = 0; after <= LIVES; after += EVERY)
      for (const family of FAMILIES) {
        await streams[family].at(since + after);
        expect(await isBehind(networks.wlan0, await streams[family].another()), `another, IPv${family}`).toBe(true);
      }
    for (const family of FAMILIES) {
      // All that was sent has come back before the end was answered.
      const { sent, echoed, isExact } = await streams[family].end();
      expect({ echoed, isExact, failures: streams[family].failures() }).toEqual({ echoed: sent, isExact: true, failures: [] });
      expect(sent).toBeGreaterThan(LIVES);
    }
    for (const address of born) expect(await wire.packets(`src host ${address}`)).toEqual([]);
    await wire.stop();
    await machine.leave();
  }, 120_000);

  test.concurrent('session-4: migrate: a session that says so stays while it is at work, and moves once it is idle, before it leaves the old one', async () => {
    const { lab, web, networks } = ground();
    const host = await lab.host('moving', { client: 'none' });
    await lab.connect(host, networks.wwan0, { as: 'wwan0' });
    const service = await startService(host, configOf(web, CONFIG));
    networks.wwan0.advertiseNow();
    const leads = (device: string) =>
      waitUntil(`${device} leads`, async () => (await Promise.all(FAMILIES.map((f) => wayOf(host, FAR[f])))).every((to) => to === device), {
        ...{ within: 20_000, tail: service.tail },
      });
    await leads('wwan0');
    const programs = await Promise.all(FAMILIES.map((family) => openMoving(host, FAR[family])));
    for (const { said } of programs) {
      const { from } = await said('it is connected', (line) => 'on' in line && line.on === WWAN && line);
      expect(await isBehind(networks.wwan0, from)).toBe(true);
      await said('it stays', (line) => 'verdict' in line && line.verdict === 'keep');
    }
    await lab.connect(host, networks.wlan0, { as: 'wlan0' });
    await leads('wlan0');
    for (const { said, all, idle } of programs) {
      expect(all().filter((line) => 'verdict' in line && line.verdict !== 'keep')).toEqual([]);
      idle();
      await said('it is to move', (line) => 'verdict' in line && line.verdict === 'migrate' && line.to === WLAN);
      const { from } = await said('it has moved', (line) => 'on' in line && line.on === WLAN && line);
      expect(await isBehind(networks.wlan0, from)).toBe(true);
      await said(
        'it stays there',
        (line, i) => i > all().findIndex((one) => 'on' in one && one.on === WLAN) && 'verdict' in line && line.verdict === 'keep',
      );
      expect(all().filter((line) => 'failed' in line)).toEqual([]);
    }
    await host.close();
  }, 60_000);

  test.concurrent('session-4: the control: where the default route is swapped by hand, the stream is dead, and nobody tells it', async () => {
    const { lab, networks } = ground();
    const host = await lab.host('swapped', { client: 'none' });
    await host.run('sh', ['-c', 'for net in all default; do echo 0 > /proc/sys/net/ipv6/conf/$net/accept_ra; done']);
    const byHand = async (link: Link, number: number, metric: number): Promise<void> => {
      const { router4 = '', router6 = '' } = link.network();
      const { ipv4 = '', ipv6 = '' } = link.network().gives();
      const lines = [
        ...[`addr add ${nth(ipv4, number)}/24 dev ${link.device}`, `addr add ${nth(ipv6, number)}/64 dev ${link.device} nodad`],
        ...[router4, router6].map((router) => `route add default via ${router} dev ${link.device} metric ${metric}`),
      ];
      await host.run('ip', ['-batch', '-'], { input: `${lines.join('\n')}\n` });
    };
    await byHand(await lab.connect(host, networks.wwan0, { as: 'wwan0' }), 9, 200);
    const streams = await openStreams(host);
    await expectBehind(networks.wwan0, streams);
    await byHand(await lab.connect(host, networks.wlan0, { as: 'wlan0' }), 9, 100);
    const since = Date.now();
    for (const family of FAMILIES) {
      expect(await isBehind(networks.wlan0, await streams[family].another()), `another, IPv${family}`).toBe(true);
      const [soon, late] = [await streams[family].at(since + DEAD / 2), await streams[family].at(since + DEAD)];
      expect({ echoed: late.echoed, failures: streams[family].failures() }).toEqual({ echoed: soon.echoed, failures: [] });
      expect(late.sent).toBeGreaterThan(soon.sent);
    }
    const { ipv4, ipv6 } = await networks.wlan0.foreign.dropped();
    expect(Math.min(ipv4, ipv6)).toBeGreaterThan(0);
    await host.close();
  });
});
