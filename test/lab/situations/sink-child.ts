/** `sink-child.ts PORT`: takes what comes by TCP and UDP, of both families, and says nothing. */
import { createSocket } from 'node:dgram';
import { createServer } from 'node:net';

const port = Number(process.argv[2]);
const server = createServer((socket) => {
  socket.on('error', () => socket.destroy()).resume();
});
const udp = createSocket('udp6');
server.listen(port, '::', () => udp.bind(port, '::', () => process.stdout.write(`${JSON.stringify({ ready: true })}\n`)));
