/** The door: with a socket in memory, virtual time; and with the kernel's in a namespace of its own. */
import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Readable, Writable } from 'node:stream';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { encodeAdvertisement } from '../../../adapters/linux/ra/index.ts';
import { openRouters } from '../../../adapters/linux/routers.ts';
import { done, type Icmp6Packet, type Icmp6Socket, type Result, refused } from '../../../adapters/system/index.ts';
import { Fact, type Unstamped } from '../../../machines/model/facts/index.ts';
import { IfName, instant } from '../../../machines/model/units.ts';
import { type Lines, readLines } from '../../lab/ndjson.ts';
import type { OrderInput } from '../../lab/ra-sender.ts';
import { suite } from '../../tools/needs.ts';
import { advertisement, prefix } from './ra.samples.ts';

const [EPERM, ENODEV, EIO] = [1, 19, 5];
const wlan0 = IfName.parse('wlan0');
const PACKET = encodeAdvertisement(advertisement(prefix()));
const other = (n: number): Uint8Array => encodeAdvertisement(advertisement(prefix({ address: `2001:db8:${n.toString(16)}::` })));

describe('the door for Router Advertisements (memory)', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  test('what is read at once goes out at once, in order', async () => {
    const { facts, hear } = await opened();
    hear(packet(other(1)), packet(other(2), 'fe80::2'), packet(other(3)));
    expect(facts.map((batch) => batch.map((fact) => 'router' in fact && fact.router))).toEqual([['fe80::1', 'fe80::2', 'fe80::1']]);
  });

  test.each([
    ['RFC 4861 §6.1.2: forwarded', packet(PACKET, 'fe80::1', 64), 'badHopLimit'],
    ['RFC 4861 §6.1.2: no link-local source', packet(PACKET, '2001:db8::1'), 'notLinkLocal'],
    ['cut', packet(PACKET.subarray(0, 20)), 'truncated'],
  ])('rejected: %s', async (_name, bad, problem) => {
    const { facts, hear } = await opened();
    hear(bad);
    expect(facts).toMatchObject([[{ type: 'router.packetRejected', ifname: 'wlan0', router: bad.from, problem }]]);
  });

  test('sec-2: rejections are capped too, and the rest is told once, a second later', async () => {
    const { facts, hear } = await opened();
    hear(...Array.from({ length: 100 }, (_, i) => packet(other(i), 'fe80::1', 64)));
    expect(facts.map((batch) => batch.length)).toEqual([20]);
    vi.advanceTimersByTime(1000);
    expect(facts.slice(1)).toMatchObject([[{ type: 'router.flooded', ifname: 'wlan0', router: null, dropped: 80 }]]);
    vi.advanceTimersByTime(10_000);
    expect(facts).toHaveLength(2);
  });

  test('sec-2: 10,000 packets from 10,000 routers: 32 are heard, one fact a second for the others', async () => {
    const { facts, hear } = await opened();
    for (let from = 0; from < 10_000; from += 100)
      hear(...Array.from({ length: 100 }, (_, i) => packet(other(from + i), `fe80::${(from + i + 1).toString(16)}`)));
    vi.advanceTimersByTime(1000);
    expect(facts.flat().filter((fact) => fact.type === 'router.advertised')).toHaveLength(32);
    expect(facts.at(-1)).toMatchObject([{ type: 'router.flooded', router: null, dropped: 9968 }]);
  });

  test('what was dropped is told before the door closes', async () => {
    const { door, facts, hear } = await opened();
    hear(...Array.from({ length: 21 }, (_, i) => packet(other(i))));
    await door.close();
    await door.close();
    expect(facts.at(-1)).toMatchObject([{ type: 'router.flooded', router: 'fe80::1', dropped: 1 }]);
  });

  test('more than its share in one call is left for the next', async () => {
    const { hear, waiting } = await opened();
    hear(...Array.from({ length: 300 }, () => packet(PACKET)));
    expect(waiting()).toBe(44);
  });

  test('without the privilege: one line, however many interfaces, and no facts', async () => {
    const { door, notices, facts } = await opened(() => refused('socket', EPERM));
    door.watch(IfName.parse('eth0'), 3);
    expect(notices).toEqual(['router advertisements are not heard: socket: EPERM (CAP_NET_RAW)']);
    expect(facts).toEqual([]);
  });

  test.each([
    ['an interface that has gone is no news', () => refused('if_nametoindex', ENODEV), []],
    ['any other refusal is', () => refused('setsockopt', EIO), ['router advertisements on wlan0 are not heard: setsockopt: EIO']],
  ])('%s', async (_name, openSocket, lines) => {
    expect((await opened(openSocket)).notices).toEqual(lines);
  });

  test('a name that another device has by now is not listened to; its own index opens it', async () => {
    const fake = socket(9);
    const { door } = await opened(() => done(fake.socket));
    expect([fake.isOpen(), fake.isWatched()]).toEqual([false, false]);
    const again = socket(9);
    const { facts, door: second } = await opened(() => done(again.socket), 9);
    again.hear(packet(PACKET));
    expect(facts).toHaveLength(1);
    await Promise.all([door.close(), second.close()]);
    expect(again.isOpen()).toBe(false);
  });

  test('a socket that fails says so once and is closed', async () => {
    const fake = socket(7);
    const { notices } = await opened(() => done(fake.socket));
    fake.fail(refused('recvmsg', EIO));
    expect(notices).toEqual(['router advertisements on wlan0 are not heard: recvmsg: EIO']);
    expect(fake.isOpen()).toBe(false);
  });

  test('watching twice changes nothing; unwatching closes', async () => {
    let count = 0;
    const fake = socket(7);
    const { door } = await opened(() => {
      count += 1;
      return done(fake.socket);
    });
    door.watch(wlan0, 7);
    expect(count).toBe(1);
    door.unwatch(wlan0);
    expect(fake.isOpen()).toBe(false);
    door.watch(wlan0, 7);
    expect(count).toBe(2);
  });
});

