/** route-6, and sec-1 for packets: programs send without pause, bound and unbound, while links, leases, advertisements and routes change at random; each packet on each wire is looked at. */
import { afterEach, expect, test } from 'vitest';
import { guardedBy } from '../../../adapters/linux/apply/guardText.ts';
import { FAMILIES } from '../../../machines/model/units.ts';
import { suite } from '../../tools/needs.ts';
import { KINDS, type Kind } from './counted.ts';
import { expectReplayed } from './evidence.ts';
import { applied, shown } from './standing.ts';
import { haveAll, openStormy, type Raged, type Stormy, UPLINKS } from './stormy.ts';

const SEED = 6;
const DEVICES = UPLINKS.map(({ ifname }) => ifname);
/** How often programs try between two events, so that each wire has its packets. */
const [EVENTS, ATTEMPTS, PACKETS] = [200, 450, 10_000];
/** As a failing run has to be told of: what happened about then, and what was seen. */
const told = ({ happened }: Raged, lines: readonly string[]): readonly string[] =>
  lines.slice(0, 20).map((line) => {
    const at = Number(line.split(' ')[0]) * 1_000;
    const about = happened.filter(({ from, to }) => from - 50 <= at && at <= to + 50).map(({ number, what }) => `${number} ${what}`);
    return `seed ${SEED}, events ${about.join(', ')}: ${line}`;
  });
const of = (tally: Raged['tally'], ...words: readonly string[]): number =>
  Object.entries(tally).reduce((sum, [what, n]) => (words.every((word) => what.includes(word)) ? sum + n : sum), 0);

suite('route-6: the wrong wire', ['lab'], () => {
  let stormy: Stormy | undefined;
  afterEach(async () => {
    await stormy?.close();
    stormy = undefined;
  }, 20_000);

  test('route-6, sec-1, sec-7: a storm of 200 events: no packet with a foreign source on any wire, no answer to what came by the wrong one', async () => {
    stormy = await openStormy(SEED, 'strong');
    const { recorder, bed, rage } = stormy;
    const raged = await rage(EVENTS, ATTEMPTS);
    expect(raged.happened).toHaveLength(EVENTS);
    for (const device of DEVICES) {
      const { foreign, answers, packets, kinds } = raged.wires[device] ?? {};
      expect(told(raged, foreign ?? []), `foreign on ${device}`).toEqual([]);
      expect(told(raged, answers ?? []), `answers on ${device}`).toEqual([]);
      expect(packets, `seed ${SEED}: packets on ${device}`).toBeGreaterThanOrEqual(PACKETS);
      for (const kind of Object.keys(KINDS) as Kind[]) expect(kinds?.[kind], `seed ${SEED}: ${kind} on ${device}`).toBeGreaterThan(100);
    }
    // Nothing was left out, and what had no way was refused at home.
    for (const kind of ['udp', 'connected', 'tcp'])
      for (const family of FAMILIES)
        for (const binding of ['unbound:', ' device:', ' source:', 'device+source:'])
          expect(of(raged.tally, `${kind} IPv${family}`, binding), `${kind} IPv${family} ${binding}`).toBeGreaterThan(0);
    expect(of(raged.tally, ': EPERM') + of(raged.tally, ': ENETUNREACH')).toBeGreaterThan(1_000);
    expect(raged.probes).toBeGreaterThan(EVENTS * DEVICES.length);

    // The kernel has what was decided, by its own words too.
    const { decision } = await applied(recorder, 'what was decided', haveAll);
    for (const family of FAMILIES) {
      const rules = await shown(bed.host, family, 'rule', 'show');
      const routes = await shown(bed.host, family, 'route', 'show', 'table', 'all');
      const isOf = (text: string) => text.includes(':') === (family === 6);
      expect(ours(rules)).toBe(decision.routing.rules.filter(({ rule }) => rule.family === family).length);
      expect(ours(routes)).toBe(decision.routing.routes.filter(({ route }) => isOf(route.destination)).length);
    }
    const guard = await bed.host.run('nft', ['-j', 'list', 'table', 'inet', 'multihome']);
    expect(guardedBy(guard.stdout)).toEqual(DEVICES.toSorted());
    expect(decision.conflicts.filter(({ kind }) => kind === 'command')).toEqual([]);
    await expectReplayed(recorder);
  }, 90_000);

  test('route-6: the weak host, by the same programs: foreign packets on every wire, in both families, and answers', async () => {
    stormy = await openStormy(SEED, 'weak');
    const raged = await stormy.rage(80, 200);
    const all = DEVICES.map((device) => raged.wires[device]?.foreign ?? []);
    for (const [i, device] of DEVICES.entries()) expect(all[i]?.length, `seed ${SEED}: foreign on ${device}`).toBeGreaterThan(0);
    for (const type of ['IPv4', 'IPv6', 'ARP'])
      expect(all.flat().filter((line) => line.includes(`ethertype ${type} `)).length, `seed ${SEED}: foreign ${type}`).toBeGreaterThan(0);
    expect(DEVICES.flatMap((device) => raged.wires[device]?.answers ?? []).length).toBeGreaterThan(100);
    await expectReplayed(stormy.recorder);
  }, 60_000);
});

const ours = (text: string): number => text.split('\n').filter((line) => /\bproto 109\b/.test(line)).length;
