/** What everything promises that carries out commands about rules, routes, addresses, settings and the guard. */
import { afterEach, describe, expect, test } from 'vitest';
import type { Command, Wish } from '../../machines/model/command.ts';
import { Fact, type Unstamped } from '../../machines/model/facts/index.ts';
import type { Sink, Source } from '../../machines/model/port.ts';
import { OUR_PROTOCOL, type RouteSpec, type RuleSpec } from '../../machines/model/routing.ts';
import { ports, protocol, uids } from '../../machines/model/selectors.ts';
import { millis } from '../../machines/model/units.ts';
import { type Heard, listen } from './heard.ts';

export type SinkSubject = {
  readonly port: Source & Sink;
  /** Makes an interface `mh-a`, up and with a wire, without an address, which detects no duplicates. */
  wire(): Promise<void> | void;
};

const RULE: RuleSpec = {
  family: 4,
  priority: 22_000,
  action: 'lookup',
  table: 27_000,
  from: null,
  to: null,
  iif: null,
  oif: null,
  mark: null,
  mask: null,
  other: {},
};
const ROUTE: RouteSpec = {
  table: 27_000,
  kind: 'unicast',
  destination: '0.0.0.0/0',
  metric: 10,
  gateway: '192.0.2.1',
  ifname: 'mh-a',
  source: null,
  mtu: null,
};
const ROUTE6: RouteSpec = { ...ROUTE, destination: '::/0', gateway: 'fe80::1' };
const OWN = { ifname: 'mh-a', address: '192.0.2.2', prefixLength: 24 };
const OWN6 = { ifname: 'mh-a', address: '2001:db8::2', prefixLength: 64 };

const rule = (type: 'rule.add' | 'rule.delete', more: Partial<RuleSpec>): Wish => ({ type, target: 'rule', rule: { ...RULE, ...more } });
const route = (more: Partial<RouteSpec>, expires: number | null = null): Wish => ({
  type: 'route.replace',
  target: 'route',
  route: { ...ROUTE, ...more },
  expires: expires === null ? null : millis(expires),
});
const noRoute = (more: Partial<RouteSpec>): Wish => ({ type: 'route.delete', target: 'route', route: { ...ROUTE, ...more } });
const address = (spec: typeof OWN, valid: number | null = null, preferred: number | null = valid): Wish => ({
  type: 'address.replace',
  target: 'address',
  address: spec,
  valid: valid === null ? null : millis(valid),
  preferred: preferred === null ? null : millis(preferred),
});
const noAddress = (spec: typeof OWN): Wish => ({ type: 'address.delete', target: 'address', address: spec });
const sysctl = (key: string, value: string, ifname = 'mh-a'): Wish => ({
  type: 'sysctl.set',
  target: `${ifname} ${key}`,
  sysctl: { family: 4, ifname, key, value },
});
const guard = (...interfaces: readonly string[]): Wish => ({ type: 'guard.set', target: 'guard', interfaces });

