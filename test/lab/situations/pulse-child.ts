/** `pulse-child.ts {to, port, every}`: sends a datagram to each address every so many ms, from a new socket each time, until it is ended. */
import { createSocket } from 'node:dgram';

const { to, port, every }: { readonly to: readonly string[]; readonly port: number; readonly every: number } = JSON.parse(
  process.argv[2] ?? '',
);

setInterval(() => {
  for (const address of to) {
    const socket = createSocket(address.includes(':') ? 'udp6' : 'udp4');
    // Without a route it is refused, as any program is.
    socket.on('error', () => {}).send('pulse', port, address, () => socket.close());
  }
}, every);
process.stdout.write('{"ready":true}\n');
