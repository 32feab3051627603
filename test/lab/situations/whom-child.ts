/** `whom-child.ts PORT`: a web server that says whom it sees: the address from which it was asked. */
import { createServer } from 'node:http';

const server = createServer(({ socket }, response) => response.end(socket.remoteAddress?.replace(/^::ffff:/, '')));
server.listen(Number(process.argv[2]), '::', () => process.stdout.write(`${JSON.stringify({ ready: true })}\n`));
