/** What goes wrong while commands are carried out, on a real kernel; and restoring. */
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import type { Command } from '../../../machines/model/command.ts';
import type { Unstamped } from '../../../machines/model/facts/index.ts';
import type { RouteSpec } from '../../../machines/model/routing.ts';
import type { Selectors } from '../../../machines/model/selectors.ts';
import { type Heard, listen } from '../../contracts/heard.ts';
import { findPrograms } from '../../lab/programs.ts';
import { suite } from '../../tools/needs.ts';
import { createNamespace, type Namespace, type NamespaceOptions } from './namespace.ts';

const WIRE = ['link set lo up', 'link add mh-a index 10 type veth peer name mh-b index 21', 'link set mh-b up', 'link set mh-a up'];
const RESTORES = new URL('./fixtures/restores.ts', import.meta.url).pathname;

const route = (id: string, more: Partial<RouteSpec> = {}): Command => ({
  id,
  type: 'route.replace',
  target: `route ${id}`,
  expires: null,
  route: {
    ...{
      table: 27_000,
      kind: 'unicast',
      destination: '0.0.0.0/0',
      metric: 10,
      gateway: '192.0.2.1',
      ifname: 'mh-a',
      source: null,
      mtu: null,
    },
    ...more,
  },
});
const rule = (id: string, other: Selectors = {}): Command => ({
  id,
  type: 'rule.add',
  target: `rule ${id}`,
  rule: {
    ...{ family: 4, priority: 22_000, action: 'lookup', table: 27_000, from: null, to: null, iif: null, oif: null, mark: null, mask: null },
    other,
  },
});
const address = (id: string): Command => ({
  ...{ id, type: 'address.replace', target: `address ${id}`, valid: null, preferred: null },
  address: { ifname: 'mh-a', address: '192.0.2.2', prefixLength: 24 },
});
const guard = (id: string, ...interfaces: readonly string[]): Command => ({ id, type: 'guard.set', target: 'guard', interfaces });

