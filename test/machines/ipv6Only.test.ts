import { describe, expect, test } from 'vitest';
import type { Unstamped } from '../../machines/model/facts/index.ts';
import { seconds } from '../../machines/model/units.ts';
import { addresses } from '../../streams/addresses.ts';
import * as f from './facts.ts';
import { fold, objectsIn } from './host.ts';

const WANTED = f.settings({ ipv6Only: true });
const network = (some: { pref64?: boolean; ipv6Only?: number | null; client?: string } = {}): readonly Unstamped[] => [
  f.link('eth0'),
  f.lease('eth0', '192.0.2.5', {
    client: some.client ?? 'udhcpc',
    ipv6Only: some.ipv6Only === null ? null : seconds(some.ipv6Only ?? 1800),
  }),
  f.ra('eth0', 'fe80::1', {
    prefixes: [f.pio('2001:db8:1::/64')],
    pref64: some.pref64 === false ? [] : [{ prefix: '64:ff9b::/96', lifetime: seconds(1800) }],
  }),
];
const opening = (settings: readonly Unstamped[]) => [f.started({ mode: 'apply' }), ...settings, f.opened()];

describe('option 108 (RFC 8925)', () => {
  test.each<[string, readonly Unstamped[], readonly Unstamped[], boolean]>([
    ['wanted, offered, translated: IPv4 is given up', [WANTED], network(), true],
    ['not wanted by the configuration', [], network(), false],
    ['not offered', [WANTED], network({ ipv6Only: null }), false],
    ['no PREF64: IPv4 destinations would be out of reach', [WANTED], network({ pref64: false }), false],
    ['a lease of another’s client is in the kernel already', [WANTED], network({ client: 'dhcpcd' }), false],
  ])('%s', (_, settings, told, isGivenUp) => {
    const host = fold([...opening(settings), ...told]);
    expect(objectsIn(host, 'pvd:eth0').some((id) => id.includes('192.0.2'))).toBe(!isGivenUp);
    expect(addresses.step([], host, null).length === 0).toBe(
      isGivenUp || told.some((fact) => 'client' in fact && fact.client === 'dhcpcd'),
    );
  });

  test('when the network stops translating, IPv4 is taken up again', () => {
    const host = fold([
      ...opening([WANTED]),
      ...network(),
      f.ra('eth0', 'fe80::1', { pref64: [{ prefix: '64:ff9b::/96', lifetime: seconds(0) }] }),
    ]);
    expect(addresses.step([], host, null).map((row) => row.address)).toEqual(['192.0.2.5']);
  });
});
