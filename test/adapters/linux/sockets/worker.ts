/**
 * A program inside a network namespace: the source of connections, and connections for it. A JSON value a line on standard input:
 * `{carry}` commands, `{connect, number}` a socket, `{ask}` whether that one is open. It prints `{facts}`, `{notice}`, `{opened}`,
 * `{made}` and `{isOpen, number}`. The end of the input ends it.
 */
import { EventEmitter } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { createInterface } from 'node:readline';
import { openSockets } from '../../../../adapters/linux/index.ts';
import type { MemorySocket } from '../../../../adapters/linux/sockets/memory.ts';
import { udpConnected } from '../../../../adapters/system/index.ts';
import type { Command } from '../../../../machines/model/command.ts';

type Order = { readonly carry?: readonly Command[]; readonly connect?: MemorySocket; readonly number?: number; readonly ask?: number };
const print = (value: unknown): void => void process.stdout.write(`${JSON.stringify(value)}\n`);
/** On the link, and nobody there. */
const NOBODY = { 4: '192.0.2.99', 6: '2001:db8::99' } as const;
const SERVER = { 4: '192.0.2.1', 6: '2001:db8::1' } as const;
const PORT = 5_000;
const MAPPED = '::ffff:';

const source = openSockets();
const gone = new Map<number, () => Promise<boolean>>();
const halves = new EventEmitter();
const server = createServer({ allowHalfOpen: true }, (socket) =>
  socket
    .on('error', () => {})
    .on('end', () => halves.emit('end'))
    .resume(),
).listen(PORT, '::');

async function make(number: number, { source: from, device, isUdp = false, isStalled = false, is }: MemorySocket): Promise<void> {
  const family = from.includes(':') ? 6 : 4;
  if (isUdp) return makeUdp(number, from, device ?? 'mh-a', device !== undefined, family);
  if (is === 'listening') return serve(number, from);
  const zone = from.startsWith('fe80:') && device !== undefined ? `%${device}` : '';
  const far = zone ? `fe80::1${zone}` : from.startsWith(MAPPED) ? `${MAPPED}${SERVER[4]}` : SERVER[family];
  const host = isStalled ? NOBODY[family] : from.startsWith('127.') ? from : far;
  const socket: Socket = connect({ host, port: PORT, localAddress: `${from}${zone}`, allowHalfOpen: is === 'halfClosed' });
  let isGone = false;
  socket
    .on('error', () => {})
    .on('close', () => {
      isGone = true;
    });
  gone.set(number, async () => isGone);
  if (!isStalled) await new Promise((resolve) => socket.once('connect', resolve));
  // Once the server has it, which keeps its own half open.
  if (is === 'halfClosed') {
    const heard = new Promise((resolve) => halves.once('end', resolve));
    socket.end();
    await heard;
  }
}

async function serve(number: number, host: string): Promise<void> {
  const own = createServer();
  let isGone = false;
  own.on('close', () => {
    isGone = true;
  });
  await new Promise<void>((resolve) => own.listen({ host, port: 0 }, resolve));
  gone.set(number, async () => isGone || !own.listening);
}

/** An unbound one is connected by the routing table: node's own socket, bound to the address only. */
async function makeUdp(number: number, from: string, device: string, isBound: boolean, family: 4 | 6): Promise<void> {
  const { createSocket } = await import('node:dgram');
  let failed = false;
  const onError = (): void => {
    failed = true;
  };
  if (isBound) {
    const made = udpConnected({ ifname: device, source: from, family, host: NOBODY[family], port: PORT });
    if (!made.ok) throw new Error(made.name);
    const socket = made.value.on('error', onError);
    gone.set(number, () =>
      alive(
        () => socket.remoteAddress(),
        () => failed,
      ),
    );
    return;
  }
  const socket = createSocket(family === 4 ? 'udp4' : 'udp6').on('error', onError);
  await new Promise<void>((resolve) => socket.bind({ address: from }, resolve));
  await new Promise<void>((resolve) => socket.connect(PORT, NOBODY[family], () => resolve()));
  gone.set(number, () =>
    alive(
      () => socket.remoteAddress(),
      () => failed,
    ),
  );
}
/** SOCK_DESTROY disconnects it: it has no peer any more, whether its program has heard or not. */
async function alive(peer: () => unknown, hasFailed: () => boolean): Promise<boolean> {
  try {
    peer();
    return hasFailed();
  } catch {
    return true;
  }
}

await source.open(
  (facts) => print({ facts }),
  (notice) => print({ notice }),
);
server.once('listening', () => print({ opened: true }));
createInterface({ input: process.stdin })
  .on('line', async (line) => {
    const order: Order = JSON.parse(line);
    if (order.carry) source.carry(order.carry);
    if (order.connect && order.number !== undefined) {
      await make(order.number, order.connect);
      print({ made: order.number });
    }
    // What has just been ended is heard in the next turn.
    if (order.ask !== undefined) setTimeout(async () => print({ isOpen: !(await gone.get(order.ask ?? 0)?.()), number: order.ask }), 50);
  })
  .on('close', async () => {
    await source.close();
    process.exit(0);
  });