suite('the door for Router Advertisements (kernel)', ['namespaces'], () => {
  let child: ChildProcessByStdio<Writable, Readable, Readable>;
  let lines: Lines;
  const start = async (...argv: readonly string[]): Promise<void> => {
    const flags = process.getuid?.() === 0 ? '-nm' : '-Urnm';
    const script = new URL('./fixtures/routers-door.ts', import.meta.url).pathname;
    child = spawn('unshare', [flags, ...argv.slice(1), process.execPath, script, argv[0] ?? ''], { stdio: ['pipe', 'pipe', 'pipe'] });
    let said = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      said += text;
    });
    lines = readLines(child.stdout, () => said);
    await lines.waitFor('it is ready', (line) => is(line, 'ready'), 10_000);
  };
  const tell = async (line: object): Promise<void> => {
    const [text, from] = [JSON.stringify(line), lines.all.length];
    child.stdin.write(`${text}\n`);
    await lines.waitFor(text, (said) => is(said, 'done') && (said as { done: string }).done === text, 20_000, from);
  };
  const send = (order: Omit<OrderInput, 'ifname'>) => tell({ send: JSON.stringify({ ifname: 'mh-b', ...order }) });
  const facts = (): readonly Unstamped[] => lines.all.flatMap((line) => (is(line, 'facts') ? (line as { facts: Unstamped[] }).facts : []));
  const heard = (what: string, pick: (fact: Fact) => boolean) =>
    lines.waitFor(
      what,
      () =>
        facts()
          .map((fact) => Fact.parse({ ...fact, seq: 1, at: 1 }))
          .find(pick),
      10_000,
    );

  afterEach(async () => {
    child.stdin.end();
    if (child.exitCode === null && child.signalCode === null) await once(child, 'close');
  });

  test('hears a crafted advertisement with everything in it, on the interface that it watches', { timeout: 30_000 }, async () => {
    await start('wired');
    await tell({ watch: 'mh-a' });
    await send({
      advertisement: {
        ...{ lifetime: 600, preference: 'high', mac: '02:00:5e:10:00:01', mtu: 1400, portal: 'https://portal.test/', managed: true },
        prefixes: [{ prefix: '2001:db8:1::/64', valid: null }],
        routes: [{ prefix: '2001:db8:2::/48', preference: 'low' }],
        dns: [{ servers: ['2001:db8::53', 'fe80::53'] }],
        search: [{ domains: ['Example.Test'] }],
        pref64: [{ prefix: '64:ff9b::/96' }],
        pvds: [
          { id: 'pvd.test', http: true, header: { lifetime: 60 }, nested: { prefixes: [{ prefix: '2001:db8:3::/64' }] } },
          { id: 'second.test' },
        ],
      },
    });
    expect(await heard('the advertisement', (fact) => fact.type === 'router.advertised')).toMatchObject({
      ...{ ifname: 'mh-a', router: 'fe80::b', mac: '02:00:5e:10:00:01', lifetime: 600_000, preference: 'high', managed: true, mtu: 1400 },
      prefixes: [{ prefix: '2001:db8:1::/64', valid: null }],
      routes: [{ prefix: '2001:db8:2::/48', preference: 'low' }],
      dns: [{ server: '2001:db8::53' }, { server: 'fe80::53%mh-a' }],
      search: [{ domain: 'example.test' }],
      pref64: [{ prefix: '64:ff9b::/96', lifetime: 600_000 }],
      ...{ portal: 'https://portal.test/', dropped: 1 },
      pvd: { id: 'pvd.test', http: true, header: { lifetime: 60_000 }, nested: { prefixes: [{ prefix: '2001:db8:3::/64' }] } },
    });
  });

  test('rejects what was forwarded, and hears nothing once it does not watch', { timeout: 30_000 }, async () => {
    await start('wired');
    await tell({ watch: 'mh-a' });
    await send({ forge: { from: 'fe80::66', hopLimit: 64 } });
    expect(await heard('the rejection', (fact) => fact.type === 'router.packetRejected')).toMatchObject({
      router: 'fe80::66',
      problem: 'badHopLimit',
    });
    await send({ forge: { from: '2001:db8::66' } });
    expect(await heard('another', (fact) => fact.type === 'router.packetRejected' && fact.problem === 'notLinkLocal')).toBeDefined();
    await tell({ unwatch: 'mh-a' });
    await send({ advertisement: { lifetime: 1 } });
    await tell({ watch: 'mh-a' });
    await send({ advertisement: { lifetime: 2 } });
    await heard('the one after', (fact) => fact.type === 'router.advertised' && fact.lifetime === 2000);
    expect(facts().filter((fact) => fact.type === 'router.advertised')).toHaveLength(1);
  });

  test('sec-2: a flood from forged routers: few facts, one count a second, and a router heard before is heard after', {
    timeout: 60_000,
  }, async () => {
    await start('wired');
    await tell({ watch: 'mh-a' });
    await send({ advertisement: { lifetime: 100 } });
    await heard('the router', (fact) => fact.type === 'router.advertised' && fact.lifetime === 100_000);
    const begun = performance.now();
    // A neighbour of each is made by the kernel, out of a table of 1,024 that all namespaces share: 200 leave room for others.
    await send({ flood: { rate: 5000, seconds: 3, sources: 200 } });
    await send({ advertisement: { lifetime: 200 } });
    await heard('the router again', (fact) => fact.type === 'router.advertised' && fact.lifetime === 200_000);
    await tell({ close: true });
    const elapsed = Math.ceil((performance.now() - begun) / 1000);
    const counts = facts().flatMap((fact) => (fact.type === 'router.flooded' && 'dropped' in fact ? [fact] : []));
    const ofRouters = Map.groupBy(counts, ({ router }) => router);
    expect(ofRouters.size).toBeLessThanOrEqual(32 + 1);
    for (const told of ofRouters.values()) expect(told.length).toBeLessThanOrEqual(elapsed + 1);
    expect(counts.reduce((sum, { dropped }) => sum + dropped, 0)).toBeGreaterThan(1000);
    // The same bytes again are told once a second.
    expect(facts().filter((fact) => fact.type === 'router.advertised').length).toBeLessThanOrEqual(2 + 31 * (elapsed + 1));
  });

  test('an interface that goes away and comes back under the same name', { timeout: 30_000 }, async () => {
    await start('wired');
    await tell({ watch: 'mh-a' });
    await tell({ ip: ['link', 'delete', 'mh-a'] });
    await tell({ unwatch: 'mh-a' });
    await tell({ watch: 'mh-a', ifindex: 101 });
    await tell({ ip: ['link', 'add', 'mh-a', 'index', '201', 'type', 'veth', 'peer', 'name', 'mh-b', 'index', '202'] });
    for (const end of ['mh-a', 'mh-b']) {
      await tell({ ip: ['link', 'set', end, 'addrgenmode', 'none', 'up'] });
      await tell({ ip: ['address', 'add', `fe80::${end.at(-1)}/64`, 'dev', end, 'nodad'] });
    }
    await tell({ watch: 'mh-a' });
    await send({ advertisement: { lifetime: 5 } });
    expect(await heard('the new one', (fact) => fact.type === 'router.advertised')).toMatchObject({ lifetime: 5000 });
    expect(lines.all.filter((line) => is(line, 'notice'))).toEqual([]);
  });

  test('without CAP_NET_RAW: one notice', { timeout: 30_000 }, async () => {
    await start('bare', 'setpriv', '--inh-caps', '-net_raw', '--bounding-set', '-net_raw');
    await tell({ watch: 'lo' });
    expect(lines.all.filter((line) => is(line, 'notice'))).toEqual([
      { notice: 'router advertisements are not heard: socket: EPERM (CAP_NET_RAW)' },
    ]);
  });
});

