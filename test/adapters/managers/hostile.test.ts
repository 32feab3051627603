/** Files are hostile: a network chose the strings. Every mutation of every captured file gives a value or a fault, quickly, and no throw. */
import { expect, test } from 'vitest';
import { leaseOfBytes } from '../../../adapters/dhcp4/index.ts';
import { checked, differences, NOTHING, settled } from '../../../adapters/managers/difference.ts';
import type { SeenFile } from '../../../adapters/managers/files.ts';
import { pictureOf } from '../../../adapters/managers/picture.ts';
import type { FileKind } from '../../../adapters/managers/table.ts';
import { bytesOf, INTERFACES } from './fixtures.ts';

const SEED = 20_261_124;
const ROUNDS = 1_200;
const RESOLVED = 'SERVERS=192.0.2.53 fe80::1%12 [2001:db8::53]:53%12#dns.example.net\nDOMAINS=corp.example.net ~example.org\n';

const place = (kind: FileKind, folder: string, name: string, bytes: Uint8Array): SeenFile => ({
  kind,
  path: `${folder}/${name}`,
  name,
  bytes,
  written: 1_795_000_000_000,
});
const FILES: readonly SeenFile[] = [
  place('dhcpcdLease', '/var/lib/dhcpcd', 'wlan0.lease', bytesOf('dhcpcd-wlan0.lease')),
  place('dhcpcdHook', '/run/dhcpcd/hook-state/resolv.conf', 'wlan0.dhcp', bytesOf('dhcpcd-hook-wlan0.dhcp')),
  place('networkdLease', '/run/systemd/netif/leases', '12', bytesOf('networkd-lease-12')),
  place('networkdLink', '/run/systemd/netif/links', '12', bytesOf('networkd-link-12')),
  place('resolvedLink', '/run/systemd/resolve/netif', '12', Buffer.from(RESOLVED)),
  place('nmDevice', '/run/NetworkManager/devices', '12', bytesOf('networkmanager-device-12')),
  place('dhclientLease', '/var/lib/dhcp', 'dhclient.wlan0.leases', bytesOf('dhclient-wlan0.leases')),
  place('resolvConf', '/etc', 'resolv.conf', bytesOf('dhcpcd-etc-resolv.conf')),
];
const CLIENTS = ['dhcpcd', 'dhclient', 'NetworkManager', 'systemd-networkd'].map((manager, pid) => ({
  manager,
  pid,
  foreign: false,
  ifname: null,
}));

/** mulberry32 */
function randomness(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) % below;
  };
}

const SPICE = [
  '\u0000',
  '=',
  '\n',
  '[',
  ']',
  '"',
  '{',
  '}',
  ';',
  '%',
  '#',
  '\u001b[2J',
  '255',
  '-1',
  '9'.repeat(40),
  '/',
  ',',
  ' '.repeat(300),
  '\ud800',
  'a'.repeat(300),
];

function spoiled(bytes: Uint8Array, random: (below: number) => number): Uint8Array {
  let result = Buffer.from(bytes);
  for (let changes = 1 + random(4); changes > 0; changes--) {
    const at = random(result.length + 1);
    const until = at + random(result.length - at + 1);
    const change = random(6);
    if (change === 0) result = result.subarray(0, at);
    else if (change === 1 && at < result.length) result[at] = random(256);
    else if (change === 2)
      result = Buffer.concat([result.subarray(0, at), Buffer.from(SPICE[random(SPICE.length)] ?? ''), result.subarray(at)]);
    else if (change === 3) result = Buffer.concat([result.subarray(0, at), result.subarray(until)]);
    else if (change === 4 && result.length < 8_192) result = Buffer.concat([result, result.subarray(at, until)]);
    else result = Buffer.from(Array.from({ length: random(600) }, () => random(256)));
  }
  return Uint8Array.from(result);
}

test.each(FILES.map((file) => [file.kind, file] as const))(`${ROUNDS} spoiled files each: %s`, (_kind, file) => {
  const random = randomness(SEED);
  let facts = 0;
  for (let round = 0; round < ROUNDS; round++) {
    const bytes = spoiled(file.bytes ?? new Uint8Array(0), random);
    const where = `seed ${SEED}, round ${round}`;
    const started = performance.now();
    const picture = pictureOf({ files: [{ ...file, bytes }], processes: CLIENTS, visible: true, interfaces: INTERFACES }, leaseOfBytes);
    const counted = settled(picture, NOTHING, 0);
    const told = checked(differences(NOTHING, counted, 0), counted);
    expect(performance.now() - started, where).toBeLessThan(1_000);
    expect(told.refused, where).toEqual([]);
    const text = JSON.stringify(told.facts);
    expect(text.length, where).toBeLessThan(65_536);
    for (const rejected of told.facts.filter(({ type }) => type === 'lease4.rejected')) {
      expect(rejected, where).toMatchObject({ file: file.path, problem: expect.stringMatching(/./) });
    }
    facts += told.facts.length - CLIENTS.length;
  }
  // Had all of it been skipped, the test would have shown nothing.
  expect(facts).toBeGreaterThan(ROUNDS / 4);
});

test.each(FILES.map((file) => [file.kind, file] as const))(
  'the largest file there may be, all of one kind of byte, is read in time: %s',
  (_kind, file) => {
    for (const unit of [' ', 'a', '{', '"', '\\', ';', '\n', '=', 'lease{', '[', '% ', 'DNS=1 ', '\u0000', 'nameserver ', 'search ']) {
      const bytes = Buffer.from(unit.repeat(Math.floor(65_536 / unit.length)));
      const started = performance.now();
      const picture = pictureOf({ files: [{ ...file, bytes }], processes: CLIENTS, visible: true, interfaces: INTERFACES }, leaseOfBytes);
      expect(picture.leases.size).toBe(0);
      expect(performance.now() - started, JSON.stringify(unit)).toBeLessThan(2_000);
    }
  },
);

test('a file that is too large is rejected by name', () => {
  const picture = pictureOf(
    { files: FILES.map((file) => ({ ...file, bytes: null })), processes: CLIENTS, visible: true, interfaces: INTERFACES },
    leaseOfBytes,
  );
  expect(picture.rejected.map(({ client, problem }) => `${client} ${problem}`)).toEqual([
    'dhcpcd tooLarge at 0',
    'systemd-networkd tooLarge at 0',
    'NetworkManager tooLarge at 0',
    'dhclient tooLarge at 0',
  ]);
  expect(picture.notices).toEqual(
    [
      '/run/dhcpcd/hook-state/resolv.conf/wlan0.dhcp',
      '/run/systemd/netif/links/12',
      '/run/systemd/resolve/netif/12',
      '/etc/resolv.conf',
    ].map((path) => `${path}: too large`),
  );
});
