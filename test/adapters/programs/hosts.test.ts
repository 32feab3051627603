/** hosts(5): what this host itself was told of names, before anybody is asked. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { openHosts, parseHosts } from '../../../adapters/programs/hosts.ts';
import type { ConnectOptions } from '../../../adapters/programs/options.ts';
import { type Fates, LTE, openBed, VIEW, WLAN } from './bed.ts';

describe('the file', () => {
  test.each<[string, string, string, readonly string[]]>([
    ['a name, and its aliases', '192.0.2.9 nas.example nas', 'nas', ['192.0.2.9']],
    ['without regard to case or final dot', '192.0.2.9\tNAS.Example.', 'nas.example', ['192.0.2.9']],
    ['all lines of a name, in their order', '2001:DB8::9 nas\n192.0.2.9 nas\n192.0.2.9 nas', 'nas', ['2001:db8::9', '192.0.2.9']],
    ['comments are none of it', '# 192.0.2.9 nas\n192.0.2.8 x # nas', 'nas', []],
    ['a line that begins with no address says nothing', 'nas 192.0.2.9\n1.2.3 nas\n\r\n', 'nas', []],
    ['lines of another system', '192.0.2.9 nas\r\n192.0.2.8 x\r\n', 'nas', ['192.0.2.9']],
    ['a name that every object has', '192.0.2.9 nas', 'constructor', []],
  ])('%s', (_name, text, name, expected) => {
    expect(parseHosts(text).get(name) ?? []).toEqual(expected);
  });

  test('is read again when it has changed; none, and what is no file, has no names', () => {
    const folder = mkdtempSync(join(tmpdir(), 'multihome-hosts-'));
    const file = join(folder, 'hosts');
    const hosts = openHosts(file);
    expect(hosts.find('nas')).toEqual([]);
    writeFileSync(file, '192.0.2.9 nas\n');
    expect(hosts.find('nas')).toEqual(['192.0.2.9']);
    writeFileSync(file, '192.0.2.10 nas\n# longer\n');
    expect(hosts.find('nas')).toEqual(['192.0.2.10']);
    rmSync(file);
    expect([hosts.find('nas'), openHosts(folder).find('nas')]).toEqual([[], []]);
    rmSync(folder, { recursive: true });
  });
});

describe('a name in it', () => {
  const [NAS, NAS6] = ['203.0.113.9', '2001:db8:ffff::9'];
  const KNOWN = parseHosts(`${NAS6} nas\n${NAS} nas nas.example\n127.0.1.1 me\n172.17.0.9 box\n::9 localhost`);
  const opened = (fates: Fates = {}) => openBed(fates, VIEW, { find: (name) => KNOWN.get(name) ?? [] });

  test.each<[string, Pick<ConnectOptions, 'host' | 'use' | 'family'>, Fates, readonly string[]]>([
    [
      'is asked of nobody, also where search names are: its addresses race by the networks that lead there',
      { host: 'NAS' },
      { [`${LTE} ${NAS}`]: 'open' },
      [`${WLAN} ${NAS6} from 2001:db8:1::abcd`, `${WLAN} ${NAS} from 192.168.1.7`, `${LTE} ${NAS} from 100.64.3.7`],
    ],
    ['by the network that is named', { host: 'nas.example', use: LTE }, { [`${LTE} ${NAS}`]: 'open' }, [`${LTE} ${NAS} from 100.64.3.7`]],
    ['in one family', { host: 'nas', family: 4 }, { [`${WLAN} ${NAS}`]: 'open' }, [`${WLAN} ${NAS} from 192.168.1.7`]],
    ['of this host itself', { host: 'me' }, { 'here 127.0.1.1': 'open' }, ['here 127.0.1.1 from anywhere']],
    ['of a container', { host: 'box' }, { 'here 172.17.0.9': 'open' }, ['here 172.17.0.9 from anywhere']],
    ['RFC 6761: localhost is what it is everywhere', { host: 'localhost' }, { 'here ::1': 'open' }, ['here ::1 from anywhere']],
  ])('%s', async (_name, options, fates, tried) => {
    await using bed = await opened(fates);
    const socket = await bed.face.connect({ port: 80, ...options });
    socket.destroy();
    expect(bed.tried).toEqual(tried);
  });

  test('that nothing leads to has the reasons of each network', async () => {
    await using bed = await opened();
    const asked = bed.face.connect({ host: 'nas', port: 80, family: 6, use: LTE });
    await expect(asked).rejects.toMatchObject({ code: 'ERR_NOT_REACHABLE', reasons: [`${LTE}: it has no IPv6 address`] });
  });

  test('is what lookup gives', async () => {
    await using bed = await opened();
    const told = await new Promise((resolve) => bed.face.lookup('nas', { all: true }, (_error, found) => resolve(found)));
    expect(told).toEqual([
      { address: NAS6, family: 6 },
      { address: NAS, family: 4 },
    ]);
  });
});
