/** What node's own sockets, agents and fetch do in a program's hands, the library's do as well. */
import { once } from 'node:events';
import { createServer, get, type IncomingMessage, type RequestOptions } from 'node:http';
import { type AddressInfo, createServer as createTcpServer, type Server, type Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterEach, describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { createPrograms, type ProgramsFace } from '../../../adapters/programs/index.ts';
import { type Fates, openBed, WLAN, without } from './bed.ts';

const WEB = '203.0.113.80';
const OPEN: Fates = { [`${WLAN} ${WEB}`]: 'open' };
const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});
async function listening(server: Server): Promise<number> {
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}

/** Takes connections, and says nothing. */
const hang = (told: (socket: Socket) => void = () => {}) => createTcpServer((socket) => void told(socket.on('error', () => {})));
/** On sockets that are real. */
const real = async (): Promise<ProgramsFace> => createPrograms((await openBed()).memory.port);

describe('createConnection', () => {
  test('session-5: a timeout counts while it is being connected', async () => {
    await using bed = await openBed();
    const socket = bed.face.createConnection({ host: WEB, port: 80, timeout: 20 });
    await once(socket, 'timeout');
    expect([socket.connecting, socket.destroyed]).toEqual([true, false]);
    socket.destroy();
  });

  test('its signal ends it while it lives, with its reason', async () => {
    await using bed = await openBed(OPEN);
    const [given, reason] = [new AbortController(), new Error('given up')];
    const socket = bed.face.createConnection({ host: WEB, port: 80, signal: given.signal });
    await once(socket, 'connect');
    const failed = once(socket, 'error');
    given.abort(reason);
    expect(await failed).toEqual([reason]);
  });

  test('a port may be text; a path has no network', async () => {
    await using bed = await openBed(OPEN);
    const socket = bed.face.createConnection(...(['80', WEB] as unknown as [number, string]));
    await once(socket, 'connect');
    socket.destroy();
    for (const path of ['/run/x.sock', { path: '/run/x.sock' }])
      expect(() => bed.face.createConnection(path as never)).toThrow(expect.objectContaining({ code: 'ERR_BAD_OPTION' }));
  });
});

describe('bad options have a code, whatever they are', () => {
  test.each<[string, unknown]>([
    ['none', undefined],
    ['no host', { port: 80 }],
    ['no port', { host: WEB }],
    ['a signal that is none', { host: WEB, port: 80, signal: {} }],
    ['TLS that is none', { host: WEB, port: 80, tls: 'yes' }],
  ])('%s', async (_name, options) => {
    await using bed = await openBed(OPEN);
    await expect(bed.face.connect(options as never)).rejects.toMatchObject({ code: 'ERR_BAD_OPTION' });
  });
});

describe('what a program throws in what we call is its own, and not ours', () => {
  const thrown = (): Promise<unknown> => new Promise((resolve) => process.once('uncaughtException', resolve));
  // The runner's own listeners would take it for a failure.
  const alone = async (run: () => Promise<unknown>): Promise<unknown> => {
    const others = process.listeners('uncaughtException');
    process.removeAllListeners('uncaughtException');
    const told = thrown();
    try {
      await run();
      return await told;
    } finally {
      for (const other of others) process.on('uncaughtException', other);
    }
  };
  const mine = new Error('mine');
  const fail = (): never => {
    throw mine;
  };

  test('the callback of lookup', async () => {
    await using bed = await openBed();
    expect(await alone(async () => bed.face.lookup('localhost', fail))).toBe(mine);
  });

  test('session-5: a datagram socket whose error nobody hears: the others hear of the loss', async () => {
    await using bed = await openBed(OPEN);
    bed.face.udp();
    const socket = await bed.face.connect({ host: WEB, port: 80 });
    const lost = once(socket, 'error');
    expect(await alone(async () => bed.memory.show(without(WLAN)))).toMatchObject({ code: 'ERR_PVD_GONE' });
    expect(await lost).toMatchObject([{ code: 'ERR_PVD_GONE' }]);
  });

  test('what it does about a verdict', async () => {
    await using bed = await openBed(OPEN);
    const socket = await bed.face.connect({ host: WEB, port: 80, session: { manager: 'feed', onVerdict: fail } });
    const decide = () => bed.memory.decide(bed.memory.sessions()[0]?.id ?? '', 'reconnect', null);
    expect(await alone(async () => decide())).toBe(mine);
    socket.destroy();
  });
});

