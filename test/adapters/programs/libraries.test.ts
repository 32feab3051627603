/** The clients of other libraries on the library's own connections, to this host itself, with and without TLS. */
import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { createServer as createSecureServer, get } from 'node:https';
import type { AddressInfo, Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createServer as createTlsServer } from 'node:tls';
import { MqttClient } from 'mqtt';
import { Agent, request } from 'undici';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';
import { createPrograms, type ProgramsFace } from '../../../adapters/programs/index.ts';
import { memoryPrograms } from '../../../adapters/programs/memory.ts';
import { ETH } from './subjects.ts';
import { programsView } from './views.ts';

const files = mkdtempSync(join(tmpdir(), 'multihome-face-'));
let secure: { readonly key: string; readonly cert: string };
beforeAll(() => {
  const [key, cert] = [join(files, 'key.pem'), join(files, 'cert.pem')];
  const subject = ['-subj', '/CN=here', '-addext', 'subjectAltName=DNS:localhost'];
  const ec = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
  execFileSync('openssl', ['req', '-x509', ...ec, ...subject, '-days', '2', '-keyout', key, '-out', cert], { stdio: 'ignore' });
  secure = { key: readFileSync(key, 'utf8'), cert: readFileSync(cert, 'utf8') };
});
afterAll(() => rmSync(files, { recursive: true, force: true }));

let made: ProgramsFace;
const servers: Pick<Server, 'close'>[] = [];
beforeEach(() => {
  const far = memoryPrograms();
  far.show(programsView(1, [ETH]));
  made = createPrograms(far.port);
});
afterEach(async () => {
  await made.close();
  for (const server of servers.splice(0)) server.close();
});
async function listening(server: Pick<Server, 'listen' | 'address' | 'close'>): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve));
  servers.push(server);
  return (server.address() as AddressInfo).port;
}

describe('plain', () => {
  test('fetch', async () => {
    const port = await listening(createServer((_asked, answer) => answer.end('hello')));
    expect(await (await made.fetch(`http://localhost:${port}/`)).text()).toBe('hello');
  });

  test('ws', async () => {
    const server = createServer();
    echo(new WebSocketServer({ server }));
    expect(await heard(new WebSocket(`ws://localhost:${await listening(server)}/`, made.wsOptions()))).toBe('hello');
  });
});

describe('TLS, with the name that was asked for', () => {
  const page = () => listening(createSecureServer(secure, (_asked, answer) => answer.end('hello')));

  test('undici’s request, by the connector', async () => {
    const dispatcher = new Agent({ connect: made.connector({ tls: { ca: secure.cert } }) });
    const { body } = await request(`https://localhost:${await page()}/`, { dispatcher });
    expect(await body.text()).toBe('hello');
    await dispatcher.close();
  });

  test('https.get, by the agent', async () => {
    const agent = made.httpsAgent({ ca: secure.cert });
    const [answer] = await once(get(`https://localhost:${await page()}/`, { agent }), 'response');
    expect(answer.statusCode).toBe(200);
    answer.resume();
    agent.destroy();
  });

  test.each<[string, object, object]>([
    ['its own options', { ca: true }, {}],
    ['ours', {}, { ca: true }],
  ])('ws, trusting by %s', async (_what, own, ours) => {
    const server = createSecureServer(secure);
    echo(new WebSocketServer({ server }));
    const trusting = (one: object) => ('ca' in one ? { ca: secure.cert } : {});
    const options = { ...trusting(own), ...made.wsOptions({ tls: trusting(ours) }) };
    expect(await heard(new WebSocket(`wss://localhost:${await listening(server)}/`, options))).toBe('hello');
  });

  test('MQTT.js', async () => {
    // CONNACK, accepted. MQTT 3.1.1 §3.2.
    const broker = createTlsServer(secure, (socket) => socket.once('data', () => socket.write(Buffer.from('20020000', 'hex'))));
    const build = made.mqttStreamBuilder({ host: 'localhost', port: await listening(broker), tls: { ca: secure.cert } });
    const client = new MqttClient(build, { reconnectPeriod: 0 });
    await new Promise<void>((resolve) => client.once('connect', () => resolve()));
    await client.endAsync(true);
  });

  test('a certificate that nobody trusts is refused', async () => {
    const agent = made.httpsAgent();
    await expect(once(get(`https://localhost:${await page()}/`, { agent }), 'response')).rejects.toMatchObject({
      code: expect.stringMatching(/SELF_SIGNED|UNABLE_TO/),
    });
    await expect(made.fetch(`https://localhost:${await page()}/`)).rejects.toThrow();
  });
});

function echo(server: WebSocketServer): void {
  server.on('connection', (client) => client.on('message', (data) => client.send(String(data))));
}
async function heard(socket: WebSocket): Promise<string> {
  await once(socket, 'open');
  socket.send('hello');
  const [data] = await once(socket, 'message');
  socket.terminate();
  return String(data);
}
