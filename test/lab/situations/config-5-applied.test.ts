/** config-5, applied: behind one interface another network is another generation: its verdict is made anew, and the kernel keeps nothing of the old one. The same network back within seconds keeps both. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { FAMILIES } from '../../../machines/model/units.ts';
import { suite } from '../../tools/needs.ts';
import { waitUntil } from '../exec.ts';
import type { Host } from '../host.ts';
import type { Decided, Recorder } from '../recorder.ts';
import { addressesIn } from './applying.ts';
import { both, checksOf, FAR, isAt, lastSeq, leads, NO_HOLD, WLAN } from './checked.ts';
import { by, type Ground, type Machine, openGround } from './checking.ts';
import { placeOf } from './evidence.ts';
import { factOf, pvdOf } from './objects.ts';
import { applied, shown } from './standing.ts';

const HOME = { ipv4: '192.168.10.0/24', ipv6: '2001:db8:10::/64' };
const CAFE = { ipv4: '192.168.20.0/24', ipv6: '2001:db8:20::/64' };
const OF = { home: /192\.168\.10\.|2001:db8:10:/, cafe: /192\.168\.20\.|2001:db8:20:/ };
const CONFIG = {
  interfaces: 'wlan0: { kind: wifi }',
  checks: 'every: 500ms, timeout: 800ms',
  secure: false,
  more: `linger: 60s\n${NO_HOLD}`,
};

const generation = (d: Decided): number => pvdOf(d, WLAN)?.generation ?? 0;
const isGood = both(isAt(WLAN, 'validated'), leads(WLAN));
const isGoodAgain = (since: number, of: number) => (d: Decided) => d.seq > since && generation(d) === of && isGood(d);
/** Addresses, rules, and the routes of every table but those that the kernel makes and ends by itself: the on-link prefix and the default of an RA, in main. */
async function kernelOf(host: Host): Promise<string> {
  const of = async (family: 4 | 6) => [
    await shown(host, family, 'address', 'show', 'dev', 'wlan0'),
    await shown(host, family, 'rule', 'show'),
    (await shown(host, family, 'route', 'show', 'table', 'all')).replaceAll(/^.* proto (kernel|ra) .* expires .*$/gm, ''),
  ];
  return (await Promise.all(FAMILIES.map(of))).flat(2).join('\n');
}

