import { describe, expect, test } from 'vitest';
import { NO_FINGERPRINT } from '../../machines/attachment.ts';
import type { Fingerprint } from '../../machines/model/facts/epoch.ts';
import type { Unstamped } from '../../machines/model/facts/index.ts';
import type { AddressFlag } from '../../machines/model/facts/kernel.ts';
import { objectId, type PvdObject } from '../../machines/model/pvd.ts';
import { type Rhythm, scattered } from '../../machines/model/rhythm.ts';
import { after, type Family, type Instant, instant, millis, seconds } from '../../machines/model/units.ts';
import { type PvdEvent, type PvdSnapshot, pvdActor, pvdDeadlines, pvdState } from '../../machines/pvd.ts';
import * as f from './facts.ts';

const ID = 'pvd:wlan0';
const origin = { source: 'dhcp4', by: 'dhcpcd', since: 1 } as const;
const address = (value: string, flags: readonly AddressFlag[] = []): PvdObject => ({
  kind: 'address',
  value,
  prefixLength: 24,
  flags,
  id: objectId({ kind: 'address', value }, origin),
  ...origin,
});
const gateway = (value: string, family: Family): PvdObject => ({
  kind: 'gateway',
  value,
  family,
  preference: 'medium',
  metric: null,
  id: objectId({ kind: 'gateway', value }, origin),
  ...origin,
});
const V4 = [address('192.0.2.7'), gateway('192.0.2.1', 4)];
const V6 = [address('2001:db8::7'), gateway('fe80::1', 6)];
const HOME: Fingerprint = { ...NO_FINGERPRINT, gateway: '192.0.2.1', gatewayMac: 'aa', prefix4: '192.0.2.0/24' };
const RHYTHM: Rhythm = { every: seconds(300), budget: null };
const CAFE: Fingerprint = { ...NO_FINGERPRINT, gateway: '198.51.100.1', gatewayMac: 'bb', prefix4: '198.51.100.0/24' };

type Assembly = {
  readonly objects: readonly PvdObject[];
  readonly linked?: boolean;
  readonly is?: Fingerprint;
  readonly isChecked?: boolean;
  readonly rhythm?: Rhythm;
};
type Given = Unstamped | Assembly;
const is = (objects: readonly PvdObject[], some: Omit<Assembly, 'objects'> = {}): Assembly => ({ objects, ...some });
const up = is(V4, { is: HOME });
const away = is(V4, { is: HOME, linked: false });

const eventOf = (given: Given, seq: number): PvdEvent =>
  'objects' in given
    ? {
        type: 'pvd.assembled',
        assembled: { id: ID, ifname: 'wlan0', identity: null, objects: given.objects, fingerprint: given.is ?? NO_FINGERPRINT },
        linked: given.linked ?? true,
        linger: seconds(10),
        isChecked: given.isChecked ?? false,
        rhythm: given.rhythm ?? RHYTHM,
        at: f.at(seq),
        seq,
      }
    : (f.stamped(given, seq) as PvdEvent);
const input = { id: ID, ifname: f.name('wlan0'), identity: null, slot: 0, generation: 1, fingerprint: HOME };
const take = (given: readonly Given[]): PvdSnapshot =>
  given.reduce((snapshot, entry, i) => pvdActor.take(snapshot, eventOf(entry, i + 1), []), pvdActor.start(input));

const linger = f.passed(`${ID}:linger`, f.at(12));

