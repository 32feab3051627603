/** sec-5: who may ask the agent or change it: only those that its socket's permissions allow; pages of other origins never. */
import { linkSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  ask,
  type Control,
  type ControlOptions,
  Failure,
  LIMITS,
  type ServerEvent,
  Status,
  serve,
  stream,
} from '../../../adapters/control/index.ts';
import { LogCorrupt, memoryLog, readExport } from '../../../adapters/log/index.ts';
import { published } from '../../machines/facts.ts';
import { bodyOf, folder, get, raw, statusOf, type TestAgent, TWO_NETWORKS, testAgent, twoNetworks } from './served.ts';

let place: ReturnType<typeof folder>;
let agent: TestAgent;
let control: Control | null = null;
const at = (name: string) => join(place.path, name);
const open = async (options: Partial<ControlOptions> = {}, served = agent) => {
  control = await serve(served, { folder: place.path, ...options });
};
const state = () => at('state.sock');
const codeOf = (answer: string) => [statusOf(answer), Failure.parse(bodyOf(answer)).error.code];

beforeEach(() => {
  place = folder();
  agent = twoNetworks();
});
afterEach(async () => {
  await control?.close();
  control = null;
  place.remove();
});

describe('the sockets', () => {
  test('state.sock and control.sock are their owner’s alone where the group is not known', async () => {
    await open({ group: 'mh-no-such-group' });
    expect(['state.sock', 'control.sock'].map((name) => (statSync(at(name)).mode & 0o777).toString(8))).toEqual(['600', '600']);
  });

  test('closing takes the files away, and leaves nothing else', async () => {
    await open();
    await control?.close();
    expect(readdirSync(place.path)).toEqual([]);
  });

  test('a stale file is replaced', async () => {
    await open();
    linkSync(state(), at('left'));
    await control?.close();
    linkSync(at('left'), state());
    await open();
    expect(await ask({ socket: state(), path: 'status' })).toMatchObject({ ok: true, value: { status: 200 } });
  });

  test('a live one is not: ERR_SOCKET_IN_USE, and the agent there goes on', async () => {
    await open();
    await expect(serve(testAgent(), { folder: place.path })).rejects.toMatchObject({ code: 'ERR_SOCKET_IN_USE', hint: expect.any(String) });
    expect(await ask({ socket: state(), path: 'status' })).toMatchObject({ ok: true, value: { status: 200 } });
  });

  test('when control.sock is somebody’s, state.sock is given up again', async () => {
    await open();
    linkSync(at('control.sock'), at('kept'));
    await control?.close();
    writeFileSync(at('control.sock'), 'not a socket');
    await expect(serve(agent, { folder: place.path })).rejects.toMatchObject({ code: 'ERR_SOCKET_IN_USE' });
    expect(readdirSync(place.path).sort()).toEqual(['control.sock', 'kept']);
  });

  test('closing does not take away the socket of an agent that came after', async () => {
    await open();
    const first = control;
    await first?.close();
    await open();
    await first?.close();
    expect(statSync(state()).isSocket()).toBe(true);
  });

  test('a path that no socket can have is refused with its reason', async () => {
    await expect(serve(agent, { folder: join(place.path, 'x'.repeat(120)) })).rejects.toMatchObject({ code: 'ERR_SOCKET_PATH' });
  });

  test('a folder that cannot be made is refused with its reason', async () => {
    writeFileSync(at('file'), '');
    await expect(serve(agent, { folder: at('file') })).rejects.toMatchObject({ code: 'ERR_SOCKET_ACCESS' });
  });
});

describe('asking', () => {
  beforeEach(() => open());

  test('an answer is JSON that its schema knows', async () => {
    const asked = await ask({ socket: state(), path: 'status' });
    expect(asked.ok && Status.parse(asked.value.body).pvds.map((p) => p.id)).toEqual(['pvd:eth0', 'pvd:wlan0']);
  });

  test('the past is asked the same way', async () => {
    expect(await ask({ socket: state(), path: 'status?at=9' })).toMatchObject({ ok: true, value: { body: { seq: 9 } } });
  });

  test('an epoch is opened through control.sock by POST, and through nothing else', async () => {
    let epochs = 0;
    await control?.close();
    await open(
      {},
      Object.defineProperty(twoNetworks(), 'openEpoch', {
        value: () => {
          epochs += 1;
        },
      }),
    );
    expect(await ask({ socket: state(), path: 'epoch', method: 'POST' })).toMatchObject({ value: { status: 403 } });
    expect(await ask({ socket: at('control.sock'), path: 'epoch' })).toMatchObject({ value: { status: 405 } });
    expect(epochs).toBe(0);
    expect(await ask({ socket: at('control.sock'), path: 'epoch', method: 'POST' })).toMatchObject({ value: { status: 200 } });
    expect(epochs).toBe(1);
  });

  test('nobody there is said as such', async () => {
    expect(await ask({ socket: at('none.sock'), path: 'status' })).toMatchObject({ ok: false, problem: 'noAgent' });
  });

  test('the log comes as an export that reads back, names hashed', async () => {
    const body = (await raw(state(), get('/v1/log').replace('1.1', '1.0'))).split('\r\n\r\n')[1] ?? '';
    const entries = [];
    for await (const entry of readExport([Buffer.from(body)])) entries.push(entry);
    expect(entries.every((entry) => entry.ok)).toBe(true);
    expect(entries.flatMap((entry) => (entry.ok && entry.kind === 'transaction' ? entry.transaction.facts : []))).toHaveLength(14);
    expect(body).not.toContain('corp.example');
  });
});

