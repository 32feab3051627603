import { describe, expect, test } from 'vitest';
import type { InterfaceEvent } from '../../machines/configured.ts';
import { type InterfaceSnapshot, interfaceActor, isLinkUp } from '../../machines/interface.ts';
import type { Unstamped } from '../../machines/model/facts/index.ts';
import type { Notice } from '../../machines/model/notice.ts';
import { millis } from '../../machines/model/units.ts';
import * as f from './facts.ts';

function take(facts: readonly Unstamped[]): { snapshot: InterfaceSnapshot; notices: readonly string[] } {
  const notices: Notice[] = [];
  let snapshot = interfaceActor.start({ ifname: f.name('wlan0'), lost: 0 });
  for (const fact of f.stampedAll(facts)) snapshot = interfaceActor.take(snapshot, fact as InterfaceEvent, notices);
  return { snapshot, notices: notices.map((n) => n.type) };
}
const up = f.link('wlan0');
const down = f.link('wlan0', { carrier: false });
const gained = 'link.gained';
const lost = 'link.lost';

describe('interface: its link', () => {
  test.each<[string, readonly Unstamped[], string, readonly string[]]>([
    ['nothing yet', [], 'absent', []],
    ['a link with a carrier is up', [up], 'up', [gained]],
    ['a link without a carrier is down', [down], 'down', []],
    ['a carrier alone is not enough: the administrator has it down (IFF_UP)', [f.link('wlan0', { up: false })], 'down', []],
    ['a link that waits for 802.1X is dormant (RFC 2863)', [f.link('wlan0', { dormant: true })], 'dormant', []],
    ['dormant: authenticated, it is up', [f.link('wlan0', { dormant: true }), f.carrier('wlan0', true)], 'up', [gained]],
    ['dormant: it may go down', [f.link('wlan0', { dormant: true }), f.linkChanged('wlan0', { carrier: false })], 'down', []],
    ['a carrier that comes brings it up', [down, f.carrier('wlan0', true)], 'up', [gained]],
    ['a carrier that goes brings it down', [up, f.carrier('wlan0', false)], 'down', [gained, lost]],
    ['up: it may become dormant again', [up, f.carrier('wlan0', true, { dormant: true })], 'dormant', [gained, lost]],
    ['a flap too short to see is told by the count of downs', [up, f.carrier('wlan0', true, { downs: 1 })], 'up', [gained, lost, gained]],
    ['… by either fact', [up, f.linkChanged('wlan0', { downs: 1 })], 'up', [gained, lost, gained]],
    ['another MTU: nothing happens to the link', [up, f.linkChanged('wlan0', { mtu: 1400 })], 'up', [gained]],
    ['the same carrier: nothing happens', [up, f.carrier('wlan0', true)], 'up', [gained]],
    ['the administrator takes it down', [up, f.linkChanged('wlan0', { up: false })], 'down', [gained, lost]],
    ['a dump tells a link that is known as down to be up', [down, up], 'up', [gained]],
    ['a link that is removed is absent', [up, f.linkRemoved('wlan0')], 'absent', [gained, lost]],
    ['a removal of what is absent: nothing happens', [f.linkRemoved('wlan0')], 'absent', []],
    ['a carrier of a link that is absent: nothing happens', [f.carrier('wlan0', true)], 'absent', []],
  ])('%s', (_name, given, state, notices) => {
    const { snapshot, notices: told } = take(given);
    expect([snapshot.value, told]).toEqual([expect.objectContaining({ link: state }), notices]);
    expect(isLinkUp(snapshot)).toBe(state === 'up');
  });

  test('nothing that it does not take makes a new snapshot', () => {
    const { snapshot } = take([f.signalled('wlan0', 'good')]);
    const again = f.stamped(f.signalled('wlan0', 'good'), 9) as InterfaceEvent;
    expect(interfaceActor.take(snapshot, again, [])).toBe(snapshot);
  });
});

