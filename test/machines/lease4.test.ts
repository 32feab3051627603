import { describe, expect, test } from 'vitest';
import { type Lease4Event, lease4Actor, lease4Deadlines } from '../../machines/lease4.ts';
import type { Unstamped } from '../../machines/model/facts/index.ts';
import { seconds } from '../../machines/model/units.ts';
import * as f from './facts.ts';

const take = (facts: readonly Unstamped[]) =>
  f
    .stampedAll(facts)
    .reduce((snapshot, fact) => lease4Actor.take(snapshot, fact as Lease4Event, []), lease4Actor.start({ ifname: f.name('wlan0') }));
const bound = f.lease('wlan0', '192.0.2.7');
const expiry = 'lease4:wlan0:expiry';

describe('lease4', () => {
  test.each<[string, readonly Unstamped[], string, string | undefined, number]>([
    ['nothing yet', [], 'none', undefined, 0],
    ['an ACK binds', [bound], 'bound', '192.0.2.7', 1],
    ['the end of the lease drops the address (RFC 2131 §4.4.5)', [bound, f.passed(expiry, f.at(3601))], 'expired', undefined, 1],
    ['a renewal with equal values moves the end and is no new reason', [bound, bound], 'bound', '192.0.2.7', 1],
    ['a renewal makes the old end meaningless', [bound, bound, f.passed(expiry, f.at(3601))], 'bound', '192.0.2.7', 1],
    ['another address is a new reason', [bound, f.lease('wlan0', '192.0.2.8')], 'bound', '192.0.2.8', 2],
    ['another server for names is a new reason', [bound, f.lease('wlan0', '192.0.2.7', { dns: ['192.0.2.9'] })], 'bound', '192.0.2.7', 2],
    ['a loss drops the address', [bound, f.leaseLost('wlan0')], 'none', undefined, 1],
    ['a loss that another client tells: nothing happens', [bound, f.leaseLost('wlan0', 'udhcpc')], 'bound', '192.0.2.7', 1],
    ['a loss without a lease: nothing happens', [f.leaseLost('wlan0')], 'none', undefined, 0],
    ['another deadline: nothing happens', [bound, f.passed('lease4:eth0:expiry', f.at(3601))], 'bound', '192.0.2.7', 1],
    ['a loss after the end: nothing happens', [bound, f.passed(expiry, f.at(3601)), f.leaseLost('wlan0')], 'expired', undefined, 1],
    ['an expired client may bind again', [bound, f.passed(expiry, f.at(3601)), bound], 'bound', '192.0.2.7', 3],
  ])('%s', (_name, given, state, address, since) => {
    const { value, context } = take(given);
    expect([value, context.lease?.address, context.since]).toEqual([state, address, since]);
  });

  test.each<[string, readonly Unstamped[], readonly object[]]>([
    ['a bound lease waits for its end', [bound], [{ id: expiry, due: f.at(3601) }]],
    ['a renewed one for its new end', [bound, bound], [{ id: expiry, due: f.at(3602) }]],
    ['a lost one for nothing', [bound, f.leaseLost('wlan0')], []],
    ['one without an end for nothing', [f.lease('wlan0', '192.0.2.7', { lifetime: null })], []],
    ['a lifetime of nothing ends at once', [f.lease('wlan0', '192.0.2.7', { lifetime: seconds(0) })], [{ id: expiry, due: f.at(1) }]],
  ])('%s', (_name, given, deadlines) => {
    expect(lease4Deadlines(take(given))).toEqual(deadlines);
  });
});
