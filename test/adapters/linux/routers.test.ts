/** The door with a socket in memory and virtual time. */
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { encodeAdvertisement } from '../../../adapters/linux/ra/index.ts';
import { openRouters } from '../../../adapters/linux/routers.ts';
import { done, type Icmp6Packet, type Icmp6Socket, type Result, refused } from '../../../adapters/system/index.ts';
import type { Unstamped } from '../../../machines/model/facts/index.ts';
import { IfName, instant } from '../../../machines/model/units.ts';
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