describe('sec-5: what is refused', () => {
  beforeEach(() => open());
  const long = 'x'.repeat(LIMITS.url);
  const cases: readonly (readonly [string, string, number, string])[] = [
    ['a wrong method', 'DELETE /v1/status HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n', 405, 'ERR_METHOD'],
    [
      'POST to what is read',
      'POST /v1/status HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\nConnection: close\r\n\r\n',
      405,
      'ERR_METHOD',
    ],
    ['an unknown path', get('/v1/shutdown'), 404, 'ERR_NO_SUCH_PATH'],
    ['a path outside of /v1', get('/status'), 404, 'ERR_NO_SUCH_PATH'],
    ['a path that climbs', get('/v1/../../etc/passwd'), 404, 'ERR_NO_SUCH_PATH'],
    ['an address over the bound', get(`/v1/status?at=${long}`), 414, 'ERR_TOO_LONG'],
    ['headers over the bound', get('/v1/status', `X-Long: ${'y'.repeat(LIMITS.headers + 1)}\r\n`), 431, 'ERR_TOO_LARGE'],
    [
      'a body over the bound, announced',
      `POST /v1/epoch HTTP/1.1\r\nHost: localhost\r\nContent-Length: 99999\r\n\r\n`,
      413,
      'ERR_TOO_LARGE',
    ],
    [
      'a body over the bound, in pieces',
      `POST /v1/epoch HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n2000\r\n${'z'.repeat(8192)}\r\n0\r\n\r\n`,
      413,
      'ERR_TOO_LARGE',
    ],
    ['a page of another origin', get('/v1/status', 'Origin: https://evil.example\r\n'), 403, 'ERR_ORIGIN'],
    ['a page without an origin (a sandboxed frame)', get('/v1/status', 'Origin: null\r\n'), 403, 'ERR_ORIGIN'],
    ['a page that fetches without Origin', get('/v1/status', 'Sec-Fetch-Site: cross-site\r\n'), 403, 'ERR_ORIGIN'],
    ['a rebound name', get('/v1/status').replace('localhost', 'evil.example'), 403, 'ERR_ORIGIN'],
    ['what is no HTTP', 'hello\r\n\r\n', 400, 'ERR_BAD_REQUEST'],
    ['a bad filter', get('/v1/events?filter=%3Cscript%3E'), 400, 'ERR_BAD_PARAMETER'],
    ['a bad place to begin', get('/v1/events?from=-1'), 400, 'ERR_BAD_PARAMETER'],
  ];
  test.each(cases)('%s', async (_what, request, status, code) => {
    expect(codeOf(await raw(state(), request))).toEqual([status, code]);
    // And the agent answers as before.
    expect(await ask({ socket: state(), path: 'status' })).toMatchObject({ ok: true, value: { status: 200 } });
  });

  test('the same request without what was wrong is answered', async () => {
    expect(statusOf(await raw(state(), get('/v1/status')))).toBe(200);
  });

  test('a 405 names what is allowed', async () => {
    expect(await raw(state(), 'PUT /v1/status HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n')).toMatch(/^allow: GET$/im);
  });
});

