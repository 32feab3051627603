import { execFileSync } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createSecureContext } from 'node:tls';
import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import { createCounters } from '../../../adapters/dns/counters.ts';
import { createEngine, wantedText } from '../../../adapters/dns/engine.ts';
import { openTime } from '../../../adapters/dns/time.ts';
import { wire } from '../../../adapters/dns/wire.ts';
import { decodeMessage, encodeMessage, FLAG, type Message, TYPE } from '../../../machines/model/dns/index.ts';
import { a, txt } from './records.ts';
import { type Answerer, openUpstream, type Tls, type Upstream } from './upstream.ts';
import { domain, view } from './views.ts';

/** The answer of an honest server, but for what a test changes of it. */
const reply = (query: Buffer, change: Partial<Message> = {}): Uint8Array => {
  const read = decodeMessage(query);
  const name = read.ok ? (read.value.questions[0]?.name ?? '') : '';
  const base = read.ok ? read.value : { id: 0, flags: 0, questions: [] };
  const sections = { answers: [a(name, '192.0.2.1')], authorities: [], additionals: [] };
  return encodeMessage({ ...base, flags: FLAG.QR | FLAG.RD | FLAG.RA, ...sections, ...change }) ?? new Uint8Array();
};
const nameIn = (query: Buffer): string => {
  const read = decodeMessage(query);
  return read.ok ? (read.value.questions[0]?.name ?? '') : '';
};

let [tls, folder]: [Tls, string] = [{ key: '', cert: '' }, ''];
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'multihome-dot-'));
  const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
  const subject = ['-subj', '/CN=dot', '-addext', 'subjectAltName=DNS:dns.example,IP:127.0.0.31'];
  const ec = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
  execFileSync('openssl', ['req', '-x509', ...ec, ...subject, '-days', '2', '-keyout', key, '-out', cert], { stdio: 'ignore' });
  tls = { key: readFileSync(key, 'utf8'), cert: readFileSync(cert, 'utf8') };
  return () => rmSync(folder, { recursive: true, force: true });
});

