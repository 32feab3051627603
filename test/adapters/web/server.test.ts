/** sec-5: who may ask for the page of a running agent and what is behind it: this page with this start's token, and nobody else. */
import { createServer } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Failure, LIMITS, type Limits } from '../../../adapters/control/index.ts';
import { serveWeb, type Web } from '../../../adapters/web/index.ts';
import { world } from '../../../machines/model/facts/index.ts';
import { SAMPLED_MAX } from '../../../machines/model/facts/sample.ts';
import { eventsIn } from '../../../machines/model/serverEvents.ts';
import { bodyOf, dial, raw, statusOf, type TestAgent, TWO_NETWORKS, twoNetworks } from '../control/served.ts';

const PAGE = `<!doctype html><html lang="en"><meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src 'sha256-x='" />…</html>`;
let agent: TestAgent;
let web: Web;
let port = 0;
let token = '';

const open = async (limits: Partial<Limits> = {}) => {
  web = await serveWeb(agent, { port: 0, page: PAGE, limits });
  const url = new URL(web.url);
  [port, token] = [Number(url.port), new URLSearchParams(url.hash.slice(1)).get('token') ?? ''];
};
beforeEach(async () => {
  agent = twoNetworks();
  await open();
});
afterEach(() => web.close());

type Head = { readonly method?: string; readonly host?: string; readonly token?: string | null; readonly more?: string };
/** As a browser would ask, and no more than that. */
const head = (path: string, { method = 'GET', host = `127.0.0.1:${port}`, token: said = token, more = '' }: Head = {}): string =>
  `${method} ${path} HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n${said === null ? '' : `Authorization: Bearer ${said}\r\n`}${more}\r\n`;
const EVENTS = '/v1/events?from=0&follow=0';
const ask = (path: string, how: Head = {}) => raw(port, head(path, how));
const codeOf = (answer: string) => [statusOf(answer), Failure.parse(bodyOf(answer)).error.code];
const headersOf = (answer: string): ReadonlyMap<string, string> =>
  new Map(
    answer
      .slice(0, answer.indexOf('\r\n\r\n'))
      .split('\r\n')
      .slice(1)
      .map((line) => [line.slice(0, line.indexOf(':')).toLowerCase(), line.slice(line.indexOf(':') + 2)]),
  );
const bytes = (n: number) => 'x'.repeat(n);

