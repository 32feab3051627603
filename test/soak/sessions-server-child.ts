/** The far end of the soak: an echo, and a web server whose answers begin at once and end after as many ms as the path says. */
import { createServer as createWebServer } from 'node:http';
import { createServer } from 'node:net';
import { PORTS } from './sessions-words.ts';

const echo = createServer((socket) => {
  socket.on('error', () => socket.destroy()).pipe(socket);
});
const web = createWebServer((request, response) => {
  response.setHeader('connection', 'keep-alive');
  response.write('begun ');
  const ending = setTimeout(() => response.end('ended'), Number(request.url?.slice(1)));
  response.once('close', () => clearTimeout(ending));
});
// One that it ends as a request comes is a failure of its own making: it waits for longer than clients do, and does not tell them how long.
web.keepAliveTimeout = 120_000;
await new Promise<void>((done) => echo.listen(PORTS.echo, '::', done));
await new Promise<void>((done) => web.listen(PORTS.web, '::', done));
process.stdout.write('{"ready":true}\n');
