/** Queries of programs by TCP at one address: many on one connection, answered as they are ready. RFC 7766 §6. */
import { createServer, type Socket } from 'node:net';
import type { Counters } from './counters.ts';
import type { Door } from './datagramDoor.ts';
import type { Desk } from './desk.ts';
import { createFrames, framed } from './frames.ts';

export type StreamLimits = { readonly connections: number; readonly pending: number; readonly idle: number };
/** Connections at once, questions under way on each, ms without one. Guesses; RFC 7766 §6.2.3 asks for seconds. */
const STREAM_LIMITS: StreamLimits = { connections: 128, pending: 64, idle: 10_000 };
/** Answers that a program does not fetch. A guess: a few of the largest. */
const UNSENT_MAX = 256 * 1024;

type Line = { readonly socket: Socket; pending: number };

/** Rejects with node's error (EADDRINUSE, EACCES, EADDRNOTAVAIL). */
export function openStreamDoor(
  address: string,
  port: number,
  desk: Desk,
  counters: Counters,
  limits: StreamLimits = STREAM_LIMITS,
): Promise<Door> {
  /** The one that has asked nothing for longest is first. */
  const lines = new Set<Line>();

  const end = (line: Line): void => {
    lines.delete(line);
    line.socket.destroy();
  };
  const pace = (line: Line): void => {
    const isFull = line.pending >= limits.pending || line.socket.writableLength > UNSENT_MAX;
    if (isFull) line.socket.pause();
    else line.socket.resume();
  };
  const answer = (line: Line, reply: Buffer | null): void => {
    line.pending -= 1;
    if (reply && !line.socket.destroyed) line.socket.write(framed(reply));
    pace(line);
  };
  const hear = (line: Line, query: Buffer): void => {
    lines.delete(line);
    lines.add(line);
    line.pending += 1;
    const reply = desk.hit(query, true);
    if (reply) answer(line, reply);
    else {
      desk.miss(query, true).then((later) => answer(line, later));
      pace(line);
    }
  };
  const makeRoom = (): void => {
    if (lines.size < limits.connections) return;
    const idle = [...lines].find(({ pending }) => pending === 0) ?? [...lines][0];
    if (!idle) return;
    counters.turnedAway += 1;
    end(idle);
  };
  const server = createServer({ noDelay: true }, (socket) => {
    makeRoom();
    counters.connections += 1;
    const line: Line = { socket, pending: 0 };
    lines.add(line);
    socket.on(
      'data',
      createFrames((query) => hear(line, query)),
    );
    socket.on('drain', () => pace(line));
    socket.on('error', () => end(line));
    socket.on('close', () => lines.delete(line));
    socket.setTimeout(limits.idle, () => end(line));
  });

  const close = (): Promise<void> => {
    for (const line of lines) end(line);
    return new Promise((done) => server.close(() => done()));
  };
  const { promise, resolve, reject } = Promise.withResolvers<Door>();
  server.once('error', reject);
  server.listen({ host: address, port, exclusive: true }, () => {
    server.off('error', reject).on('error', () => {});
    const at = server.address();
    resolve({ port: typeof at === 'object' && at !== null ? at.port : port, close });
  });
  return promise;
}
