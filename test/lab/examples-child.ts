/** `examples-child.ts WS TCP ADDRESS…`: what the examples talk to: an echo for ws at one port, one for TCP and multipath TCP at another. */
import { createServer } from 'node:net';
import { WebSocketServer } from 'ws';
import { AF_INET, AF_INET6, SOCK_CLOEXEC, SOCK_NONBLOCK, SOCK_STREAM } from '../../adapters/system/constants.ts';
import { bind, socket } from '../../adapters/system/index.ts';
import { sockaddrOf } from '../../adapters/system/sockaddr.ts';

/** <linux/in.h>. A peer that does not speak it is served by plain TCP (RFC 8684 §3.1). */
const IPPROTO_MPTCP = 262;

const [ws = '', tcp = '', ...addresses] = process.argv.slice(2);
const say = (line: object) => process.stdout.write(`${JSON.stringify(line)}\n`);

function listening(address: string, port: number): number {
  const fd = socket(address.includes(':') ? AF_INET6 : AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, IPPROTO_MPTCP);
  if (!fd.ok) throw new Error(`socket: ${fd.errno}`);
  const bound = bind(fd.value, sockaddrOf(address, port, 0));
  if (!bound.ok) throw new Error(`bind: ${bound.errno}`);
  return fd.value;
}

for (const host of addresses) {
  const echo = new WebSocketServer({ host, port: Number(ws) });
  echo.on('connection', (client, { socket: { remoteAddress: from } }) => {
    say({ ws: from });
    client.on('message', (data) => client.send(data)).on('error', () => client.terminate());
  });
  const server = createServer((stream) => {
    say({ tcp: stream.remoteAddress });
    stream.on('error', () => stream.destroy()).pipe(stream);
  });
  await new Promise<void>((resolve) => server.listen({ fd: listening(host, Number(tcp)) }, resolve));
}
say({ ready: true });
