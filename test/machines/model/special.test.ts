/** Names that never leave. */
import { describe, expect, test } from 'vitest';
import { reverseZones } from '../../../machines/model/address.ts';
import { isClaim, specialUse } from '../../../machines/model/special.ts';

const zoneOf = (name: string): string | null => specialUse(name)?.zone ?? null;

describe('names that no network is asked for', () => {
  test.each<[string, string | null]>([
    ['localhost', 'localhost'],
    ['a.localhost', 'localhost'],
    ['printer.local', 'local'],
    ['local', 'local'],
    ['x.test', 'test'],
    ['x.invalid', 'invalid'],
    ['abc.onion', 'onion'],
    ['x.alt', 'alt'],
    ['intranet', 'single label'],
    ['com', 'single label'],
    ['', null],
    ['.', null],
    ['example.com', null],
    ['example.example', null],
    ['mylocal.example', null],
    ['notlocal.org', null],
    ['local.example', null],
    // RFC 8375: asked of the network's own server.
    ['router.home.arpa', null],
    ['in-addr.arpa', null],
    ['4.3.2.10.in-addr.arpa', '10.in-addr.arpa'],
    ['10.in-addr.arpa', '10.in-addr.arpa'],
    ['1.1.110.in-addr.arpa', null],
    ['1.1.15.172.in-addr.arpa', null],
    ['1.1.16.172.in-addr.arpa', '16.172.in-addr.arpa'],
    ['1.1.31.172.in-addr.arpa', '31.172.in-addr.arpa'],
    ['1.1.32.172.in-addr.arpa', null],
    ['1.1.168.192.in-addr.arpa', '168.192.in-addr.arpa'],
    ['1.0.0.127.in-addr.arpa', '127.in-addr.arpa'],
    ['1.1.254.169.in-addr.arpa', '254.169.in-addr.arpa'],
    ['1.1.64.100.in-addr.arpa', '64.100.in-addr.arpa'],
    ['1.1.128.100.in-addr.arpa', null],
    ['8.8.8.8.in-addr.arpa', null],
  ])('%s', (name, zone) => {
    expect(zoneOf(name)).toBe(zone);
  });

  test.each<[string, string | null]>([
    ['::1', `1${'.0'.repeat(31)}.ip6.arpa`],
    ['fd00:1::1', 'd.f.ip6.arpa'],
    ['fe80::1', '8.e.f.ip6.arpa'],
    ['2001:db8::1', '8.b.d.0.1.0.0.2.ip6.arpa'],
    ['2001:4860::1', null],
  ])('the reverse name of %s', (address, zone) => {
    expect(zoneOf(reverseZones(`${address}/128`)[0] ?? '')).toBe(zone);
  });

  test.each<[string, string, boolean]>([
    ['1.2.168.192.in-addr.arpa', '2.168.192.in-addr.arpa', true],
    ['1.2.168.192.in-addr.arpa', '168.192.in-addr.arpa', true],
    ['1.2.168.192.in-addr.arpa', 'in-addr.arpa', false],
    ['1.2.168.192.in-addr.arpa', '.', false],
    ['printer.local', 'local', false],
    ['x.onion', 'x.onion', false],
  ])('RFC 6303 §3: %s is claimed by a rule for %s: %s', (name, suffix, expected) => {
    const special = specialUse(name);
    expect(special !== null && isClaim(special, suffix)).toBe(expected);
  });
});
