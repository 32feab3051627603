import { describe, expect, test } from 'vitest';
import { leaseOfBytes } from '../../../adapters/dhcp4/index.ts';
import { leaseOwner, stateOwner } from '../../../adapters/managers/dhcpcd.ts';
import {
  parseDhclientLeases,
  parseDhcpcdLease,
  parseNetworkdLease,
  parseNetworkdLink,
  parseNmDevice,
  parseResolvConf,
  parseResolvedLink,
} from '../../../adapters/managers/index.ts';
import { serverOf } from '../../../adapters/managers/server.ts';
import { IfName } from '../../../machines/model/units.ts';
import { bytesOf, textOf, wlan0, ZONES } from './fixtures.ts';

const WRITTEN = 1_795_000_000_000;
const context = { ifname: wlan0, written: WRITTEN };

/** What the lab's network gave, by any client. */
const LEASE = {
  ...{ ifname: 'wlan0', address: '192.0.2.123', prefixLength: 24, gateways: ['192.0.2.1'], server: '192.0.2.1', serverMac: null },
  ...{ dns: ['192.0.2.53', '192.0.2.54'], search: ['corp.example.net', 'example.org', 'example.net'], ntp: ['192.0.2.123'], mtu: 1400 },
  ...{ routes: [{ destination: '198.51.100.0/24', gateway: '192.0.2.9' }], ipv6Only: null, selection: [] },
};
const PORTAL = 'https://portal.example.net/api';

describe('captured leases', () => {
  test('dhcpcd: the message itself, counted from when it was written', () => {
    expect(parseDhcpcdLease(bytesOf('dhcpcd-wlan0.lease'), context, leaseOfBytes)).toEqual({
      ok: true,
      value: {
        lease: { ...LEASE, client: 'dhcpcd', portal: PORTAL, unpublished: ['serverMac'] },
        expiry: WRITTEN + 3_600_000,
        problems: [],
      },
    });
  });

  test('systemd-networkd 252 tells no portal and no V6ONLY_WAIT', () => {
    expect(parseNetworkdLease(textOf('networkd-lease-12'), context)).toEqual({
      ok: true,
      value: {
        lease: { ...LEASE, client: 'systemd-networkd', portal: null, unpublished: ['serverMac', 'selection', 'portal', 'ipv6Only'] },
        expiry: WRITTEN + 120_000,
        problems: [],
      },
    });
  });

  test('NetworkManager 1.42 tells the moment of expiry, and routes too', () => {
    expect(parseNmDevice(textOf('networkmanager-device-12'), context)).toEqual({
      ok: true,
      value: {
        managed: true,
        connection: '5d0f2b2e-0b0a-4b6f-9a5e-3d2f6a7b8c9d',
        lease: {
          lease: { ...LEASE, client: 'NetworkManager', portal: null, unpublished: ['serverMac', 'selection', 'portal', 'ipv6Only'] },
          expiry: 1_795_490_802_000,
          problems: [],
        },
      },
    });
    expect(parseNmDevice(textOf('networkmanager-device-1'), context)).toMatchObject({ ok: true, value: { managed: true, lease: null } });
  });

  test.each([
    ['the last of two leases holds', 'dhclient-wlan0.leases', '2026-11-24T02:30:37Z'],
    ['a released one has expired', 'dhclient-wlan0-released.leases', '2026-11-24T02:29:07Z'],
  ])('dhclient: %s', (_name, file, expiry) => {
    const leases = parseDhclientLeases(textOf(file), [wlan0]);
    expect(leases.ok && [...leases.value]).toEqual([
      [
        'wlan0',
        {
          ok: true,
          value: {
            lease: { ...LEASE, client: 'dhclient', portal: PORTAL, unpublished: ['serverMac', 'selection', 'ipv6Only'] },
            expiry: Date.parse(expiry),
            problems: [],
          },
        },
      ],
    ]);
  });
});

