/** Names are hidden wherever a fact carries them. */
import { expect, test } from 'vitest';
import { renameFact, renamer } from '../../../adapters/log/names.ts';
import { type Unstamped, world } from '../../../machines/model/facts/index.ts';
import { seconds } from '../../../machines/model/units.ts';
import * as f from '../../machines/facts.ts';
import * as s from '../../machines/sessionFacts.ts';

const PVD = 'pvd:secret.example@wlan0';
const ASKED = { pvd: PVD, ifname: f.name('wlan0'), generation: 1, identity: 'secret.example', sequence: 0 };
const TOLD = { prefixes: [], dnsZones: ['secret.example'], noInternet: false };
const SELECTION = [{ servers: ['192.0.2.9'], preference: 'high' as const, domains: ['secret.example', '.'] }];
const INFORMATION = { ...ASKED, boot: 'b', state: 'idle' as const, left: null, asked: null, failed: 0, problem: null };
const { ifname: _ifname, identity: _identity, ...REMEMBERED } = INFORMATION;
const PUBLISHED = {
  ...{ to: 'resolv.conf' as const, ifname: null, servers: ['192.0.2.9#secret.example'], search: ['secret.example'] },
  ...{ domains: ['.', 'secret.example'], isDefault: true },
};
const FETCHED = { ...ASKED, sources: [], servers: ['192.0.2.9#secret.example'] };
const LOST = [{ pvd: PVD, times: 1, lost: seconds(1), back: null, proven: false, since: 3 }];

test.each<[string, Unstamped]>([
  ['a lease', f.lease('wlan0', '192.0.2.7', { search: ['secret.example'], selection: SELECTION })],
  ['a DHCPv6 lease', f.lease6('wlan0', { search: ['secret.example'], ntp: ['secret.example', '2001:db8::9'] })],
  ['additional information', world('information.received', { ...ASKED, ...TOLD, expires: seconds(60), ignored: [] })],
  ['information that was refused', world('information.refused', { ...ASKED, problem: 'x' })],
  [
    'configured servers and names',
    f.settings({ interfaces: [{ name: 'e', static: { search: ['~secret.example'], dns: ['192.0.2.9#secret.example'] } }] }),
  ],
  ['exclusive names in memory', f.carried({ names: [{ pvd: PVD, generation: 1, kind: 'zone', suffix: 'secret.example', since: 1 }] })],
  ['lost networks in memory', f.carried({ steadiness: [{ family: 4, moves: [], taken: null, lost: LOST }] })],
  [
    'owners of addresses in memory',
    f.carried({ owners: [{ pvd: PVD, generation: 1, ifname: f.name('wlan0'), addresses: ['192.0.2.7'] }] }),
  ],
  ['information in memory', f.carried({ information: [{ ...REMEMBERED, held: { ...TOLD, sequence: 0, since: 1, left: seconds(1) } }] })],
  ['a session on such a network', s.sessionOpened('s', PVD, { needs: { identity: 'secret.example' } })],
  ['what a manager wants of one', s.asked('s', 'move', { to: PVD })],
  [
    'a command that failed',
    world('command.failed', { command: 'check.run', target: `4 ${PVD} 1`, code: 'EPERM', problem: `not on ${PVD}` }),
  ],
  ['a check that somebody wants', world('check.requested', { pvd: PVD })],
  [
    'publications under way',
    f.carried({ underWay: [{ id: '9.0', type: 'names.publish', target: 'resolv.conf', publication: PUBLISHED }] }),
  ],
  ['information under way', f.carried({ underWay: [{ id: '9.0', type: 'information.fetch', target: `${PVD} 1 0`, ...FETCHED }] })],
])('%s', (_what, fact) => {
  const rename = renamer('hash');
  if (!rename) throw new Error('no renamer');
  const before = f.stamped(fact, 1);
  expect(JSON.stringify(before)).toContain('secret');
  const hidden = renameFact(before, rename);
  expect(JSON.stringify(hidden)).not.toContain('secret');
  // Still a fact that any reader of the log would take.
  expect(f.stamped(hidden, 1)).toEqual(hidden);
});
