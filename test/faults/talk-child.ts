/**
 * A TCP session that never rests: `talk-child.ts serve PORT` sends back what it gets; `talk-child.ts talk ADDRESS PORT` writes every
 * few milliseconds, and says how many bytes it has sent and got back whenever it gets a line.
 */
import { connect, createServer } from 'node:net';
import { createInterface } from 'node:readline';

const [role, ...rest] = process.argv.slice(2);
const say = (line: object): unknown => process.stdout.write(`${JSON.stringify(line)}\n`);
/** Small enough that each is a segment of its own. */
const [CHUNK, EVERY] = [Buffer.alloc(200, 'x'), 4];

if (role === 'serve') {
  createServer((socket) => {
    socket.setNoDelay(true).on('error', () => socket.destroy());
    socket.pipe(socket);
  }).listen(Number(rest[0]), '::', () => say({ kind: 'open' }));
} else {
  const [host = '', port] = rest;
  const counts = { sent: 0, back: 0 };
  const socket = connect({ host, port: Number(port) }, () => {
    say({ kind: 'open' });
    setInterval(() => {
      counts.sent += CHUNK.length;
      socket.write(CHUNK);
    }, EVERY);
  });
  socket.setNoDelay(true);
  socket.on('data', (bytes) => {
    counts.back += bytes.length;
  });
  socket.on('error', (error) => say({ kind: 'error', problem: error.message }));
  createInterface({ input: process.stdin }).on('line', () => say({ kind: 'counts', ...counts }));
}
