/** Each rule of RFC 6724 alone: two candidates, or two destinations, that differ in nothing that comes before it. In both orders. */
import { describe, expect, test } from 'vitest';
import {
  commonPrefix,
  DEFAULT_TABLE,
  orderDestinations,
  policyTable,
  type SourceContext,
  scopeOf,
  select,
  sourceFor,
} from '../../../../machines/model/selection/index.ts';
import { candidate, sources, told } from './examples.ts';

describe('RFC 6724 §5: each rule of source selection alone', () => {
  test.each<[rule: string, what: string, destination: string, better: string, worse: string, context: SourceContext]>([
    ['1: same address', 'ourselves', '2001:db8::9', '2001:db8::9', '2001:db8::1', {}],
    ['2: appropriate scope', 'the wider, where the smaller does not reach', '2001:db8::9', 'fd00::1', 'fe80::1', {}],
    ['2: appropriate scope', 'the smaller, where both reach', 'fe80::9', 'fe80::1', '2001:db8::1', {}],
    ['2: appropriate scope', 'the smaller that reaches a site', 'fec0::9', 'fec0::1', '2001:db8::1', {}],
    ['2: appropriate scope', 'the wider, where neither reaches', '2001:db8::9', 'fec0::1', 'fe80::1', {}],
    ['2: appropriate scope', 'a multicast group of the organisation', 'ff08::9', '2001:db8::1', 'fec0::1', {}],
    ['2: appropriate scope', 'IPv4: private is global (§3.2)', '198.51.100.9', '10.0.0.1', '169.254.0.1', {}],
    ['3: avoid deprecated', '', '2001:db8::9', '2001:db8:1::1', '2001:db8::1 deprecated', {}],
    ['4: home address', 'home before care-of', '2001:db8::9', '2001:db8:1::1 home', '2001:db8::1 careOf', {}],
    ['4: home address', 'both at once before home', '2001:db8::9', '2001:db8:1::1 home careOf', '2001:db8::1 home', {}],
    ['4: home address', 'neither before care-of', '2001:db8::9', '2001:db8:1::1', '2001:db8::1 careOf', {}],
    ['5: outgoing interface', '', '2001:db8::9', '2001:db8:1::1 on=wlan0', '2001:db8::1 on=eth0', { ifname: 'wlan0' }],
    ['5.5: prefix of the next hop', '', '2001:db8::9', '2001:db8:1::1 by=fe80::a', '2001:db8::1 by=fe80::b', { nextHop: 'fe80::a' }],
    ['6: matching label', '', 'fd00::9', 'fd11::1', '2001:db8::1', {}],
    ['7: temporary or public', 'as a rule', '2001:db8::9', '2001:db8:1::1 temporary', '2001:db8::1', {}],
    ['7: temporary or public', 'RFC 5014', '2001:db8::9', '2001:db8:1::1', '2001:db8::1 temporary', { prefer: 'public' }],
    ['8: longest matching prefix', '', '2001:db8::9', '2001:db8::1', '2001:db8:1::1', {}],
    ['8: longest matching prefix', 'no longer than the prefix of the source', '2001:db8:1::9', '2001:db8:1::1/48', '2001:db8:1::8/32', {}],
    ['8: longest matching prefix', 'of IPv4, too', '10.1.2.3', '10.1.2.4', '10.1.3.4', {}],
  ])('%s %s: to %s', (rule, _what, destination, better, worse, context) => {
    const [address = ''] = better.split(/[ /]/);
    expect(sources(destination, [better, worse], context)).toEqual(Array(2).fill(`${address} (${rule})`));
  });

  test('beyond the rules it is the same whatever the order', () => {
    expect(sources('2001:db8::9', ['2001:db8:1::2', '2001:db8:1::1'])).toEqual(Array(2).fill('2001:db8:1::1 (by address)'));
  });
  test('nothing of the destination’s family is nothing', () => {
    expect(sources('2001:db8::9', ['10.0.0.1'])).toEqual([null, null]);
  });
});

type Tried = { readonly to: string; readonly from: string | null; readonly encapsulated?: boolean };
const tried = (to: string, from: string | null, more: Partial<Tried> = {}): Tried => ({ to, from, ...more });

