/** session-3: an interface comes up: it is checked before it is selected, and no packet of a program goes by it till then; the grace for a host that has nothing else is a setting. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { FAMILIES, type Family } from '../../../machines/model/units.ts';
import { suite } from '../../tools/needs.ts';
import type { Capture } from '../capture.ts';
import type { Decided } from '../recorder.ts';
import { both, checksOf, ETH, FAR, HOME, isAt, leads, NO_HOLD, OFFICE, PULSE_PORT, ruleOf, startPulse, WLAN } from './checked.ts';
import { type Ground, openGround } from './checking.ts';
import { orderOf, placeOf } from './evidence.ts';
import { applied } from './standing.ts';

const CHECKS = { checks: 'every: 500ms, timeout: 800ms', secure: false };

suite('session-3: an interface comes up', ['lab'], () => {
  let made: Ground<'eth0' | 'wlan0'> | undefined;
  const ground = () => {
    if (!made) throw new Error('the lab did not open');
    return made;
  };
  beforeAll(async () => {
    made = await openGround(75, { eth0: OFFICE, wlan0: HOME });
  }, 60_000);
  afterAll(async () => made?.close(), 20_000);

  /** At its router, so that it is heard from the first frame on. */
  const wireOf = (): Promise<Capture> => {
    const { lab, networks } = ground();
    return lab.capture({ space: networks.eth0.space, device: networks.eth0.device });
  };
  const pulses = (family: Family): string => `${family === 4 ? 'ip' : 'ip6'} and udp dst port ${PULSE_PORT}`;
  /** A segment with data from a web server: the PSH flag (RFC 9293 §3.1), which pcap-filter knows of IPv4 only by name. */
  const answers = (family: Family): string => `tcp src port 80 and ${family === 4 ? 'ip and tcp[13]' : 'ip6 and ip6[53]'} & 8 != 0`;
  const momentOf = (line: string | undefined): number => Number(/^[\d.]+/.exec(line ?? '')?.[0]) * 1_000;
  const first = async (wire: Capture, filter: string): Promise<number> => momentOf((await wire.waitFor(filter))[0]);
  /** On the wire, by its own clock, whose tick may hold both: the first check had its answer before the first packet of a program. */
  async function expectCheckedFirst(wire: Capture): Promise<void> {
    for (const family of FAMILIES) expect(await first(wire, pulses(family))).toBeGreaterThanOrEqual(await first(wire, answers(family)));
  }
  const isNewcomer = (family: Family) => (d: Decided) => isAt(ETH, 'unknown', [family])(d) && orderOf(d, family).includes(ETH);

  test('session-3: beside another network: a check comes first, and then the packets of programs', async () => {
    const { lab, networks, come } = ground();
    const machine = await come('m1', { ...CHECKS, more: NO_HOLD }, ['wlan0']);
    const { host, recorder } = machine;
    await applied(recorder, 'the radio is good', both(isAt(WLAN, 'validated'), leads(WLAN)));
    const [pulse, wire] = await Promise.all([startPulse(host, [FAR[4], FAR[6]], 2), wireOf()]);
    const unknown = FAMILIES.map((family) => recorder.decided(`IPv${family} is there and unknown`, isNewcomer(family)));
    await lab.connect(host, networks.eth0, { as: 'eth0' });
    for (const [i, decided] of (await Promise.all(unknown)).entries()) {
      const family = FAMILIES[i] ?? 4;
      expect(orderOf(decided, family)).toEqual([WLAN, ETH]);
      expect(ruleOf(decided, WLAN, family)).toBe('usable');
      // At once, in the very decision.
      expect(decided.decision.checks.map((check) => check.id)).toContain(`${family} ${ETH}`);
    }
    await applied(recorder, 'the wire is good, and leads', both(isAt(ETH, 'validated'), leads(ETH)));
    await expectCheckedFirst(wire);
    for (const family of FAMILIES) expect(checksOf(recorder, ETH).find((check) => check.family === family)?.type).toBe('check.validated');
    await Promise.all([pulse.stop(), wire.stop()]);
    await machine.leave();
  });

  /** A host with a program that sends, and nothing else; its only network comes up. */
  async function alone(name: string, more: string) {
    const { lab, networks, come } = ground();
    const machine = await come(name, { ...CHECKS, more }, []);
    const [pulse, wire] = await Promise.all([startPulse(machine.host, [FAR[4], FAR[6]], 2), wireOf()]);
    await lab.connect(machine.host, networks.eth0, { as: 'eth0' });
    return { ...machine, wire, stop: () => Promise.all([pulse.stop(), wire.stop()]) };
  }

  test('session-3: alone, without the grace: nothing goes by it before it is good, not even where its checks fail', async () => {
    const { networks } = ground();
    await networks.eth0.upstream.kill({ dns: 'lives' });
    const { recorder, wire, stop, leave } = await alone('m2', 'useUnknown: false');
    const isRefused = (rule: string, family: Family) => (d: Decided) =>
      d.decision.ranking.some((p) => p.pvd === ETH && p.family === family && p.place === null && p.because.rule === rule);
    await Promise.all(FAMILIES.map((family) => recorder.decided(`IPv${family} was never checked`, isRefused('unchecked', family))));
    const failed = await applied(recorder, 'its checks fail', isAt(ETH, 'unreachable'));
    for (const family of FAMILIES) {
      expect(placeOf(failed, ETH, family)).toMatchObject({ place: null, because: { rule: 'unreachable' } });
      expect(await wire.packets(pulses(family))).toEqual([]);
    }
    await networks.eth0.upstream.revive();
    await applied(recorder, 'it is good', both(isAt(ETH, 'validated'), leads(ETH)));
    await expectCheckedFirst(wire);
    await stop();
    await leave();
  });

  test('session-3: alone, with the grace: it is used while it is unknown, and the reason is that there is no other', async () => {
    const { web } = ground();
    await web.answer([{ instead: 'silence' }]);
    const { recorder, wire, stop, leave } = await alone('m3', '');
    const unknown = FAMILIES.map((family) => recorder.decided(`IPv${family} is there and unknown`, isNewcomer(family)));
    for (const [i, decided] of (await Promise.all(unknown)).entries())
      expect(placeOf(decided, ETH, FAMILIES[i] ?? 4)).toMatchObject({ place: 1, reach: 'unknown', because: { rule: 'onlyCandidate' } });
    for (const family of FAMILIES) {
      const told = await recorder.fact('the first outcome', 'check.failed', (f) => f.pvd === ETH && f.family === family);
      expect(await first(wire, pulses(family))).toBeLessThan(told.at);
    }
    await web.answer([]);
    await applied(recorder, 'it is good', both(isAt(ETH, 'validated'), leads(ETH)));
    await stop();
    await leave();
  });
});
