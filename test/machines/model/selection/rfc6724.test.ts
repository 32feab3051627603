/** RFC 6724 §10: its examples, each in both orders of what comes in. */
import { describe, expect, test } from 'vitest';
import { DEFAULT_ROWS, type PolicyTable, policyTable } from '../../../../machines/model/selection/index.ts';
import { orders, sources } from './examples.ts';

const TEMPORARY = '2001:db8:1:0:d5e3:7953:13eb:22e8';
const SIXTOFOUR = '2002:c633:6401:0:d5e3:7953:13eb:22e8';
/** The default table with rows of its own instead of those with the same prefix. */
const tableWith = (...rows: readonly (readonly [prefix: string, precedence: number, label: number])[]): PolicyTable => {
  const own = rows.map(([prefix, precedence, label]) => ({ prefix, precedence, label }));
  return policyTable([...own, ...DEFAULT_ROWS.filter(({ prefix }) => !own.some((row) => row.prefix === prefix))]);
};

describe('RFC 6724 §10.1: default source address selection', () => {
  test.each<[rule: string, destination: string, candidates: readonly string[], source: string]>([
    ['2: appropriate scope', '2001:db8:1::1', ['2001:db8:3::1', 'fe80::1'], '2001:db8:3::1'],
    ['2: appropriate scope', 'ff05::1', ['2001:db8:3::1', 'fe80::1'], '2001:db8:3::1'],
    ['1: same address', '2001:db8:1::1', ['2001:db8:1::1 deprecated', '2001:db8:2::1'], '2001:db8:1::1'],
    ['2: appropriate scope', 'fe80::1', ['fe80::2 deprecated', '2001:db8:1::1'], 'fe80::2'],
    ['8: longest matching prefix', '2001:db8:1::1', ['2001:db8:1::2', '2001:db8:3::2'], '2001:db8:1::2'],
    ['4: home address', '2001:db8:1::1', ['2001:db8:1::2 careOf', '2001:db8:3::2 home'], '2001:db8:3::2'],
    ['6: matching label', '2002:c633:6401::1', [`${SIXTOFOUR} temporary`, '2001:db8:1::2'], SIXTOFOUR],
    ['7: temporary or public', '2001:db8:1:0:d5e3::1', ['2001:db8:1::2', `${TEMPORARY} temporary`], TEMPORARY],
  ])('%s: to %s from %j: %s', (rule, destination, candidates, source) => {
    expect(sources(destination, candidates)).toEqual(Array(2).fill(`${source} (${rule})`));
  });
});

type Example = [rule: string, candidates: readonly string[], destinations: readonly [string, string], expected: readonly string[]];
const check =
  (table?: PolicyTable) => (rule: string, candidates: readonly string[], destinations: readonly string[], expected: readonly string[]) => {
    expect(orders(candidates, destinations, table)).toEqual(Array(2).fill([...expected, `(${rule})`]));
  };

describe('RFC 6724 §10.2: default destination address selection', () => {
  test.each<Example>([
    [
      '2: matching scope',
      ['2001:db8:1::2', 'fe80::1', '169.254.13.78'],
      ['2001:db8:1::1', '198.51.100.121'],
      ['2001:db8:1::1 from 2001:db8:1::2', '198.51.100.121 from 169.254.13.78'],
    ],
    [
      '2: matching scope',
      ['fe80::1', '198.51.100.117'],
      ['2001:db8:1::1', '198.51.100.121'],
      ['198.51.100.121 from 198.51.100.117', '2001:db8:1::1 from fe80::1'],
    ],
    [
      '6: higher precedence',
      ['2001:db8:1::2', 'fe80::1', '10.1.2.4'],
      ['2001:db8:1::1', '10.1.2.3'],
      ['2001:db8:1::1 from 2001:db8:1::2', '10.1.2.3 from 10.1.2.4'],
    ],
    [
      '8: smaller scope',
      ['2001:db8:1::2', 'fe80::2'],
      ['2001:db8:1::1', 'fe80::1'],
      ['fe80::1 from fe80::2', '2001:db8:1::1 from 2001:db8:1::2'],
    ],
    [
      '4: home address',
      ['2001:db8:1::2 careOf', '2001:db8:3::1 home', 'fe80::2 careOf'],
      ['2001:db8:1::1', 'fe80::1'],
      ['2001:db8:1::1 from 2001:db8:3::1', 'fe80::1 from fe80::2'],
    ],
    [
      '3: avoid deprecated',
      ['2001:db8:1::2', 'fe80::2 deprecated'],
      ['2001:db8:1::1', 'fe80::1'],
      ['2001:db8:1::1 from 2001:db8:1::2', 'fe80::1 from fe80::2'],
    ],
    [
      '9: longest matching prefix',
      ['2001:db8:1::2', '2001:db8:3f44::2', 'fe80::2'],
      ['2001:db8:1::1', '2001:db8:3ffe::1'],
      ['2001:db8:1::1 from 2001:db8:1::2', '2001:db8:3ffe::1 from 2001:db8:3f44::2'],
    ],
    [
      '5: matching label',
      ['2002:c633:6401::2', 'fe80::2'],
      ['2002:c633:6401::1', '2001:db8:1::1'],
      ['2002:c633:6401::1 from 2002:c633:6401::2', '2001:db8:1::1 from 2002:c633:6401::2'],
    ],
    [
      '6: higher precedence',
      ['2002:c633:6401::2', '2001:db8:1::2', 'fe80::2'],
      ['2002:c633:6401::1', '2001:db8:1::1'],
      ['2001:db8:1::1 from 2001:db8:1::2', '2002:c633:6401::1 from 2002:c633:6401::2'],
    ],
  ])('%s: from %j to %j', check());
});

