/** Real sockets on loopback: bound to device and source, to the source alone, of several paths, and under TLS. */
import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createServer as createTlsServer, TLSSocket } from 'node:tls';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createPrograms } from '../../../adapters/programs/index.ts';
import { memoryPrograms } from '../../../adapters/programs/memory.ts';
import { createReaching } from '../../../adapters/programs/reaching.ts';
import { hasMultipath, subflowsOf } from '../../../adapters/system/index.ts';
import { VIEW } from './bed.ts';

const NEVER = new AbortController().signal;
const portOf = (server: Server): number => {
  const at = server.address();
  return typeof at === 'object' && at ? at.port : 0;
};
async function listening<S extends Server>(server: S): Promise<S & AsyncDisposable> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return Object.assign(server, { [Symbol.asyncDispose]: async () => void server.close() });
}
const at = (ifname = 'lo') => ({ pvd: 'pvd:lo', generation: 1, ifname, source: '127.0.0.2' });

describe.each([
  ['by device and source', 'linux', []],
  ['elsewhere by the source alone, which is said', 'darwin', [/^sockets are bound by their source address alone/, /^no Multipath TCP/]],
])('reached %s', (_name, platform, missing) => {
  test('the connection is from the network’s address', async () => {
    await using server = await listening(createServer());
    const reaching = createReaching(platform);
    const came = once(server, 'connection');
    const socket = await reaching.connect({ address: '127.0.0.1', port: portOf(server), at: at() }, false, NEVER);
    const [accepted] = await came;
    expect([socket.localAddress, accepted.remoteAddress]).toEqual(['127.0.0.2', '127.0.0.2']);
    socket.destroy();
    const told = reaching.missing().filter((line) => platform !== 'linux' || !line.startsWith('no Multipath'));
    expect(told).toEqual(missing.map((line) => expect.stringMatching(line)));
  });

  test('who refuses is told by the kernel’s word, and who gives up by its reason', async () => {
    const reaching = createReaching(platform);
    const server = await listening(createServer());
    const port = portOf(server);
    await server[Symbol.asyncDispose]();
    await expect(reaching.connect({ address: '127.0.0.1', port, at: at() }, false, NEVER)).rejects.toMatchObject({ code: 'ECONNREFUSED' });
    const reason = new Error('given up');
    await expect(reaching.connect({ address: '127.0.0.1', port, at: at() }, false, AbortSignal.abort(reason))).rejects.toBe(reason);
  });

  test('datagrams, too', async () => {
    const socket = createReaching(platform).udp({ ifname: 'lo', source: '127.0.0.2', family: 4 });
    if (platform !== 'linux') await once(socket, 'listening');
    expect(socket.address().address).toBe('127.0.0.2');
    socket.close();
  });
});

test('a device that is not there is an error of its own', async () => {
  const connecting = createReaching('linux').connect({ address: '127.0.0.1', port: 9, at: at('mh-none') }, false, NEVER);
  await expect(connecting).rejects.toThrow('if_nametoindex: ENODEV');
});

test('Multipath TCP falls back to TCP where the peer has none', async () => {
  await using server = await listening(createServer());
  const socket = await createReaching('linux').connect({ address: '127.0.0.1', port: portOf(server), at: at() }, true, NEVER);
  expect(socket.remotePort).toBe(portOf(server));
  if (hasMultipath()) expect(subflowsOf(socket)).toBe(null);
  socket.destroy();
});

describe('TLS on top', () => {
  let [folder, key, cert]: [string, string, string] = ['', '', ''];
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'mh-tls-'));
    const [keyFile, certFile] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
    const ec = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
    const subject = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost,IP:127.0.0.1'];
    execFileSync('openssl', ['req', '-x509', ...ec, ...subject, '-days', '2', '-keyout', keyFile, '-out', certFile], { stdio: 'ignore' });
    [key, cert] = [readFileSync(keyFile, 'utf8'), readFileSync(certFile, 'utf8')];
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const face = () => {
    const memory = memoryPrograms();
    memory.show(VIEW);
    return createPrograms(memory.port);
  };
  const secure = () => listening(createTlsServer({ key, cert }, (socket) => socket.end('hello')).on('tlsClientError', () => {}));

  test.each(['localhost', '127.0.0.1'])('the certificate is that of %s', async (host) => {
    await using server = await secure();
    const socket = await face().connect({ host, port: portOf(server), tls: { ca: cert } });
    expect(socket instanceof TLSSocket && socket.authorized).toBe(true);
    expect(String((await once(socket, 'data'))[0])).toBe('hello');
    socket.destroy();
  });

  test.each<[string, object, string]>([
    ['a certificate that nobody trusts', { tls: true }, 'DEPTH_ZERO_SELF_SIGNED_CERT'],
    ['… or of another name', { tls: { servername: 'other.example' } }, 'ERR_TLS_CERT_ALTNAME_INVALID'],
  ])('%s is no connection', async (_name, { tls }: { tls?: boolean | object }, code) => {
    await using server = await secure();
    const wanted = typeof tls === 'object' ? { ...tls, ca: cert } : true;
    await expect(face().connect({ host: 'localhost', family: 4, port: portOf(server), tls: wanted })).rejects.toMatchObject({ code });
  });

  test('who gives up in the middle of the handshake leaves nothing open', async () => {
    const accepted: { destroyed: boolean }[] = [];
    await using server = await listening(createServer((socket) => void accepted.push(socket.on('error', () => {}))));
    const given = new AbortController();
    const connecting = face().connect({ host: 'localhost', family: 4, port: portOf(server), tls: true, signal: given.signal });
    const [came] = await once(server, 'connection');
    const closed = once(came, 'close');
    given.abort(new Error('given up'));
    await expect(connecting).rejects.toThrow('given up');
    came.resume();
    await closed;
  });
});
