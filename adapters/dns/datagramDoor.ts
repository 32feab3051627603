/** Queries of programs by UDP at one address. */
import { createSocket } from 'node:dgram';
import { familyOf } from '../../machines/model/address.ts';
import type { Desk } from './desk.ts';

export type Door = { readonly port: number; close(): Promise<void> };

/** Bytes that may wait in the kernel while something else is done; it gives what it allows. */
const BUFFER = 1024 * 1024;

/** Rejects with node's error (EADDRINUSE, EACCES, EADDRNOTAVAIL). */
export function openDatagramDoor(address: string, port: number, desk: Desk): Promise<Door> {
  const socket = createSocket({
    type: familyOf(address) === 4 ? 'udp4' : 'udp6',
    // Whoever asked is an address already: node would look it up in its next tick.
    lookup: (host, _options, callback) => callback(null, host, familyOf(host)),
  });
  const { promise, resolve, reject } = Promise.withResolvers<Door>();
  let isOpen = true;
  socket.on('message', (query, from) => {
    const reply = desk.hit(query, false);
    if (reply) socket.send(reply, 0, reply.length, from.port, from.address);
    else
      desk.miss(query, false).then((later) => {
        if (later && isOpen) socket.send(later, 0, later.length, from.port, from.address);
      });
  });
  const close = (): Promise<void> => {
    isOpen = false;
    return new Promise((done) => socket.close(() => done()));
  };
  socket.once('error', (error) => {
    socket.close();
    reject(error);
  });
  socket.bind({ address, port, exclusive: true }, () => {
    // Who asked and is gone (ECONNREFUSED) is no trouble of ours.
    socket.removeAllListeners('error').on('error', () => {});
    grow(() => socket.setRecvBufferSize(BUFFER));
    resolve({ port: socket.address().port, close });
  });
  return promise;
}

/** Less is good enough. */
function grow(run: () => void): void {
  try {
    run();
  } catch {
    return;
  }
}
