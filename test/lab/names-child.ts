/**
 * `names-child.ts ORDER`: a DNS server that knows some names and says for how long, also of those that it does not know (SOA): what
 * dnsmasq leaves out. `manner`: `cut` says of every answer that it was cut, also by TCP, which is a lie (RFC 7766 §5); `refused`
 * refuses every question. Started by nameserver.ts.
 */
import { createSocket } from 'node:dgram';
import { createServer } from 'node:net';
import { z } from 'zod';
import { CLASS_IN, type Data, decodeMessage, encodeMessage, FLAG, RCODE, type Resource, TYPE } from '../../machines/model/dns/index.ts';
import { seconds } from '../../machines/model/units.ts';

const Order = z.strictObject({
  addresses: z.array(z.string()),
  /** Addresses by name. */
  records: z.record(z.string(), z.array(z.string())).default({}),
  /** Seconds. */
  ttl: z.number().int().default(600),
  manner: z.enum(['good', 'cut', 'refused']).default('good'),
});
type Order = z.infer<typeof Order>;
export type OrderInput = z.input<typeof Order>;

const DATAGRAM = 1_232;
const REFUSED = 5;
const [PORT, HEAD] = [53, 12];

function answerTo({ records, ttl, manner }: Order, query: Buffer, isStream: boolean): Uint8Array | null {
  const read = decodeMessage(query);
  const [question] = read.ok ? read.value.questions : [];
  if (!read.ok || !question) return null;
  const name = question.name.toLowerCase();
  const known = records[name];
  const record = (type: number, data: Data, owner = question.name): Resource => ({
    ...{ kind: 'record', name: owner, type, class: CLASS_IN, ttl: seconds(ttl), data },
  });
  const answers = (known ?? [])
    .map((address) => record(address.includes(':') ? TYPE.AAAA : TYPE.A, { kind: 'address', address }))
    .filter(({ type }) => type === question.type);
  const after = `${'00000001'.repeat(4)}${ttl.toString(16).padStart(8, '0')}`;
  const soa = record(TYPE.SOA, { kind: 'names', before: '', names: ['ns.example', 'admin.example'], after }, name.replace(/^[^.]*\./, ''));
  const rcode = manner === 'refused' ? REFUSED : known ? RCODE.NOERROR : RCODE.NXDOMAIN;
  const message = { id: read.value.id, questions: [question], authorities: answers.length === 0 ? [soa] : [], additionals: [] };
  const flags = FLAG.QR | FLAG.RD | FLAG.RA | rcode;
  const whole = encodeMessage({ ...message, flags, answers });
  const isCut = manner === 'cut' || (!isStream && (whole?.length ?? 0) > DATAGRAM);
  const bytes = isCut ? encodeMessage({ ...message, flags: flags | FLAG.TC, answers: [], authorities: [] }) : whole;
  // With the letters as they were asked.
  if (bytes) bytes.set(query.subarray(HEAD, HEAD + question.name.length + 2), HEAD);
  return bytes;
}

if (import.meta.main) {
  const order = Order.parse(JSON.parse(process.argv[2] ?? ''));
  const open = (address: string): Promise<unknown> => {
    const udp = createSocket(address.includes(':') ? 'udp6' : 'udp4');
    udp.on('message', (query, from) => {
      const answer = answerTo(order, query, false);
      if (answer) udp.send(answer, from.port, from.address);
    });
    const tcp = createServer((socket) => {
      socket.on('error', () => {});
      socket.on('data', (bytes) => {
        const answer = answerTo(order, Buffer.from(bytes).subarray(2), true);
        if (answer) socket.write(Buffer.concat([Buffer.of(answer.length >> 8, answer.length & 0xff), answer]));
      });
    });
    const bound = new Promise<void>((resolve) => udp.bind(PORT, address, resolve));
    return Promise.all([bound, new Promise<void>((resolve) => tcp.listen(PORT, address, resolve))]);
  };
  await Promise.all(order.addresses.map(open));
  process.stdout.write('{"ready":true}\n');
}
