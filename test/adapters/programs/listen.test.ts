/** Servers of a program: as net's, and of Multipath TCP where the kernel has it. */
import { once } from 'node:events';
import { createConnection, type Server } from 'node:net';
import { describe, expect, test } from 'vitest';
import { createListen } from '../../../adapters/programs/listen.ts';
import { createReaching } from '../../../adapters/programs/reaching.ts';
import { connectBound, hasMultipath, subflowsOf } from '../../../adapters/system/index.ts';

const portOf = (server: Server): number => {
  const at = server.address();
  return typeof at === 'object' && at ? at.port : 0;
};
const closed = (server: Server): AsyncDisposable => ({ [Symbol.asyncDispose]: async () => void server.close() });

describe.each([
  ['of Multipath TCP', true, 'linux'],
  ['of TCP', false, 'linux'],
  ['of TCP, where there is no other', true, 'darwin'],
])('a server %s', (_name, mptcp, platform) => {
  const listen = createListen(createReaching(platform));

  test('serves each in its own way, on both families', async () => {
    const server = listen({ port: 0, mptcp }, (socket) => void socket.on('error', () => {}).end('hello'));
    await using _ = closed(server);
    await once(server, 'listening');
    const port = portOf(server);
    const plain = createConnection({ host: '127.0.0.1', port });
    expect(String((await once(plain, 'data'))[0])).toBe('hello');
    const isReal = mptcp && platform === 'linux' && hasMultipath();
    const both = await connectBound({ ifname: 'lo', source: null, host: '::1', port, mptcp: true });
    expect(subflowsOf(both)).toBe(isReal ? 0 : null);
    both.destroy();
  });

  test('a port that is taken is told as net tells it, and it is free again afterwards', async () => {
    const first = listen({ port: 0, host: '127.0.0.1', mptcp });
    await once(first, 'listening');
    const port = portOf(first);
    const [error] = await once(listen({ port, host: '127.0.0.1', mptcp }), 'error');
    expect(error).toMatchObject({ code: 'EADDRINUSE' });
    first.close();
    await once(first, 'close');
    const second = listen({ port, host: '127.0.0.1', mptcp });
    await once(second, 'listening');
    second.close();
  });

  test('a signal closes it', async () => {
    const ending = new AbortController();
    const server = listen({ port: 0, mptcp, signal: ending.signal });
    await once(server, 'listening');
    ending.abort();
    await once(server, 'close');
    expect(server.listening).toBe(false);
    await once(listen({ port: 0, mptcp, signal: ending.signal }), 'close');
  });
});

test.each([
  ['a name', { port: 0, host: 'localhost' }],
  ['a group', { port: 0, host: '224.0.0.1' }],
  ['a port beyond', { port: 70_000 }],
])('%s is refused at once', (_name, options) => {
  expect(() => createListen(createReaching())(options)).toThrow(expect.objectContaining({ code: 'ERR_BAD_OPTION' }));
});