describe('RFC 6724 §6: each rule of destination selection alone', () => {
  test.each<[rule: string, what: string, first: Tried, second: Tried]>([
    ['1: avoid unusable', '', tried('2001:db8:1::1', '2001:db8::2'), tried('2001:db8::1', null)],
    ['2: matching scope', '', tried('2001:db8:1::1', '2001:db8::2'), tried('2001:db8::1', 'fe80::2')],
    ['3: avoid deprecated', '', tried('2001:db8:1::1', '2001:db8::2'), tried('2001:db8::1', '2001:db8::2 deprecated')],
    ['4: home address', '', tried('2001:db8:1::1', '2001:db8:3::2'), tried('2001:db8::1', '2001:db8::2 careOf')],
    ['5: matching label', '', tried('fd00:1::1', 'fd00::2'), tried('2001:db8::1', 'fd00::2')],
    ['6: higher precedence', '', tried('2001:db8:1::1', '2001:db8::2'), tried('198.51.100.1', '198.51.100.2')],
    ['7: native transport', '', tried('2001:db8:1::1', '2001:db8::2'), tried('2001:db8::1', '2001:db8::2', { encapsulated: true })],
    ['8: smaller scope', '', tried('fe80::1', 'fe80::2'), tried('2001:db8::1', '2001:db8::2')],
    ['9: longest matching prefix', '', tried('2001:db8::1', '2001:db8::2'), tried('2001:db8:1::1', '2001:db8::2')],
    ['9: longest matching prefix', 'of IPv4, as §6 has it', tried('10.1.2.3', '10.1.2.4'), tried('10.2.2.3', '10.1.2.4')],
  ])('%s %s', (rule, _what, first, second) => {
    for (const list of [
      [first, second],
      [second, first],
    ]) {
      const pairs = list.map(({ to, from, encapsulated = false }) => ({
        destination: to,
        source: from === null ? null : candidate(from),
        encapsulated,
      }));
      const at = ({ to, from }: Tried) => `${to} from ${from?.split(' ')[0] ?? 'nothing'}`;
      expect(told(orderDestinations(pairs))).toEqual([at(first), at(second), `(${rule})`]);
    }
  });

  test.each<[string, readonly string[]]>([
    ['10: what nothing tells apart stays as it came', ['2001:db8:1::1', '2001:db8:2::1']],
    ['10: … also in the other order', ['2001:db8:2::1', '2001:db8:1::1']],
  ])('%s', (_name, list) => {
    const pairs = list.map((destination) => ({ destination, source: candidate('2001:db8:8000::2/33') }));
    expect(orderDestinations(pairs).map((p) => p.destination)).toEqual(list);
  });
  test('9: no bit beyond the source’s own prefix counts, and none across families', () => {
    const pairs = ['2001:db8:0:2::1', '2001:db8:0:1::1'].map((destination) => ({ destination, source: candidate('2001:db8:0:1::2/32') }));
    expect(told(orderDestinations(pairs)).at(-1)).toBe('(10: as they came)');
  });
});

describe('RFC 6724 §2: the table, scopes and prefixes', () => {
  test.each<[string, number, number]>([
    ['::1', 50, 0],
    ['2001:db8::1', 40, 1],
    ['198.51.100.1', 35, 4],
    ['2002:c633:6401::1', 30, 2],
    ['2001::1', 5, 5],
    ['fd00::1', 3, 13],
    ['::198.51.100.1', 1, 3],
    ['fec0::1', 1, 11],
    ['3ffe::1', 1, 12],
    ['fe80::1', 40, 1],
    ['ff02::1', 40, 1],
  ])('§2.1: %s has precedence %i and label %i', (address, precedence, label) => {
    expect(DEFAULT_TABLE(address)).toMatchObject({ precedence, label });
  });
  test('a table without ::/0 has the default’s word for the rest', () => {
    expect(policyTable([{ prefix: 'fd00::/8', precedence: 60, label: 9 }])('2001:db8::1')).toEqual({ precedence: 40, label: 1 });
  });
  test.each<[string, number]>([
    ['::1', 2],
    ['fe80::1', 2],
    ['127.0.0.1', 2],
    ['169.254.1.1', 2],
    ['fec0::1', 5],
    ['fd00::1', 14],
    ['192.168.0.1', 14],
    ['ff01::1', 1],
    ['ff02::1', 2],
    ['ff05::1', 5],
    ['ff0e::1', 14],
  ])('§3: the scope of %s is %i', (address, scope) => {
    expect(scopeOf(address)).toBe(scope);
  });
  test.each<[string, number, string, number]>([
    ['2001:db8::1', 64, '2001:db8::2', 64],
    ['2001:db8::1', 128, '2001:db8::3', 126],
    ['2001:db8::1', 128, '2001:db8::1', 128],
    ['2001:db8::1', 64, '3001:db8::1', 3],
    ['10.0.0.1', 24, '2001:db8::1', 0],
    ['10.0.0.1', 32, '10.0.0.3', 30],
  ])('§2.2: %s/%i and %s share %i bits', (source, length, destination, bits) => {
    expect(commonPrefix(source, length, destination)).toBe(bits);
  });
});

describe('policy-1: selection within a PvD, by its own table', () => {
  const addresses = ['2001:db8:1::2', 'fd00:1::2', '10.1.0.2', '2001:db8:1::2:2 temporary'].map(candidate);
  const plain = { addresses, policy: null, privacy: true };
  test('policy-1: the same destinations, in the order of each one’s table', () => {
    const own = { ...plain, policy: [{ prefix: 'fd00::/8', precedence: 60, label: 20 }] };
    const destinations = ['fd00:1::9', '2001:db8:9::9', '10.1.0.9'];
    const first = (origins: typeof plain | typeof own) => select(origins, destinations).map((s) => s.destination);
    expect(first(plain)).toEqual(['2001:db8:9::9', '10.1.0.9', 'fd00:1::9']);
    expect(first(own)).toEqual(['fd00:1::9', '2001:db8:9::9', '10.1.0.9']);
  });
  test('policy-1: what nothing of the PvD can be sent to is left out', () => {
    expect(select({ ...plain, addresses: [candidate('10.1.0.2')] }, ['2001:db8::9', '198.51.100.9'])).toMatchObject([
      { destination: '198.51.100.9', source: { address: '10.1.0.2' } },
    ]);
  });
  test.each<[string, boolean, 'temporary' | 'public' | undefined, string]>([
    ['temporary addresses come first as a rule', true, undefined, '2001:db8:1::2:2'],
    ['… not where the network asks for public ones (RFC 7078, P = 0)', false, undefined, '2001:db8:1::2'],
    ['… and the program has the last word (RFC 5014)', false, 'temporary', '2001:db8:1::2:2'],
    ['… either way', true, 'public', '2001:db8:1::2'],
  ])('policy-1: %s', (_name, privacy, prefer, expected) => {
    expect(sourceFor({ ...plain, privacy }, '2001:db8:9::9', prefer)?.address).toBe(expected);
  });
});
