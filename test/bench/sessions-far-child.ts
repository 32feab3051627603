/**
 * `sessions-far-child.ts ADDRESS…`: the far end of the bench's programs: a web server that answers from where it was asked, a
 * Multipath TCP server that sends all back, and a subscriber that counts what comes by the broker at the first address. A line
 * `TOPIC` on stdin: what has come to it.
 */
import { createServer } from 'node:http';
import { createServer as createStreamServer } from 'node:net';
import { createInterface } from 'node:readline';
import mqtt from 'mqtt';
import { AF_INET6, SOCK_CLOEXEC, SOCK_NONBLOCK, SOCK_STREAM } from '../../adapters/system/constants.ts';
import { bind, SystemCallError, socket } from '../../adapters/system/index.ts';
import { sockaddrOf } from '../../adapters/system/sockaddr.ts';
import { type FarLine, IPPROTO_MPTCP, PORTS } from './sessions-words.ts';

const [broker = ''] = process.argv.slice(2);
const say = (line: FarLine): boolean => process.stdout.write(`${JSON.stringify(line)}\n`);

/** How often each message came, by topic. */
const topics = new Map<string, Map<string, number>>();
function count(topic: string, message: string): void {
  const seen = topics.get(topic) ?? new Map<string, number>();
  topics.set(topic, seen.set(message, (seen.get(message) ?? 0) + 1));
}

function listenByMultipath(): Promise<void> {
  const opened = socket(AF_INET6, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, IPPROTO_MPTCP);
  if (!opened.ok) throw new SystemCallError(opened);
  const bound = bind(opened.value, sockaddrOf('::', PORTS.mptcp));
  if (!bound.ok) throw new SystemCallError(bound);
  const server = createStreamServer((client) => {
    client.on('error', () => client.destroy());
    client.pipe(client);
  });
  return new Promise((done) => server.listen({ fd: opened.value }, done));
}

const web = createServer(({ socket: { remoteAddress } }, response) => response.end(remoteAddress?.replace(/^::ffff:/, '')));
await new Promise<void>((done) => web.listen(PORTS.web, '::', done));
await listenByMultipath();
const subscriber = await mqtt.connectAsync(`mqtt://${broker}:${PORTS.mqtt}`, { clientId: 'far' });
subscriber.on('message', (topic, message) => count(topic, message.toString()));
await subscriber.subscribeAsync('bench/#', { qos: 1 });
createInterface({ input: process.stdin }).on('line', (topic) => {
  const seen = [...(topics.get(topic)?.values() ?? [])];
  say({ topic, delivered: seen.length, doubled: seen.filter((times) => times > 1).length });
});
say({ ready: true });
