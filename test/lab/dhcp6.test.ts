/**
 * DHCPv6 for real: dhcpcd under the DHCPv6 door, dnsmasq and WIDE-DHCPv6 as servers. The test plays the part of the decision:
 * it says when a client is to run, and puts addresses into the kernel.
 */
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Fact, FactOf, FactType } from '../../machines/model/facts/index.ts';
import type { PvdObject } from '../../machines/model/pvd.ts';
import { suite } from '../tools/needs.ts';
import { type NodeChild, spawnNode } from './agent.ts';
import type { Host } from './host.ts';
import { type Lab, openLab } from './lab.ts';
import type { Link } from './link.ts';
import type { Network } from './network.ts';
import type { Daemon } from './space.ts';

const CHILD = new URL('dhcp6-child.ts', import.meta.url).pathname;
const [WITHIN, PVD] = [20_000, 'pvd:eth0'];
const DUID = '00:03:00:01:02:00:5e:10:00:01';
const [POOL, DNS, PREFIX] = ['2001:db8:10::d', '2001:db8:10::53', '2001:db8:f00::/56'];

type Line =
  | { readonly kind: 'fact'; readonly fact: Fact }
  | {
      readonly kind: 'pvds';
      readonly seq: number;
      readonly pvds: readonly { readonly id: string; readonly objects: readonly PvdObject[] }[];
    }
  | { readonly kind: 'open' };