describe('what the lease files may also hold', () => {
  const networkd = (text: string) => parseNetworkdLease(text, context);
  test.each<[string, string, object]>([
    [
      'no lifetime: said to be missing',
      'ADDRESS=192.0.2.7',
      { expiry: null, lease: { unpublished: expect.arrayContaining(['lifetime', 'prefixLength']) } },
    ],
    [
      'an endless lease',
      'ADDRESS=192.0.2.7\nLIFETIME=4294967295',
      { expiry: null, lease: { unpublished: ['serverMac', 'selection', 'portal', 'ipv6Only', 'prefixLength'] } },
    ],
    [
      'ROUTER without classless routes',
      'ADDRESS=192.0.2.7\nROUTER=192.0.2.1 192.0.2.2',
      { lease: { gateways: ['192.0.2.1', '192.0.2.2'] } },
    ],
    [
      'RFC 3442: ROUTER is ignored beside classless routes',
      'ADDRESS=192.0.2.7\nROUTER=192.0.2.1\nCLASSLESS_ROUTES=10.0.0.0/8,192.0.2.9',
      { lease: { gateways: [] } },
    ],
    [
      'routes under their old key',
      'ADDRESS=192.0.2.7\nROUTES=10.0.0.0/8,192.0.2.9',
      { lease: { routes: [{ destination: '10.0.0.0/8', gateway: '192.0.2.9' }] } },
    ],
    [
      'a mask with holes',
      'ADDRESS=192.0.2.7\nNETMASK=255.0.255.0',
      { lease: { prefixLength: 32, unpublished: expect.arrayContaining(['prefixLength']) } },
    ],
    [
      'a bad server costs itself only',
      'ADDRESS=192.0.2.7\nDNS=192.0.2.53 evil\u001b[2J',
      { lease: { dns: ['192.0.2.53'] }, problems: ['DNS: "evil\\u001b[2J" cannot be read'] },
    ],
  ])('networkd: %s', (_name, text, value) => {
    expect(networkd(text)).toMatchObject({ ok: true, value });
  });

  test.each([
    ['networkd: no address', networkd('NETMASK=255.255.255.0'), { kind: 'noAddress', offset: 0 }],
    ['networkd: empty', networkd(''), { kind: 'noAddress', offset: 0 }],
    ['NetworkManager: empty', parseNmDevice('', context), { kind: 'noDevice', offset: 0 }],
    ['networkd link: empty', parseNetworkdLink('', ZONES), { kind: 'noState', offset: 0 }],
    [
      'dhclient: a block that is still being written',
      parseDhclientLeases('lease {\n interface "wlan0";\n', [wlan0]),
      { kind: 'truncated', offset: 28 },
    ],
    ['dhclient: a string without end', parseDhclientLeases('lease { interface "wl', [wlan0]), { kind: 'truncated', offset: 18 }],
    ['dhclient: a brace too many', parseDhclientLeases('lease { } }', [wlan0]), { kind: 'unexpectedBrace', offset: 10 }],
    [
      'dhcpcd: half a message',
      parseDhcpcdLease(bytesOf('dhcpcd-wlan0.lease').subarray(0, 300), context, leaseOfBytes),
      { kind: 'truncated', offset: 294 },
    ],
  ])('fault: %s', (_name, read, error) => {
    expect(read).toEqual({ ok: false, error });
  });

  test.each([
    ['never', 'expire never;', null, []],
    ['since the epoch', 'expire epoch 1795487437; # Tue', 1_795_487_437_000, []],
    ['in another form', 'expire soon;', null, ['lifetime']],
  ])('dhclient expires %s', (_name, line, expiry, missing) => {
    const text = `lease6 { ia-na 01 { starts 1; } }\nlease { interface "wlan0"; fixed-address 192.0.2.7; option subnet-mask 255.255.255.0; ${line}\n}`;
    const leases = parseDhclientLeases(text, [wlan0]);
    expect(leases.ok && leases.value.get(wlan0)).toMatchObject({
      value: { expiry, lease: { unpublished: ['serverMac', 'selection', 'ipv6Only', ...missing] } },
    });
  });

  test.each([
    ['wlan0.lease', 'wlan0'],
    ['wlan0-Home Sweet.lease', 'wlan0'],
    ['dhcpcd-wlan0.lease', 'wlan0'],
    ['wlan0.100.lease', 'wlan0.100'],
    ['wlan0.lease6', null],
    ['wlan1.lease', null],
    ['secret', null],
  ])('dhcpcd: whose lease %j is', (file, owner) => {
    expect(leaseOwner(file, [wlan0, IfName.parse('wlan0.100')])).toBe(owner);
  });

  test('dhcpcd: hooks of an interface with a dot in its name', () => {
    expect(stateOwner('wlan0.100.dhcp', [wlan0, IfName.parse('wlan0.100')])).toBe('wlan0.100');
  });
});

