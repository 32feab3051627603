/** What dhcpcd’s script is given. The captured options are a dnsmasq 2.89 server’s, taken by dhcpcd 9.4.1 in a lab; the delegation is made by hand after RFC 8415 §21.21. */
import { describe, expect, test } from 'vitest';
import {
  addresses,
  association,
  configOf,
  factsOf,
  fileNameOf,
  names,
  ntpServers,
  policyFlags,
  policyTable,
  selection,
} from '../../../adapters/dhcp6/index.ts';
import { Fact } from '../../../machines/model/facts/index.ts';
import { seconds } from '../../../machines/model/units.ts';
import { name } from '../../machines/facts.ts';

const CAPTURED = {
  ia_na: 'bb5337ef00000096000001030005001820010db80001000000000000000001850000012c0000012c',
  mh_dns: '20010db800010000000000000000005320010db8000100000000000000000054',
  mh_ntp: '0001001020010db8000100000000000000000123',
  mh_search: '0161076578616d706c65000162076578616d706c6500',
  mh_sntp: '20010db8000100000000000000000124',
  server_id: '00010001329887c532a914540bc5',
};
/** IAID, T1 and T2. */
const PD = '0000000100000e1000001518';
/** Option 84 with one row. */
const POLICY = '030055000705282020010db8';
/** Option 74: one server, its preference, its domains. RFC 6731 §4.2. */
const SELECTION = '20010db8000100000000000000000055' + '01' + '0161076578616d706c6500' + '00';
const iaprefix = (preferred: string, valid: string, length: string, prefix = '20010db80f0000000000000000000000') =>
  `001a0019${preferred}${valid}${length}${prefix}`;
const environment = (reason: string, options: Readonly<Record<string, string>> = {}, ifname = 'wlan0') =>
  new Map([
    ['reason', reason],
    ['interface', ifname],
    ...Object.entries(options).map(([key, value]) => [`new_dhcp6_${key}`, value] as const),
  ]);
const facts = (reason: string, options: Readonly<Record<string, string>> = {}, ifname = 'wlan0') => {
  const told = factsOf(environment(reason, options, ifname), name('wlan0'));
  // What the door would refuse is a bug here.
  for (const fact of told) Fact.parse({ ...fact, seq: 1, at: 1 });
  return told;
};
const bytes = (hex: string): Uint8Array => Uint8Array.from(Buffer.from(hex, 'hex'));