suite('config-5: another network behind the interface, applied', ['lab'], () => {
  // Both are networks of wlan0, one after the other; `spare` is how the second is called until then.
  let made: { ground: Ground<'wlan0' | 'spare'>; machine: Machine<'wlan0'> } | undefined;
  const bed = () => {
    if (!made) throw new Error('the lab did not open');
    const { ground, machine } = made;
    return { ...machine, home: ground.networks.wlan0, cafe: ground.networks.spare };
  };
  beforeAll(async () => {
    const ground = await openGround(76, { wlan0: HOME, spare: CAFE });
    made = { ground, machine: await ground.come('m1', CONFIG, ['wlan0']) };
    await applied(made.machine.recorder, 'home is good', isGood);
  }, 60_000);
  afterAll(async () => made?.ground.close(), 20_000);

  const carrierAfter = (recorder: Recorder, since: number, carrier: boolean) =>
    recorder.fact(`carrier ${carrier}`, 'link.carrierChanged', (f) => f.seq > since && f.ifname === 'wlan0' && f.carrier === carrier);

  test('config-5: the same network back within seconds keeps generation and verdict, and is checked before anything rests on that', async () => {
    const { recorder, links, ways, host } = bed();
    const before = await recorder.status();
    await links.wlan0.down();
    const { seq } = await carrierAfter(recorder, before.seq, false);
    const away = await applied(recorder, 'nobody is left', (d) => d.seq >= seq && d.decision.ranking.every((p) => p.place === null));
    for (const family of FAMILIES) expect(placeOf(away, WLAN, family).because.rule).toBe('detached');
    const kept = FAMILIES.map((family) =>
      recorder.decided(`IPv${family} is attached again`, (d) => d.seq > seq && placeOf(d, WLAN, family).because.rule !== 'detached'),
    );
    await links.wlan0.up();
    for (const [i, decided] of (await Promise.all(kept)).entries()) {
      // What was known stands, and it is checked in the very decision.
      expect(placeOf(decided, WLAN, FAMILIES[i] ?? 4)).toMatchObject({ reach: 'validated', generation: generation(before) });
      expect(decided.decision.checks.map((check) => check.id)).toContain(`${FAMILIES[i]} ${WLAN}`);
    }
    await applied(recorder, 'home is good again', isGoodAgain(away.seq, generation(before)));
    expect(await ways()).toEqual(by('wlan0'));
    expect(await kernelOf(host)).toMatch(OF.home);
  });

  test('config-5: another network with the carrier lost: another generation, unknown until it is checked, and the old one is gone from the kernel', async () => {
    const { recorder, links, ways, traffic, host, cafe } = bed();
    const before = await recorder.status();
    const since = lastSeq(recorder);
    const anew = FAMILIES.map((family) =>
      recorder.decided(`IPv${family} is of another`, (d) =>
        d.decision.ranking.some((p) => p.pvd === WLAN && p.family === family && p.generation > generation(before)),
      ),
    );
    await cafe.upstream.kill();
    await links.wlan0.moveTo(cafe);
    for (const [i, decided] of (await Promise.all(anew)).entries()) {
      expect(placeOf(decided, WLAN, FAMILIES[i] ?? 4).reach).toBe('unknown');
      expect(generation(decided)).toBe(generation(before) + 1);
    }
    const bad = await applied(
      recorder,
      'the café leads nowhere',
      both((d) => generation(d) > generation(before), isAt(WLAN, 'unreachable')),
    );
    for (const family of FAMILIES) expect(placeOf(bad, WLAN, family)).toMatchObject({ place: null, generation: generation(bad) });
    expect(checksOf(recorder, WLAN, since).every((check) => check.generation === generation(bad) || check.seq < bad.seq)).toBe(true);
    await cafe.upstream.revive();
    const good = await applied(recorder, 'the café is good', isGoodAgain(bad.seq, generation(before) + 1));
    for (const family of FAMILIES) {
      const [reason] = placeOf(good, WLAN, family)
        .because.facts.map((fact) => factOf(recorder, fact))
        .filter((f) => f.type === 'check.validated');
      expect(reason?.seq).toBeGreaterThan(since);
    }
    await expectOnly(host, OF.cafe, OF.home);
    expect(await ways()).toEqual(by('wlan0'));
    const bound = FAMILIES.map(
      (family) => [family, { to: FAR[family], port: 9, from: addressesIn(before, WLAN, family)[0] ?? '' }] as const,
    );
    expect(await traffic.ways(Object.fromEntries(bound))).toEqual({ 4: 'EADDRNOTAVAIL', 6: 'EADDRNOTAVAIL' });
    const seen = await traffic.sent({ 4: { to: FAR[4], port: 9 }, 6: { to: FAR[6], port: 9 } });
    for (const family of FAMILIES) expect(seen[family]).toMatchObject([{ from: expect.stringMatching(OF.cafe), mac: cafe.mac }]);
  });

  test('config-5: back home after that is one more generation, and nothing of the café is left', async () => {
    const { recorder, links, ways, host, home } = bed();
    const before = await recorder.status();
    await links.wlan0.moveTo(home);
    const good = await applied(recorder, 'home is good', isGoodAgain(before.seq, generation(before) + 1));
    for (const family of FAMILIES) expect(placeOf(good, WLAN, family).generation).toBe(generation(before) + 1);
    await expectOnly(host, OF.home, OF.cafe);
    expect(await ways()).toEqual(by('wlan0'));
  });

  /** Also what an IPv6 address of the old one had left to live is taken from it. */
  async function expectOnly(host: Host, own: RegExp, old: RegExp): Promise<void> {
    const text = await waitUntil(
      'the old network is gone from the kernel',
      async () => {
        const now = await kernelOf(host);
        return !old.test(now) && now;
      },
      { within: 10_000, tail: () => kernelOf(host) },
    );
    expect(text).toMatch(own);
  }

  test('config-5: the log replays to the same decisions', () => made?.machine.leave());
});
