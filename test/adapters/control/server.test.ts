/** sec-5: who may ask the agent or change it: only those that its socket's permissions allow; pages of other origins never. */
import { linkSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ask, type Control, type ControlOptions, Failure, LIMITS, Status, serve } from '../../../adapters/control/index.ts';
import { readExport } from '../../../adapters/log/index.ts';
import { bodyOf, folder, get, raw, statusOf, type TestAgent, testAgent, twoNetworks } from './served.ts';

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
