/**
 * `stream-child.ts {to, port}`: a program that knows nothing of all this. It has one long connection to an echo-child, sends by it
 * without pause, compares what comes back byte for byte, and says every so often how far it is. `new` on stdin: it opens another
 * connection and says from where that one comes; `end`: it sends no more, and says what became of it all.
 */
import { Socket } from 'node:net';
import { createInterface } from 'node:readline';
import { z } from 'zod';
import { socketOf } from './multipath.ts';

/** `mptcp`: the program asks for multipath TCP. */
export const StreamOrder = z.strictObject({ to: z.string(), port: z.number(), mptcp: z.boolean().default(false) });
const Far = z.strictObject({ sent: z.number(), echoed: z.number(), isExact: z.boolean() });
/** `at` by the wall clock, ms. */
export const StreamLine = z.union([
  z.strictObject({ from: z.string() }),
  Far.extend({ at: z.number() }),
  z.strictObject({ another: z.string() }),
  z.strictObject({ ended: Far }),
  z.strictObject({ failed: z.string() }),
]);
export type StreamLine = z.infer<typeof StreamLine>;

/** Bytes of a piece, ms between two of them, and between what is said. */
const [PIECE, EVERY, SAID] = [1_024, 25, 250];
/** No two stretches of some length are equal. */
const byteAt = (offset: number): number => (offset * 31 + (offset >> 8) * 7 + (offset >> 16)) & 255;
const say = (line: StreamLine): boolean => process.stdout.write(`${JSON.stringify(line)}\n`);

if (import.meta.main) run(StreamOrder.parse(JSON.parse(process.argv[2] ?? '')));

function run(order: z.infer<typeof StreamOrder>): void {
  const far = { sent: 0, echoed: 0, isExact: true };
  const socket = open(order, (from) => say({ from }), compare);
  function compare(bytes: Buffer): void {
    for (const [i, byte] of bytes.entries()) far.isExact &&= byte === byteAt(far.echoed + i);
    far.echoed += bytes.length;
  }
  const sending = setInterval(() => {
    socket.write(Buffer.from(Array.from({ length: PIECE }, (_, i) => byteAt(far.sent + i))));
    far.sent += PIECE;
  }, EVERY);
  const saying = setInterval(() => say({ at: Date.now(), ...far }), SAID);
  socket.once('close', () => {
    for (const timer of [sending, saying]) clearInterval(timer);
    say({ ended: far });
  });
  createInterface({ input: process.stdin }).on('line', (line) => {
    if (line === 'end') {
      clearInterval(sending);
      socket.end();
    }
    if (line === 'new') {
      const another = open(order, (from) => {
        say({ another: from });
        another.destroy();
      });
    }
  });
}

/** A line of the server's comes before all else. */
function open(
  { to, port, mptcp }: z.infer<typeof StreamOrder>,
  greeted: (from: string) => void,
  heard: (bytes: Buffer) => void = () => {},
) {
  const socket = (mptcp ? socketOf(to) : new Socket()).connect({ host: to, port });
  let greeting: Buffer | null = Buffer.alloc(0);
  socket.on('data', (bytes) => {
    if (greeting === null) return heard(bytes);
    const all: Buffer = Buffer.concat([greeting, bytes]);
    const end = all.indexOf('\n');
    greeting = end < 0 ? all : null;
    if (end < 0) return;
    greeted(all.subarray(0, end).toString());
    heard(all.subarray(end + 1));
  });
  socket.on('error', (error: NodeJS.ErrnoException) => say({ failed: error.code ?? error.message }));
  return socket;
}