describe('what dhcpcd tells', () => {
  test('a captured stateful reply is a lease', () => {
    expect(facts('BOUND6', CAPTURED)).toEqual([
      expect.objectContaining({
        ...{ type: 'lease6.bound', class: 'world', ifname: 'wlan0', client: 'dhcpcd', kind: 'stateful' },
        addresses: [{ address: '2001:db8:1::185', valid: seconds(300), preferred: seconds(300) }],
        ...{ prefixes: [], server: CAPTURED.server_id, dns: ['2001:db8:1::53', '2001:db8:1::54'], search: ['a.example', 'b.example'] },
        ...{ ntp: ['2001:db8:1::123', '2001:db8:1::124'], policyTable: null, unpublished: [] },
      }),
    ]);
  });

  test('a captured stateless reply is a lease without an address, whatever addresses are in it (RFC 8415 §18.2.10.4)', () => {
    expect(facts('INFORM6', CAPTURED)).toEqual([
      expect.objectContaining({ type: 'lease6.bound', kind: 'stateless', addresses: [], dns: ['2001:db8:1::53', '2001:db8:1::54'] }),
    ]);
  });

  test('a delegated prefix and a policy table (RFC 7078) are told', () => {
    expect(facts('RENEW6', { ia_pd: `${PD}${iaprefix('00000708', '00000e10', '38')}`, mh_policy: POLICY })).toMatchObject([
      {
        prefixes: [{ prefix: '2001:db8:f00::/56', valid: seconds(3600), preferred: seconds(1800) }],
        policyTable: [{ prefix: '2001:db8::/32', precedence: 40, label: 5 }],
        policyFlags: { automatic: true, privacy: true },
      },
    ]);
  });

  test('RFC 6731 §4.2: servers that know some names, in the order of their numbers', () => {
    const low = `${SELECTION.slice(0, 32)}03${SELECTION.slice(34)}`;
    const said = facts('INFORM6', {
      mh_selection10_value: low,
      mh_selection2_value: SELECTION,
      mh_selection3_value: SELECTION.slice(0, 34),
    });
    expect(said).toMatchObject([
      { type: 'lease6.rejected', problem: 'mh_selection3_value: truncated at 17' },
      {
        selection: [
          { servers: ['2001:db8:1::55'], preference: 'high', domains: ['a.example', '.'] },
          { servers: ['2001:db8:1::55'], preference: 'low', domains: ['a.example', '.'] },
        ],
      },
    ]);
  });

  test.each<[string, string, readonly object[]]>([
    ['the end of a lease', 'EXPIRE6', [{ type: 'lease6.lost', reason: 'expired' }]],
    ['the end of the client', 'STOP6', [{ type: 'lease6.lost', reason: 'the client stopped' }]],
    ['a reply without anything assigned', 'BOUND6', [{ type: 'lease6.lost', reason: 'nothing was assigned' }]],
    ['a carrier', 'CARRIER', []],
    ['a reason that is a name of every object', 'constructor', []],
    ['no reason', '', []],
  ])('%s', (_name, reason, expected) => {
    expect(facts(reason)).toMatchObject(expected);
  });

  test.each<[string, Readonly<Record<string, string>>, string]>([
    ['hex that is none', { mh_dns: '20; reboot' }, 'mh_dns: badValue at 0'],
    ['hex of half a byte', { mh_dns: '200' }, 'mh_dns: badValue at 0'],
    ['a server cut short', { mh_dns: '20010db8' }, 'mh_dns: badLength at 4'],
    ['the loopback address as a server', { mh_dns: '00000000000000000000000000000001' }, 'mh_dns: badValue at 0'],
    ['a name that no DNS has', { mh_search: '0361206200' }, 'mh_search: badValue at 0'],
    ['a name without an end', { mh_search: '0361' }, 'mh_search: truncated at 0'],
    ['a selected server that is none', { mh_selection1_value: `${'00'.repeat(16)}00016100` }, 'mh_selection1_value: badValue at 0'],
    ['a multicast NTP address', { mh_ntp: `00010010ff020000000000000000000000000101` }, 'mh_ntp: badValue at 4'],
    ['an option that ends beyond its container', { mh_ntp: '00010011aa' }, 'mh_ntp: truncated at 0'],
    ['a DUID of 131 bytes', { server_id: '00'.repeat(131) }, 'server_id: tooLong at 130'],
  ])('%s costs itself only, and is told', (_name, bad, problem) => {
    const [rejected, bound] = facts('BOUND6', { ia_na: CAPTURED.ia_na, ...bad });
    expect([rejected, bound]).toMatchObject([
      { type: 'lease6.rejected', file: 'hook', problem },
      { addresses: [{ address: '2001:db8:1::185' }] },
    ]);
  });

  test('more servers than a fact holds are cut, and that is told', () => {
    const many = Array.from({ length: 70 }, (_, i) => `20010db8${'0'.repeat(20)}${(i + 16).toString(16).padStart(4, '0')}`).join('');
    const [rejected, bound] = facts('INFORM6', { mh_dns: many });
    expect(rejected).toMatchObject({ problem: 'mh_dns: 6 entries too many' });
    expect(bound?.type === 'lease6.bound' && bound.dns.length).toBe(64);
  });

  test('what is told of another interface than the FIFO’s own is refused', () => {
    expect(facts('BOUND6', CAPTURED, 'eth9')).toMatchObject([{ type: 'lease6.rejected', problem: 'told of eth9' }]);
  });
});