describe('captured resolvers', () => {
  const SERVERS = ['192.0.2.53', '192.0.2.54'];
  test.each<[string, object]>([
    [
      'dhcpcd-hook-wlan0.dhcp',
      { servers: SERVERS, search: ['corp.example.net', 'example.org'], author: 'dhcpcd', stub: false, problems: [] },
    ],
    ['dhcpcd-hook-wlan0.ra', { servers: ['2001:db8:1::53'], search: ['v6.example.net'], author: 'dhcpcd' }],
    [
      'dhcpcd-etc-resolv.conf',
      { servers: [...SERVERS, '2001:db8:1::53'], search: ['corp.example.net', 'example.org', 'v6.example.net'], author: 'dhcpcd' },
    ],
    ['networkmanager-resolv.conf', { servers: [...SERVERS, '2001:db8:1::53'], author: 'NetworkManager' }],
    ['resolved-resolv.conf', { servers: ['10.255.255.53', ...SERVERS, '2001:db8:1::53'], author: 'systemd-resolved', stub: false }],
    ['resolved-stub-resolv.conf', { servers: ['127.0.0.53'], author: 'systemd-resolved', stub: true }],
  ])('%s', (file, value) => {
    expect(parseResolvConf(textOf(file))).toMatchObject({ ok: true, value });
  });

  test("networkd's link file: managed, with the servers of all sources; one it does not manage", () => {
    expect(parseNetworkdLink(textOf('networkd-link-12'), ZONES)).toEqual({
      ok: true,
      value: {
        managed: true,
        resolver: { servers: [...SERVERS, '2001:db8:1::53'], search: ['example.net', 'corp.example.net', 'example.org'], problems: [] },
      },
    });
    expect(parseNetworkdLink(textOf('networkd-link-1'), ZONES)).toMatchObject({ ok: true, value: { managed: false } });
  });

  test("resolved's link file (written by hand)", () => {
    const text =
      '# This is private data. Do not parse.\nLLMNR=yes\nSERVERS=192.0.2.53 fe80::1 [2001:db8::53]:53%12#dns.example.net\nDOMAINS=corp.example.net ~example.org ~.\n';
    expect(parseResolvedLink(text, ZONES)).toEqual({
      ok: true,
      value: { servers: ['192.0.2.53', 'fe80::1%wlan0', '2001:db8::53'], search: ['corp.example.net', 'example.org'], problems: [] },
    });
  });

  test.each([
    ['resolv.conf(5): the last of domain and search holds', 'search a.example\ndomain b.example', { search: ['b.example'] }],
    ['the root is no domain', 'nameserver 192.0.2.1\nsearch .', { search: [], problems: [] }],
    [
      'what cannot be read is told',
      'nameserver evil\nsearch a..b',
      { servers: [], search: [], problems: ['server "evil" cannot be read', 'search "a..b" cannot be read'] },
    ],
    ['a line of blanks only, as long as the file may be', ' '.repeat(65_536), { servers: [] }],
    ['a search line of blanks', `search${' '.repeat(65_000)}`, { search: [] }],
  ])('resolv.conf: %s', (_name, text, value) => {
    expect(parseResolvConf(text)).toMatchObject({ ok: true, value });
  });

  test.each([
    ['192.0.2.53', '192.0.2.53'],
    ['192.0.2.53:53#dns.example', '192.0.2.53'],
    ['192.0.2.53:853', null],
    ['2001:DB8:0::53', '2001:db8::53'],
    ['fe80::1', 'fe80::1%wlan0'],
    ['fe80::1%12', 'fe80::1%wlan0'],
    ['[fe80::1]:53%eth7', 'fe80::1%eth7'],
    ['2001:db8::1%wlan0', '2001:db8::1'],
    ['dns.example', null],
    ['', null],
  ])('the server %j is %j', (text, address) => {
    expect(serverOf(text, ZONES)).toBe(address);
  });
});
