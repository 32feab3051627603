/**
 * A resolver that answers by the name's first label as no resolver should: `liar-child.ts ADDRESS GOOD CERT KEY`, at port 53 of
 * ADDRESS, and truly by TLS at port 853; GOOD is the IPv4 address that a right answer has. `cut`: by TCP only; `id`, `question`, `port`: a wrong one first (from another port),
 * with an address that is never right, then the right one; `loop`: a name that points to itself; `refused`, `failed`: RCODE 5 and 2;
 * `alias`: the address of an alias; `silent`: nothing.
 */
import { createSocket } from 'node:dgram';
import { readFileSync } from 'node:fs';
import { createServer, type Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';

const [address = '', right = '', cert = '', key = ''] = process.argv.slice(2);
const WRONG = '203.0.113.66';

const record = (owner: Buffer, type: number, data: Buffer): Buffer =>
  Buffer.concat([owner, Buffer.of(0, type, 0, 1, 0, 0, 0, 60, 0, data.length), data]);
const a = (ip: string, owner = Buffer.of(0xc0, 12)): Buffer => record(owner, 1, Buffer.from(ip.split('.').map(Number)));
/** The question comes back as it was, unless another is given. */
function message(
  query: Buffer,
  answers: readonly Buffer[],
  { id = query.readUInt16BE(0), flags = 0x8180, question = query.subarray(12) } = {},
) {
  const head = Buffer.alloc(12);
  [id, flags, 1, answers.length].forEach((n, i) => void head.writeUInt16BE(n, 2 * i));
  return Buffer.concat([head, question, ...answers]);
}
const labelOf = (query: Buffer): string => query.subarray(13, 13 + (query[12] ?? 0)).toString();
const rightly = (query: Buffer): Buffer => message(query, [a(right)]);

function lies(query: Buffer): readonly Buffer[] {
  const alias = Buffer.from('\x05other\x04test\x00', 'latin1');
  const wrong = [a(WRONG)];
  switch (labelOf(query)) {
    case 'cut':
      return [message(query, [], { flags: 0x8380 })];
    case 'id':
      return [message(query, wrong, { id: query.readUInt16BE(0) ^ 1 }), rightly(query)];
    case 'question':
      return [message(query, wrong, { question: Buffer.concat([alias, Buffer.of(0, 1, 0, 1)]) }), rightly(query)];
    case 'loop':
      return [message(query, [a(right, Buffer.of(0xc0, query.length))])];
    case 'refused':
      return [message(query, [], { flags: 0x8185 })];
    case 'failed':
      return [message(query, [], { flags: 0x8182 })];
    case 'alias':
      return [message(query, [a(right, alias), record(Buffer.of(0xc0, 12), 5, alias), a(WRONG, Buffer.from('\x01x\x00', 'latin1'))])];
    case 'silent':
      return [];
    default:
      return [rightly(query)];
  }
}

const [udp, elsewhere] = [createSocket('udp4'), createSocket('udp4')];
udp.on('message', (query, { port, address: to }) => {
  const answer = () => {
    for (const lie of lies(query)) udp.send(lie, port, to);
  };
  if (labelOf(query) !== 'port') return answer();
  elsewhere.send(message(query, [a(WRONG)]), port, to, answer);
});
const truly = (socket: Socket): void => {
  socket.on('error', () => {});
  socket.once('data', (bytes) => {
    const answer = rightly(Buffer.from(bytes).subarray(2));
    socket.end(Buffer.concat([Buffer.of(answer.length >> 8, answer.length & 0xff), answer]));
  });
};
const tcp = createServer(truly);
const covered = createTlsServer({ cert: readFileSync(cert), key: readFileSync(key) }, truly).on('tlsClientError', () => {});
const ready = () => process.stdout.write('{"ready":true}\n');
elsewhere.bind(5353, address, () => udp.bind(53, address, () => tcp.listen(53, address, () => covered.listen(853, address, ready))));
