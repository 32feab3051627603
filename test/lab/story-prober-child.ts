/**
 * `story-prober-child.ts send` sends a numbered datagram of each family every millisecond, as far as the machine lets it, as a
 * program that knows nothing of us: its sockets are not connected, so each datagram is routed anew. `… receive` tells which came.
 * Orders are lines of JSON on stdin (`Order`), answered by lines of JSON.
 */
import { createSocket } from 'node:dgram';
import { createInterface } from 'node:readline';
import { AF_INET, AF_INET6, SOCK_DGRAM, SOCK_NONBLOCK } from '../../adapters/system/constants.ts';
import { sendto, socket } from '../../adapters/system/index.ts';
import { sockaddrOf } from '../../adapters/system/sockaddr.ts';
import { type Arrival, type Ended, gapOf, Order, type Received, type Report } from './story-gap.ts';

const [role, ...addresses] = process.argv.slice(2);
const PORT = 7777;
const EVERY = 1;
/** Which run, which number, and when: all that a datagram says. */
const LENGTH = 16;
const FAMILIES = [
  { key: 'ipv4', domain: AF_INET, type: 'udp4' },
  { key: 'ipv6', domain: AF_INET6, type: 'udp6' },
] as const;

const say = (line: object): void => void process.stdout.write(`${JSON.stringify(line)}\n`);
const heed = (take: (order: Order) => void): void => {
  createInterface({ input: process.stdin }).on('line', (line) => take(Order.parse(JSON.parse(line))));
  say({ ready: true });
};

if (role === 'send') heed(sender(addresses));
else receiver(addresses).then(heed);

function sender(targets: readonly string[]): (order: Order) => void {
  const ways = FAMILIES.map(({ domain }, i) => {
    const opened = socket(domain, SOCK_DGRAM | SOCK_NONBLOCK, 0);
    if (!opened.ok) throw new Error(`no socket: ${opened.name}`);
    return { fd: opened.value, to: sockaddrOf(targets[i] ?? '', PORT) };
  });
  const bytes = Buffer.alloc(LENGTH);
  let [sent, timer]: [number, NodeJS.Timeout | undefined] = [0, undefined];
  const sendOne = (run: number): void => {
    bytes.writeUInt32LE(run, 0);
    bytes.writeUInt32LE(sent++, 4);
    for (const { fd, to } of ways) {
      bytes.writeDoubleLE(performance.timeOrigin + performance.now(), 8);
      // Refused or taken: what does not arrive is lost.
      sendto(fd, bytes, 0, to);
    }
  };
  return (order) => {
    if ('begin' in order) {
      sent = 0;
      timer = setInterval(sendOne, EVERY, order.begin);
    }
    if ('end' in order) {
      clearInterval(timer);
      say({ run: order.end, sent } satisfies Ended);
    }
  };
}

async function receiver(own: readonly string[]): Promise<(order: Order) => void> {
  type Came = Arrival & { readonly from: string };
  const came = FAMILIES.map((): Came[] => []);
  let run = 0;
  for (const [i, { type }] of FAMILIES.entries()) {
    const bound = Promise.withResolvers<void>();
    createSocket(type)
      .on('message', (bytes, { address }) => {
        if (bytes.length === LENGTH && bytes.readUInt32LE(0) === run)
          came[i]?.push({ seq: bytes.readUInt32LE(4), at: bytes.readDoubleLE(8), from: address });
      })
      .bind(PORT, own[i], () => bound.resolve());
    await bound.promise;
  }
  const told = (arrivals: readonly Came[], sent: number): Received => {
    const from: Record<string, number> = {};
    for (const one of arrivals) from[one.from] = (from[one.from] ?? 0) + 1;
    const last = arrivals.reduce((seq, one) => Math.max(seq, one.seq), -1);
    return { ...gapOf(arrivals, sent), isWhole: last === sent - 1, newest: arrivals.at(-1)?.from ?? null, from };
  };
  return (order) => {
    if ('begin' in order) {
      run = order.begin;
      for (const arrivals of came) arrivals.length = 0;
      say({ run, sent: 0 } satisfies Ended);
    }
    if ('report' in order) say({ run, ipv4: told(came[0] ?? [], order.sent), ipv6: told(came[1] ?? [], order.sent) } satisfies Report);
  };
}
