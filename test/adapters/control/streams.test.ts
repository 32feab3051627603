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
  serve,
  stream,
} from '../../../adapters/control/index.ts';
import { LogCorrupt, memoryLog } from '../../../adapters/log/index.ts';
import { type Unstamped, world } from '../../../machines/model/facts/index.ts';
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

  test('with digests: which fact is the newest, and behind each transaction what the agent had come to, stored or live', async () => {
    const from = await events('events?from=epoch&digests=1');
    agent.tell(TWO_NETWORKS[5] ?? never(), TWO_NETWORKS[6] ?? never());
    const told = await take(from, 1 + 14 + 10 + 2 + 1);
    expect(told.slice(0, 8).map(({ event, id }) => `${event} ${id}`)).toEqual([
      'newest 0',
      ...[1, 2, 3, 4, 5].map((seq) => `fact ${seq}`),
      'digest 5',
      'fact 6',
    ]);
    expect(told.slice(-3).map(({ event, id }) => `${event} ${id}`)).toEqual(['fact 15', 'fact 16', 'digest 16']);
    const digests = told.flatMap(({ event, data }) => (event === 'digest' ? [JSON.parse(data).digest] : []));
    expect(digests).toEqual([...agent.log.transactions()].map(({ digest }) => digest));
  });

  test.each([
    ['the newest epoch', 'epoch', 15],
    ['the epoch of a fact', 'epoch:9', 1],
    ['the epoch of its first fact', 'epoch:15', 15],
    ['the epoch of a fact that is to come', 'epoch:999', 15],
  ])('from %s', async (_what, from, first) => {
    agent.tell(...SECOND);
    const ids = (await take(await events(`events?from=${from}&follow=0`), 99)).map(({ id }) => Number(id));
    expect(ids).toEqual(Array.from({ length: 19 - first + 1 }, (_, i) => first + i));
  });

  test('of an epoch that the log has no more: from the first that it has', async () => {
    agent.tell(...SECOND);
    agent.log.prune(1);
    expect((await take(await events('events?from=epoch:9'), 1))[0]?.id).toBe('15');
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
      transactions: () => {
        throw new LogCorrupt(7, 'flipped');
      },
    });
    await open({}, { ...testAgent(), log: Object.defineProperty(corrupt, 'last', { value: { seq: 9 } }) });
    const [last] = await take(await events('events?from=0'), 1);
    expect(last).toMatchObject({ event: 'error', data: expect.stringContaining('ERR_LOG_CORRUPT') });
  });
});

const SECOND: readonly Unstamped[] = [...TWO_NETWORKS.slice(0, 4), world('epoch.opened', { epoch: 2, reason: 'size', previous: null })];
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