const is = (line: unknown, key: string): boolean => typeof line === 'object' && line !== null && key in line;

function packet(bytes: Uint8Array, from = 'fe80::1', hopLimit: number | null = 255): Icmp6Packet {
  return { bytes, from, hopLimit };
}

/** Watches wlan0 at once. */
async function opened(openSocket?: () => Result<Icmp6Socket>, ifindex = 7) {
  const [facts, notices]: [(readonly Unstamped[])[], string[]] = [[], []];
  const fake = socket(7);
  const door = openRouters({ openSocket: openSocket ?? (() => done(fake.socket)), now: () => instant(Date.now()) });
  door.watch(wlan0, ifindex);
  await door.open(
    (batch) => void facts.push(batch),
    (line) => void notices.push(line),
  );
  return { door, facts, notices, hear: fake.hear, waiting: fake.waiting };
}

/** A socket in memory: it can be read when something has come, and is then read once. */
function socket(ifindex: number) {
  const queue: Result<Icmp6Packet>[] = [];
  let [onReadable, isOpen]: [(() => void) | null, boolean] = [null, true];
  const socket: Icmp6Socket = {
    ifindex,
    receive: () => queue.shift() ?? done(null),
    send: () => {
      throw new Error('the door never sends');
    },
    watch: (run) => {
      onReadable = run;
      return () => {};
    },
    close: () => {
      isOpen = false;
    },
  };
  const come = (...results: readonly Result<Icmp6Packet>[]): void => {
    queue.push(...results);
    onReadable?.();
  };
  return {
    socket,
    hear: (...packets: readonly Icmp6Packet[]) => come(...packets.map(done)),
    fail: (fault: Result<never>) => come(fault),
    waiting: () => queue.length,
    isOpen: () => isOpen,
    isWatched: () => onReadable !== null,
  };
}