describe('pvd: provisioning', () => {
  test.each<[string, readonly Given[], string, number]>([
    ['nothing yet', [], 'forming', 1],
    ['an address and a gateway of one family provision it', [up], 'provisioned', 1],
    ['the other family does as well', [is(V6)], 'provisioned', 1],
    ['an address of one family and a gateway of the other do not', [is([address('192.0.2.7'), gateway('fe80::1', 6)])], 'forming', 1],
    ['a tentative address does not (RFC 4862 §5.4)', [is([address('2001:db8::7', ['tentative']), gateway('fe80::1', 6)])], 'forming', 1],
    [
      'an optimistic one does (RFC 4429)',
      [is([address('2001:db8::7', ['tentative', 'optimistic']), gateway('fe80::1', 6)])],
      'provisioned',
      1,
    ],
    ['an address found double does not', [is([address('2001:db8::7', ['dadFailed']), gateway('fe80::1', 6)])], 'forming', 1],
    [
      'all addresses past their preferred lifetime deprecate it',
      [is([address('192.0.2.7', ['deprecated']), gateway('192.0.2.1', 4)])],
      'deprecated',
      1,
    ],
    ['a fresh one makes it good again', [is([address('192.0.2.7', ['deprecated']), gateway('192.0.2.1', 4)]), up], 'provisioned', 1],
    [
      'a deprecated one may lose its gateway',
      [is([address('192.0.2.7', ['deprecated']), gateway('192.0.2.1', 4)]), is([address('192.0.2.7')])],
      'forming',
      1,
    ],
    ['without its gateway it forms again', [up, is([address('192.0.2.7')])], 'forming', 1],
    ['a lost link detaches it', [up, away], 'detached', 1],
    ['so does the end of all of its objects', [up, is([])], 'detached', 1],
    ['config-5: the same network back keeps the generation', [up, away, up], 'provisioned', 1],
    [
      'config-5: another network after the link was down is a new generation, detached first',
      [up, away, is(V4, { is: CAFE })],
      'detached',
      2,
    ],
    ['… and attached the second time it is told', [up, away, is(V4, { is: CAFE }), is(V4, { is: CAFE })], 'provisioned', 2],
    ['config-5: with the link up, MAC and prefix changed: a new generation, detached first', [up, is(V4, { is: CAFE })], 'detached', 2],
    [
      'config-5: with the link up, the prefix alone says nothing',
      [up, is(V4, { is: { ...HOME, prefix4: '10.0.0.0/8' } })],
      'provisioned',
      1,
    ],
    ['config-5: with the link up, the MAC alone says nothing', [up, is(V4, { is: { ...HOME, gatewayMac: 'cc' } })], 'provisioned', 1],
    ['away and away again: nothing happens', [up, away, away], 'detached', 1],
    ['its wait for the network ends', [up, away, linger], 'gone', 1],
    ['… and it takes nothing more', [up, away, linger, up], 'gone', 1],
    ['the end of an older wait: nothing happens', [up, away, f.passed(`${ID}:linger`, f.at(11))], 'detached', 1],
    ['the end of a wait when it is back: nothing happens', [up, away, up, linger], 'provisioned', 1],
    ['the end of a wait of another: nothing happens', [up, away, f.passed('pvd:eth0:linger', f.at(12))], 'detached', 1],
  ])('%s', (_name, given, provisioning, generation) => {
    const snapshot = take(given);
    expect([pvdState(snapshot).provisioning, snapshot.context.generation]).toEqual([provisioning, generation]);
  });

  test('it waits 10 s from when it was detached, not from what it heard since', () => {
    expect(pvdDeadlines(take([up, away, away]))).toEqual([{ id: `${ID}:linger`, due: f.at(12) }]);
    expect(pvdDeadlines(take([up, away, up]))).toEqual([]);
    expect(pvdDeadlines(take([up, away, linger]))).toEqual([]);
  });
});

const families = [4, 6] as const;
describe.each(families)('pvd: reach%i', (family) => {
  const other = family === 4 ? 6 : 4;
  const on = is(family === 4 ? V4 : V6, { is: HOME, isChecked: true });
  const c = (told: Parameters<typeof f.check>[0], generation = 1) => f.check(told, ID, family, generation);
  const validated = c('validated');
  const failed = c('failed');
  test.each<[string, readonly Given[], string]>([
    ['unknown till it is checked', [up], 'unknown'],
    ['a check validates', [up, validated], 'validated'],
    ['without endpoints it is assumed', [up, c('assumed')], 'assumed'],
    ['half of it works', [up, c('partial')], 'partial'],
    ['session-1: a portal stands in between', [up, c('portal')], 'portal'],
    ['… till it opens', [up, c('portal'), validated], 'validated'],
    ['a first failure makes it suspect', [up, validated, failed], 'suspect'],
    ['one failure of what was never checked says little', [on, failed], 'unknown'],
    ['… two say that nobody is there', [on, failed, failed], 'unreachable'],
    ['… unless something came between', [on, failed, c('partial'), failed], 'suspect'],
    ['session-2: a check that spent what it may says nothing', [up, validated, c('curtailed'), c('curtailed')], 'validated'],
    ['session-2: a second one makes it unreachable', [up, validated, failed, failed], 'unreachable'],
    ['a third one: nothing happens', [up, validated, failed, failed, failed], 'unreachable'],
    ['suspect: a good check clears it', [up, validated, failed, validated], 'validated'],
    ['unreachable: a good check brings it back', [up, validated, failed, failed, validated], 'validated'],
    ['partial: a failure makes it suspect', [up, c('partial'), failed], 'suspect'],
    ['portal: a failure makes it suspect', [up, c('portal'), failed], 'suspect'],
    ['assumed: a failure makes it suspect', [up, c('assumed'), failed], 'suspect'],
    ['a check of the other family: nothing happens', [up, f.check('validated', ID, other)], 'unknown'],
    ['config-5: a verdict on another generation: nothing happens', [up, c('validated', 2)], 'unknown'],
    ['config-5: a new generation forgets the verdict', [up, validated, is(V4, { is: CAFE })], 'unknown'],
    ['config-5: … also after the link was down', [up, validated, away, is(V4, { is: CAFE })], 'unknown'],
    ['config-5: the same network back keeps it', [up, validated, away, up], 'validated'],
  ])('%s', (_name, given, reach) => {
    expect(pvdState(take(given))[`reach${family}`]).toBe(reach);
  });

  test('a recheck with the same outcome keeps the state; it is no new reason, but the newest look; a portal leaves its URL', () => {
    expect(take([up, validated, validated]).context[`reach${family}`]).toEqual({
      since: 2,
      at: f.at(3),
      portal: null,
      by: 'check.validated',
    });
    expect(take([up, validated, failed, failed, failed]).context[`reach${family}`]).toMatchObject({ since: 4, at: f.at(4) });
    expect(take([up, c('portal')]).context[`reach${family}`]).toMatchObject({ portal: 'http://portal.example/' });
    expect(take([up, validated]).context[`reach${other}`]).toBeNull();
  });
});