suite('commands on a real kernel', ['lab'], () => {
  const found = findPrograms();
  const nft = found.ok && found.value.unpacked ? join(found.value.unpacked, 'bin', 'nft') : 'nft';
  const open: Namespace[] = [];
  const start = async (options: NamespaceOptions = {}, receiveBuffer = 0): Promise<readonly [Namespace, Heard]> => {
    const [ns, heard] = [createNamespace(receiveBuffer, { apply: { nft }, ...options }), listen()];
    open.push(ns);
    await ns.open(heard.emit, heard.notice);
    ns.ip(...WIRE);
    await heard.some('the carrier of mh-a', hasCarrier);
    return [ns, heard];
  };
  const answerTo = (heard: Heard, id: string): Promise<Unstamped> => heard.some(`answer to ${id}`, (f): f is Unstamped => f.for === id);
  afterEach(() => Promise.all(open.splice(0).map((ns) => ns.close())));

  test('without CAP_NET_ADMIN each one fails with EPERM, settings and the guard too', async () => {
    const [ns, heard] = await start({ bare: true });
    ns.carry([rule('1'), route('2'), address('3'), guard('4', 'mh-a')]);
    for (const id of ['1', '2', '3', '4']) expect(await answerTo(heard, id)).toMatchObject({ type: 'command.failed', code: 'EPERM' });
    expect(ns.ip('rule show')).not.toContain('22000');
  });

  test('observing, it carries nothing', async () => {
    const [ns, heard] = await start({ apply: false });
    ns.carry([rule('1')]);
    expect(await answerTo(heard, '1')).toMatchObject({ type: 'command.failed', code: 'ERR_OBSERVING' });
    expect(heard.facts.filter(({ type }) => type === 'sysctl.read' || type === 'guard.found')).toEqual([]);
  });

  test('a rule that the kernel tells otherwise has failed, though it is there: it is not asked for again and again', async () => {
    const [ns, heard] = await start();
    const [port, odd] = [rule('1', { 22: '06', 24: 'fb20fb20' }), rule('2', { 14: 'ffffffff' })];
    ns.carry([port, odd]);
    expect(await answerTo(heard, '1')).toMatchObject({ type: 'rule.added', other: { 22: '06', 24: 'fb20fb20' } });
    expect(await answerTo(heard, '2')).toMatchObject({ type: 'command.failed', command: 'rule.add', code: 'ERR_OTHER_RULE' });
  });

  test('without nft the guard says what to install, and the rest goes on', async () => {
    const [ns, heard] = await start({ apply: { nft: '/nowhere/nft' } });
    ns.carry([guard('1', 'mh-a'), rule('2')]);
    expect(await answerTo(heard, '2')).toMatchObject({ type: 'rule.added' });
    expect(await answerTo(heard, '1')).toMatchObject({ code: 'ERR_NO_PROGRAM', problem: expect.stringContaining('apt install nftables') });
  });

  test('the interface goes or is renamed between the decision and its carrying out, unheard: it fails, or stands under the new name', async () => {
    const [ns, heard] = await start();
    // What the kernel says of itself is over: it would be read, and the new name with it, before the command.
    for (const ifname of ['mh-a', 'mh-b']) await heard.some(`${ifname} has its address`, isAddressOf(ifname));
    await ns.pause(1_500);
    ns.ip('link set mh-a name mh-c', 'link set mh-c up');
    ns.carry([route('1')]);
    // As the kernel was asked by number, it is the same link; the facts are in the order of what happened.
    expect(await answerTo(heard, '1')).toMatchObject({ type: 'route.added', ifname: 'mh-c' });
    expect(heard.facts.findIndex(({ type }) => type === 'link.removed')).toBeLessThan(heard.facts.findIndex((f) => f.for === '1'));
    ns.carry([route('2')]);
    expect(await answerTo(heard, '2')).toMatchObject({ type: 'command.failed', code: 'ENODEV' });
    await ns.pause(1_500);
    ns.ip('link del mh-c');
    ns.carry([route('3', { ifname: 'mh-c' }), rule('4')]);
    expect(await answerTo(heard, '3')).toMatchObject({ type: 'command.failed', code: 'ENODEV' });
    expect(await answerTo(heard, '4')).toMatchObject({ type: 'rule.added' });
  });

  test('ENOBUFS while applying: every command is answered, and a new dump says what is there', async () => {
    const [ns, heard] = await start({}, 32_768);
    const commands = Array.from({ length: 1000 }, (_, i) => route(`${i}`, { destination: `10.${i >> 8}.${i & 255}.0/24` }));
    const from = heard.facts.length;
    ns.carry(commands);
    await answerTo(heard, '999');
    const dumped = await heard.next('kernel.dumped', ({ routes }) => routes >= 1000, from);
    const after = heard.facts.slice(from);
    expect(dumped.routes).toBeGreaterThanOrEqual(1000);
    expect(after.some(({ type }) => type === 'kernel.overran')).toBe(true);
    expect(new Set(after.map((fact) => fact.for)).size - 1).toBe(1000);
    expect(new Set(after.flatMap((fact) => (fact.type === 'route.added' ? [fact.destination] : []))).size).toBeGreaterThanOrEqual(1000);
  });

  test('another program takes rules out of the guard: it is found to be none', async () => {
    const [ns, heard] = await start();
    ns.carry([guard('1', 'mh-a', 'wlan0')]);
    expect(await answerTo(heard, '1')).toMatchObject({ type: 'guard.found', interfaces: ['mh-a', 'wlan0'] });
    ns.run(nft, 'flush', 'chain', 'inet', 'multihome', 'output');
    expect(restored(ns)).toMatchObject({ guarded: [] });
    expect(ns.run(nft, 'list', 'tables')).toBe('');
  });

  test('a guard that another program changes is found anew, and one of others is not looked at', async () => {
    const [ns, heard] = await start();
    ns.carry([guard('1', 'mh-a', 'wlan0')]);
    await answerTo(heard, '1');
    for (const [what, ...script] of [
      ['a set', 'delete', 'element', 'inet', 'multihome', 'guarded', '{', 'wlan0', '}'],
      ['all', 'flush', 'ruleset'],
    ] as const) {
      const from = heard.facts.length;
      ns.run(nft, 'add', 'table', 'inet', 'others');
      ns.run(nft, ...script);
      const found = await heard.next('guard.found', () => true, from);
      expect([found.class, found.interfaces], what).toEqual(['world', what === 'all' ? [] : ['mh-a']]);
    }
    ns.carry([guard('2', 'mh-a')]);
    expect(await answerTo(heard, '2')).toMatchObject({ type: 'guard.found', interfaces: ['mh-a'] });
    expect(heard.facts.filter(({ type }) => type === 'guard.found')).toHaveLength(5);
  });

  test('restoring takes away what is ours, settings included, and leaves what is not', async () => {
    const [ns, heard] = await start();
    ns.ip(
      'addr add 198.51.100.2/24 dev mh-a',
      'route add 203.0.113.0/24 via 198.51.100.1 table 27000',
      'rule add priority 500 lookup 27000',
    );
    const arp = { family: 4, ifname: 'mh-a', key: 'arp_ignore', value: '1' } as const;
    ns.carry([address('1'), route('2'), rule('3'), { id: '4', type: 'sysctl.set', target: 'arp', sysctl: arp }, guard('5', 'mh-a')]);
    for (const id of ['1', '2', '3', '4', '5']) expect((await answerTo(heard, id)).type).not.toBe('command.failed');
    expect(restored(ns)).toEqual({ rules: 1, routes: 1, addresses: 1, sysctls: 1, endpoints: 0, guarded: ['mh-a'], problems: [] });
    expect(ns.ip('rule show', 'route show table 27000', 'addr show dev mh-a')).toMatch(/^(?!.*(22000|192\.0\.2\.))/s);
    expect(ns.ip('rule show', 'route show table 27000', 'addr show dev mh-a')).toMatch(/500:.*203\.0\.113\.0.*198\.51\.100\.2/s);
    expect(restored(ns)).toEqual({ rules: 0, routes: 0, addresses: 0, sysctls: 1, endpoints: 0, guarded: [], problems: [] });
  });

  const restored = (ns: Namespace): unknown => JSON.parse(ns.run(process.execPath, RESTORES, nft));
});

const isAddressOf =
  (ifname: string) =>
  (fact: Unstamped): fact is Unstamped =>
    fact.type === 'address.added' && fact.ifname === ifname && !fact.flags.includes('tentative');
const hasCarrier = (fact: Unstamped): fact is Unstamped => 'carrier' in fact && fact.ifname === 'mh-a' && fact.carrier;
