import { createSocket, type Socket as Udp } from 'node:dgram';
import { connect, type Socket } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { createCounters } from '../../../adapters/dns/counters.ts';
import { createDesk } from '../../../adapters/dns/desk.ts';
import { addressOf } from '../../../adapters/dns/doors.ts';
import { createEngine } from '../../../adapters/dns/engine.ts';
import { createFrames, framed } from '../../../adapters/dns/frames.ts';
import { DnsUnavailable, openResolver, type Script } from '../../../adapters/dns/index.ts';
import { scripted } from '../../../adapters/dns/memory.ts';
import { openStreamDoor } from '../../../adapters/dns/streamDoor.ts';
import { openTime } from '../../../adapters/dns/time.ts';
import { decodeMessage, encodeMessage, FLAG, type Message, TYPE } from '../../../machines/model/dns/index.ts';
import { a, addressesOf, txt } from './records.ts';
import { byScript, openUpstream, type Upstream } from './upstream.ts';
import { domain, view } from './views.ts';

const HERE = '127.0.0.56';
const query = (name: string, type: number = TYPE.A, size: number | null = null, id = 7): Uint8Array =>
  encodeMessage({
    ...{ id, flags: FLAG.RD, questions: [{ name, type, class: 1 }], answers: [], authorities: [] },
    additionals: size === null ? [] : [{ kind: 'edns', name: '', size, code: 0, version: 0, flags: 0, options: '' }],
  }) ?? new Uint8Array();
const read = (bytes: Uint8Array): Message => {
  const message = decodeMessage(bytes);
  if (!message.ok) throw new Error(message.error.kind);
  return message.value;
};