describe.each(families)('pvd: check%i', (family) => {
  const id = `${ID}:check${family}`;
  const objects = family === 4 ? V4 : V6;
  const on = is(objects, { is: HOME, isChecked: true });
  const c = (told: Parameters<typeof f.check>[0]) => f.check(told, ID, family);
  /** Checked again so long after the fact of that number; never later, and at most an eighth earlier. */
  const due = (seq: number, wait: number): Instant => after(f.at(seq), scattered(millis(wait), `${ID} ${seq}`));
  test.each<[string, readonly Given[], string]>([
    ['nothing is checked unless asked for', [is(objects, { is: HOME })], 'idle'],
    ['session-3: what comes up is checked at once', [on], 'running'],
    ['a family that is not complete is not', [is(family === 4 ? V6 : V4, { isChecked: true })], 'idle'],
    ['told the same while it runs: nothing happens', [on, on], 'running'],
    ['answered, it waits', [on, c('validated')], 'waiting'],
    ['… and runs again when due', [on, c('validated'), f.passed(id, due(2, 300_000))], 'running'],
    ['another moment: nothing happens', [on, c('validated'), f.passed(id, f.at(301))], 'waiting'],
    [
      'the other family’s deadline: nothing happens',
      [on, c('validated'), f.passed(`${ID}:check${family === 4 ? 6 : 4}`, due(2, 300_000))],
      'waiting',
    ],
    ['session-7: after a sleep it is checked again', [on, c('validated'), f.resumed()], 'running'],
    ['a sleep while nothing is checked: nothing happens', [f.resumed()], 'idle'],
    ['a lost link ends it', [on, is(objects, { is: HOME, isChecked: true, linked: false })], 'idle'],
    ['… also while it waits', [on, c('failed'), is(objects, { linked: false, isChecked: true })], 'idle'],
    ['checks that are switched off end it', [on, c('failed'), is(objects, { is: HOME })], 'idle'],
    ['config-5: a new generation is checked at once', [on, c('validated'), is(objects, { is: CAFE, isChecked: true })], 'running'],
  ])('%s', (_name, given, state) => {
    expect(pvdState(take(given))[`check${family}`]).toBe(state);
  });

  const second = f.passed(id, due(2, 250));
  test.each<[string, readonly Given[], Instant]>([
    ['a good one is checked again after its rhythm’s wait', [on, c('validated')], due(2, 300_000)],
    ['after a failure the second look is quick', [on, c('failed')], due(2, 250)],
    ['a second failure: after 1 s', [on, c('failed'), second, c('failed')], due(4, 1_000)],
    ['session-2: what it may spend is spent: when the day is over', [on, c('curtailed')], instant(f.at(2) + 86_400_000)],
    ['a portal backs off alike', [on, c('portal')], due(2, 250)],
    [
      'after a success the back-off begins anew',
      [on, c('failed'), second, c('validated'), f.passed(id, due(4, 300_000)), c('failed')],
      due(6, 250),
    ],
    [
      'config-5: so it does for a new generation',
      [on, c('failed'), is(objects, { is: CAFE, isChecked: true }), f.check('failed', ID, family, 2)],
      due(4, 250),
    ],
  ])('%s', (_name, given, moment) => {
    expect(pvdDeadlines(take(given))).toEqual([{ id, due: moment }]);
  });

  test('the back-off ends at 300 s, and while it runs nothing is waited for', () => {
    let snapshot = take([on]);
    for (let seq = 2, rounds = 0; rounds < 15; rounds += 1, seq += 2) {
      snapshot = pvdActor.take(snapshot, eventOf(c('failed'), seq), []);
      const [deadline] = pvdDeadlines(snapshot);
      const wait = rounds === 0 ? 250 : Math.min(300, 2 ** (rounds - 1)) * 1000;
      expect(deadline?.due).toBe(due(seq, wait));
      expect((deadline?.due ?? 0) - f.at(seq)).toBeGreaterThanOrEqual(Math.floor((wait * 7) / 8));
      if (deadline) snapshot = pvdActor.take(snapshot, eventOf(f.passed(deadline.id, deadline.due), seq + 1), []);
      expect(pvdDeadlines(snapshot)).toEqual([]);
    }
  });
});