describe('values', () => {
  const iaaddr = (preferred: string, valid: string, address = '20010db8000100000000000000000185', more = '') =>
    `0005${(24 + more.length / 2).toString(16).padStart(4, '0')}${address}${preferred}${valid}${more}`;
  const ia = (inside: string, t1 = '00000096', t2 = '00000103') => association(bytes(`bb5337ef${t1}${t2}${inside}`));
  const [HUNDRED, INFINITE] = ['00000064', 'ffffffff'];

  test.each<[string, ReturnType<typeof ia>, object]>([
    [
      'an infinite lifetime is null (RFC 8415 §7.7)',
      ia(iaaddr(INFINITE, INFINITE)),
      { ok: true, value: { addresses: [{ valid: null, preferred: null }] } },
    ],
    ['preferred longer than valid is discarded (RFC 8415 §21.6)', ia(iaaddr(INFINITE, HUNDRED)), { ok: true, value: { addresses: [] } }],
    [
      'T1 after T2 discards the whole association (RFC 8415 §21.4)',
      ia(iaaddr(HUNDRED, HUNDRED), '00000103', '00000096'),
      { ok: true, value: { addresses: [] } },
    ],
    [
      'a status that is no success refuses the association',
      ia(`${iaaddr(HUNDRED, HUNDRED)}000d00020002`),
      { ok: true, value: { addresses: [] } },
    ],
    [
      'a status that is no success refuses its address',
      ia(iaaddr(HUNDRED, HUNDRED, undefined, '000d00020004')),
      { ok: true, value: { addresses: [] } },
    ],
    [
      'a lifetime of nothing is kept: it ends the address',
      ia(iaaddr('00000000', '00000000')),
      { ok: true, value: { addresses: [{ valid: 0 }] } },
    ],
    [
      'a link-local address is nobody’s to assign',
      ia(iaaddr(HUNDRED, HUNDRED, 'fe800000000000000000000000000001')),
      { ok: false, error: { kind: 'badValue', offset: 16 } },
    ],
    ['a prefix of length 0 is everything, and refused', ia(iaprefix(HUNDRED, HUNDRED, '00')), { ok: false, error: { kind: 'badValue' } }],
    ['a prefix longer than an address', ia(iaprefix(HUNDRED, HUNDRED, '81')), { ok: false, error: { kind: 'badValue' } }],
    [
      'a prefix loses its host bits',
      ia(iaprefix(HUNDRED, HUNDRED, '20')),
      { ok: true, value: { prefixes: [{ prefix: '2001:db8::/32' }] } },
    ],
  ])('%s', (_name, read, expected) => {
    expect(read).toMatchObject(expected);
  });

  test.each<[string, string, object]>([
    ['rows of prefix, precedence and label', POLICY, { ok: true, value: [{ prefix: '2001:db8::/32', precedence: 40, label: 5 }] }],
    ['flags alone', '03', { ok: true, value: [] }],
    ['a prefix with a byte too few', '030055000605282020010d', { ok: false, error: { kind: 'badLength', offset: 5 } }],
    ['a prefix longer than an address', '0300550003052881', { ok: false, error: { kind: 'badValue', offset: 7 } }],
  ])('a policy table: %s', (_name, hex, expected) => {
    expect(policyTable(bytes(hex))).toMatchObject(expected);
  });

  test.each<[string, string, object]>([
    ['A and P', '03', { ok: true, value: { automatic: true, privacy: true } }],
    ['A alone: public addresses first', '02', { ok: true, value: { automatic: true, privacy: false } }],
    ['neither; what is reserved says nothing', 'fc', { ok: true, value: { automatic: false, privacy: false } }],
    ['none', '', { ok: false, error: { kind: 'truncated', offset: 0 } }],
  ])('the flags of a policy (RFC 7078 §2): %s', (_name, hex, expected) => {
    expect(policyFlags(bytes(hex))).toEqual(expected);
  });

  test('sec-3: a policy that cannot be read is refused whole, and the rest of the lease stands', () => {
    expect(facts('INFORM6', { ...CAPTURED, mh_policy: '020055000605282020010d' })).toEqual([
      expect.objectContaining({ type: 'lease6.rejected', problem: 'mh_policy: badLength at 5' }),
      expect.objectContaining({ type: 'lease6.bound', policyTable: null }),
    ]);
    expect(facts('INFORM6', { mh_policy: '020055000605282020010d' })[1]).not.toHaveProperty('policyFlags');
  });

  test('whatever bytes come, reading them ends, and says so (20,000 seeded inputs)', () => {
    let state = 7;
    const random = (n: number): number => {
      state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
      return (state >>> 8) % n;
    };
    const readers = [addresses, association, names, ntpServers, policyFlags, policyTable, selection];
    let read = 0;
    for (let i = 0; i < 20_000; i++) {
      const base = bytes([CAPTURED.ia_na, CAPTURED.mh_dns, CAPTURED.mh_ntp, CAPTURED.mh_search, SELECTION][i % 5] ?? '');
      const cut = Uint8Array.from(base.subarray(0, random(base.length + 1)));
      for (let n = random(4); n > 0 && cut.length > 0; n--) cut[random(cut.length)] = random(256);
      for (const reader of readers) {
        const result = reader(cut);
        read += 1;
        if (!result.ok) expect(result.error.offset).toBeLessThanOrEqual(cut.length);
      }
    }
    expect(read).toBe(140_000);
  });
});

describe('how dhcpcd is run', () => {
  test.each<[string, boolean, boolean, readonly string[], readonly string[]]>([
    ['M flag', true, false, ['ia_na'], ['ia_pd 1', 'inform6']],
    ['O flag', false, false, ['inform6'], ['ia_na', 'ia_pd 1']],
    ['delegation', false, true, ['ia_pd 1'], ['ia_na', 'inform6']],
    ['M flag and delegation', true, true, ['ia_na', 'ia_pd 1'], ['inform6']],
  ])('%s', (_name, managed, delegated, wanted, unwanted) => {
    const lines = configOf({ managed, delegated }, '/run/x/script').split('\n');
    expect(lines).toEqual(expect.arrayContaining(['noconfigure', 'noipv6rs', 'ipv6only', 'script /run/x/script', ...wanted]));
    for (const line of unwanted) expect(lines).not.toContain(line);
  });

  test.each<[string, string]>([
    ['wlan0', 'wlan0'],
    ['..', '_'],
    ['a"b$c', 'a_22b_24c'],
    ["x'#;y", 'x_27_23_3by'],
    ['_2e', '_5f2e'],
  ])('an interface called %s has files called %s', (ifname, file) => {
    expect(fileNameOf(ifname)).toBe(file);
  });
});
