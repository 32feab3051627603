/** DHCPv4 by a real udhcpc from a real dnsmasq, with everything that may happen to it. */
import { existsSync, readdirSync, rmSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import type { FactType, Unstamped } from '../../machines/model/facts/index.ts';
import { suite } from '../tools/needs.ts';
import { type NodeChild, spawnNode } from './agent.ts';
import { waitUntil } from './exec.ts';
import type { Host } from './host.ts';
import { type Lab, openLab } from './lab.ts';
import type { Link } from './link.ts';
import type { Network } from './network.ts';

const CHILD = `${import.meta.dirname}/udhcpc-child.ts`;
const RUN = '/run/mh';
const FOLDER = `${RUN}/udhcpc`;
const WITHIN = 20_000;
const PORTAL = 'https://portal.example/api';
type Said<T extends FactType> = Extract<Unstamped, { type: T }>;
type Line =
  | { readonly kind: 'fact'; readonly fact: Unstamped }
  | { readonly kind: 'open' | 'released' }
  | { readonly kind: 'notice'; readonly line: string };

suite('DHCPv4 by udhcpc', ['lab'], () => {
  let [lab, wifi, lte, host, wlan]: [Lab?, Network?, Network?, Host?, Link?] = [];
  const bed = () => {
    if (!lab || !wifi || !lte || !host || !wlan) throw new Error('the lab did not open');
    return { lab, wifi, lte, host, wlan };
  };
  const children: NodeChild[] = [];

  /** A source in the host, and what it tells. */
  async function source(...args: readonly string[]) {
    const child = spawnNode(bed().host, CHILD, [RUN, ...args]);
    children.push(child);
    const lines = child.lines.all as readonly Line[];
    const fact = <T extends FactType>(type: T, holds: (fact: Said<T>) => boolean = () => true, from = 0): Promise<Said<T>> =>
      child.lines.waitFor(
        type,
        (value) => {
          const line = value as Line;
          return line.kind === 'fact' && line.fact.type === type && holds(line.fact as Said<T>) ? (line.fact as Said<T>) : undefined;
        },
        WITHIN,
        from,
      );
    await child.lines.waitFor('open', (value) => (value as Line).kind === 'open', WITHIN);
    const types = (from = 0) => lines.slice(from).flatMap((line) => (line.kind === 'fact' ? [line.fact.type] : []));
    return { child, fact, now: () => lines.length, types, lines };
  }
  /** To a process by its number in the host. */
  const kill = (signal: string, pid: number) => bed().host.run('sh', ['-c', `kill -${signal} ${pid}`]);
  const isThere = async (pid: number) =>
    (await bed().host.run('sh', ['-c', `grep -q '^State:.[^Z]' /proc/${pid}/status`], { accept: 'any' })).code === 0;

  beforeAll(async () => {
    lab = await openLab({ seed: 11 });
    const routes = [{ to: '10.9.0.0/16', via: '192.168.10.254' }];
    const dhcp = {
      search: ['home.example', 'corp.example'],
      ntp: ['192.168.10.1'],
      mtu: 1400,
      portal: PORTAL,
      routes,
      leaseTime: 600,
      others: { 108: '00:00:07:08', 146: '01:c0:a8:0a:35:00:00:00:00:04:63:6f:72:70:07:65:78:61:6d:70:6c:65:00' },
    };
    [wifi, lte, host] = await Promise.all([
      lab.network('wifi', { ipv4: '192.168.10.0/24', internet: false, domain: 'home.example', dhcp }),
      lab.network('lte', { ipv4: '10.20.0.0/24', internet: false }),
      lab.host('m1', { client: 'none' }),
    ]);
    wlan = await lab.connect(host, wifi, { as: 'wlan0' });
  }, 40_000);
  /** Two in one run directory would take each other's FIFO away. */
  afterEach(async () => {
    await Promise.all(children.splice(0).map((child) => child.stop()));
  }, 20_000);
  afterAll(async () => lab?.close(), 20_000);

  test('config-1: a lease with all its options; a program that is killed comes back and asks for the same address; the FIFO is private', async () => {
    const { host } = bed();
    const { child, fact, now, types } = await source();
    child.tell('start wlan0 ipv6Only');
    const { pid, class: kind } = await fact('client.started');
    expect(kind).toBe('answer');
    const { address, ...lease } = await fact('lease4.bound');
    expect(address).toMatch(/^192\.168\.10\./);
    expect(lease).toEqual({
      ...{ type: 'lease4.bound', v: 1, class: 'world', ifname: 'wlan0', client: 'udhcpc', prefixLength: 24 },
      ...{ gateways: ['192.168.10.1'], server: '192.168.10.1', serverMac: null, dns: ['192.168.10.1'] },
      ...{ search: ['home.example', 'corp.example'], ntp: ['192.168.10.1'], mtu: 1400 },
      selection: [{ servers: ['192.168.10.53'], preference: 'high', domains: ['corp.example'] }],
      ...{ routes: [{ destination: '10.9.0.0/16', gateway: '192.168.10.254' }], portal: PORTAL, ipv6Only: 1_800_000, lifetime: 600_000 },
      unpublished: ['serverMac'],
    });
    const listing = (await host.run('stat', ['-c', '%a %F', FOLDER, `${FOLDER}/udhcpc.wlan0.fifo`])).stdout;
    expect(listing).toBe('700 directory\n600 fifo\n');
    // udhcpc itself has changed nothing.
    expect(await host.addresses('wlan0')).toEqual([]);

    const from = now();
    await kill('KILL', pid);
    expect(await fact('client.exited', undefined, from)).toMatchObject({ problem: 'ended by SIGKILL', again: 1_000 });
    const again = await fact('client.started', undefined, from);
    expect(again.class).toBe('world');
    expect(again.pid).not.toBe(pid);
    expect((await fact('lease4.bound', undefined, from)).address).toBe(address);
    expect(types(from)).not.toContain('lease4.lost');

    const renewal = now();
    await kill('USR1', again.pid);
    expect((await fact('lease4.bound', undefined, renewal)).address).toBe(address);
    const stopping = now();
    child.tell('stop wlan0');
    expect(await fact('command.done', undefined, stopping)).toMatchObject({ command: 'client.stop', target: 'udhcpc wlan0' });
    expect(await isThere(again.pid)).toBe(false);
    await child.stop();
    expect(types()).not.toContain('lease4.lost');
    expect(types()).not.toContain('lease4.rejected');
  }, 60_000);

  test('option 108 is asked for only when policy says so (RFC 8925 §3.1)', async () => {
    const { child, fact } = await source();
    child.tell('start wlan0');
    expect((await fact('lease4.bound')).ipv6Only).toBeNull();
    await child.stop();
  }, 40_000);

  test('garbage in the FIFO is refused and counted, and the lease is heard all the same; a FIFO that was removed is made anew and the lease asked for again', async () => {
    const { host } = bed();
    const { child, fact, now, types } = await source();
    child.tell('start wlan0');
    const { address } = await fact('lease4.bound');
    const from = now();
    const fifo = `${FOLDER}/udhcpc.wlan0.fifo`;
    await host.run('sh', [
      '-c',
      `i=0; while [ $i -lt 500 ]; do echo "1 bound '\\$(id)' %s"; i=$((i+1)); done >${fifo}; head -c 100000 /dev/zero >${fifo}; echo >${fifo}`,
    ]);
    expect(await fact('lease4.rejected', undefined, from)).toMatchObject({
      ifname: 'wlan0',
      client: 'udhcpc',
      file: fifo,
      problem: 'no line of the hook',
    });
    const removal = now();
    rmSync(host.file(fifo));
    expect((await fact('lease4.bound', undefined, removal)).address).toBe(address);
    expect(existsSync(host.file(fifo))).toBe(true);
    expect(types(from).filter((type) => type === 'lease4.rejected').length).toBeLessThanOrEqual(9);
    await child.stop();
  }, 60_000);

  test('a carrier that comes back in another network gives that network’s lease within seconds', async () => {
    const { wlan, lte, wifi } = bed();
    const { child, fact, now } = await source();
    child.tell('start wlan0');
    await fact('lease4.bound');
    const from = now();
    await wlan.moveTo(lte);
    expect((await fact('lease4.bound', undefined, from)).address).toMatch(/^10\.20\.0\./);
    const back = now();
    await wlan.moveTo(wifi);
    expect((await fact('lease4.bound', undefined, back)).address).toMatch(/^192\.168\.10\./);
    await child.stop();
  }, 60_000);

  test('SIGKILL of ours ends the client; one that is left is found by its record, ended and replaced, and nothing flaps', async () => {
    const { host } = bed();
    const first = await source();
    first.child.tell('start wlan0');
    const { pid } = await first.fact('client.started');
    const { address } = await first.fact('lease4.bound');
    first.child.kill('SIGKILL');
    await first.child.exited;
    await waitUntil('the client ends with us', async () => !(await isThere(pid)));

    // What a crash without setpriv leaves: the same program with the same arguments, and its record.
    const record = JSON.parse(host.read(`${FOLDER}/udhcpc.wlan0.child.json`)) as { pid: number; start: string; argv: string[] };
    const [program = '', ...args] = record.argv;
    const left = host.spawn(program, args, { stdio: 'ignore' });
    const found = await waitUntil('the leftover runs', async () => {
      const ran = await host.run('sh', ['-c', `cat ${FOLDER}/udhcpc.wlan0.pid`], { accept: 'any' });
      const written = Number(ran.stdout);
      return ran.code === 0 && written > 0 && written !== pid && written;
    });
    const stat = (await host.run('cat', [`/proc/${found}/stat`])).stdout.replace(/^.*\) /s, '').split(' ');
    host.write(`${FOLDER}/udhcpc.wlan0.child.json`, JSON.stringify({ pid: found, start: stat[19], argv: record.argv }));
    // Somebody else's process under a recorded number is not touched.
    const stranger = host.spawn('sleep', ['60'], { stdio: 'ignore' });
    const shell = Number(
      (
        await host.run('sh', [
          '-c',
          'for p in /proc/[0-9]*; do [ "$(tr -d "\\0" <$p/cmdline)" = sleep60 ] && echo $(basename $p); done; true',
        ])
      ).stdout.trim(),
    );
    host.write(`${FOLDER}/udhcpc.eth9.child.json`, JSON.stringify({ pid: shell, start: '1', argv: ['sleep', '60'] }));

    const second = await source();
    expect(await isThere(found)).toBe(false);
    await left.exited;
    expect(await isThere(shell)).toBe(true);
    stranger.kill('SIGKILL');
    second.child.tell('start wlan0');
    expect((await second.fact('lease4.bound')).address).toBe(address);
    expect(second.types()).not.toContain('lease4.lost');
    await second.child.stop();
    expect(readdirSync(host.file(FOLDER)).filter((file) => /fifo|child/.test(file))).toEqual([]);
  }, 60_000);

  test('release gives the lease back to the server; that nobody answers is said once, and a server that comes is found', async () => {
    const { host, wifi } = bed();
    const first = await source();
    first.child.tell('start wlan0');
    const { address } = await first.fact('lease4.bound');
    // As the decision would: what is given back is sent from the address itself.
    await host.run('ip', ['addr', 'add', `${address}/24`, 'dev', 'wlan0']);
    const from = first.now();
    first.child.tell('release');
    expect(await first.fact('lease4.lost', undefined, from)).toMatchObject({
      client: 'udhcpc',
      reason: 'the lease has ended, or was given back',
    });
    await waitUntil('the server has heard it', () => new RegExp(`DHCPRELEASE.*${address}`).test(wifi.log('dnsmasq')), { within: WITHIN });
    await first.child.stop();
    await host.run('ip', ['addr', 'flush', 'dev', 'wlan0', 'scope', 'global']);
    await wifi.serve({ dhcp: false });
    const second = await source();
    second.child.tell('start wlan0');
    expect(await second.fact('lease4.lost')).toMatchObject({ reason: 'no DHCP server answers' });
    await wifi.serve({ dhcp: {} });
    await second.fact('lease4.bound');
    expect(second.types().filter((type) => type === 'lease4.lost')).toHaveLength(1);
    await second.child.stop();
  }, 60_000);

  test('a missing program is an answer that says what to install; an interface that goes ends its client for good', async () => {
    const { lab, host, wifi } = bed();
    const none = await source('/nowhere/busybox');
    none.child.tell('start wlan0');
    expect(await none.fact('command.failed')).toMatchObject({ command: 'client.start', code: 'ERR_NO_PROGRAM', class: 'answer' });
    await none.child.stop();
    const extra = await lab.connect(host, wifi, { as: 'eth1' });
    const { child, fact } = await source();
    child.tell('start eth1');
    const { pid } = await fact('client.started');
    await fact('lease4.bound');
    await extra.unplug();
    expect(await fact('client.exited', (exited) => exited.again === null)).toMatchObject({ ifname: 'eth1' });
    expect(await isThere(pid)).toBe(false);
    await child.stop();
  }, 60_000);
});