describe('what is served', () => {
  test('the page needs no token, for there is nothing in it; it says that an agent is behind it, which it may ask', async () => {
    const answer = await ask('/', { token: null });
    expect([statusOf(answer), headersOf(answer).get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
    expect(answer).toContain('<html lang="en" data-served>');
    expect(answer).toContain(`content="default-src 'none'; script-src 'sha256-x='; connect-src 'self'"`);
    expect(answer).not.toContain(token);
  });

  test('HEAD gives the same head, and nothing behind it', async () => {
    const [got, headed] = [await ask('/'), await ask('/', { method: 'HEAD' })];
    expect([...headersOf(headed)].filter(([name]) => name !== 'date')).toEqual([...headersOf(got)].filter(([name]) => name !== 'date'));
    expect(headed.endsWith('\r\n\r\n')).toBe(true);
  });

  test.each([['/'], [EVENTS], ['/nowhere']])(
    'every answer is for this page alone: %s is framed by nobody, cached nowhere, readable by no other origin',
    async (path) => {
      const headers = headersOf(await ask(path));
      expect(Object.fromEntries(headers)).toMatchObject({
        'cache-control': 'no-store',
        'content-security-policy': expect.stringMatching(/^default-src 'none'.*frame-ancestors 'none'$/),
        'cross-origin-opener-policy': 'same-origin',
        'cross-origin-resource-policy': 'same-origin',
        'referrer-policy': 'no-referrer',
        'x-content-type-options': 'nosniff',
      });
      expect([...headers.keys()].filter((name) => name.startsWith('access-control'))).toEqual([]);
    },
  );

  test('facts come with the digest of each transaction, from the beginning of the newest epoch, and go on', async () => {
    const { connection, said } = await opened(head('/v1/events?digests=1&from=epoch'));
    agent.tell(...TWO_NETWORKS.slice(5, 7));
    await expect.poll(() => said().filter(({ event }) => event === 'digest').length).toBe(11);
    connection.destroy();
    const transactions = [...agent.log.transactions()];
    const events = said().filter(({ event }) => event !== 'newest');
    expect(events.map(({ event, id }) => `${event} ${id}`)).toEqual(
      transactions.flatMap(({ facts, last }) => [...facts.map(({ seq }) => `fact ${seq}`), `digest ${last}`]),
    );
    expect(events.flatMap(({ event, data }) => (event === 'digest' ? [JSON.parse(data).digest] : []))).toEqual(
      transactions.map(({ digest }) => digest),
    );
  });

  test('a token is of one start', async () => {
    const other = await serveWeb(agent, { port: 0, page: PAGE });
    expect(new URL(other.url).hash).not.toBe(new URL(web.url).hash);
    await other.close();
  });

  test('a port that is taken is said so, with what to do', async () => {
    await expect(serveWeb(agent, { port, page: PAGE })).rejects.toMatchObject({
      code: 'ERR_PORT_IN_USE',
      hint: expect.stringContaining('0'),
    });
  });

  test('closing ends streams too, and gives the port back', async () => {
    const { closed } = await opened(head('/v1/events'));
    await web.close();
    await closed;
    const next = createServer();
    await new Promise<void>((resolve, reject) => next.once('error', reject).listen(port, '127.0.0.1', resolve));
    await new Promise((resolve) => next.close(resolve));
  });
});

describe('what is refused, while the agent goes on', () => {
  afterEach(async () => {
    expect([statusOf(await ask('/')), statusOf(await ask(EVENTS))]).toEqual([200, 200]);
  });

  const refusals: readonly (readonly [string, string, Head | (() => Head), number, string])[] = [
    ['a rebound name', EVENTS, { host: 'evil.example' }, 403, 'ERR_HOST'],
    ['a rebound name with our port', EVENTS, () => ({ host: `evil.example:${port}` }), 403, 'ERR_HOST'],
    ['a name that begins as ours', EVENTS, () => ({ host: `127.0.0.1.evil.example:${port}` }), 403, 'ERR_HOST'],
    ['a name that ends as ours', EVENTS, () => ({ host: `evil-localhost:${port}` }), 403, 'ERR_HOST'],
    ['a user before the name', EVENTS, () => ({ host: `127.0.0.1:${port}@evil.example` }), 403, 'ERR_HOST'],
    ['our name without the port', EVENTS, { host: '127.0.0.1' }, 403, 'ERR_HOST'],
    ['our name with another port', EVENTS, { host: '127.0.0.1:80' }, 403, 'ERR_HOST'],
    ['another address that leads here', EVENTS, () => ({ host: `0.0.0.0:${port}` }), 403, 'ERR_HOST'],
    ['no name at all', EVENTS, { host: '' }, 403, 'ERR_HOST'],
    ['two names', EVENTS, () => ({ more: 'Host: evil.example\r\n' }), 403, 'ERR_HOST'],
    ['the page under a rebound name', '/', { host: 'evil.example' }, 403, 'ERR_HOST'],
    ['a page of another origin', EVENTS, { more: 'Origin: https://evil.example\r\n' }, 403, 'ERR_ORIGIN'],
    ['a page of another port here', EVENTS, { more: 'Origin: http://127.0.0.1:3000\r\n' }, 403, 'ERR_ORIGIN'],
    ['our origin by another scheme', EVENTS, () => ({ more: `Origin: https://127.0.0.1:${port}\r\n` }), 403, 'ERR_ORIGIN'],
    ['a sandboxed frame, or a file', EVENTS, { more: 'Origin: null\r\n' }, 403, 'ERR_ORIGIN'],
    ['what another site fetches', EVENTS, { more: 'Sec-Fetch-Site: cross-site\r\n' }, 403, 'ERR_ORIGIN'],
    ['what another port here fetches', EVENTS, { more: 'Sec-Fetch-Site: same-site\r\n' }, 403, 'ERR_ORIGIN'],
    ['a link on another site', '/', { more: 'Sec-Fetch-Site: cross-site\r\nSec-Fetch-Mode: navigate\r\n' }, 403, 'ERR_ORIGIN'],
    ['no token', EVENTS, { token: null }, 401, 'ERR_TOKEN'],
    ['an empty one', EVENTS, { token: '' }, 401, 'ERR_TOKEN'],
    ['one of another agent', EVENTS, { token: 'A'.repeat(43) }, 401, 'ERR_TOKEN'],
    ['a part of it', EVENTS, () => ({ token: token.slice(0, -1) }), 401, 'ERR_TOKEN'],
    ['it and more', EVENTS, () => ({ token: `${token}A` }), 401, 'ERR_TOKEN'],
    ['it in another manner', EVENTS, () => ({ token: null, more: `Authorization: Basic ${token}\r\n` }), 401, 'ERR_TOKEN'],
    ['it in a cookie', EVENTS, () => ({ token: null, more: `Cookie: token=${token}\r\n` }), 401, 'ERR_TOKEN'],
    ['a method that changes', EVENTS, { method: 'DELETE' }, 405, 'ERR_METHOD'],
    ['HEAD of a stream', EVENTS, { method: 'HEAD' }, 405, 'ERR_METHOD'],
    ['POST to the page', '/', { method: 'POST', more: 'Content-Length: 0\r\n' }, 405, 'ERR_METHOD'],
    ['a preflight', EVENTS, { method: 'OPTIONS', more: 'Access-Control-Request-Method: GET\r\n' }, 405, 'ERR_METHOD'],
    ['what changes the agent', '/v1/epoch', { method: 'POST', more: 'Content-Length: 0\r\n' }, 404, 'ERR_NO_SUCH_PATH'],
    ['what only the sockets tell', '/v1/status', {}, 404, 'ERR_NO_SUCH_PATH'],
    ['a path that climbs', '/../../etc/passwd', {}, 404, 'ERR_NO_SUCH_PATH'],
    ['one that climbs in disguise', '/%2e%2e/%2e%2e/etc/passwd', {}, 404, 'ERR_NO_SUCH_PATH'],
    ['one that climbs to a stream', '/x/../v1/events', {}, 404, 'ERR_NO_SUCH_PATH'],
    ['our path, encoded', '/v1%2fevents', {}, 404, 'ERR_NO_SUCH_PATH'],
    ['another host as the path', '//evil.example/v1/events', {}, 404, 'ERR_NO_SUCH_PATH'],
    ['a proxy’s request', 'http://evil.example/v1/events', {}, 404, 'ERR_NO_SUCH_PATH'],
    ['the whole server', '*', { method: 'OPTIONS' }, 404, 'ERR_NO_SUCH_PATH'],
    ['a parameter that there is not', '/v1/events?token=x', {}, 400, 'ERR_BAD_PARAMETER'],
    ['a place to begin that is none', '/v1/events?from=%00', {}, 400, 'ERR_BAD_PARAMETER'],
    ['a long address', `/v1/events?filter=${bytes(LIMITS.url)}`, {}, 414, 'ERR_TOO_LONG'],
    ['long headers', EVENTS, { more: `X-Long: ${bytes(LIMITS.headers)}\r\n` }, 431, 'ERR_TOO_LARGE'],
    ['many headers', EVENTS, { more: 'a: b\r\n'.repeat(LIMITS.headers / 4) }, 431, 'ERR_TOO_LARGE'],
    ['a body, announced', EVENTS, { more: 'Content-Length: 99999999999\r\n' }, 413, 'ERR_TOO_LARGE'],
    ['a body in pieces', EVENTS, { more: 'Transfer-Encoding: chunked\r\n' }, 413, 'ERR_TOO_LARGE'],
  ];
  test.each(refusals)('%s', async (_what, path, how, status, code) => {
    const answer = await ask(path, typeof how === 'function' ? how() : how);
    if (how !== undefined && typeof how === 'object' && how.method === 'HEAD') return expect(statusOf(answer)).toBe(status);
    expect(codeOf(answer)).toEqual([status, code]);
    expect(headersOf(answer).get('connection')).toBe('close');
    expect(answer).not.toContain(token);
  });

  test('the token in the address is no token: it would be in histories and logs', async () => {
    expect(codeOf(await ask(`/?token=${token}`, { token: null }))).toEqual([400, 'ERR_BAD_PARAMETER']);
    expect(codeOf(await ask(`/${token}/v1/events`, { token: null }))).toEqual([404, 'ERR_NO_SUCH_PATH']);
    expect(codeOf(await ask(`/v1/events?token=${token}`, { token: null }))).toEqual([401, 'ERR_TOKEN']);
  });

  test.each<[string, () => string]>([
    ['what is no HTTP', () => 'hello\r\n\r\n'],
    ['TLS', () => '\u0016\u0003\u0001\u0002\u0000\u0001\u0000'],
    ['HTTP/2', () => 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'],
    ['two lengths', () => `${head(EVENTS).slice(0, -2)}Content-Length: 0\r\nContent-Length: 5\r\n\r\nhello`],
    ['a length and pieces', () => `${head(EVENTS).slice(0, -2)}Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`],
    ['pieces that are none', () => `${head(EVENTS).slice(0, -2)}Transfer-Encoding: chunked-no\r\n\r\nzz\r\n`],
    ['a length that is none', () => `${head(EVENTS).slice(0, -2)}Content-Length: -1\r\n\r\n`],
    ['a blank before the colon', () => head(EVENTS, { more: 'Host : evil.example\r\n' })],
    ['a folded header', () => head(EVENTS, { more: 'X: a\r\n b: c\r\n' })],
    ['bare line feeds', () => head(EVENTS).replaceAll('\r\n', '\n')],
    ['a zero in a header', () => head(EVENTS, { more: 'X: a\u0000b\r\n' })],
    ['no Host', () => head(EVENTS).replace(/Host: [^\r]*\r\n/, '')],
    [
      'no Host, as HTTP/1.0 has none',
      () =>
        head(EVENTS)
          .replace(/Host: [^\r]*\r\n/, '')
          .replace('1.1', '1.0'),
    ],
    ['a tunnel', () => head('evil.example:443', { method: 'CONNECT' })],
  ])('%s gets a refusal or nothing, and never a fact', async (_what, request) => {
    const answer = await raw(port, request());
    expect(answer).not.toContain('text/event-stream');
    for (const line of answer.match(/^HTTP\/1.1 \d+/gm) ?? []) expect(Number(line.slice(9))).toBeGreaterThanOrEqual(400);
  });

  test('a request hidden in the body of another is not taken', async () => {
    const hidden = head(EVENTS);
    const outer = head('/', { method: 'POST', more: `Content-Length: ${hidden.length}\r\n` }).replace(
      'Connection: close',
      'Connection: keep-alive',
    );
    expect((await raw(port, `${outer}${hidden}`)).match(/^HTTP\/1.1 \d+/gm)).toEqual(['HTTP/1.1 413']);
  });

  test('an upgrade is not made', async () => {
    const answer = await ask('/', { more: 'Upgrade: websocket\r\n' }).then((text) => statusOf(text));
    expect(answer).toBe(200);
  });
});

describe('too much', () => {
  const reopen = async (limits: Partial<Limits>) => {
    await web.close();
    await open(limits);
  };

  test('a client too many is told so; when one goes, there is room', async () => {
    await reopen({ clients: 4 });
    const clients = await Promise.all(Array.from({ length: 4 }, connected));
    expect(codeOf(await ask('/'))).toEqual([503, 'ERR_TOO_MANY_CLIENTS']);
    clients[0]?.destroy();
    await expect.poll(async () => statusOf(await ask('/'))).toBe(200);
    for (const client of clients) client.destroy();
  });

  test('a stream too many is refused, the page is not', async () => {
    await reopen({ streams: 2 });
    const streams = [await opened(head('/v1/events')), await opened(head('/v1/events'))];
    expect(codeOf(await ask(EVENTS))).toEqual([503, 'ERR_TOO_MANY_STREAMS']);
    expect(statusOf(await ask('/'))).toBe(200);
    for (const { connection } of streams) connection.destroy();
    await expect.poll(async () => statusOf(await ask(EVENTS))).toBe(200);
  });

  test('a head that comes drop by drop ends with its time', async () => {
    await reopen({ headTime: 100, requestTime: 200 });
    expect(codeOf(await raw(port, 'GET / HTTP/1.1\r\nHost: 127'))).toEqual([408, 'ERR_TOO_SLOW']);
  });

  test('a connection that says nothing is closed', async () => {
    await reopen({ quietTime: 100 });
    expect(await raw(port, '')).toBe('');
  });

  test.each([
    ['stored', '/v1/events?digests=1&from=0'],
    ['live', '/v1/events?digests=1'],
  ])('a reader of %s facts that does not read is closed, and nothing piles up for it', async (which, path) => {
    await reopen({ waiting: 64 * 1024, drainTime: 200, streams: 1 });
    const names = Array.from({ length: SAMPLED_MAX }, (_, i) => `${'b'.repeat(240)}${i}`);
    const sample = { pvd: 'pvd:eth0', generation: 1, asked: 1, answered: 1, failed: 0, shown: 'keep', names } as const;
    const flood = () => {
      for (let i = 0; i < 1_200; i += 1) agent.tell(world('name.sampled', sample));
    };
    if (which === 'stored') flood();
    const { connection, closed, size } = await opened(head(path));
    connection.pause();
    if (which === 'live') flood();
    await expect.poll(async () => statusOf(await ask(EVENTS)), { timeout: 20_000, interval: 100 }).toBe(200);
    connection.resume();
    await closed;
    // 1,200 facts of 8 kB; what the kernel holds for a connection is not ours to bound.
    expect(size()).toBeLessThan(8_000_000);
  });
});

const connected = () =>
  new Promise<ReturnType<typeof dial>>((resolve, reject) => {
    const connection = dial(port);
    connection.once('connect', () => resolve(connection)).once('error', reject);
  });

/** Once the stream has begun. */
async function opened(request: string) {
  const connection = await connected();
  let text = '';
  connection.setEncoding('utf8').on('error', () => connection.destroy());
  const closed = new Promise<void>((resolve) => connection.once('close', () => resolve()));
  const begun = new Promise<void>((resolve) =>
    connection.on('data', (piece) => {
      text += piece;
      resolve();
    }),
  );
  connection.write(request);
  await Promise.race([begun, closed]);
  /** Without the lengths of HTTP's pieces. */
  const said = () => eventsIn(text.slice(text.indexOf('\r\n\r\n') + 4).replaceAll(/\r\n[0-9a-f]+\r\n|^[0-9a-f]+\r\n|\r\n$/g, '')).events;
  return { connection, closed, said, size: () => text.length };
}