describe('RFC 6724 §10.3: IPv4 before IPv6, by precedence 100 for IPv4', () => {
  test.each<Example>([
    [
      '2: matching scope',
      ['2001:db8::2', 'fe80::1', '169.254.13.78'],
      ['2001:db8::1', '198.51.100.121'],
      ['2001:db8::1 from 2001:db8::2', '198.51.100.121 from 169.254.13.78'],
    ],
    [
      '2: matching scope',
      ['fe80::1', '198.51.100.117'],
      ['2001:db8::1', '198.51.100.121'],
      ['198.51.100.121 from 198.51.100.117', '2001:db8::1 from fe80::1'],
    ],
    [
      '6: higher precedence',
      ['2001:db8::2', 'fe80::1', '10.1.2.4'],
      ['2001:db8::1', '10.1.2.3'],
      ['10.1.2.3 from 10.1.2.4', '2001:db8::1 from 2001:db8::2'],
    ],
  ])('%s: from %j to %j', check(tableWith(['::ffff:0.0.0.0/96', 100, 4])));
});

describe('RFC 6724 §10.4: global before link-local, by precedence 33 for fe80::/10', () => {
  test.each<Example>([
    [
      '6: higher precedence',
      ['2001:db8::2', 'fe80::2'],
      ['2001:db8::1', 'fe80::1'],
      ['2001:db8::1 from 2001:db8::2', 'fe80::1 from fe80::2'],
    ],
    [
      '3: avoid deprecated',
      ['2001:db8::2 deprecated', 'fe80::2'],
      ['2001:db8::1', 'fe80::1'],
      ['fe80::1 from fe80::2', '2001:db8::1 from 2001:db8::2'],
    ],
  ])('%s: from %j to %j', check(tableWith(['fe80::/10', 33, 1])));
});

const SITE = ['2001:db8:1aaa::a', '2001:db8:70aa::a', 'fe80::a'];

describe('RFC 6724 §10.5: a site with two providers, by the default table', () => {
  test.each<Example>([
    [
      '9: longest matching prefix',
      SITE,
      ['2001:db8:1bbb::b', '2001:db8:70bb::b'],
      ['2001:db8:70bb::b from 2001:db8:70aa::a', '2001:db8:1bbb::b from 2001:db8:1aaa::a'],
    ],
    [
      '9: longest matching prefix',
      SITE,
      ['2001:db8:1ccc::c', '2001:db8:6ccc::c'],
      ['2001:db8:1ccc::c from 2001:db8:1aaa::a', '2001:db8:6ccc::c from 2001:db8:70aa::a'],
    ],
  ])('%s: from %j to %j', check());
});

describe('RFC 6724 §10.5: … and by one that keeps the dear one for the other site', () => {
  test.each<Example>([
    [
      '6: higher precedence',
      SITE,
      ['2001:db8:1bbb::b', '2001:db8:70bb::b'],
      ['2001:db8:1bbb::b from 2001:db8:1aaa::a', '2001:db8:70bb::b from 2001:db8:70aa::a'],
    ],
    [
      '9: longest matching prefix',
      SITE,
      ['2001:db8:1ccc::c', '2001:db8:6ccc::c'],
      ['2001:db8:6ccc::c from 2001:db8:70aa::a', '2001:db8:1ccc::c from 2001:db8:70aa::a'],
    ],
  ])('%s: from %j to %j', check(tableWith(['2001:db8:1aaa::/48', 43, 6], ['2001:db8:1bbb::/48', 43, 6])));
});

describe('RFC 6724 §10.6, in its manner: a site that prefers its unique-local prefix within itself', () => {
  const site = tableWith(['fd11:1111:1111::/48', 45, 14]);
  const own = ['2001:db8:2::1', 'fd11:1111:1111:1::1', 'fe80::1'];
  test.each<Example>([
    [
      '6: higher precedence',
      own,
      ['2001:db8:2::2', 'fd11:1111:1111:1::2'],
      ['fd11:1111:1111:1::2 from fd11:1111:1111:1::1', '2001:db8:2::2 from 2001:db8:2::1'],
    ],
    [
      '5: matching label',
      own,
      ['2001:db8:2::2', 'fd22:2222:2222:2::2'],
      ['2001:db8:2::2 from 2001:db8:2::1', 'fd22:2222:2222:2::2 from fd11:1111:1111:1::1'],
    ],
  ])('%s: from %j to %j', (rule, candidates, destinations, expected) => check(site)(rule, candidates, destinations, expected));
  test('by the default table unique-local comes after global', () => {
    check()(
      '6: higher precedence',
      own,
      ['2001:db8:2::2', 'fd11:1111:1111:1::2'],
      ['2001:db8:2::2 from 2001:db8:2::1', 'fd11:1111:1111:1::2 from fd11:1111:1111:1::1'],
    );
  });
});

describe('RFC 6724 §10.7, in its manner: 6to4 within a site before native', () => {
  const own = ['2001:db8:1::2', '2002:c633:6401::2', 'fe80::2'];
  test.each<[string, PolicyTable | undefined, readonly string[]]>([
    ['by default native', undefined, ['2001:db8:1::1 from 2001:db8:1::2', '2002:c633:6401::1 from 2002:c633:6401::2']],
    [
      'by a row of the site 6to4',
      tableWith(['2002:c633:6401::/48', 45, 2]),
      ['2002:c633:6401::1 from 2002:c633:6401::2', '2001:db8:1::1 from 2001:db8:1::2'],
    ],
  ])('%s', (_name, table, expected) => {
    check(table)('6: higher precedence', own, ['2002:c633:6401::1', '2001:db8:1::1'], expected);
  });
});
