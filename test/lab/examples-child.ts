/** `examples-child.ts WS TCP ADDRESS…`: what the examples talk to: an echo for ws at one port, one for TCP and multipath TCP at another. */
import { createServer } from 'node:net';
import { WebSocketServer } from 'ws';
import { describeFault, multipathBound } from '../../adapters/system/index.ts';

const [ws = '', tcp = '', ...addresses] = process.argv.slice(2);
const say = (line: object) => process.stdout.write(`${JSON.stringify(line)}\n`);

function listening(address: string, port: number): number {
  const bound = multipathBound(address, port);
  if (!bound.ok) throw new Error(describeFault(bound));
  return bound.value;
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