describe('interface: its quality', () => {
  test.each<[string, readonly Unstamped[], string]>([
    ['unknown till the lower layer says something', [up], 'unknown'],
    ['a good signal', [up, f.signalled('wlan0', 'good')], 'good'],
    ['a poor one', [up, f.signalled('wlan0', 'poor')], 'poor'],
    ['it gets better', [up, f.signalled('wlan0', 'poor'), f.signalled('wlan0', 'good')], 'good'],
    ['it gets worse', [up, f.signalled('wlan0', 'good'), f.signalled('wlan0', 'poor')], 'poor'],
    ['the same again: nothing happens', [up, f.signalled('wlan0', 'good'), f.signalled('wlan0', 'good')], 'good'],
    ['it ends with the link', [up, f.signalled('wlan0', 'good'), f.linkRemoved('wlan0')], 'unknown'],
  ])('%s', (_name, given, quality) => {
    expect(take(given).snapshot.value).toMatchObject({ quality });
  });
});

describe('interface: what is configured', () => {
  test.each<[string, readonly Unstamped[], object]>([
    ['the network is kept', [up, f.attached('wlan0', 'home')], { network: 'home' }],
    ['… and forgotten when the carrier goes (config-5)', [up, f.attached('wlan0', 'home'), f.carrier('wlan0', false)], { network: null }],
    ['an address is added', [f.address('wlan0', '192.0.2.7/24')], { addresses: [{ id: '192.0.2.7/24', since: 1 }] }],
    ['… and removed', [f.address('wlan0', '192.0.2.7/24'), f.addressRemoved('wlan0', '192.0.2.7/24')], { addresses: [], expires: [] }],
    [
      'removing another: nothing happens',
      [f.address('wlan0', '192.0.2.7/24'), f.addressRemoved('wlan0', '192.0.2.8/24')],
      { addresses: [{}] },
    ],
    [
      'a refresh of an address moves its end only',
      [f.address('wlan0', '192.0.2.7/24', { valid: millis(1000) }), f.address('wlan0', '192.0.2.7/24', { valid: millis(1000) })],
      { addresses: [{ since: 1 }], expires: [{ id: '192.0.2.7/24', at: f.at(3) }] },
    ],
    [
      'an address that becomes deprecated is a new reason',
      [f.address('wlan0', '192.0.2.7/24'), f.address('wlan0', '192.0.2.7/24', { flags: ['deprecated'] })],
      { addresses: [{ since: 2, flags: ['deprecated'] }] },
    ],
    ['a default route is kept', [f.route('wlan0', '0.0.0.0/0', '192.0.2.1')], { routes: [{ gateway: '192.0.2.1', metric: 100 }] }],
    ['a connected route leads nowhere new: nothing happens', [f.route('wlan0', '192.0.2.0/24', null)], { routes: [] }],
    ['a multicast route: nothing happens', [f.route('wlan0', 'ff00::/8', null, { kind: 'multicast' })], { routes: [] }],
    [
      'a route is removed by its key',
      [f.route('wlan0', '0.0.0.0/0', '192.0.2.1'), f.routeRemoved('wlan0', '0.0.0.0/0', '192.0.2.1')],
      { routes: [] },
    ],
    [
      'a route of another metric stays',
      [f.route('wlan0', '0.0.0.0/0', '192.0.2.1'), f.routeRemoved('wlan0', '0.0.0.0/0', '192.0.2.1', { metric: 7 })],
      { routes: [{}] },
    ],
    ['a neighbour is known', [f.neighbour('wlan0', '192.0.2.1', '02:00:00:00:00:99')], { neighbours: [{ mac: '02:00:00:00:00:99' }] }],
    ['… and forgotten', [f.neighbour('wlan0', '192.0.2.1', null), f.neighbourRemoved('wlan0', '192.0.2.1')], { neighbours: [] }],
    [
      'nothing configured outlives the link',
      [up, f.address('wlan0', '192.0.2.7/24'), f.linkRemoved('wlan0')],
      { addresses: [], link: null },
    ],
  ])('%s', (_name, given, context) => {
    expect(take(given).snapshot.context).toMatchObject(context);
  });

  test('sec-2: of 300 addresses, routes and neighbours 256 are kept, and no more ends than addresses', () => {
    const many = Array.from({ length: 300 }, (_, i) => [
      f.address('wlan0', `2001:db8::${i + 1}/64`, { valid: millis(1000) }),
      f.route('wlan0', '::/0', `fe80::${i + 1}`),
      f.neighbour('wlan0', `fe80::${i + 1}`, null),
    ]).flat();
    const { addresses, routes, neighbours, expires } = take(many).snapshot.context;
    expect([addresses.length, routes.length, neighbours.length, expires.length]).toEqual([256, 256, 256, 256]);
  });
});
