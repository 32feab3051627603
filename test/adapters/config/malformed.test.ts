/** Seeded malformed configurations: each is an error with a place in the file, none throws or hangs (sec-4). */
import { describe, expect, test } from 'vitest';
import { type ConfigResult, errorLine, parseConfig } from '../../../adapters/config/index.ts';

const BASE = `version: 1
mode: observe
authority: [user, operator]
policies:
  user:
    - prefer: { kind: wifi }
      why: fast
  operator:
    - never: { interface: wlan1 }
interfaces:
  eth1:
    metered: true
    static:
      gateways: [192.0.2.1]
names:
  - { suffix: corp.example, pvd: "pvd:wlan0", exclusive: true }
linger: 10s
checks:
  http: ["http://check.example/"]
log:
  names: hash
`;

type Next = () => number;
/** mulberry32. */
function random(seed: number): Next {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t = (t + Math.imul(t ^ (t >>> 7), t | 61)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}
const below = (next: Next, n: number): number => Math.floor(next() * n);
const pick = <T>(next: Next, list: readonly T[]): T => {
  const one = list[below(next, list.length)];
  if (one === undefined) throw new RangeError('nothing to pick from');
  return one;
};
const word = (next: Next): string =>
  Array.from({ length: 3 + below(next, 8) }, () => pick(next, [...'abcdefghijklmnoqrstuvwxyz'])).join('');
const swap = (text: string, from: string, to: string): string => {
  const i = text.indexOf(from);
  if (i < 0) throw new RangeError(`${from} is not there`);
  return text.slice(0, i) + to + text.slice(i + from.length);
};

/** Each makes the base a wrong one, whatever the numbers are. */
const WRONGS: readonly ((next: Next) => string)[] = [
  (next) => `${BASE}x${word(next)}: ${word(next)}\n`,
  (next) => swap(BASE, 'version: 1', `version: ${2 + below(next, 1e6)}`),
  (next) => swap(BASE, 'wifi', `q${word(next)}`),
  (next) => swap(BASE, 'names: hash', `names: q${word(next)}`),
  (next) => swap(BASE, 'prefer', `q${word(next)}`),
  (next) => swap(BASE, 'interface: wlan1', `q${word(next)}: wlan1`),
  (next) => swap(BASE, '192.0.2.1', `192.0.2.${256 + below(next, 1e6)}`),
  (next) => swap(BASE, 'metered: true', `metered: ${word(next)}`),
  (next) => swap(BASE, '10s', `${below(next, 100)}q${word(next)}`),
  (next) => swap(BASE, 'http://', `${pick(next, ['ftp', 'https', 'file', 'javascript'])}://`),
  (next) => swap(BASE, '"pvd:wlan0"', word(next)),
  (next) => swap(BASE, '[user, operator]', `[user, q${word(next)}]`),
  (next) =>
    BASE +
    pick(
      next,
      BASE.split('\n').filter((line) => /^\w+:/.test(line)),
    ) +
    (next() < 2 ? '\n' : ''),
  (next) => swap(BASE, 'eth1', `"${word(next)} ${word(next)}"`),
  (next) => swap(BASE, pick(next, ['[192', '[user', '{ kind', '"http']), ` ${pick(next, ['[', '{', '"', '&a', '*b', '!c'])} [ {`),
  (next) => BASE.replace(/^( *)/gm, (all) => (next() < 0.3 ? `${all}\t: ` : all)).replace('version', '\tversion'),
  (next) =>
    swap(BASE, pick(next, ['wifi', 'observe', 'hash']), pick(next, ['[]', '{}', 'null', '~', '1e3', '0x1f', 'true', '.nan', '|', '>'])),
  (next) => BASE.slice(0, BASE.indexOf('{ suffix') + 3 + below(next, 40)),
  (next) => swap(BASE, 'version: 1\n', pick(next, ['', '\u0000', '%TAG ! x\n---\n', '- a\n', '? {a: b}\n', '<<: {version: 1}\n'])),
  (next) => Array.from({ length: 1 + below(next, 400) }, () => String.fromCodePoint(32 + below(next, 0x2f0))).join(''),
];

function check(text: string, result: ConfigResult, what: string): void {
  if (result.ok) throw new Error(`accepted: ${what}\n${text}`);
  const lines = text.split(/\r\n|\n|\r/).length;
  for (const error of result.errors) {
    const inside =
      error.line >= 1 && error.line <= lines && error.column >= 1 && error.problem.length > 0 && errorLine(error).length < 2000;
    if (!inside) throw new Error(`a misplaced error: ${what}\n${errorLine(error)}\n${text}`);
  }
  if (result.errors.length === 0) throw new Error(`refused without an error: ${what}`);
}

describe('malformed configurations', () => {
  test('the base itself is a good one', () => {
    expect(parseConfig(BASE, 'c')).toMatchObject({ ok: true });
  });

  test('10,000 wrong ones: an error each, with its place', { timeout: 120_000 }, () => {
    const seed = 20_260_301;
    const next = random(seed);
    for (let i = 0; i < 10_000; i++) {
      const kind = i % WRONGS.length;
      const text = WRONGS[kind]?.(next) ?? '';
      check(text, parseConfig(text, 'c'), `seed ${seed}, number ${i}, kind ${kind}`);
    }
  });

  test('2,000 with bytes changed at random: good or refused, never thrown', { timeout: 120_000 }, () => {
    const seed = 4_711;
    const next = random(seed);
    let refused = 0;
    for (let i = 0; i < 2000; i++) {
      const bytes = Buffer.from(BASE);
      for (let n = 1 + below(next, 4); n > 0; n--) bytes[below(next, bytes.length)] = below(next, 256);
      const text = bytes.toString('utf8');
      const result = parseConfig(text, 'c');
      if (result.ok) continue;
      refused += 1;
      check(text, result, `seed ${seed}, number ${i}`);
    }
    expect(refused).toBeGreaterThan(500);
  });
});
