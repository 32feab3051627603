/** The source on a real kernel, in a network namespace of its own. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { z } from 'zod';
import type { FactOf, Unstamped } from '../../../machines/model/facts/index.ts';
import { type Heard, listen } from '../../contracts/heard.ts';
import { suite } from '../../tools/needs.ts';
import { createNamespace, type Namespace } from './namespace.ts';

const WIRE = [
  'link add mh-a index 10 type veth peer name mh-b index 21',
  'link set mh-b up',
  'link set mh-a up',
  'addr add 192.0.2.2/24 dev mh-a',
];
const IpRoutes = z.array(
  z.looseObject({ dst: z.string(), gateway: z.string().optional(), dev: z.string().optional(), metric: z.number().optional() }),
);

suite('rtnetlink on a real kernel', ['namespaces'], () => {
  let [ns, heard]: [Namespace, Heard] = [createNamespace(), listen()];
  let batches: (readonly Unstamped[])[] = [];
  const open = async (receiveBuffer = 0): Promise<void> => {
    await ns.close();
    [ns, heard] = [createNamespace(receiveBuffer), listen()];
    batches = [];
    const emit = (batch: readonly Unstamped[]) => {
      batches.push(batch);
      heard.emit(batch);
    };
    await ns.open(emit, heard.notice);
  };
  beforeEach(() => open());
  afterEach(() => ns.close());

  /** Does it, and gives the place from which on its consequences stand. */
  const doing = (...commands: readonly string[]): number => {
    const from = heard.facts.length;
    ns.ip(...commands);
    return from;
  };
  const wired = async (): Promise<void> => {
    ns.ip(...WIRE);
    await heard.next('route.added', (fact) => fact.destination === '192.0.2.0/24');
    await carrierOf('mh-a', true, 0);
  };

  test('a namespace begins with its loopback, its rules, and the end of the dump', () => {
    expect(heard.facts[0]).toMatchObject({ type: 'link.appeared', ifname: 'lo', kind: 'loopback', up: false });
    expect(heard.facts.filter(({ type }) => type === 'rule.added')).toHaveLength(5);
    expect(heard.facts.at(-1)).toMatchObject({ type: 'kernel.dumped', links: 1, rules: 5 });
  });

  test('a link: appears, up, carrier, down, gone', async () => {
    doing('link add mh-a index 10 type veth peer name mh-b index 21');
    expect(await heard.next('link.appeared', (fact) => fact.ifname === 'mh-a')).toMatchObject({
      kind: 'veth',
      ifindex: 10,
      up: false,
      carrier: false,
    });
    let from = doing('link set mh-b up', 'link set mh-a up');
    await carrierOf('mh-a', true, from);
    from = doing('link set mh-b down');
    expect(await heard.next('link.carrierChanged', (fact) => fact.ifname === 'mh-a' && !fact.carrier, from)).toMatchObject({
      ifname: 'mh-a',
    });
    from = doing('link set mh-a mtu 1400');
    expect(await heard.next('link.changed', (fact) => fact.ifname === 'mh-a' && fact.mtu === 1400, from)).toMatchObject({ up: true });
    from = doing('link del mh-a');
    await heard.next('link.removed', (fact) => fact.ifname === 'mh-a', from);
    await heard.next('link.removed', (fact) => fact.ifname === 'mh-b', from);
  });

  test('addresses, with flags and lifetimes', async () => {
    await wired();
    let from = doing('addr add 2001:db8:1::2/64 dev mh-a nodad valid_lft 3600 preferred_lft 1800');
    const added = await heard.next('address.added', (fact) => fact.address === '2001:db8:1::2', from);
    expect(added).toMatchObject({ ifname: 'mh-a', prefixLength: 64, scope: 'global', valid: 3_600_000, preferred: 1_800_000 });
    from = doing('addr change 2001:db8:1::2/64 dev mh-a valid_lft forever preferred_lft 0');
    expect(await heard.next('address.added', (fact) => fact.address === '2001:db8:1::2', from)).toMatchObject({ valid: null });
    from = doing('addr del 192.0.2.2/24 dev mh-a');
    await heard.next('address.removed', (fact) => fact.address === '192.0.2.2', from);
    await heard.next('route.removed', (fact) => fact.destination === '192.0.2.0/24', from);
  });

  test('routes: added, replaced, with several hops, unreachable, with preference and expiry', async () => {
    await wired();
    let from = doing('route add default via 192.0.2.1 dev mh-a metric 50 mtu 1400 src 192.0.2.2 proto 109');
    expect(await heard.next('route.added', (fact) => fact.destination === '0.0.0.0/0', from)).toMatchObject({
      table: 254,
      gateway: '192.0.2.1',
      metric: 50,
      mtu: 1400,
      source: '192.0.2.2',
      protocol: 109,
      ifname: 'mh-a',
      kind: 'unicast',
    });
    from = doing('route replace default via 192.0.2.9 dev mh-a metric 50');
    await heard.next('route.added', (fact) => fact.gateway === '192.0.2.9', from);
    expect(heard.facts.slice(from).map(({ type }) => type)).toEqual(['route.removed', 'route.added']);
    from = doing('route add 203.0.113.0/24 nexthop via 192.0.2.1 dev mh-a weight 2 nexthop via 192.0.2.3 dev mh-a');
    await heard.next('route.added', (fact) => fact.destination === '203.0.113.0/24' && fact.gateway === '192.0.2.3', from);
    await heard.next('route.added', (fact) => fact.destination === '203.0.113.0/24' && fact.gateway === '192.0.2.1', from);
    from = doing('route add unreachable 198.51.100.0/24 metric 4000000');
    expect(await heard.next('route.added', (fact) => fact.kind === 'unreachable', from)).toMatchObject({ ifname: null, metric: 4_000_000 });
    from = doing('-6 route add default via fe80::1 dev mh-a pref high expires 600');
    const six = await heard.next('route.added', (fact) => fact.destination === '::/0', from);
    expect(six).toMatchObject({ preference: 'high', gateway: 'fe80::1' });
    expect(Math.abs((six.expires ?? 0) - 600_000)).toBeLessThan(5_000);
  });

  test('a link that goes down takes its IPv4 routes along, though the kernel says nothing of them', async () => {
    await wired();
    doing('route add default via 192.0.2.1 dev mh-a');
    await heard.next('route.added', (fact) => fact.destination === '0.0.0.0/0');
    const from = doing('link set mh-a down');
    await heard.next('route.removed', (fact) => fact.destination === '0.0.0.0/0', from);
    await heard.next('route.removed', (fact) => fact.destination === '192.0.2.0/24', from);
  });

  test('rules, with selectors that are only kept', async () => {
    let from = doing('rule add from 192.0.2.2 oif mh-a lookup 27000 priority 20200 protocol 109');
    expect(await heard.next('rule.added', (fact) => fact.priority === 20_200, from)).toMatchObject({
      family: 4,
      action: 'lookup',
      table: 27_000,
      from: '192.0.2.2/32',
      oif: 'mh-a',
      protocol: 109,
      other: {},
    });
    from = doing('-6 rule add not fwmark 0x1/0xff ipproto udp dport 53 lookup 100 priority 500');
    const selecting = await heard.next('rule.added', (fact) => fact.priority === 500, from);
    expect(selecting).toMatchObject({ mark: 1, mask: 255 });
    // Whole, for the plan compares it: masks that mask nothing (Linux 6.15) are left out.
    expect(selecting.other).toEqual({ 22: '11', 24: '35003500', not: '01' });
    from = doing('rule del priority 20200');
    await heard.next('rule.removed', (fact) => fact.priority === 20_200, from);
  });

  test('neighbours: known, another address, failed, gone; their states in between are quiet', async () => {
    await wired();
    let from = doing('neigh add 192.0.2.1 lladdr 02:00:00:00:00:01 dev mh-a nud reachable');
    expect(await heard.next('neighbour.changed', () => true, from)).toMatchObject({ mac: '02:00:00:00:00:01', state: 'known' });
    from = doing(
      'neigh change 192.0.2.1 lladdr 02:00:00:00:00:01 dev mh-a nud stale',
      'neigh change 192.0.2.1 lladdr 02:00:00:00:00:07 dev mh-a nud stale',
    );
    await heard.next('neighbour.changed', (fact) => fact.mac === '02:00:00:00:00:07', from);
    expect(heard.facts.slice(from).filter(({ type }) => type === 'neighbour.changed')).toHaveLength(1);
    from = doing('neigh change 192.0.2.1 dev mh-a nud failed');
    await heard.next('neighbour.changed', (fact) => fact.state === 'failed', from);
    from = doing('neigh del 192.0.2.1 dev mh-a');
    await heard.next('neighbour.removed', (fact) => fact.address === '192.0.2.1', from);
  });

  test('a rename is another link with all that the old one had', async () => {
    await wired();
    const from = doing('link set mh-a down', 'link set mh-a name mh-c', 'link set mh-c up');
    await heard.next('link.removed', (fact) => fact.ifname === 'mh-a', from);
    expect(await heard.next('link.appeared', () => true, from)).toMatchObject({ ifname: 'mh-c', ifindex: 10, kind: 'veth' });
    await heard.next('address.added', (fact) => fact.ifname === 'mh-c' && fact.address === '192.0.2.2', from);
    await heard.next('route.added', (fact) => fact.ifname === 'mh-c' && fact.destination === '192.0.2.0/24', from);
  });

  test('a port and its bridge', async () => {
    await wired();
    const from = doing('link add mh-br type bridge', 'link set mh-a master mh-br');
    expect(await heard.next('link.appeared', () => true, from)).toMatchObject({ ifname: 'mh-br', kind: 'bridge' });
    await heard.next('link.changed', (fact) => fact.ifname === 'mh-a' && fact.master === 'mh-br', from);
    const later = doing('link set mh-a nomaster');
    await heard.next('link.changed', (fact) => fact.ifname === 'mh-a' && fact.master === null, later);
    expect(heard.facts.slice(from).filter(({ type }) => type === 'link.removed')).toEqual([]);
  });

  test('a bridge loses its carrier in one batch with its port, though the kernel tells it up to a second later', async () => {
    await wired();
    const from = doing('link add mh-br type bridge', 'link set mh-br up', 'link set mh-a master mh-br');
    await carrierOf('mh-br', true, from);
    const later = doing('link set mh-b down');
    await carrierOf('mh-br', false, later);
    const lost = batches.findLast((batch) => batch.some(isCarrierOf('mh-br', false)));
    expect(lost?.filter(isCarrierOf('mh-a', false))).toHaveLength(1);
  });

  test('5,000 routes over a tiny receive buffer: overrun, dump again, and the mirror is what the kernel has', async () => {
    await open(4096);
    expect(heard.notices.join()).toMatch(/receive buffer/);
    await wired();
    const prefixes = Array.from({ length: 5000 }, (_, i) => `10.${i >> 8}.${i & 255}.0/24`);
    const from = heard.facts.length;
    await ns.pause(300);
    ns.batch(prefixes.map((prefix) => `route add ${prefix} via 192.0.2.1 dev mh-a`));
    await heard.next('kernel.dumped', (fact) => fact.routes > 5000, from);
    await ns.pause(300);
    const later = heard.facts.length;
    ns.batch(prefixes.filter((_, i) => i % 2 === 0).map((prefix) => `route del ${prefix}`));
    await heard.next('kernel.dumped', (fact) => fact.routes < 3000, later);
    // With so small a buffer even the links before may overrun it; each overrun ends in a dump.
    expect(heard.facts.filter(({ type }) => type === 'kernel.overran').length).toBeGreaterThan(0);
    ns.ip('link add mh-end type bridge');
    await heard.next('link.appeared', (fact) => fact.ifname === 'mh-end', later);
    const there = IpRoutes.parse(JSON.parse(ns.ip('-j route show table main')));
    expect(there).toHaveLength(2501);
    expect(routesOf(heard.facts)).toEqual(there.map(({ dst, gateway, dev }) => `${dst} ${gateway ?? '-'} ${dev}`).toSorted());
    const known = new Set<string>();
    for (const fact of heard.facts) {
      if (fact.type === 'route.added') known.add(keyOf(fact));
      if (fact.type === 'route.removed') expect(known.delete(keyOf(fact)), `removed but not there: ${keyOf(fact)}`).toBe(true);
    }
  }, 40_000);

  const carrierOf = (ifname: string, carrier: boolean, from: number): Promise<Unstamped> =>
    heard.some(`carrier ${carrier} of ${ifname}`, isCarrierOf(ifname, carrier), from);
});
const isCarrierOf =
  (ifname: string, carrier: boolean) =>
  (fact: Unstamped): fact is Carrier =>
    'carrier' in fact && fact.ifname === ifname && fact.carrier === carrier;

type Carrier = Extract<Unstamped, { carrier: boolean }>;
type Route = Pick<FactOf<'route.added'>, 'table' | 'destination' | 'gateway' | 'ifname' | 'metric'>;
const keyOf = ({ table, destination, gateway, ifname, metric }: Route): string => `${table} ${destination} ${gateway} ${ifname} ${metric}`;

/** The IPv4 routes of the main table that these facts leave. */
function routesOf(facts: readonly Unstamped[]): readonly string[] {
  const routes = new Map<string, string>();
  for (const fact of facts) {
    if (fact.type === 'route.removed') routes.delete(keyOf(fact));
    if (fact.type === 'route.added' && fact.table === 254 && !fact.destination.includes(':')) {
      routes.set(keyOf(fact), `${fact.destination} ${fact.gateway ?? '-'} ${fact.ifname}`);
    }
  }
  return [...routes.values()].toSorted();
}
