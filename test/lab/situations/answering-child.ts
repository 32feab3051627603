/**
 * `answering-child.ts ORDER`: a DNS server that knows an address for every name, and by it who answered, and when: `10.NETWORK.0.NUMBER`
 * and `2001:db8:ee:NETWORK::NUMBER`. A line on stdin is the number from then on, and is answered by `{number}`.
 */
import { createSocket } from 'node:dgram';
import { createInterface } from 'node:readline';
import { addressBytes } from '../../../machines/model/address.ts';
import { FLAG, HEADER, skipName, TYPE, word } from '../../../machines/model/dns/index.ts';

export type AnsweringOrder = { readonly addresses: readonly string[]; readonly network: number };

/** Seconds; longer than any test. A pointer to the question's name, IN: RFC 1035 §4.1.4, §3.2.4. */
const [TTL, PORT, OWNER, IN] = [600, 53, 0xc00c, 1];

const { addresses, network }: AnsweringOrder = JSON.parse(process.argv[2] ?? '');
let number = 0;
const say = (): void => void process.stdout.write(`${JSON.stringify({ number })}\n`);

function answerTo(query: Buffer): Buffer {
  const end = skipName(query, HEADER) + 4;
  const type = word(query, end - 4);
  const address = { [TYPE.A]: `10.${network}.0.${number}`, [TYPE.AAAA]: `2001:db8:ee:${network}::${number.toString(16)}` }[type];
  const data = (address && addressBytes(address)) || new Uint8Array();
  const answer = Buffer.alloc(end + (address ? 12 : 0));
  query.copy(answer, 0, 0, end);
  answer.writeUInt16BE(FLAG.QR | FLAG.RD | FLAG.RA, 2);
  for (const [i, count] of [1, address ? 1 : 0, 0, 0].entries()) answer.writeUInt16BE(count, 4 + 2 * i);
  if (!address) return answer;
  for (const [i, value] of [OWNER, type, IN, 0, TTL, data.length].entries()) answer.writeUInt16BE(value, end + 2 * i);
  return Buffer.concat([answer, data]);
}

const open = async (address: string): Promise<void> => {
  const socket = createSocket(address.includes(':') ? 'udp6' : 'udp4');
  socket.on('message', (query, from) => socket.send(answerTo(query), from.port, from.address));
  await new Promise<void>((resolve) => socket.bind(PORT, address, resolve));
};
await Promise.all(addresses.map(open));
say();
createInterface({ input: process.stdin }).on('line', (line) => {
  number = Number(line);
  say();
});