describe('http.Agent', () => {
  const asked = (options: RequestOptions): Promise<unknown> =>
    new Promise((resolve) => get(options, (answer: IncomingMessage) => text(answer).then(resolve)).on('error', resolve));

  test('session-5: the timeout of a request counts while its connection is made', async () => {
    await using bed = await openBed();
    const agent = bed.face.httpAgent();
    expect(await asked({ host: WEB, agent, timeout: 20 })).toMatchObject({
      code: 'ERR_NOT_REACHABLE',
      reasons: ['no connection within 20 ms'],
    });
  });

  test('the family of a request is heeded, and a path has no network', async () => {
    await using bed = await openBed({ 'here ::1': 'refused' });
    const agent = bed.face.httpAgent();
    expect(await asked({ host: 'localhost', agent, family: 6 })).toMatchObject({ code: 'ERR_NOT_REACHABLE' });
    expect(bed.tried).toEqual(['here ::1 from anywhere']);
    expect(await asked({ socketPath: '/run/x.sock', agent })).toMatchObject({ code: 'ERR_BAD_OPTION' });
  });
});

test('ws: a server that never answers the handshake is given up in time', async () => {
  const [face, port] = [await real(), await listening(hang())];
  const socket = new WebSocket(`ws://localhost:${port}/`, { ...face.wsOptions({ family: 4 }), handshakeTimeout: 20 });
  expect(await once(socket, 'error')).toMatchObject([{ message: 'Opening handshake has timed out' }]);
});

test('law 8: a name that a datagram is sent to is asked of its network', async () => {
  await using bed = await openBed();
  const socket = bed.face.udp();
  const told = new Promise((resolve) => socket.send('hello', 9, 'none.example', resolve));
  expect(await told).toMatchObject({ code: 'ERR_NAME_NOT_FOUND', reasons: [expect.stringContaining(WLAN)] });
  socket.close();
});

describe('fetch', () => {
  const echo = () =>
    createServer((request, answer) => void request.pipe(answer.setHeader('asked', `${request.method} ${request.headers['content-type']}`)));

  test('takes requests and forms of node’s own fetch', async () => {
    const [face, url] = [await real(), `http://127.0.0.1:${await listening(echo())}/`];
    const told = await face.fetch(new Request(url, { method: 'PUT', body: 'whole' }));
    expect([told.headers.get('asked'), await told.text()]).toEqual(['PUT text/plain;charset=UTF-8', 'whole']);
    const body = new FormData();
    body.append('word', 'within');
    const form = await face.fetch(url, { method: 'POST', body });
    expect([form.headers.get('asked')?.split(';')[0], (await form.text()).includes('within')]).toEqual(['POST multipart/form-data', true]);
    await face.close();
  });

  test('the signal of such a request is heeded', async () => {
    const [face, url] = [await real(), `http://127.0.0.1:${await listening(hang())}/`];
    const reason = new Error('given up');
    await expect(face.fetch(new Request(url, { signal: AbortSignal.abort(reason) }))).rejects.toBe(reason);
    await face.close();
  });

  test('session-5: what is under way when the agent is closed ends with ERR_AGENT_GONE', async () => {
    const answered = hang((socket) => socket.once('data', (asked) => void (`${asked}`.startsWith('GET /half') && socket.write(HALF))));
    const [face, url] = [await real(), `http://127.0.0.1:${await listening(answered)}`];
    const half = await face.fetch(`${url}/half`);
    const ends = Promise.allSettled([face.fetch(`${url}/never`), half.text()]);
    await face.close();
    expect(await ends).toMatchObject([{ reason: { code: 'ERR_AGENT_GONE' } }, { reason: { code: 'ERR_AGENT_GONE' } }]);
  });
  const HALF = 'HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nhalf';
});
