/** The clients of other libraries, with those libraries: where they connect to is chosen each time, and what has lost its network ends with its code. */
import { getEventListeners, once } from 'node:events';
import { createServer, get, type RequestListener, type Server } from 'node:http';
import { type AddressInfo, createServer as createTcpServer, type Server as NetServer, connect as netConnect, type Socket } from 'node:net';
import { setImmediate as turn } from 'node:timers/promises';
import { MqttClient } from 'mqtt';
import { request, Agent as UndiciAgent } from 'undici';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';
import { createClients } from '../../../adapters/programs/clients.ts';
import type { Dial } from '../../../adapters/programs/dial.ts';
import { ProgramsError } from '../../../adapters/programs/errors.ts';
import { waitUntil } from '../../lab/exec.ts';

/** Of loopback alone. `lose`: the network is gone; `refuse`: no network fits from now on. */
function testDial() {
  const open = new Set<Socket>();
  const uses: unknown[] = [];
  let choice: string | null = 'pvd:eth0#1';
  let isRefused = false;
  const createConnection: Dial['createConnection'] = ({ host, port, use }) => {
    uses.push(use);
    const socket = netConnect({ host, port });
    open.add(socket);
    socket.once('close', () => open.delete(socket));
    return socket;
  };
  const connect: Dial['connect'] = async (options) => {
    if (isRefused) throw new ProgramsError('ERR_NO_PVD_FITS', 'none', ['pvd:eth0: metered is true']);
    const socket = createConnection(options);
    await once(socket, 'connect');
    return socket;
  };
  return {
    dial: { connect, createConnection, choice: () => choice } satisfies Dial,
    uses,
    choose: (next: string | null) => {
      choice = next;
    },
    refuse: () => {
      isRefused = true;
    },
    lose: () => {
      for (const socket of open) socket.destroy(new ProgramsError('ERR_PVD_GONE', 'pvd:eth0'));
    },
  };
}

let bed: ReturnType<typeof testDial>;
let made: ReturnType<typeof createClients>;
const servers: { close(): unknown }[] = [];
beforeEach(() => {
  bed = testDial();
  made = createClients(bed.dial);
});
afterEach(async () => {
  await made.close();
  bed.lose();
  for (const server of servers.splice(0)) server.close();
});
const clients = () => made.clients;

/** Answers with the number of the connection that is asked by. */
async function web(listener?: RequestListener): Promise<string> {
  const numbers = new Map<Socket, number>();
  const server: Server = createServer(listener ?? ((asked, answer) => answer.end(String(numbers.get(asked.socket)))));
  server.on('connection', (socket) => numbers.set(socket, numbers.size + 1));
  return `http://127.0.0.1:${await listening(server)}/`;
}
async function listening(server: Pick<NetServer, 'listen' | 'address' | 'close'>): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  servers.push(server);
  const { port } = server.address() as AddressInfo;
  return port;
}
const codeOf = (asked: Promise<unknown>) => asked.then(String, (error: { readonly code?: string }) => error.code);

/** Each asks for a page and tells the number of the connection. */
const ASKERS: readonly (readonly [string, () => (url: string) => Promise<string>])[] = [
  ['fetch', () => async (url) => over((await clients().fetch(url)).text())],
  [
    'undici with our connector',
    () => {
      const dispatcher = new UndiciAgent({ connect: clients().connector() });
      return async (url) => over((await request(url, { dispatcher })).body.text());
    },
  ],
  [
    'http.get with our agent',
    () => {
      const agent = clients().httpAgent();
      return (url) => gotten(url, agent);
    },
  ],
];

/** Only then undici has the connection back. */
async function over(text: Promise<string>): Promise<string> {
  await text;
  await turn();
  return text;
}
async function gotten(url: string, agent: ReturnType<ReturnType<typeof clients>['httpAgent']>): Promise<string> {
  const asked = get(url, { agent });
  const [answer] = await once(asked, 'response');
  let text = '';
  for await (const piece of answer) text += piece;
  return text;
}

describe.each(ASKERS)('%s', (_name, create) => {
  test('goes on by a connection that it has', async () => {
    const [ask, url] = [create(), await web()];
    expect([await ask(url), await ask(url)]).toEqual(['1', '1']);
  });

  test('api-1: a kept connection that has lost its network is not used again', async () => {
    const [ask, url] = [create(), await web()];
    await ask(url);
    bed.lose();
    await turn();
    expect(await ask(url)).toBe('2');
  });

  test('goes on by it when nobody knows which', async () => {
    const [ask, url] = [create(), await web()];
    await ask(url);
    bed.choose(null);
    expect(await ask(url)).toBe('1');
  });

  test('session-5: what is under way ends at once with ERR_PVD_GONE', async () => {
    const [ask, url] = [create(), await web(() => bed.lose())];
    expect(await codeOf(ask(url))).toBe('ERR_PVD_GONE');
  });

  test('a need that nothing fits is told with its code and reasons', async () => {
    const [ask, url] = [create(), await web()];
    bed.refuse();
    await expect(ask(url)).rejects.toMatchObject({ code: 'ERR_NO_PVD_FITS', reasons: ['pvd:eth0: metered is true'] });
  });
});

