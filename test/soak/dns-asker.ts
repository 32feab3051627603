/** A program that asks by UDP, and now and then by TCP: names that are asked again and again, and names that are asked once. */
import { createSocket } from 'node:dgram';
import { connect } from 'node:net';
import { createFrames, framed } from '../../adapters/dns/frames.ts';
import { decodeMessage, encodeMessage, FLAG, type Message, RCODE, RCODE_MASK, TYPE } from '../../machines/model/dns/index.ts';
import { waitUntil } from '../lab/exec.ts';
import { randoms } from '../lab/random.ts';
import { CORP } from './dns-world.ts';

/** `answer`: the address, or null for a code that says that there is none; undefined: nothing came. `isLast`: it is not asked again. `took` in ms. */
export type Asked<T> = {
  readonly name: string;
  readonly isLast: boolean;
  readonly with: T;
  readonly answer: string | null | undefined;
  readonly took: number;
};
export type Asker = { readonly sent: number; stop(): Promise<void> };
export type AskerOptions<T> = {
  readonly address: string;
  readonly port: number;
  readonly rate: number;
  readonly seed: number;
  /** What is true as a query leaves. */
  readonly now: () => T;
  /** Whether it is asked again, as programs do after a failure. */
  readonly told: (asked: Asked<T>) => boolean;
};
type Pending<T> = { readonly name: string; readonly tries: number; readonly with: T; readonly at: number };

/** ms; as long as programs wait. */
const PATIENCE = 5_000;
/** So often is one name asked, and after so many ms. */
const [TRIES, AGAIN] = [3, 100];
const [TICK, SWEEP] = [5, 250];
const IDS = 65_536;
/** Of a hundred: names under a VPN's suffix, names never asked before; of a thousand by TCP. */
const [SHARE_CORP, SHARE_FRESH, SHARE_STREAM] = [2, 10, 10];
const [HOT, HOT_CORP] = [500, 20];
const BUFFER = 4 * 1024 * 1024;

export async function openAsker<T>({ address, port, rate, seed, now, told }: AskerOptions<T>): Promise<Asker> {
  const random = randoms(seed);
  const pending = new Map<number, Pending<T>>();
  const socket = createSocket('udp4');
  const began = performance.now();
  let [sent, underWay, id, isOver] = [0, 0, 0, false];

  const end = ({ name, tries, at, with: since }: Pending<T>, message: Message | null): void => {
    const answer = message === null ? undefined : answerOf(message, name);
    const isAgain = told({ name, isLast: tries === TRIES, with: since, answer, took: performance.now() - at });
    if (isAgain) setTimeout(ask, AGAIN, name, tries + 1);
    else underWay -= 1;
  };
  const nextName = (): string => {
    const dice = random() % 100;
    if (dice < SHARE_CORP) return `c${random() % HOT_CORP}.${CORP}`;
    return dice < SHARE_CORP + SHARE_FRESH ? `u${sent}.soak.example` : `h${random() % HOT}.soak.example`;
  };
  const ask = (name: string, tries = 1): void => {
    id = (id + 1) % IDS;
    const query = { name, tries, with: now(), at: performance.now() };
    if (random() % 1_000 < SHARE_STREAM) return askByStream(query, id);
    pending.set(id, query);
    socket.send(questionOf(name, id));
  };
  const askByStream = (query: Pending<T>, own: number): void => {
    const line = connect(port, address, () => line.write(framed(questionOf(query.name, own))));
    let message: Message | null = null;
    line.on(
      'data',
      createFrames((bytes) => {
        message = read(bytes);
        line.end();
      }),
    );
    line.on('error', () => {});
    line.setTimeout(PATIENCE, () => line.destroy());
    line.once('close', () => end(query, message));
  };
  socket.on('message', (bytes) => {
    const message = read(bytes);
    const query = message && pending.get(message.id);
    if (!query) return;
    pending.delete(message.id);
    end(query, message);
  });
  await new Promise<void>((done) => socket.connect(port, address, done));
  socket.setRecvBufferSize(BUFFER);

  const asking = setInterval(() => {
    while (!isOver && sent < ((performance.now() - began) * rate) / 1000) {
      sent += 1;
      underWay += 1;
      ask(nextName());
    }
  }, TICK);
  const sweeping = setInterval(() => {
    for (const [own, query] of pending) {
      if (performance.now() - query.at < PATIENCE) break;
      pending.delete(own);
      end(query, null);
    }
  }, SWEEP);
  return {
    get sent() {
      return sent;
    },
    stop: async () => {
      isOver = true;
      clearInterval(asking);
      await waitUntil('nothing is under way', () => underWay === 0, { within: TRIES * (PATIENCE + SWEEP + AGAIN) });
      clearInterval(sweeping);
      socket.close();
    },
  };
}

const questionOf = (name: string, id: number): Uint8Array =>
  encodeMessage({
    ...{ id, flags: FLAG.RD, questions: [{ name, type: TYPE.A, class: 1 }], answers: [], authorities: [], additionals: [] },
  }) ?? new Uint8Array();

function read(bytes: Uint8Array): Message | null {
  const decoded = decodeMessage(bytes);
  return decoded.ok ? decoded.value : null;
}

/** Of another name it would be no answer at all. */
function answerOf({ flags, questions, answers }: Message, name: string): string | null | undefined {
  if (questions[0]?.name !== name) return undefined;
  if ((flags & RCODE_MASK) !== RCODE.NOERROR) return null;
  const [record] = answers;
  return record?.kind === 'record' && record.data.kind === 'address' ? record.data.address : undefined;
}
