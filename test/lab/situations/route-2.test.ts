/** route-2: two networks lead everywhere: the lead moves when a link or its upstream is lost, comes back held down, follows what is declared, and says why. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { FAMILIES, type Family } from '../../../machines/model/units.ts';
import { suite } from '../../tools/needs.ts';
import type { Decided, Recorder } from '../recorder.ts';
import { both, checksOf, ETH, HOME, isAt, lastSeq, leads, OFFICE, ruleOf, WLAN } from './checked.ts';
import { by, type Ground, type Machine, openGround } from './checking.ts';
import { cited, orderOf, placeOf } from './evidence.ts';
import { factOf } from './objects.ts';
import { applied, shown } from './standing.ts';

/** Long enough for a check on a busy machine: it is over before that, and what waits is seen. */
const HOLD = 2_000;
const STEADY = `steadiness: { holdDown: ${HOLD}ms, failBack: ${HOLD}ms }`;
const FAST = 'every: 400ms, timeout: 800ms';
const areGood = both(isAt(ETH, 'validated'), isAt(WLAN, 'validated'));
const isHeld = (family: Family) => (d: Decided) => isAt(ETH, 'validated', [family])(d) && ruleOf(d, WLAN, family) === 'holdDown';

suite('route-2: the better network', ['lab'], () => {
  let made: Ground<'eth0' | 'wlan0'> | undefined;
  const ground = () => {
    if (!made) throw new Error('the lab did not open');
    return made;
  };
  beforeAll(async () => {
    made = await openGround(72, { eth0: OFFICE, wlan0: HOME });
  }, 60_000);
  afterAll(async () => made?.close(), 20_000);

  const momentOf = (recorder: Recorder, seq: number): number => factOf(recorder, seq).at;
  /** Checked first, then held down, then it leads again: the moment, in each family. */
  async function comesBack({ recorder, ways }: Machine<'eth0' | 'wlan0'>, held: readonly Promise<Decided>[]): Promise<readonly number[]> {
    for (const [i, decided] of (await Promise.all(held)).entries()) {
      expect(orderOf(decided, FAMILIES[i] ?? 4)).toEqual([WLAN, ETH]);
      expect(placeOf(decided, WLAN, FAMILIES[i] ?? 4).beaten).toMatchObject([{ pvd: ETH, rule: 'holdDown' }]);
    }
    const back = await Promise.all(FAMILIES.map((family) => recorder.decided(`it leads IPv${family} again`, leads(ETH, [family]))));
    const stands = await applied(recorder, 'it leads again', both(areGood, leads(ETH)));
    for (const family of FAMILIES) expect(ruleOf(stands, ETH, family)).toBe('kind');
    expect(await ways()).toEqual(by('eth0'));
    return back.map(({ seq }) => momentOf(recorder, seq));
  }

  test('route-2: a link is lost, then its upstream with the link up: the other leads, and the lost one comes back held down', async () => {
    const { networks, come } = ground();
    const machine = await come('m1', { checks: FAST, more: STEADY });
    const { host, recorder, links, ways } = machine;
    const first = await applied(recorder, 'the wire leads', both(areGood, leads(ETH)));
    for (const family of FAMILIES) expect(placeOf(first, ETH, family)).toMatchObject({ place: 1, because: { rule: 'kind' } });
    expect(await ways()).toEqual(by('eth0'));

    await links.eth0.down();
    const lost = await applied(recorder, 'the radio alone is left', (d) => FAMILIES.every((f) => orderOf(d, f).join() === WLAN));
    for (const family of FAMILIES) {
      expect(placeOf(lost, ETH, family)).toMatchObject({ place: null, because: { rule: 'detached' } });
      expect(ruleOf(lost, WLAN, family)).toBe('onlyCandidate');
      expect((await shown(host, family, 'rule', 'show')).match(/^220\d\d:/gm)).toEqual(['22001:']);
    }
    expect(await ways()).toEqual(by('wlan0'));
    const held = FAMILIES.map((family) => recorder.decided(`IPv${family} is held down`, isHeld(family)));
    await links.eth0.up();
    const up = await recorder.fact('the carrier', 'link.carrierChanged', (f) => f.ifname === 'eth0' && f.carrier && f.seq > lost.seq);
    for (const at of await comesBack(machine, held)) expect(at - up.at).toBeGreaterThanOrEqual(HOLD);

    const since = lastSeq(recorder);
    const doubted = FAMILIES.map((family) => recorder.decided(`IPv${family} is in doubt`, isAt(ETH, 'suspect', [family])));
    await networks.eth0.upstream.kill({ dns: 'lives' });
    for (const [i, decided] of (await Promise.all(doubted)).entries()) {
      const family = FAMILIES[i] ?? 4;
      // The other is validated, so nobody waits for a second failure.
      expect(orderOf(decided, family)).toEqual([WLAN, ETH]);
      expect(placeOf(decided, WLAN, family)).toMatchObject({ because: { rule: 'usable' }, beaten: [{ pvd: ETH, rule: 'usable' }] });
      expect(cited(recorder, placeOf(decided, WLAN, family).because)).toContain('check.failed');
    }
    const dead = await applied(recorder, 'it is unreachable', both(isAt(ETH, 'unreachable'), leads(WLAN)));
    for (const family of FAMILIES) {
      expect(placeOf(dead, ETH, family)).toMatchObject({ place: null, because: { rule: 'unreachable' } });
      expect(cited(recorder, placeOf(dead, ETH, family).because)).toEqual(['check.failed']);
    }
    expect(await ways()).toEqual(by('wlan0'));
    expect(recorder.facts().filter((f) => f.seq > since && f.type === 'link.carrierChanged')).toEqual([]);
    const heldAgain = FAMILIES.map((family) => recorder.decided(`IPv${family} is held down again`, isHeld(family)));
    await networks.eth0.upstream.revive();
    const again = await comesBack(machine, heldAgain);
    for (const [i, family] of FAMILIES.entries()) {
      const good = checksOf(recorder, ETH, dead.seq).find((check) => check.family === family && check.type === 'check.validated');
      // The second loss within five minutes: twice as long.
      expect((again[i] ?? 0) - (good?.at ?? 0)).toBeGreaterThanOrEqual(2 * HOLD);
    }
    await machine.leave();
  });

  const USER = 'policies: { user: [{ prefer: { interface: wlan0 }, why: the wire here is slower }] }';
  test.each([
    ['kind', 'kind', { interfaces: 'eth0: { kind: wifi }, wlan0: { kind: ethernet }' }],
    ['metered', 'unmetered', { interfaces: 'eth0: { kind: ethernet, metered: true }, wlan0: { kind: wifi }' }],
    ['cost', 'cost', { interfaces: 'eth0: { kind: ethernet, cost: 10 }, wlan0: { kind: wifi, cost: 2 }' }],
    ['bandwidth', 'bandwidth', { interfaces: 'eth0: { kind: ethernet, bandwidth: 10 }, wlan0: { kind: ethernet, bandwidth: 100 }' }],
    ['preference of the user', 'prefer interface wlan0 (rule 1)', { more: USER }],
  ] as const)('route-2: the %s that is declared decides, and is named', async (name, rule, config) => {
    const machine = await ground().come(`m-${name.split(' ')[0]}`, config);
    const { recorder, ways } = machine;
    const decided = await applied(recorder, 'both are good, and the radio leads', both(areGood, leads(WLAN)));
    for (const family of FAMILIES) {
      const place = placeOf(decided, WLAN, family);
      expect(place).toMatchObject({ because: { rule }, beaten: [{ pvd: ETH, rule }] });
      expect(cited(recorder, place.because)).toContain(rule.startsWith('prefer') ? 'policy.loaded' : 'settings.loaded');
    }
    expect(await ways()).toEqual(by('wlan0'));
    await machine.leave();
  });
});
