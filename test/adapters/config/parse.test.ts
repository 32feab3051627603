/** The configuration: what is read, and what a mistake is told as. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { type ConfigResult, DEFAULT_CONFIG, errorLine, parseConfig, toFacts } from '../../../adapters/config/index.ts';
import { Fact } from '../../../machines/model/facts/index.ts';
import { DEFAULT_SETTINGS } from '../../../machines/model/settings.ts';

const parse = (text: string): ConfigResult => parseConfig(text, 'c.yaml');
const linesOf = (result: ConfigResult): readonly string[] => (result.ok ? [] : result.errors.map(errorLine));

describe('what is read', () => {
  test('the example in docs is a configuration, and its facts are facts', () => {
    const result = parseConfig(readFileSync(new URL('../../../docs/config.example.yaml', import.meta.url), 'utf8'), 'config.example.yaml');
    expect(linesOf(result)).toEqual([]);
    if (!result.ok) return;
    const facts = toFacts(result.value, 'config.example.yaml').map((fact, i) => Fact.parse({ ...fact, seq: i + 1, at: 0 }));
    expect(
      facts.map((f) => [f.type, f.type === 'policy.loaded' ? f.author : null, f.type === 'policy.loaded' ? f.rules.length : null]),
    ).toEqual([
      ['settings.loaded', null, null],
      ['policy.loaded', 'user', 2],
      ['policy.loaded', 'operator', 2],
    ]);
    const [settings] = facts;
    expect(settings?.type === 'settings.loaded' && settings.settings.interfaces.map((i) => i.name)).toEqual([
      'docker0',
      'eth1',
      'vpn0',
      'wwan0',
    ]);
    expect(result.value.log).toEqual({ names: 'hash', epochSize: 384 * 2 ** 10, keep: 256 * 2 ** 20 });
  });

  test('the smallest configuration is the default, and its settings are the default ones', () => {
    const result = parse('version: 1\n');
    expect(result).toEqual({ ok: true, value: DEFAULT_CONFIG });
    expect(toFacts(DEFAULT_CONFIG, 'built in')).toMatchObject([{ type: 'settings.loaded', class: 'world', settings: DEFAULT_SETTINGS }]);
  });

  test('an author whose rules are gone is told so by an empty policy', () => {
    const before = parse('version: 1\npolicies: {user: [{never: {kind: wifi}}]}\n');
    if (!before.ok) throw new Error(linesOf(before).join());
    expect(toFacts(DEFAULT_CONFIG, 'f', before.value)).toMatchObject([
      { type: 'settings.loaded' },
      { type: 'policy.loaded', author: 'user', rules: [] },
    ]);
  });

  test.each([
    ['linger: 500ms', { linger: 500 }],
    ['linger: 2min', { linger: 120_000 }],
    ['web: {}', { web: { port: 27_109 } }],
    ['log: {epochSize: 64KiB, keep: 1GiB}', { log: { names: 'hash', epochSize: 65_536, keep: 2 ** 30 } }],
    ['names: [{suffix: Corp.Example., pvd: pvd:wlan0}]', { names: [{ suffix: 'corp.example', pvd: 'pvd:wlan0', exclusive: false }] }],
    [
      'interfaces: {vpn0: {names: exclusive, trusted: false, static: {dns: ["192.0.2.53:853#DNS.example"], search: [~Corp.Example., ~., lab.example]}}}',
      {
        interfaces: {
          vpn0: {
            names: 'exclusive',
            trusted: false,
            static: { dns: ['192.0.2.53#dns.example'], search: ['~corp.example', '~.', 'lab.example'] },
          },
        },
      },
    ],
    [
      'interfaces: {eth0: {static: {gateways: ["FE80::0001"]}}}',
      { interfaces: { eth0: { ignore: false, static: { gateways: ['fe80::1'] } } } },
    ],
  ])('%s', (line, value) => {
    const result = parse(`version: 1\n${line}\n`);
    expect(linesOf(result)).toEqual([]);
    expect(result.ok && result.value).toMatchObject(value);
  });
});

describe('a mistake names file, line and what is allowed', () => {
  const KINDS = 'ethernet, wifi, cellular, ppp, tun, wireguard, bridge, bond, vlan, veth, loopback, other';
  const SELECTOR = 'pvd, identity, interface, kind, metered, network';
  const KEYS =
    'version, mode, authority, policies, interfaces, names, useUnknown, linger, checks, steadiness, manage, hostModel, fallthrough, ipv6Only, resolver, hooks, log, web, control';
  test.each([
    ['an empty file', '', ['c.yaml:1:1: the file is empty']],
    ['a list', '- 1\n', ['c.yaml:1:1: expected a mapping, found a list']],
    ['no version', 'mode: observe\n', ['c.yaml:1:1: version: is missing (allowed: 1)']],
    ['another version', 'version: 2\n', ['c.yaml:1:10: version: 2 is not allowed here (allowed: 1)']],
    [
      'an unknown key',
      'version: 1\npolices: {}\n',
      [`c.yaml:2:1: polices: unknown key "polices": did you mean "policies"? (allowed: ${KEYS})`],
    ],
    ['a key like no other', 'version: 1\nzzz: {}\n', [`c.yaml:2:1: zzz: unknown key "zzz" (allowed: ${KEYS})`]],
    [
      'a mode that is none',
      'version: 1\nmode: aply\n',
      ['c.yaml:2:7: mode: "aply" is not allowed here: did you mean "apply"? (allowed: observe, apply)'],
    ],
    [
      'a wrong kind of link',
      'version: 1\ninterfaces:\n  wlan0:\n    kind: wfi\n',
      [`c.yaml:4:11: interfaces.wlan0.kind: "wfi" is not allowed here: did you mean "wifi"? (allowed: ${KINDS})`],
    ],
    [
      'a wrong kind of link in a rule',
      'version: 1\npolicies:\n  user:\n    - prefer: {kind: wfi}\n',
      [`c.yaml:4:22: policies.user[0].prefer.kind: "wfi" is not allowed here: did you mean "wifi"? (allowed: ${KINDS})`],
    ],
    [
      'an unknown verb',
      'version: 1\npolicies:\n  user:\n    - prefr: {kind: wifi}\n',
      [
        'c.yaml:4:7: policies.user[0].prefr: unknown key "prefr": did you mean "prefer"? (allowed: never, for, family, why, prefer, avoid, use, only)',
      ],
    ],
    [
      'a rule without verb',
      'version: 1\npolicies:\n  user:\n    - why: because\n',
      ['c.yaml:4:7: policies.user[0]: needs one of never, prefer, avoid, use (allowed: never, prefer, avoid, use)'],
    ],
    [
      'traffic without a verb',
      'version: 1\npolicies: {user: [{for: {port: 53}}]}\n',
      ['c.yaml:2:19: policies.user[0]: needs one of never, prefer, avoid, use (allowed: never, prefer, avoid, use)'],
    ],
    [
      'a verb without its traffic',
      'version: 1\npolicies: {user: [{use: {kind: wifi}}]}\n',
      ['c.yaml:2:19: policies.user[0].for: is missing'],
    ],
    [
      'two verbs',
      'version: 1\npolicies:\n  user:\n    - prefer: {kind: wifi}\n      avoid: {kind: wifi}\n',
      [
        'c.yaml:5:7: policies.user[0].avoid: "avoid" cannot stand beside the others here (allowed: never, for, family, why, prefer, avoid, use, only)',
      ],
    ],
    [
      'an unknown criterion',
      'version: 1\npolicies: {operator: [{never: {iface: wlan1}}]}\n',
      [`c.yaml:2:32: policies.operator[0].never.iface: unknown key "iface" (allowed: ${SELECTOR})`],
    ],
    [
      'an empty selector',
      'version: 1\npolicies: {operator: [{never: {}}]}\n',
      ['c.yaml:2:31: policies.operator[0].never: a selector names at least one of pvd, identity, interface, kind, metered, network'],
    ],
    [
      'a family that is none',
      'version: 1\npolicies: {user: [{never: {kind: wifi}, family: 5}]}\n',
      ['c.yaml:2:49: policies.user[0].family: 5 is not allowed here (allowed: 4, 6)'],
    ],
    [
      'text for true or false',
      'version: 1\nuseUnknown: "yes"\n',
      ['c.yaml:2:13: useUnknown: expected true or false, found "yes" (allowed: true, false)'],
    ],
    ['a key without value', 'version: 1\npolicies:\n', ['c.yaml:2:10: policies: expected a mapping, found nothing']],
    ['a bare number for a duration', 'version: 1\nlinger: 10\n', ['c.yaml:2:9: linger: expected text, found 10']],
    [
      'a duration without unit',
      'version: 1\nlinger: "10"\n',
      ['c.yaml:2:9: linger: a duration is a number and one of ms, s, min, h, d, as in 10s'],
    ],
    ['less kept than an epoch holds', 'version: 1\nlog: {keep: 256KiB}\n', ['c.yaml:2:13: log.keep: keep is less than epochSize']],
    [
      'an address that is none',
      'version: 1\ninterfaces: {eth0: {static: {dns: [192.0.2.1, 192.0.2.300]}}}\n',
      ['c.yaml:2:47: interfaces.eth0.static.dns[1]: not a DNS server (ADDRESS, [ADDRESS]:PORT, ADDRESS#NAME for TLS): "192.0.2.300"'],
    ],
    [
      'a name to be asked that is none',
      'version: 1\ninterfaces: {eth0: {static: {search: ["~a b"]}}}\n',
      ['c.yaml:2:39: interfaces.eth0.static.search[0]: not a domain name (with ~ before it: asked here, not searched)'],
    ],
    [
      'another way to be asked for names',
      'version: 1\ninterfaces: {eth0: {names: exclusiv}}\n',
      [
        'c.yaml:2:28: interfaces.eth0.names: "exclusiv" is not allowed here: did you mean "exclusive"? (allowed: shared, route-only, exclusive)',
      ],
    ],
    [
      'an interface name that no kernel has',
      'version: 1\ninterfaces: {"a/b": {}}\n',
      ['c.yaml:2:14: interfaces.a/b: an interface name has no space, slash or control character'],
    ],
    ['an author twice', 'version: 1\nauthority: [user, user]\n', ['c.yaml:2:12: authority: an author is named once']],
    ['a key twice', 'version: 1\nlog: {}\nlog: {}\n', ['c.yaml:3:1: this key was given before']],
    ['a tab', 'version: 1\nlog:\n\tnames: hash\n', null],
    ['an open bracket', 'version: 1\nnames: [\n', null],
    ['an alias', 'version: 1\nlog: &a {}\ncontrol: *a\n', ['c.yaml:2:6: anchors (&name) are not used here']],
    ['a tag', 'version: !!int 1\n', ['c.yaml:1:10: tags (!name) are not used here']],
    ['a directive', '%YAML 1.1\n---\nversion: 1\n', ['c.yaml:1:1: directives (%YAML, %TAG) are not used here']],
    ['two documents', 'version: 1\n---\nversion: 1\n', ['c.yaml:2:1: the file has more than one document']],
    ['a key that is a list', 'version: 1\n? [a]\n: 1\n', ['c.yaml:1:1: a key must be plain text']],
    ['__proto__', 'version: 1\n__proto__: {mode: observe}\n', ['c.yaml:2:1: a key must be plain text']],
    ['a control character', 'version: 1\nmode: \u0007\n', ['c.yaml:2:7: a control character']],
  ])('%s', (_what, text, expected) => {
    const lines = linesOf(parse(text));
    expect(lines.length).toBeGreaterThan(0);
    if (expected) expect(lines).toEqual(expected);
  });

  test('two mistakes are both told, in the order of their lines', () => {
    const result = parse('version: 1\nlinger: 1y\nmode: x\n');
    expect(result.ok ? [] : result.errors.map((e) => [e.line, e.path])).toEqual([
      [2, 'linger'],
      [3, 'mode'],
    ]);
  });
});

describe('what would take the parser long is refused first', () => {
  const N = 256 * 1024;
  test.each([
    ['larger than the cap', '#'.repeat(N + 1)],
    ['brackets', '['.repeat(N)],
    ['braces', '{'.repeat(N)],
    ['sequences in a line', '- '.repeat(N / 2)],
    ['explicit keys', '? '.repeat(N / 2)],
    ['mappings in a line', 'a: '.repeat(N / 3)],
    ['mappings in brackets', '[a: '.repeat(N / 4)],
    ['keys', Array.from({ length: 30_000 }, (_, i) => `k${i}:\n`).join('')],
    ['keys in braces', `{${Array.from({ length: 30_000 }, (_, i) => `k${i},`).join('')}}`],
    ['anchors', '&a '.repeat(N / 3)],
    ['tags', '!a '.repeat(N / 3)],
    ['quotes', '"'.repeat(N)],
    ['colons', ': '.repeat(N / 2)],
    ['closing brackets', ']'.repeat(N)],
    ['documents', '---\n'.repeat(N / 4)],
    ['comments', '#\n'.repeat(N / 2)],
    ['deep indentation', Array.from({ length: 700 }, (_, i) => `${' '.repeat(i)}a:\n`).join('')],
    ['laughs', `a: &a [x]\n${Array.from({ length: 20 }, (_, i) => `b${i}: [${'*a, '.repeat(9)}*a]`).join('\n')}`],
    ['an open quote over many lines', `"${'a\n'.repeat(N / 2 - 1)}`],
    ['one long value', `version: ${'a'.repeat(N - 10)}`],
    ['one long name', `version: 1\nnames: [{pvd: pvd:a, suffix: ${'a.'.repeat(N / 2 - 40)}}]`],
  ])('%s', (_what, text) => {
    const began = performance.now();
    const result = parse(text);
    expect(result.ok).toBe(false);
    // Seconds, not the minutes that these take without a guard; generous for a busy machine.
    expect(performance.now() - began).toBeLessThan(6000);
    expect(result.ok ? 0 : result.errors.length).toBeLessThanOrEqual(20);
  });
});
