/** `echo-child.ts PORT`: a server that tells each connection from where it comes, in a line, and then sends back all that it is sent. */
import { createServer } from 'node:net';

const server = createServer({ allowHalfOpen: true }, (socket) => {
  socket.on('error', () => socket.destroy());
  socket.write(`${socket.remoteAddress?.replace(/^::ffff:/, '')}\n`);
  socket.pipe(socket);
});
server.listen(Number(process.argv[2]), '::', () => process.stdout.write(`${JSON.stringify({ ready: true })}\n`));
