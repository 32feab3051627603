/** route-2: what checks measure decides, with hysteresis: round-trip time, behind a relay that delays, and loss. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { FAMILIES } from '../../../machines/model/units.ts';
import { suite } from '../../tools/needs.ts';
import { CHECK } from '../internet.ts';
import type { Decided, Recorder } from '../recorder.ts';
import { both, checksOf, ETH, HOME, isAt, lastSeq, leads, OFFICE, ruleOf, WLAN } from './checked.ts';
import { by, type Ground, openGround } from './checking.ts';
import { cited, placeOf } from './evidence.ts';
import { pvdOf } from './objects.ts';
import { applied } from './standing.ts';

/** Each way. The band is half of the round trip: 120 ms for who would lead, 160 for who leads. */
const [NEAR, BETWEEN, FAR_AWAY] = [40, 70, 120];
const HOLD_NOTHING = 'steadiness: { holdDown: 100ms, failBack: 100ms, moves: 64 }';
const areGood = both(isAt(ETH, 'validated'), isAt(WLAN, 'validated'));
const qualitiesOf = (d: Decided, pvd: string) => {
  const { quality4, quality6 } = pvdOf(d, pvd) ?? {};
  return [quality4, quality6].map((q) => ({ rtt: q?.rtt ?? Number.NaN, loss: q?.loss ?? Number.NaN }));
};
const rttIs =
  (pvd: string, least: number, most: number) =>
  (d: Decided): boolean =>
    qualitiesOf(d, pvd).every(({ rtt }) => rtt >= least && rtt <= most);

suite('route-2: what is measured', ['lab', 'tun'], () => {
  let made: Ground<'eth0' | 'wlan0'> | undefined;
  const ground = () => {
    if (!made) throw new Error('the lab did not open');
    return made;
  };
  beforeAll(async () => {
    // The router knows the name itself, so that what is lost beyond it is handshakes, not questions.
    const records = { [CHECK.host]: [CHECK.ipv4, CHECK.ipv6] };
    made = await openGround(73, {
      eth0: { ...OFFICE, records, delay: { ms: NEAR, jitter: 2, seed: 1 } },
      wlan0: { ...HOME, records, delay: { ms: NEAR, jitter: 2, seed: 2 } },
    });
  }, 60_000);
  afterAll(async () => made?.close(), 20_000);

  /** So many more checks of each family end. */
  async function after(recorder: Recorder, pvd: string, count: number): Promise<void> {
    const since = lastSeq(recorder);
    const isEnough = () => FAMILIES.every((family) => checksOf(recorder, pvd, since).filter((c) => c.family === family).length >= count);
    await recorder.fact(`${count} more checks`, 'check.validated', isEnough);
  }

  test('route-2: round-trip time decides between equals outside of a band, and the incumbent has the wider one', async () => {
    const { networks, come } = ground();
    const config = { interfaces: 'eth0: { kind: ethernet }, wlan0: { kind: ethernet }', checks: 'every: 100ms', secure: false };
    const machine = await come('m1', config);
    const { recorder, ways } = machine;
    const delay = (device: 'eth0' | 'wlan0', ms: number) => networks[device].delay.set(ms, 2);
    const near = both(rttIs(ETH, 76, 95), rttIs(WLAN, 76, 95));
    // Equally near: whoever stood first stays.
    const first = await applied(recorder, 'both are good and near', both(areGood, near));
    for (const family of FAMILIES) expect(ruleOf(first, leads(ETH, [family])(first) ? ETH : WLAN, family)).toBe('incumbent');
    await delay('wlan0', FAR_AWAY);
    await applied(recorder, 'the nearer one leads', both(areGood, rttIs(WLAN, 190, 270), leads(ETH)));
    await delay('wlan0', NEAR);
    await applied(recorder, 'equally near again: it stays', both(areGood, near, leads(ETH)));

    // 140 ms against 80: too slow to take the lead, and near enough to keep it.
    await delay('eth0', BETWEEN);
    const kept = await applied(recorder, 'it is slower', both(areGood, rttIs(ETH, 130, 152), rttIs(WLAN, 76, 95)));
    expect(leads(ETH)(kept)).toBe(true);
    await after(recorder, ETH, 4);
    expect(leads(ETH)(await recorder.status())).toBe(true);
    expect(await ways()).toEqual(by('eth0'));

    await delay('eth0', FAR_AWAY);
    const moved = await applied(recorder, 'too slow: the other leads', both(areGood, leads(WLAN)));
    for (const family of FAMILIES) {
      const place = placeOf(moved, WLAN, family);
      expect(place).toMatchObject({ because: { rule: 'roundTripTime', by: 'built-in' }, beaten: [{ pvd: ETH, rule: 'roundTripTime' }] });
      expect(cited(recorder, place.because)).toEqual(['check.validated']);
    }
    expect(await ways()).toEqual(by('wlan0'));

    // The same 140 ms, which did not lose the lead before, do not win it now.
    await delay('eth0', BETWEEN);
    const behind = await applied(recorder, 'as before', both(areGood, rttIs(ETH, 130, 152), rttIs(WLAN, 76, 95)));
    expect(leads(WLAN)(behind)).toBe(true);
    await delay('eth0', NEAR);
    await applied(recorder, 'equals again', both(areGood, near));
    await after(recorder, ETH, 4);
    const last = await recorder.status();
    for (const family of FAMILIES) expect([leads(WLAN, [family])(last), ruleOf(last, WLAN, family)]).toEqual([true, 'incumbent']);
    expect(await ways()).toEqual(by('wlan0'));
    await machine.leave();
  });

  test('route-2: loss decides before the kind does, and no more once it is over', async () => {
    const { networks, web, come } = ground();
    // Six handshakes a check, of which one that comes about makes it good; chance may move the lead more than once.
    const http = [...'abcdef'].map((query) => `${web.url}?${query}`);
    const config = { http, checks: 'every: 100ms, timeout: 1500ms', secure: false, more: HOLD_NOTHING };
    const machine = await come('m2', config);
    const { recorder, ways } = machine;
    const first = await applied(recorder, 'the wire leads', both(areGood, leads(ETH)));
    for (const family of FAMILIES) expect(ruleOf(first, ETH, family)).toBe('kind');
    await networks.eth0.loss.set(30);
    const isLossy = (d: Decided) => areGood(d) && leads(WLAN)(d) && FAMILIES.every((family) => ruleOf(d, WLAN, family) === 'loss');
    const moved = await applied(recorder, 'it loses too many', isLossy);
    for (const { loss } of qualitiesOf(moved, ETH)) expect(loss).toBeGreaterThan(10);
    for (const family of FAMILIES) expect(placeOf(moved, WLAN, family).beaten).toMatchObject([{ pvd: ETH, rule: 'loss' }]);
    expect(await ways()).toEqual(by('wlan0'));
    expect(await networks.eth0.loss.dropped()).toBeGreaterThan(0);
    await networks.eth0.loss.set(0);
    const back = await applied(recorder, 'it loses none any more', both(areGood, leads(ETH)));
    for (const family of FAMILIES) expect(ruleOf(back, ETH, family)).toBe('kind');
    for (const { loss } of qualitiesOf(back, ETH)) expect(loss).toBeLessThanOrEqual(10);
    expect(await ways()).toEqual(by('eth0'));
    await machine.leave();
  });
});