const RULES: readonly (readonly [string, Partial<RuleSpec>])[] = [
  ['a ranked table', {}],
  ['a ranked table, IPv6', { family: 6 }],
  ['an address on a device', { from: '192.0.2.2/32', oif: 'mh-a', iif: 'lo', priority: 20_200 }],
  ['a prefix, IPv6', { family: 6, from: '2001:db8::/64', priority: 20_300 }],
  ['refusing a destination', { action: 'unreachable', table: null, to: '203.0.113.0/24', priority: 20_000 }],
  ['refusing the rest, IPv6', { family: 6, action: 'unreachable', table: null, priority: 22_999, iif: 'lo' }],
  ['a mark', { mark: 0x01_00_00_00, mask: 0x7f_00_00_00, priority: 20_100 }],
  ['users, a protocol and ports', { other: { ...uids(1000, 1999), ...protocol(6), ...ports(80, 443) }, priority: 20_600 }],
];
/** Each with what follows from it: the types of the facts of class answer, in order. The interface has its addresses. */
const STORIES: readonly (readonly [string, readonly (readonly [Wish, readonly string[]])[]])[] = [
  [
    'a rule that is there, and one that is not, is done',
    [
      [rule('rule.add', {}), ['rule.added']],
      [rule('rule.add', {}), ['command.done']],
      [rule('rule.delete', {}), ['rule.removed']],
      [rule('rule.delete', {}), ['command.done']],
    ],
  ],
  [
    'an IPv4 route: put, put again, by another gateway, from another source, away, away again',
    [
      [route({}), ['route.added']],
      [route({}), ['command.done']],
      [route({ gateway: '192.0.2.9' }), ['route.removed', 'route.added']],
      [route({ gateway: '192.0.2.9', source: '192.0.2.2', mtu: 1400 }), ['route.removed', 'route.added']],
      [noRoute({ gateway: '192.0.2.9' }), ['route.removed']],
      [noRoute({ gateway: '192.0.2.9' }), ['command.done']],
    ],
  ],
  [
    'an IPv6 route: put, put again, by another gateway, from another source, away, away again',
    [
      [route(ROUTE6), ['route.added']],
      [route(ROUTE6), ['command.done']],
      [route({ ...ROUTE6, gateway: 'fe80::9' }), ['route.removed', 'route.added']],
      [route({ ...ROUTE6, gateway: 'fe80::9', source: '2001:db8::2', mtu: 1400 }), ['route.removed', 'route.added']],
      [noRoute({ ...ROUTE6, gateway: 'fe80::9' }), ['route.removed']],
      [noRoute({ ...ROUTE6, gateway: 'fe80::9' }), ['command.done']],
    ],
  ],
  [
    'an IPv6 route on the link is replaced by one through a gateway, and back: there is ever one a metric',
    [
      [route({ ...ROUTE6, gateway: null }), ['route.added']],
      [route(ROUTE6), ['route.removed', 'route.added']],
      [route({ ...ROUTE6, gateway: null }), ['route.removed', 'route.added']],
      [noRoute({ ...ROUTE6, gateway: null }), ['route.removed']],
    ],
  ],
  [
    'an IPv6 route is put with its expiry, which can be moved',
    [
      [route(ROUTE6, 600_000), ['route.added']],
      // Told again, for the end that was known may have been another by a little.
      [route(ROUTE6, 600_000), ['route.added']],
      [route(ROUTE6, 900_000), ['route.added']],
      [route(ROUTE6, null), ['route.added']],
      [noRoute(ROUTE6), ['route.removed']],
    ],
  ],
  [
    'a destination is refused, and free again',
    [
      [route({ kind: 'unreachable', destination: '198.51.100.0/24', gateway: null, ifname: null, metric: 4_000_000 }), ['route.added']],
      [noRoute({ kind: 'unreachable', destination: '198.51.100.0/24', gateway: null, ifname: null, metric: 4_000_000 }), ['route.removed']],
      [route({ kind: 'unreachable', destination: '2001:db8:9::/64', gateway: null, ifname: null, metric: 4_000_000 }), ['route.added']],
      [noRoute({ kind: 'unreachable', destination: '2001:db8:9::/64', gateway: null, ifname: null, metric: 4_000_000 }), ['route.removed']],
    ],
  ],
  [
    'an IPv4 address: put, put again, with another lifetime, away, away again',
    [
      [address({ ...OWN, address: '192.0.2.77' }, 3_600_000), ['address.added']],
      [address({ ...OWN, address: '192.0.2.77' }, 3_600_000), ['address.added']],
      [address({ ...OWN, address: '192.0.2.77' }, 3_601_000), ['address.added']],
      [address({ ...OWN, address: '192.0.2.77' }, 7_200_000), ['address.added']],
      [address({ ...OWN, address: '192.0.2.77' }), ['address.added']],
      [noAddress({ ...OWN, address: '192.0.2.77' }), ['address.removed']],
      [noAddress({ ...OWN, address: '192.0.2.77' }), ['command.done']],
    ],
  ],
  [
    'an IPv6 address: put, with another lifetime, away, away again',
    [
      [address({ ...OWN6, address: '2001:db8::77' }, 3_600_000, 1_800_000), ['address.added']],
      [address({ ...OWN6, address: '2001:db8::77' }, 3_601_000, 1_801_000), ['address.added']],
      [address({ ...OWN6, address: '2001:db8::77' }, 7_200_000), ['address.added']],
      [noAddress({ ...OWN6, address: '2001:db8::77' }), ['address.removed']],
      [noAddress({ ...OWN6, address: '2001:db8::77' }), ['command.done']],
    ],
  ],
  [
    'what stands on an interface that is not there fails, or has gone with it',
    [
      [route({ ifname: 'mh-no' }), ['command.failed ENODEV']],
      [noRoute({ ifname: 'mh-no' }), ['command.done']],
      [address({ ...OWN, ifname: 'mh-no' }), ['command.failed ENODEV']],
      [noAddress({ ...OWN, ifname: 'mh-no' }), ['command.done']],
      [sysctl('arp_ignore', '1', 'mh-no'), ['command.failed ERR_NO_SYSCTL']],
    ],
  ],
  [
    'a source that is not ours is refused, in both families, and what comes after it is carried out',
    [
      [route({ source: '203.0.113.7' }), ['command.failed EINVAL']],
      [route({ ...ROUTE6, source: '2001:db8:7::7' }), ['command.failed EINVAL']],
      [route({}), ['route.added']],
    ],
  ],
  [
    'settings: as they were set; there are none of another name',
    [
      [sysctl('arp_ignore', '1'), ['sysctl.read 1']],
      [sysctl('arp_ignore', '0'), ['sysctl.read 0']],
      [sysctl('no_such_key', '1'), ['command.failed ERR_NO_SYSCTL']],
      [sysctl('../../ip_forward', '1'), ['command.failed ERR_NO_SYSCTL']],
      [sysctl('arp_ignore', '1', '..'), ['command.failed ERR_NO_SYSCTL']],
    ],
  ],
  [
    'what cannot be said to the kernel is refused',
    [
      [rule('rule.add', { from: 'nobody' }), ['command.failed ERR_BAD_COMMAND']],
      [rule('rule.add', { other: { 20: 'xyz' } }), ['command.failed ERR_BAD_COMMAND']],
      [route({ gateway: 'nobody' }), ['command.failed ERR_BAD_COMMAND']],
      [address({ ...OWN, prefixLength: 33 }), ['command.failed ERR_BAD_COMMAND']],
      [guard('mh-a" }'), ['command.failed ERR_BAD_NAME']],
      [{ type: 'deadline.disarm', target: 'x' }, ['command.failed ERR_NOT_CARRIED']],
    ],
  ],
  [
    'the guard: for one, for two, for none',
    [
      [guard('mh-a'), ['guard.found mh-a']],
      [guard('wlan0', 'mh-a'), ['guard.found mh-a,wlan0']],
      [guard(), ['guard.found ']],
      [guard(), ['guard.found ']],
    ],
  ],
];

