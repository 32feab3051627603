/**
 * `asking-child.ts ORDER`: programs that ask the node's resolver for names without pause, each from a socket of its own: half of
 * the names are new, half come again and again. It says what became of each question, and ends with its stdin.
 */
import { createSocket } from 'node:dgram';
import { CLASS_IN, decodeMessage, encodeMessage, FLAG, RCODE_MASK, TYPE } from '../../../machines/model/dns/index.ts';
import { randoms } from '../random.ts';
import { moment } from '../shown.ts';

export type AskingOrder = {
  readonly seed: number;
  readonly servers: readonly string[];
  readonly suffixes: readonly string[];
  /** Questions in a second. */
  readonly pace: number;
};
/** Moments as in shown.ts. `rcode` null: nobody answered. */
export type Asked = {
  readonly name: string;
  readonly family: 4 | 6;
  readonly sent: number;
  readonly received: number;
  readonly rcode: number | null;
  readonly told: readonly string[];
};

/** Names that come again, of each suffix. Ms that a program waits: the resolver gives up before. */
const [AGAIN, PATIENCE, PORT, ROUND] = [8, 8_000, 53, 5];

const order: AskingOrder = JSON.parse(process.argv[2] ?? '');
const random = randoms(order.seed);
const pick = <T>(values: readonly T[]): T => values[random() % values.length] as T;
let [number, before, due] = [0, performance.now(), 0];

const timer = setInterval(() => {
  const now = performance.now();
  due = Math.min(8, due + ((now - before) * order.pace) / 1_000);
  before = now;
  for (; due >= 1; due -= 1) ask();
}, ROUND);
process.stdin.resume().on('end', () => clearInterval(timer));

function ask(): void {
  number += 1;
  const label = random() % 2 === 0 ? `again${random() % AGAIN}` : `once${number}`;
  const [name, family, server] = [`${label}.${pick(order.suffixes)}`, pick([4, 6] as const), pick(order.servers)];
  const question = { name, type: family === 4 ? TYPE.A : TYPE.AAAA, class: CLASS_IN };
  const bytes = encodeMessage({
    id: number & 0xffff,
    flags: FLAG.RD,
    questions: [question],
    answers: [],
    authorities: [],
    additionals: [],
  });
  if (!bytes) throw new TypeError(`no name: ${name}`);
  const socket = createSocket(server.includes(':') ? 'udp6' : 'udp4');
  let sent = 0;
  const over = (rcode: number | null, told: readonly string[]): void => {
    clearTimeout(late);
    socket.close();
    const asked: Asked = { name, family, sent, received: moment(), rcode, told };
    process.stdout.write(`${JSON.stringify(asked)}\n`);
  };
  const late = setTimeout(over, PATIENCE, null, []);
  socket.on('message', (answer) => {
    const read = decodeMessage(answer);
    if (!read.ok) return over(null, [`unreadable: ${read.error.kind}`]);
    const told = read.value.answers.flatMap((r) => (r.kind === 'record' && r.data.kind === 'address' ? [r.data.address] : []));
    over(read.value.flags & RCODE_MASK, told);
  });
  socket.connect(PORT, server, () => {
    sent = moment();
    socket.send(bytes);
  });
}