describe('servers over real sockets, bound to lo', () => {
  const closers: (() => unknown)[] = [];
  afterEach(async () => {
    for (const close of closers.splice(0).reverse()) await close();
  });

  const upstream = async (address: string, answer: Answerer, options: { port?: number; tls?: Tls } = {}): Promise<Upstream> => {
    const opened = await openUpstream(address, answer, options);
    closers.push(opened.close);
    return opened;
  };
  const start = (servers: readonly { readonly address: string; readonly port: number }[], name: string | null = null) => {
    const [time, counters] = [openTime(), createCounters()];
    const secure = () => createSecureContext({ ca: [tls.cert] });
    const engine = createEngine({ reach: wire(secure, time, counters), time, counters, pin: async () => true });
    closers.push(time.close, engine.close);
    engine.show(view(1, [domain('pvd:lo', '', { servers: servers.map(({ address, port }) => ({ address, port, tls: name })) })]));
    const ask = async (asked: string, type: number = TYPE.A): Promise<string> => {
      const wanted = wantedText(asked, type);
      if (!wanted) throw new Error(`no name: ${asked}`);
      const given = await engine.find(wanted, null);
      return given.ok ? `${given.stored.kind} ${given.stored.addresses}` : given.problem;
    };
    return { engine, counters, ask };
  };

  test('RFC 5452 §9.2 and 0x20: ids, ports and letters differ from question to question', async () => {
    const [ids, names] = [new Set<number>(), new Set<string>()];
    const server = await upstream('127.0.0.31', (query) => {
      ids.add(query.readUInt16BE(0));
      names.add(nameIn(query));
      return [reply(query)];
    });
    const { ask } = start([server]);
    for (let i = 0; i < 24; i += 1) expect(await ask(`somewhere${i}.example`)).toBe('positive 192.0.2.1');
    expect(ids.size).toBeGreaterThan(20);
    expect(server.peers.size).toBe(8);
    expect([...names].filter((name) => name === name.toLowerCase())).toHaveLength(0);
  });

  test('RFC 1035 §4.2.1: what was cut is fetched by TCP, many on one connection', async () => {
    const server = await upstream('127.0.0.31', (query, by) =>
      by === 'datagram'
        ? [reply(query, { flags: FLAG.QR | FLAG.TC, answers: [] })]
        : [reply(query, { answers: [txt(nameIn(query), 200), a(nameIn(query), '192.0.2.9')] })],
    );
    const { ask, counters } = start([server]);
    const all = await Promise.all(Array.from({ length: 20 }, (_, i) => ask(`big${i}.example`)));
    expect(new Set(all)).toEqual(new Set(['positive 192.0.2.9']));
    expect(counters.byStream).toBe(20);
  });

  test('a server that lies about truncation: cut by TCP as well, or no TCP at all; the next best is asked', async () => {
    const liar = await upstream('127.0.0.31', (query) => [reply(query, { flags: FLAG.QR | FLAG.TC, answers: [] })]);
    const honest = await upstream('127.0.0.32', (query) => [reply(query, { answers: [a(nameIn(query), '192.0.2.2')] })], {
      port: liar.port,
    });
    const { ask } = start([liar, honest]);
    expect(await ask('a.example')).toBe('positive 192.0.2.2');
  });

  test('a server that changes letters is asked by TCP, and from then on without mixed letters', async () => {
    const lowered = (query: Buffer) =>
      reply(Buffer.from(query.map((byte, at) => (at >= 12 && byte >= 65 && byte <= 90 ? byte | 32 : byte))));
    const server = await upstream('127.0.0.31', (query) => [lowered(query)]);
    const { ask, counters } = start([server]);
    expect(await ask('somewhereelse.example')).toBe('positive 192.0.2.1');
    expect(await ask('somewhereagain.example')).toBe('positive 192.0.2.1');
    expect([counters.wrongCase, counters.byStream]).toEqual([1, 1]);
  });

  test('RFC 6891 §7: a server without EDNS is asked without it', async () => {
    const server = await upstream('127.0.0.31', (query) =>
      query.readUInt16BE(10) > 0 ? [reply(query, { flags: FLAG.QR | 1, answers: [] })] : [reply(query)],
    );
    const { ask } = start([server]);
    expect(await ask('a.example')).toBe('positive 192.0.2.1');
  });

  test('RFC 5452 §9.1: answers with another id, name or type, questions, and noise are passed over; the right one counts', async () => {
    const wrongId = (query: Buffer) => {
      const bytes = Buffer.from(reply(query));
      bytes[0] = (bytes[0] ?? 0) ^ 0x55;
      return bytes;
    };
    const other = (query: Buffer, change: object) =>
      reply(query, { questions: [{ name: nameIn(query), type: 1, class: 1, ...change }], answers: [a('a.example', '203.0.113.66')] });
    const server = await upstream('127.0.0.31', (query) => [
      wrongId(query),
      other(query, { name: 'evil.example' }),
      other(query, { type: 28 }),
      query,
      Buffer.from('ff', 'hex'),
      reply(query),
    ]);
    const { ask, counters } = start([server]);
    expect(await ask('a.example')).toBe('positive 192.0.2.1');
    expect(counters.strays).toBe(5);
  });

  test('RFC 5452 §9.1: an answer from another address or port is not accepted, though all else in it is right', async () => {
    const spoofer = createSocket('udp4');
    await new Promise<void>((done) => spoofer.bind(0, '127.0.0.99', done));
    closers.push(() => spoofer.close());
    let isHonest = false;
    const server = await upstream('127.0.0.31', (query) => {
      for (const port of server.peers) spoofer.send(reply(query, { answers: [a(nameIn(query), '203.0.113.66')] }), port, '127.0.0.1');
      return isHonest ? [reply(query)] : [];
    });
    const { ask } = start([server]);
    expect(await ask('a.example')).toBe('silent');
    isHonest = true;
    expect(await ask('b.example')).toBe('positive 192.0.2.1');
  });

  test('after too many wrong answers the socket is given up, and the question asked by TCP', async () => {
    const server = await upstream('127.0.0.31', (query, by) =>
      by === 'stream'
        ? [reply(query, { answers: [a(nameIn(query), '192.0.2.3')] })]
        : Array.from({ length: 40 }, (_, i) => {
            const bytes = Buffer.from(reply(query));
            bytes.writeUInt16BE((query.readUInt16BE(0) + 1 + i) & 0xffff, 0);
            return bytes;
          }),
    );
    const { ask, counters } = start([server]);
    expect(await ask('a.example')).toBe('positive 192.0.2.3');
    expect(counters.floods).toBe(1);
  });

  test('where nobody listens the kernel says so, and the next is asked at once', async () => {
    const server = await upstream('127.0.0.32', (query) => [reply(query)]);
    const { ask } = start([{ address: '127.0.0.77', port: server.port }, server]);
    const began = performance.now();
    expect(await ask('a.example')).toBe('positive 192.0.2.1');
    expect(performance.now() - began).toBeLessThan(400);
  });

  test('RFC 7858: a server with a name is asked by TLS alone, padded, and only if its certificate has the name', async () => {
    const sizes = new Set<number>();
    const server = await upstream(
      '127.0.0.31',
      (query, by) => {
        sizes.add(by === 'stream' ? query.length % 128 : -1);
        return [reply(query)];
      },
      { tls },
    );
    const { ask } = start([server], 'dns.example');
    expect(await ask('a.example')).toBe('positive 192.0.2.1');
    expect(await ask('muchlonger.name.example')).toBe('positive 192.0.2.1');
    expect([...sizes]).toEqual([0]);
    expect(await start([server], '127.0.0.31').ask('a.example')).toBe('positive 192.0.2.1');
    expect(await start([server], 'other.example').ask('a.example')).toBe('silent');
    expect(sizes.has(-1)).toBe(false);
  });

  test('RFC 7766 §6.2.4: a connection that the server closes is opened anew', async () => {
    const cut = (query: Buffer) => reply(query, { flags: FLAG.QR | FLAG.TC, answers: [] });
    const first = await openUpstream('127.0.0.31', (query, by) => [by === 'datagram' ? cut(query) : reply(query)]);
    const { ask } = start([first]);
    expect(await ask('a.example')).toBe('positive 192.0.2.1');
    await first.close();
    await upstream('127.0.0.31', (query, by) => [by === 'datagram' ? cut(query) : reply(query)], { port: first.port });
    expect(await ask('b.example')).toBe('positive 192.0.2.1');
  });

  test('a server on the loopback of a network that is not lo is not asked: the host must not be made to ask itself', async () => {
    const notices: string[] = [];
    const time = openTime();
    closers.push(time.close);
    const engine = createEngine({
      reach: wire(createSecureContext, time, createCounters()),
      time,
      pin: async () => true,
      notice: (line) => notices.push(line),
    });
    closers.push(engine.close);
    engine.show(view(1, [domain('pvd:x', '127.0.0.53', { ifname: 'mh-none' })]));
    expect(notices).toEqual(['pvd:x: the resolver 127.0.0.53 is not asked: loopback']);
  });
});