suite('DHCPv6', ['lab'], () => {
  let made: { lab: Lab; lan: Network; host: Host; link: Link; child: NodeChild } | undefined;
  const bed = () => {
    if (!made) throw new Error('the lab did not open');
    return made;
  };
  const here = (): number => bed().child.lines.all.length;
  const fact = <T extends FactType>(what: string, type: T, from: number, holds: (fact: FactOf<T>) => boolean = () => true) =>
    bed().child.lines.waitFor(
      what,
      (value) => {
        const line = value as Line;
        return line.kind === 'fact' && line.fact.type === type && holds(line.fact as FactOf<T>) ? (line.fact as FactOf<T>) : undefined;
      },
      WITHIN,
      from,
    );
  const factsFrom = (from: number): readonly Fact[] =>
    (bed().child.lines.all as readonly Line[]).slice(from).flatMap((line) => (line.kind === 'fact' ? [line.fact] : []));
  /** Objects of DHCPv6 as `kind value`. */
  const objects = (line: Line): readonly string[] =>
    line.kind === 'pvds'
      ? (line.pvds.find((p) => p.id === PVD)?.objects ?? [])
          .filter((o) => o.source === 'dhcp6')
          .map((o) => `${o.kind} ${o.value} by ${o.by}`)
      : [];
  const until = (what: string, from: number, holds: (told: readonly string[]) => boolean) =>
    bed().child.lines.waitFor(
      what,
      (value) => ((value as Line).kind === 'pvds' && holds(objects(value as Line)) ? objects(value as Line) : undefined),
      WITHIN,
      from,
    );

  const start = async (...asks: readonly ('managed' | 'delegated')[]) => {
    const from = here();
    bed().child.tell(['start', 'eth0', ...asks].join(' '));
    const { pid } = await fact('the client runs', 'client.started', from, (f) => f.for !== undefined);
    return { from, pid };
  };
  const stop = async () => {
    const from = here();
    bed().child.tell('stop eth0');
    await fact('it was stopped', 'command.done', from);
    await fact('what it held is lost', 'lease6.lost', from);
    await until('nothing is left of it', from, (told) => told.length === 0);
  };
  /** As the decision would. */
  const install = (bound: FactOf<'lease6.bound'>) =>
    Promise.all(
      bound.addresses.map(({ address, valid }) =>
        bed().host.run('ip', [
          '-6',
          'addr',
          'replace',
          `${address}/128`,
          'dev',
          'eth0',
          'valid_lft',
          String(Math.ceil((valid ?? 3_600_000) / 1000)),
          'preferred_lft',
          String(Math.ceil((valid ?? 3_600_000) / 1000)),
          'noprefixroute',
          'nodad',
        ]),
      ),
    );
  const dnsmasq = (lines: readonly string[]): Promise<Daemon> => {
    const { lan, lab } = bed();
    const common = ['port=0', `interface=${lan.device}`, 'bind-interfaces', 'dhcp-authoritative', `dhcp-leasefile=${lab.folder}/leases6`];
    const options = [`option6:dns-server,[${DNS}]`, 'option6:domain-search,a.example,b.example', 'option6:ntp-server,[2001:db8:10::123]'];
    const argv = [...common, ...options.map((option) => `dhcp-option=${option}`), ...lines].map((line) => `--${line}`);
    return lan.space.daemon(
      'dnsmasq',
      ['--conf-file=/dev/null', '--no-daemon', '--log-facility=-', '--pid-file=', ...argv],
      /started, version/,
    );
  };

  beforeAll(async () => {
    const lab = await openLab({ seed: 61 });
    const [host, lan] = await Promise.all([
      lab.host('m1', { client: 'none' }),
      lab.network('lan', { ipv6: '2001:db8:10::/64', internet: false, radvd: { managed: true, otherConfig: true, rdnss: [] } }),
    ]);
    const link = await lab.connect(host, lan, { as: 'eth0' });
    host.write('/var/lib/dhcpcd/duid', `${DUID}\n`);
    const child = spawnNode(host, CHILD, ['/run/multihome/clients', 'version: 1\n']);
    made = { lab, lan, host, link, child };
    await child.lines.waitFor('the agent is open', (value) => (value as Line).kind === 'open', WITHIN);
    lan.advertiseNow();
    await fact('the router says M', 'router.advertised', 0, (f) => f.managed && f.other);
  }, 60_000);
  afterAll(async () => {
    await made?.child.stop();
    await made?.lab.close();
  }, 20_000);

  test('config-1: a stateful lease is told with its lifetimes, and is objects of the PvD whose router said M; the host is not touched', async () => {
    const { host } = bed();
    const state = async () => [
      host.read('/proc/sys/net/ipv6/conf/eth0/accept_ra'),
      host.read('/proc/sys/net/ipv6/conf/eth0/autoconf'),
      host.read('/etc/resolv.conf'),
      (await host.run('ip', ['-6', '-o', 'route', 'show', 'table', 'all', 'type', 'unicast'])).stdout.replaceAll(/expires \d+sec/g, ''),
    ];
    const server = await dnsmasq([`dhcp-range=${POOL}00,${POOL}ff,64,300`]);
    const before = await state();
    const { from } = await start('managed');
    const bound = await fact('a lease', 'lease6.bound', from);
    expect(bound).toMatchObject({
      kind: 'stateful',
      client: 'dhcpcd',
      class: 'world',
      dns: [DNS],
      search: ['a.example', 'b.example'],
      ntp: ['2001:db8:10::123'],
    });
    expect(bound.addresses).toEqual([{ address: expect.stringMatching(/^2001:db8:10::d/), valid: 300_000, preferred: 300_000 }]);
    expect(await host.addresses('eth0')).not.toContain(bound.addresses[0]?.address);
    expect(await state()).toEqual(before);
    await install(bound);
    const told = await until('the address is an object', from, (o) => o.some((text) => text.startsWith('address')));
    expect(told).toEqual([
      `address ${bound.addresses[0]?.address} by dhcpcd`,
      `dns ${DNS} by dhcpcd`,
      'ntp 2001:db8:10::123 by dhcpcd',
      'search a.example by dhcpcd',
      'search b.example by dhcpcd',
    ]);
    await stop();
    await server.stop();
  }, 60_000);

  test('a client that is killed is started again; the lease stands meanwhile, and is the same address afterwards', async () => {
    const server = await dnsmasq([`dhcp-range=${POOL}00,${POOL}ff,64,300`]);
    const { from, pid } = await start('managed');
    const bound = await fact('a lease', 'lease6.bound', from);
    const killed = here();
    await bed().host.run('kill', ['-KILL', String(pid)]);
    expect(await fact('its end is told', 'client.exited', killed)).toMatchObject({ client: 'dhcpcd', again: expect.any(Number) });
    const again = await fact('it runs again', 'client.started', killed);
    expect(again.pid).not.toBe(pid);
    expect((await fact('a lease again', 'lease6.bound', killed)).addresses).toEqual(bound.addresses);
    expect(factsFrom(killed).filter((f) => f.type === 'lease6.lost' || f.type === 'lease6.rejected')).toEqual([]);
    await stop();
    await server.stop();
  }, 60_000);

  test('our own dhcpcd is no other manager, nor are its files', async () => {
    const server = await dnsmasq([`dhcp-range=${POOL}00,${POOL}ff,64,300`]);
    const { from } = await start('managed');
    await fact('a lease', 'lease6.bound', from);
    // Longer than two looks at the processes: there is no fact to wait for that says nothing.
    const looks = here();
    await bed().host.run('sh', ['-c', 'echo nameserver 192.0.2.1 > /etc/resolv.conf']);
    await fact('the managers were looked for', 'resolver.published', looks);
    expect(factsFrom(0).filter((f) => f.type === 'manager.noticed')).toEqual([]);
    await stop();
    await server.stop();
  }, 60_000);

  test('stateless: other configuration without an address, and it stays until the client ends', async () => {
    // dnsmasq sends one option of a code at most: RFC 6731 §4.2 has one for each server.
    const selected = '20:01:0d:b8:00:10:00:00:00:00:00:00:00:00:00:55:01:01:61:07:65:78:61:6d:70:6c:65:00:00';
    const server = await dnsmasq(['dhcp-range=2001:db8:10::,static,64,300', `dhcp-option=option6:74,${selected}`]);
    const { from } = await start();
    const bound = await fact('information', 'lease6.bound', from);
    expect(bound).toMatchObject({
      kind: 'stateless',
      addresses: [],
      prefixes: [],
      dns: [DNS],
      server: expect.stringMatching(/^[0-9a-f]+$/),
      selection: [{ servers: ['2001:db8:10::55'], preference: 'high', domains: ['a.example', '.'] }],
    });
    await until('its server is an object', from, (o) => o.includes(`dns ${DNS} by dhcpcd`));
    await server.stop();
    await stop();
  }, 60_000);

  test('a delegated prefix and an address of short life: with the server gone they end, each at its own time', async () => {
    const { lan, lab } = bed();
    await lan.run('sh', ['-euc', 'mount -t tmpfs tmpfs /var/lib; mkdir /var/lib/dhcpv6']);
    const conf = `${lab.folder}/dhcp6s.conf`;
    const text = `option domain-name-servers ${DNS};
host m1 { duid ${DUID}; address ${POOL}07 3 4; prefix ${PREFIX} 4 6; };`;
    await lan.run('sh', ['-euc', 'cat > "$1"', 'sh', conf], { input: text });
    const server = await lan.space.daemon(
      'dhcp6s',
      ['-f', '-D', '-c', conf, '-P', '/run/dhcp6s.pid', lan.device],
      /skip opening control port/,
    );
    const { from } = await start('managed', 'delegated');
    const bound = await fact('a lease', 'lease6.bound', from);
    await server.stop();
    expect(bound).toMatchObject({
      addresses: [{ address: `${POOL}07`, valid: 4_000, preferred: 3_000 }],
      prefixes: [{ prefix: PREFIX, valid: 6_000, preferred: 4_000 }],
    });
    await install(bound);
    const objects = [`address ${POOL}07 by dhcpcd`, `delegated ${PREFIX} by dhcpcd`, `dns ${DNS} by dhcpcd`];
    await until('address and prefix are objects', from, (o) => o.join() === objects.join());
    const gone = await until('the address has ended, the prefix not', here(), (o) => o.join() === objects.slice(1).join());
    expect(gone).toEqual(objects.slice(1));
    const end = await until('all has ended', here(), (o) => o.length === 0);
    expect(end).toEqual([]);
    const stopping = here();
    bed().child.tell('stop eth0');
    await fact('it was stopped', 'command.done', stopping);
  }, 60_000);
});