export function sinkContract(name: string, create: () => Promise<SinkSubject> | SinkSubject): void {
  describe(`${name} is a sink`, () => {
    const open: Source[] = [];
    let number = 0;
    const start = async (): Promise<SinkSubject & { heard: Heard; ask(...wishes: readonly Wish[]): Promise<readonly Unstamped[][]> }> => {
      const [subject, heard] = [await create(), listen()];
      open.push(subject.port);
      await subject.port.open(heard.emit, heard.notice);
      await subject.wire();
      await heard.next('link.appeared', ({ ifname }) => ifname === 'mh-a');
      /** Duplicate address detection is over (at once here, but not in the same moment): RFC 4862 §5.4. */
      const usable = (own: string, from: number) =>
        heard.next('address.added', (fact) => fact.address === own && !fact.flags.includes('tentative'), from);
      /** The answers to each of them, in the order of the commands. All are asked for at once. */
      const ask = async (...wishes: readonly Wish[]): Promise<readonly Unstamped[][]> => {
        const from = heard.facts.length;
        const commands: readonly Command[] = wishes.map((wish, i) => ({ ...wish, id: `${number}.${i}` }));
        number += 1;
        subject.port.carry(commands);
        for (const { id } of commands) await heard.some(`answer to ${id}`, (fact): fact is Unstamped => fact.for === id, from);
        const answers = answersTo(commands, heard.facts.slice(from));
        for (const fact of answers.flat()) if (fact.type === 'address.added') await usable(fact.address, from);
        return answers;
      };
      return { ...subject, heard, ask };
    };
    const started = async () => {
      const subject = await start();
      await subject.ask(address(OWN), address(OWN6));
      return subject;
    };
    afterEach(() => Promise.all(open.splice(0).map((port) => port.close())));

    test.each(STORIES)('%s', async (_name, story) => {
      const { ask } = await started();
      for (const [wish, expected] of story) {
        const [answers = []] = await ask(wish);
        expect(answers.map(short), JSON.stringify(wish)).toEqual(expected);
        expect(answers.every((fact) => fact.class === 'answer')).toBe(true);
      }
    });

    test('a rule comes back as it was asked for, and goes', async () => {
      const { ask } = await start();
      for (const [what, more] of RULES) {
        const [[added] = []] = await ask(rule('rule.add', more));
        expect(added, what).toMatchObject({ type: 'rule.added', ...RULE, ...more, protocol: OUR_PROTOCOL });
        const [[removed] = []] = await ask(rule('rule.delete', more));
        expect(removed, what).toMatchObject({ type: 'rule.removed', ...RULE, ...more });
      }
    });

    test('a route and an address come back as they were asked for, with our number and their lifetimes', async () => {
      const { ask } = await start();
      const [[own] = [], [own6] = []] = await ask(address(OWN, 3_600_000, 1_800_000), address(OWN6, 3_600_000, 1_800_000));
      const lives = { valid: 3_600_000, preferred: 1_800_000, protocol: OUR_PROTOCOL, scope: 'global', peer: null };
      expect(own).toMatchObject({ type: 'address.added', ...OWN, ...lives, flags: ['noprefixroute'] });
      expect(own6).toMatchObject({ type: 'address.added', ...OWN6, ...lives, flags: expect.arrayContaining(['noprefixroute']) });
      const [[through] = [], [through6] = []] = await ask(
        route({ source: '192.0.2.2', mtu: 1400 }),
        route({ ...ROUTE6, source: '2001:db8::2', mtu: 1400 }, 600_000),
      );
      const like = { type: 'route.added', table: 27_000, metric: 10, ifname: 'mh-a', mtu: 1400, kind: 'unicast', protocol: OUR_PROTOCOL };
      expect(through).toMatchObject({ ...like, destination: '0.0.0.0/0', gateway: '192.0.2.1', source: '192.0.2.2', expires: null });
      expect(through6).toMatchObject({ ...like, destination: '::/0', gateway: 'fe80::1', source: '2001:db8::2' });
      const expires = through6?.type === 'route.added' ? through6.expires : null;
      expect(Math.abs((expires ?? 0) - 600_000)).toBeLessThanOrEqual(2_000);
    });

    test('commands of one call are carried out in their order, and all are answered', async () => {
      const { ask } = await start();
      const answers = await ask(
        address(OWN),
        route({ destination: '192.0.2.0/24', gateway: null, source: '192.0.2.2' }),
        route({ source: '192.0.2.2' }),
        rule('rule.add', { priority: 22_000 }),
        rule('rule.delete', { priority: 22_001 }),
        sysctl('arp_ignore', '1'),
        noAddress(OWN),
      );
      const types = answers.map((facts) => facts.map(short).join());
      const [first, ...rest] = ['address.added', 'route.added', 'route.added', 'rule.added', 'command.done', 'sysctl.read 1'];
      expect(types).toEqual([first, ...rest, 'address.removed']);
    });

    test('of the facts that follow from a command only the last one is its answer, and the plan hears of it once', async () => {
      const { ask, heard } = await started();
      await ask(route({}));
      const from = heard.facts.length;
      await ask(route({ gateway: '192.0.2.9' }));
      expect(heard.facts.slice(from).map(({ type, class: of, for: id }) => [type, of, id !== undefined])).toEqual([
        ['route.removed', 'answer', false],
        ['route.added', 'answer', true],
      ]);
    });

    test('every fact is valid, and comes out of its schema as it went in', async () => {
      const { ask, heard } = await started();
      await ask(route({}), rule('rule.add', {}), sysctl('arp_ignore', '1'), sysctl('no_such_key', '1'), guard('mh-a'));
      for (const fact of heard.facts) expect(Fact.parse({ ...fact, seq: 0, at: 0 })).toEqual({ ...fact, seq: 0, at: 0 });
    });

    test('the settings of an interface are told at its first sight', async () => {
      const { heard } = await start();
      const read = await heard.next('sysctl.read', ({ ifname, key }) => ifname === 'mh-a' && key === 'rp_filter');
      expect(read).toMatchObject({ class: 'world', family: 4 });
    });

    test('it says what it carries, and after its end carries nothing', async () => {
      const { port, heard } = await start();
      expect(port.carries).toEqual(['rule', 'route', 'address', 'sysctl', 'guard']);
      await port.close();
      const before = heard.facts.length;
      port.carry([{ id: '9.9', ...route({}) }]);
      expect(heard.facts).toHaveLength(before);
    });
  });
}

/** Facts of class answer, given to the command that they end with. */
function answersTo(commands: readonly Command[], facts: readonly Unstamped[]): readonly Unstamped[][] {
  const found = new Map<string, Unstamped[]>(commands.map(({ id }) => [id, []]));
  let before: Unstamped[] = [];
  for (const fact of facts.filter(({ class: of }) => of === 'answer')) {
    before.push(fact);
    if (fact.for === undefined) continue;
    found.get(fact.for)?.push(...before);
    before = [];
  }
  return [...found.values()];
}

function short(fact: Unstamped): string {
  if (fact.type === 'command.failed') return `${fact.type} ${fact.code}`;
  if (fact.type === 'sysctl.read') return `${fact.type} ${fact.value}`;
  return fact.type === 'guard.found' ? `${fact.type} ${fact.interfaces.join()}` : fact.type;
}