describe('where programs ask', () => {
  const closers: (() => unknown)[] = [];
  afterEach(async () => {
    for (const close of closers.splice(0).reverse()) await close();
  });

  const start = async (script: Script, addresses: readonly string[] = [HERE], base: string | null = null) => {
    const home = await openUpstream('127.0.0.41', byScript(script, '127.0.0.41'));
    const corp = await openUpstream('127.0.0.42', byScript(script, '127.0.0.42'), { port: home.port });
    const notices: string[] = [];
    const resolver = openResolver({
      listen: { addresses, port: 0, perPvd: base },
      pin: async () => true,
      notice: (line) => notices.push(line),
    });
    closers.push(home.close, corp.close, resolver.close);
    const endpoints = await resolver.open();
    const at = (server: Upstream) => [{ address: server.address, port: home.port, tls: null }];
    const domains = [domain('pvd:home', '', { servers: at(home) }), domain('pvd:corp', '', { slot: 1, isOpen: false, servers: at(corp) })];
    await resolver.show(view(1, domains));
    return { resolver, notices, endpoints, domains, port: endpoints[0]?.port ?? 0 };
  };
  const udp = async (address: string, port: number, bytes: Uint8Array, within = 4_000): Promise<Message | null> => {
    const socket: Udp = createSocket(address.includes(':') ? 'udp6' : 'udp4');
    const { promise, resolve } = Promise.withResolvers<Message | null>();
    const timer = setTimeout(() => resolve(null), within);
    socket.on('message', (message) => resolve(read(message)));
    socket.on('error', () => resolve(null));
    socket.connect(port, address, () => socket.send(bytes));
    return promise.finally(() => {
      clearTimeout(timer);
      socket.close();
    });
  };
  const line = async (address: string, port: number) => {
    const socket: Socket = connect(port, address);
    const got: Message[] = [];
    const waits = new Set<() => void>();
    const tell = () => {
      for (const look of waits) look();
    };
    const ended = new Promise<void>((done) => socket.once('close', () => done()));
    socket.on('error', () => {});
    socket.on(
      'data',
      createFrames((message) => {
        got.push(read(message));
        tell();
      }),
    );
    await new Promise<void>((done) => socket.once('connect', () => done()));
    closers.push(() => socket.destroy());
    const answers = (count: number) =>
      new Promise<readonly Message[]>((done) => {
        const look = () => got.length >= count && done(got);
        waits.add(look);
        look();
      });
    return { socket, answers, ended };
  };
  const script: Script = ({ name, type }, { address }) =>
    type === TYPE.TXT
      ? { answers: [txt(name, 240), txt(name, 200), txt(name, 220)] }
      : { answers: [a(name, address === '127.0.0.41' ? '192.0.2.1' : '192.0.2.2')] };

  test('by UDP and TCP, IPv4 and IPv6, on one port; a hit as the first answer', async () => {
    const { port, endpoints, resolver } = await start(script, [HERE, '::1']);
    expect(endpoints).toEqual([
      { address: HERE, port },
      { address: '::1', port },
    ]);
    for (const address of [HERE, '::1', HERE]) {
      const told = await udp(address, port, query('A.example'));
      expect(told).toMatchObject({ id: 7, flags: 0x8180, questions: [{ name: 'A.example' }] });
      expect(told && addressesOf(told)).toEqual(['192.0.2.1']);
    }
    const { socket, answers } = await line('::1', port);
    socket.write(framed(query('a.example')));
    expect(addressesOf((await answers(1))[0] ?? read(query('none')))).toEqual(['192.0.2.1']);
    expect((await resolver.stats()).counts).toMatchObject({ queries: 4, hits: 3, asked: 1 });
  });

  test('RFC 6891, RFC 1035 §4.2.1: a large answer fits where the asker takes it, else it is cut and fetched by TCP', async () => {
    const { port } = await start(script);
    expect(await udp(HERE, port, query('big.example', TYPE.TXT))).toMatchObject({ flags: 0x8380, answers: [] });
    expect((await udp(HERE, port, query('big.example', TYPE.TXT, 4096)))?.answers).toHaveLength(3);
    expect(await udp(HERE, port, query('big.example', TYPE.TXT, 600))).toMatchObject({ flags: 0x8380, additionals: [{ kind: 'edns' }] });
    const { socket, answers } = await line(HERE, port);
    socket.write(framed(query('big.example', TYPE.TXT)));
    expect((await answers(1))[0]?.answers).toHaveLength(3);
  });

  test('RFC 7766 §6.2.1.1: many questions at once on one connection, in pieces, answered as they are ready', async () => {
    const { port } = await start(({ name }, server, from) => (name === 'never.example' ? null : script({ name, type: 1 }, server, from)));
    const { socket, answers } = await line(HERE, port);
    const whole = Buffer.concat([
      framed(query('never.example', 1, null, 1)),
      ...Array.from({ length: 100 }, (_, i) => framed(query(`n${i}.example`, 1, null, i + 2))),
    ]);
    for (let at = 0; at < whole.length; at += 700) socket.write(whole.subarray(at, at + 700));
    const got = await answers(100);
    expect(new Set(got.map(({ id }) => id))).toEqual(new Set(Array.from({ length: 100 }, (_, i) => i + 2)));
  });

  test('dns-8: a client at the address of a PvD is answered by it alone, open or not, as long as it is there', async () => {
    const { port, resolver, domains } = await start(script, [HERE], '127.0.64.100');
    expect(addressesOf((await udp('127.0.64.102', port, query('a.example'))) ?? read(query('none')))).toEqual(['192.0.2.2']);
    expect(addressesOf((await udp('127.0.64.101', port, query('a.example'))) ?? read(query('none')))).toEqual(['192.0.2.1']);
    await resolver.show(view(2, domains.slice(0, 1)));
    const gone = await udp('127.0.64.102', port, query('a.example'), 500);
    expect(gone === null || (gone.flags & 15) === 2).toBe(true);
  });

  test('an address that is in use is told of, and the others serve; when none can be had, that is an error', async () => {
    const first = await start(script);
    const second = openResolver({ listen: { addresses: [HERE], port: first.port, perPvd: null }, pin: async () => true });
    const failure = await second.open().catch((cause: unknown) => cause);
    expect(failure).toBeInstanceOf(DnsUnavailable);
    expect(String(failure)).toContain(`${HERE}:${first.port}: another resolver listens there`);
    const notices: string[] = [];
    const third = openResolver({
      listen: { addresses: [HERE, '127.0.0.57'], port: first.port, perPvd: null },
      pin: async () => true,
      notice: (l) => notices.push(l),
    });
    closers.push(third.close);
    expect(await third.open()).toEqual([{ address: '127.0.0.57', port: first.port }]);
    expect(notices).toHaveLength(1);
  });

  test('TCP connections are bounded: the one that asked nothing for longest makes room', async () => {
    const [time, counters] = [openTime(), createCounters()];
    const engine = createEngine({ reach: scripted(script), time, counters, pin: async () => true });
    engine.show(view(1, [domain('pvd:home', '127.0.0.41')]));
    const door = await openStreamDoor(
      HERE,
      0,
      createDesk(engine, time, () => null),
      counters,
      { connections: 3, pending: 4, idle: 10_000 },
    );
    closers.push(time.close, engine.close, door.close);
    const [one, two, three] = [await line(HERE, door.port), await line(HERE, door.port), await line(HERE, door.port)];
    one.socket.write(framed(query('a.example')));
    await one.answers(1);
    const four = await line(HERE, door.port);
    await two.ended;
    for (const { socket, answers } of [three, four]) {
      socket.write(framed(query('a.example')));
      await answers(1);
    }
    expect(counters).toMatchObject({ connections: 4, turnedAway: 1 });
  });

  test('RFC 7766 §6.2.3: an idle connection is closed', async () => {
    const [time, counters] = [openTime(), createCounters()];
    const engine = createEngine({ reach: scripted(script), time, counters, pin: async () => true });
    const door = await openStreamDoor(
      HERE,
      0,
      createDesk(engine, time, () => null),
      counters,
      { connections: 3, pending: 4, idle: 50 },
    );
    closers.push(time.close, engine.close, door.close);
    const { ended } = await line(HERE, door.port);
    await ended;
  });

  test.each<[string, number, string]>([
    ['127.0.64.0', 0, '127.0.64.1'],
    ['127.0.64.0', 254, '127.0.64.255'],
    ['127.0.64.0', 255, '127.0.65.0'],
  ])('from %s the PvD at %i has %s', (base, slot, address) => expect(addressOf(base, slot)).toBe(address));
});