describe('sec-5: too much', () => {
  test('a client beyond the 64th is told so; when one goes, there is room', async () => {
    await open();
    const clients = await Promise.all(Array.from({ length: LIMITS.clients }, () => connected(state())));
    expect(codeOf(await raw(state(), get('/v1/status')))).toEqual([503, 'ERR_TOO_MANY_CLIENTS']);
    clients[0]?.destroy();
    await until(async () => statusOf(await raw(state(), get('/v1/status'))) === 200);
    for (const client of clients) client.destroy();
  });

  test('a stream beyond the 16th is refused, a question is not; when one goes, there is room', async () => {
    await open();
    const abort = Array.from({ length: LIMITS.streams }, () => new AbortController());
    const streams = await Promise.all(abort.map(({ signal }) => stream({ socket: state(), path: 'events', signal })));
    expect(streams.every((s) => s.ok && s.value.status === 200)).toBe(true);
    expect(codeOf(await raw(state(), get('/v1/events')))).toEqual([503, 'ERR_TOO_MANY_STREAMS']);
    expect(statusOf(await raw(state(), get('/v1/status')))).toBe(200);
    abort[0]?.abort();
    await until(async () => statusOf(await raw(state(), get('/v1/events?follow=0'))) === 200);
    for (const controller of abort) controller.abort();
  });

  test('a client that does not finish its request is closed', async () => {
    await open({ limits: { headTime: 100, requestTime: 200 } });
    expect(codeOf(await raw(state(), 'GET /v1/status HTTP/1.1\r\nHost: loc'))).toEqual([408, 'ERR_TOO_SLOW']);
  });

  test('a connection that says nothing is closed', async () => {
    await open({ limits: { quietTime: 100 } });
    expect(await raw(state(), '')).toBe('');
  });

  test.each([
    ['live', 'events'],
    ['stored', 'events?from=0'],
  ])('a slow reader of %s facts is closed, not buffered for', async (which, path) => {
    await open({ limits: { waiting: 64 * 1024, drainTime: 300, streams: 1 } });
    const flood = () => {
      for (let i = 0; i < 400; i += 1) agent.tell(published('eth0', [`203.0.113.${i % 250}`], [`${'a'.repeat(60)}${i}.example`, ...names]));
    };
    if (which === 'stored') flood();
    const reader = connect(state());
    reader.on('error', () => reader.destroy());
    let bytes = 0;
    reader.on('data', (piece) => {
      bytes += piece.length;
    });
    const closed = new Promise<void>((resolve) => reader.on('close', () => resolve()));
    reader.write(get(`/v1/${path}`));
    await new Promise<void>((resolve) => reader.once('data', () => resolve()));
    reader.pause();
    const probe = async () => statusOf(await raw(state(), get('/v1/events?follow=0')));
    if (which === 'live') flood();
    await until(async () => (await probe()) === 200);
    reader.resume();
    await closed;
    expect(bytes).toBeGreaterThan(0);
    // 400 facts of 4 kB; the kernel's socket buffer holds some hundreds of kB whatever we do.
    expect(bytes).toBeLessThan(1_000_000);
    expect(await ask({ socket: state(), path: 'status' })).toMatchObject({ ok: true, value: { status: 200 } });
  });
});

const names = Array.from({ length: 20 }, (_, i) => `${'b'.repeat(200)}${i}.example`);

describe('streams', () => {
  beforeEach(() => open());

  test('stored facts, then live ones, without a hole or a double', async () => {
    const told = await events('events?from=12');
    agent.tell(TWO_NETWORKS[5] ?? never(), TWO_NETWORKS[6] ?? never());
    expect((await take(told, 5)).map((e) => Number(e.id))).toEqual([12, 13, 14, 15, 16]);
  });

  test('a filter is the beginning of a type', async () => {
    const told = await events('events?from=0&follow=0&filter=link.a,lease4');
    expect((await take(told, 99)).map((e) => JSON.parse(e.data).type)).toEqual([
      'link.appeared',
      'link.appeared',
      'link.attached',
      'lease4.bound',
      'lease4.bound',
    ]);
  });

  test('Last-Event-ID goes on behind it', async () => {
    const answer = await raw(state(), get('/v1/events?follow=0', 'Last-Event-ID: 13\r\n'));
    expect(answer.match(/^id: \d+$/gm)).toEqual(['id: 14']);
  });

  test('decisions: the current one, then each that differs', async () => {
    const told = await events('decisions');
    const [first] = await take(told, 1, false);
    agent.tell(published('eth0', ['203.0.113.53']));
    const [second] = await take(told, 1);
    expect(JSON.parse(first?.data ?? '')).toMatchObject({ v: 1, seq: 14, decision: { ranking: expect.any(Array) } });
    expect(JSON.parse(second?.data ?? '')).toMatchObject({ seq: 15, changed: expect.arrayContaining(['resolution/. 4 default pvd:eth0']) });
  });

  test('the stream ends with its agent', async () => {
    const told = await events('events');
    agent.end();
    expect(await take(told, 99)).toEqual([]);
  });

  test('a log that turns out corrupt is the last event', async () => {
    await control?.close();
    const corrupt = Object.assign(memoryLog(), {
      facts: () => {
        throw new LogCorrupt(7, 'flipped');
      },
    });
    await open({}, { ...testAgent(), log: Object.defineProperty(corrupt, 'last', { value: { seq: 9 } }) });
    const [last] = await take(await events('events?from=0'), 1);
    expect(last).toMatchObject({ event: 'error', data: expect.stringContaining('ERR_LOG_CORRUPT') });
  });
});

const never = (): never => {
  throw new Error('the fixture is shorter than the test says');
};

async function events(path: string): Promise<AsyncIterator<ServerEvent>> {
  const opened = await stream({ socket: state(), path });
  if (!opened.ok || opened.value.status !== 200) throw new Error('the stream was refused');
  return opened.value.events[Symbol.asyncIterator]();
}

async function take(from: AsyncIterator<ServerEvent>, count: number, isLast = true): Promise<readonly ServerEvent[]> {
  const all: ServerEvent[] = [];
  while (all.length < count) {
    const next = await from.next();
    if (next.done) return all;
    all.push(next.value);
  }
  if (isLast) await from.return?.();
  return all;
}

function connected(path: string): Promise<ReturnType<typeof connect>> {
  return new Promise((resolve, reject) => {
    const socket = connect(path, () => resolve(socket));
    socket.once('error', reject);
  });
}

/** Asks again until it is so; the test's own time is the bound. */
async function until(isSo: () => Promise<boolean>): Promise<void> {
  while (!(await isSo())) await new Promise((resolve) => setImmediate(resolve));
}
