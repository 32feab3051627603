/** A server of names on loopback that answers by a script, or octets as they are given. */
import { createSocket } from 'node:dgram';
import { createServer, type Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import { createFrames, framed } from '../../../adapters/dns/frames.ts';
import type { Script } from '../../../adapters/dns/index.ts';
import { decodeMessage, encodeMessage, FLAG } from '../../../machines/model/dns/index.ts';

/** Datagrams (or messages of a stream) to send back, one after the other. */
export type Answerer = (query: Buffer, by: 'datagram' | 'stream') => readonly Uint8Array[];
export type Upstream = { readonly address: string; readonly port: number; readonly peers: Set<number>; close(): Promise<void> };
export type Tls = { readonly key: string; readonly cert: string };

export async function openUpstream(
  address: string,
  answer: Answerer,
  { port = 0, tls }: { readonly port?: number; readonly tls?: Tls } = {},
): Promise<Upstream> {
  const peers = new Set<number>();
  const lines = new Set<Socket>();
  const onLine = (line: Socket): void => {
    lines.add(line);
    line.on('error', () => {});
    line.on(
      'data',
      createFrames((query) => {
        for (const reply of answer(query, 'stream')) line.write(framed(reply));
      }),
    );
  };
  const server = tls ? createTlsServer({ ...tls, ALPNProtocols: ['dot'] }, onLine) : createServer(onLine);
  server.on('tlsClientError', () => {});
  await new Promise<void>((done) => server.listen(port, address, done));
  const at = server.address();
  const own = typeof at === 'object' && at !== null ? at.port : 0;
  const socket = createSocket(address.includes(':') ? 'udp6' : 'udp4');
  socket.on('message', (query, from) => {
    peers.add(from.port);
    for (const reply of answer(query, 'datagram')) socket.send(reply, from.port, from.address);
  });
  await new Promise<void>((done) => socket.bind(own, address, done));
  const close = async (): Promise<void> => {
    for (const line of lines) line.destroy();
    await Promise.all([new Promise<void>((done) => socket.close(done)), new Promise((done) => server.close(done))]);
  };
  return { address, port: own, peers, close };
}

/** As the server of an address would by a script. */
export const byScript =
  (script: Script, address: string): Answerer =>
  (query) => {
    const read = decodeMessage(query);
    const question = read.ok ? read.value.questions[0] : undefined;
    if (!read.ok || !question) return [];
    const told = script(
      { ...question, name: question.name.toLowerCase() },
      { address, port: 0, tls: null },
      { ifname: 'lo', source: null },
    );
    if (!told) return [];
    const bytes = encodeMessage({
      ...read.value,
      ...{ answers: [], authorities: [], additionals: [] },
      ...told,
      flags: FLAG.QR | FLAG.RD | FLAG.RA | (told.flags ?? 0),
    });
    return bytes ? [bytes] : [];
  };
