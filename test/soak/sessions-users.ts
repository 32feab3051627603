/** Users of the library: each has one connection or one request at a time, holds it for a while, and begins another, whatever became of it. */
import type { Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { CODES } from '../../adapters/programs/errors.ts';
import type { Use } from '../../machines/model/needs.ts';
import { randoms } from '../lab/random.ts';
import type { Order, Tally } from './sessions-words.ts';

/** What of the library is used. */
export type Face = {
  connect(options: { readonly host: string; readonly port: number; readonly use?: Use; readonly signal?: AbortSignal }): Promise<Socket>;
  fetch(
    url: string,
    init?: { readonly use?: Use; readonly signal?: AbortSignal },
  ): Promise<{ readonly body: AsyncIterable<Uint8Array> | null }>;
};
export type Users = {
  readonly tally: Tally;
  readonly underWay: number;
  /** Nobody begins anything more; resolves when the last one has ended. */
  stop(): Promise<void>;
};

/** ms: between two bytes, after a failure. */
const [BYTES, AFTER] = [250, 500];
/** ms after which a user has enough, and after which it is said to hang. */
const [PATIENCE, HUNG] = [12_000, 45_000];
/** What is used, each as often as the others: mostly nothing, networks that are there, needs that some meet, and such as nobody does. */
const USES: readonly (Use | undefined)[] = [
  ...Array<undefined>(10).fill(undefined),
  ...['pvd:eth0', 'wlan0', 'pvd:wwan0'],
  ...[{ metered: false }, { kind: 'wifi' as const }, { family: 6 as const }],
  ...['pvd:nowhere', { minBandwidth: 1e6 }],
];
/** The user's own deadline. */
const ENOUGH = 'own deadline';

/** `shared`: a signal that lives as long as they all. `odd` is told of failures that no documentation has. */
export function openUsers(face: Face, order: Order, shared: AbortSignal, odd: (what: string) => void): Users {
  const random = randoms(order.seed);
  const pick = <T>(list: readonly T[]): T | undefined => list[random() % list.length];
  const tally = { good: 0, failed: {} as Record<string, number>, hung: 0 };
  let [underWay, isOver] = [0, false];

  const failed = (error: unknown): void => {
    const code = codeOf(error);
    tally.failed[code] = (tally.failed[code] ?? 0) + 1;
    if (!isDocumented(code)) odd(`${code}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
  };
  const attempt = async (): Promise<void> => {
    const [use, host, ms] = [pick(USES), pick([order.name, ...order.addresses]) ?? '', order.held.least + (random() % order.held.more)];
    const signal = random() % 4 === 0 ? shared : AbortSignal.timeout(PATIENCE);
    const needs = { ...(use === undefined ? {} : { use }), signal };
    if (random() % 2 === 0) await converse(await face.connect({ host, port: order.ports.echo, ...needs }), ms);
    else await read(face, `http://${host.includes(':') ? `[${host}]` : host}:${order.ports.web}/${ms}`, needs);
  };
  const live = async (): Promise<void> => {
    await pause(random() % order.held.least);
    for (let began = performance.now(); !isOver; began = performance.now()) {
      underWay += 1;
      try {
        await attempt();
        tally.good += 1;
      } catch (error) {
        failed(error);
        await pause(AFTER);
      }
      underWay -= 1;
      if (performance.now() - began > HUNG) tally.hung += 1;
    }
  };
  const all = Array.from({ length: order.users }, live);
  return {
    tally,
    get underWay() {
      return underWay;
    },
    stop: async () => {
      isOver = true;
      await Promise.all(all);
    },
  };
}

/** Sends and hears for so many ms; rejects with what the socket is destroyed by, or when nothing comes back for too long. */
async function converse(socket: Socket, ms: number): Promise<void> {
  const closed = new Promise((done) => socket.once('close', done));
  let problem: unknown = null;
  let heard = performance.now();
  socket.on('error', (error) => {
    problem ??= error;
  });
  socket.on('data', () => {
    heard = performance.now();
  });
  for (const until = performance.now() + ms; performance.now() < until && !socket.destroyed; await pause(BYTES)) socket.write('.');
  socket.end();
  while (!socket.destroyed && performance.now() - heard < PATIENCE) await Promise.race([closed, pause(BYTES)]);
  if (!socket.destroyed) {
    problem ??= new DOMException(ENOUGH, 'TimeoutError');
    socket.destroy();
  }
  await closed;
  if (problem !== null) throw problem;
}

async function read(face: Face, url: string, init: { readonly use?: Use; readonly signal: AbortSignal }): Promise<void> {
  const { body } = await face.fetch(url, init);
  let text = '';
  for await (const bytes of body ?? []) text += Buffer.from(bytes).toString();
  if (text !== 'begun ended') throw new Error(`another answer: ${text}`);
}

/** undici has what ended a body behind `terminated`. */
function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return 'no error';
  if (error.name === 'TimeoutError') return ENOUGH;
  if ('code' in error && typeof error.code === 'string') return error.code;
  return error.cause === undefined ? error.name : codeOf(error.cause);
}
const isDocumented = (code: string): boolean => code === ENOUGH || Object.hasOwn(CODES, code);