test.each(ASKERS.filter(([name]) => !name.startsWith('undici')))(
  '%s leaves a kept connection when another network would be chosen',
  async (_name, create) => {
    const [ask, url] = [create(), await web()];
    await ask(url);
    bed.choose('pvd:wlan0#1');
    expect([await ask(url), await ask(url)]).toEqual(['2', '2']);
  },
);

describe('fetch', () => {
  test('each need has connections of its own', async () => {
    const url = await web();
    const ask = async (use: string) => over((await clients().fetch(url, { use })).text());
    expect([await ask('eth0'), await ask('wlan0'), await ask('eth0')]).toEqual(['1', '2', '1']);
    expect(bed.uses).toEqual(['eth0', 'wlan0']);
  });

  test('api-1: what is asked in the very moment of a loss goes by another network', async () => {
    const url = await web();
    await over((await clients().fetch(url)).text());
    bed.choose('pvd:wlan0#1');
    bed.lose();
    expect(await (await clients().fetch(url)).text()).toBe('2');
  });

  test('api-1: a redirection that comes when another network would be chosen is followed there', async () => {
    const second = await web();
    const first = await web((_asked, answer) => {
      bed.choose('pvd:wlan0#1');
      // Another request leaves the pool meanwhile.
      void clients()
        .fetch(second)
        .then(() => answer.writeHead(302, { location: second }).end());
    });
    expect(await (await clients().fetch(first)).text()).toBe('2');
  });

  test('is given up with the signal’s reason', async () => {
    const given = new AbortController();
    const reason = new Error('given up');
    const url = await web(() => given.abort(reason));
    await expect(clients().fetch(url, { signal: given.signal })).rejects.toBe(reason);
  });

  test('leaves nothing on a signal that many requests have in common, however each of them ends', async () => {
    const given = new AbortController();
    const ask = (url: string) => clients().fetch(url, { signal: given.signal });
    const responses = [await ask(await web()), await ask(await web())];
    await over(responses[0]?.text() ?? Promise.reject(responses));
    await responses[1]?.body?.cancel();
    await expect(ask('http://127.0.0.1:1/')).rejects.toThrow();
    expect(getEventListeners(given.signal, 'abort')).toEqual([]);
  });

  test('is given up in the middle of a body', async () => {
    const given = new AbortController();
    const { body } = await clients().fetch(await web((_asked, answer) => answer.write('half')), { signal: given.signal });
    const reader = body?.getReader();
    await reader?.read();
    given.abort(new Error('given up'));
    await expect(reader?.read()).rejects.toThrow('given up');
  });

  test('when the agent is closed, what is under way ends, and nothing new begins', async () => {
    const asked = await web(() => void made.close());
    await expect(clients().fetch(asked)).rejects.toThrow();
    await expect(clients().fetch(asked)).rejects.toMatchObject({ code: 'ERR_AGENT_GONE' });
  });

  test('in the middle of a body, the code is behind the error', async () => {
    const url = await web((_asked, answer) => answer.write('half'));
    const { body } = await clients().fetch(url);
    const reader = body?.getReader();
    await reader?.read();
    bed.lose();
    await expect(reader?.read()).rejects.toMatchObject({ cause: { code: 'ERR_PVD_GONE' } });
  });
});

test('session-5: ws hears of the loss at once, and its next connection is another', async () => {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1' });
  await once(server, 'listening');
  servers.push(server);
  const { port } = server.address() as AddressInfo;
  const open = async () => {
    const socket = new WebSocket(`ws://127.0.0.1:${port}/`, clients().wsOptions({ use: 'eth0' }));
    await once(socket, 'open');
    return socket;
  };
  const socket = await open();
  const ended = once(socket, 'close');
  bed.lose();
  // ws has no word for why. RFC 6455 §7.4.1.
  expect((await ended)[0]).toBe(1006);
  (await open()).terminate();
  expect(bed.uses).toEqual(['eth0', 'eth0']);
});

test('session-5: MQTT.js hears of the loss at once, and reconnects by another connection', async () => {
  // CONNACK, accepted. MQTT 3.1.1 §3.2.
  const broker = createTcpServer((socket) => socket.on('error', () => {}).once('data', () => socket.write(Buffer.from('20020000', 'hex'))));
  const port = await listening(broker);
  const client = new MqttClient(clients().mqttStreamBuilder({ host: '127.0.0.1', port, use: 'eth0' }), { reconnectPeriod: 10 });
  const errors: unknown[] = [];
  let connects = 0;
  client.on('connect', () => {
    connects += 1;
  });
  client.on('error', (error) => errors.push('code' in error && error.code));
  await waitUntil('it is connected', () => connects === 1);
  bed.lose();
  await waitUntil('it is connected again', () => connects === 2);
  await client.endAsync(true);
  expect([errors, bed.uses]).toEqual([['ERR_PVD_GONE'], ['eth0', 'eth0']]);
});
