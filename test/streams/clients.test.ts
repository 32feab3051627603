import { expect, test } from 'vitest';
import { type Unstamped, world } from '../../machines/model/facts/index.ts';
import { type Clients, clients } from '../../streams/clients.ts';
import * as f from '../machines/facts.ts';
import { fold } from '../machines/host.ts';

const apply = (): Unstamped => ({ ...f.started(), mode: 'apply' }) as Unstamped;
const wanted = (script: readonly Unstamped[], mode = apply()): Clients => clients.step([], fold([mode, f.opened(), ...script]), null);
const words = (rows: Clients) =>
  rows.map(({ id, managed, delegated, ipv6Only }) =>
    [id, managed && 'managed', delegated && 'delegated', ipv6Only && 'ipv6Only'].filter(Boolean).join(' '),
  );
const set = (some: object) => f.settings({ interfaces: [{ name: 'wlan0', ...some }] });
const [LINK, V4] = [f.link('wlan0'), 'dhcp4 wlan0'];

test.each<[string, readonly Unstamped[], readonly string[]]>([
  ['an interface that is up wants DHCPv4', [LINK], [V4]],
  ['without carrier too: a client that lives on asks again at once', [f.link('wlan0', { carrier: false })], [V4]],
  ['one that is switched off nothing', [f.link('wlan0', { up: false, carrier: false })], []],
  ['loopback nothing', [f.link('lo', { kind: 'loopback' })], []],
  ['a tunnel nothing', [f.link('wg0', { kind: 'wireguard' })], []],
  ['a veth counts as real', [f.link('wlan0', { kind: 'veth' })], [V4]],
  ['a port of a bridge nothing: the bridge is the uplink', [f.link('wlan0', { master: f.name('br0') })], []],
  ['an ignored one nothing', [LINK, set({ ignore: true })], []],
  ['DHCPv4 switched off', [LINK, set({ dhcp4: false })], []],
  [
    'a static gateway: no DHCP of its family',
    [LINK, set({ static: { gateways: ['192.0.2.1'] } }), f.ra('wlan0', 'fe80::1', { other: true })],
    ['dhcp6 wlan0'],
  ],
  ['an address by hand: nobody is asked for another', [LINK, f.address('wlan0', '172.17.0.1/16', { flags: ['permanent'] })], []],
  [
    'a lease for ever is no address by hand',
    [LINK, f.lease('wlan0', '192.0.2.7', { lifetime: null }), f.address('wlan0', '192.0.2.7/24', { flags: ['permanent'] })],
    [V4],
  ],
  ['a router without M and O: no DHCPv6', [LINK, f.ra('wlan0', 'fe80::1')], [V4]],
  ['a router with O: other configuration', [LINK, f.ra('wlan0', 'fe80::1', { other: true })], [V4, 'dhcp6 wlan0']],
  ['a router with M: addresses', [LINK, f.ra('wlan0', 'fe80::1', { managed: true })], [V4, 'dhcp6 wlan0 managed']],
  [
    'one router of two with M',
    [LINK, f.ra('wlan0', 'fe80::1', { other: true }), f.ra('wlan0', 'fe80::2', { managed: true })],
    [V4, 'dhcp6 wlan0 managed'],
  ],
  ['M no longer set', [LINK, f.ra('wlan0', 'fe80::1', { managed: true }), f.ra('wlan0', 'fe80::1')], [V4]],
  ['M of another interface’s router', [LINK, f.ra('eth0', 'fe80::1', { managed: true })], [V4]],
  ['DHCPv6 switched off', [LINK, f.ra('wlan0', 'fe80::1', { managed: true }), set({ dhcp6: false })], [V4]],
  ['prefixes by order, whatever the routers say', [LINK, set({ delegate: true })], [V4, 'dhcp6 wlan0 delegated']],
  ['option 108 only when the settings say so (RFC 8925)', [LINK, f.settings({ ipv6Only: true })], [`${V4} ipv6Only`]],
  [
    'an interface that another manager owns',
    [LINK, world('manager.noticed', { name: 'NetworkManager', interfaces: [f.name('wlan0')], evidence: [] })],
    [],
  ],
  [
    '… unless it is listed',
    [
      LINK,
      world('manager.noticed', { name: 'NetworkManager', interfaces: [f.name('wlan0')], evidence: [] }),
      f.settings({ manage: ['wlan0'] }),
    ],
    [V4],
  ],
])('%s', (_name, script, expected) => {
  expect(words(wanted(script))).toEqual(expected);
});

test('in observe mode nobody runs a client', () => {
  expect(wanted([LINK, f.ra('wlan0', 'fe80::1', { managed: true })], f.started())).toEqual([]);
});

test('the same reference while nothing changed', () => {
  const host = fold([apply(), f.opened(), LINK, f.ra('wlan0', 'fe80::1', { managed: true })]);
  const first = clients.step([], host, null);
  expect(clients.step(first, host, null)).toBe(first);
});
