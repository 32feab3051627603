/** `echo-child.ts PORT [mptcp]`: a server that tells each connection from where it comes, in a line, and then sends back all that it is sent. */
import { createServer } from 'node:net';
import { listenerOf } from './multipath.ts';

const server = createServer({ allowHalfOpen: true }, (socket) => {
  socket.on('error', () => socket.destroy());
  socket.write(`${socket.remoteAddress?.replace(/^::ffff:/, '')}\n`);
  socket.pipe(socket);
});
const port = Number(process.argv[2]);
const where = process.argv[3] === 'mptcp' ? { fd: listenerOf(port) } : { port, host: '::' };
server.listen(where, () => process.stdout.write(`${JSON.stringify({ ready: true })}\n`));
