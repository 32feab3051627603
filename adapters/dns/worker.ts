/** The resolver's thread: listeners, caches and sockets live here, so that neither they nor the agent wait for each other. */
import { setPriority } from 'node:os';
import type { SecureContext } from 'node:tls';
import { parentPort, workerData } from 'node:worker_threads';
import { tls } from '../system/builtin.ts';
import { createCounters } from './counters.ts';
import { createLocalResolver } from './local.ts';
import type { Call, FromWorker, Returned, ToWorker, WorkerOptions } from './messages.ts';
import { DnsUnavailable, type PinRequest } from './port.ts';
import { openTime } from './time.ts';
import { wire } from './wire.ts';

/** While both have work to do, a decision comes before answers. A guess. Linux: it is this thread's alone; setpriority(2), NOTES. */
const NICE = 5;
setPriority(NICE);

const { listen, ca }: WorkerOptions = workerData;
const post = (message: FromWorker): void => parentPort?.postMessage(message);
const pins = new Map<number, (isPinned: boolean) => void>();
let asked = 0;
let secure: SecureContext | undefined;

const time = openTime();
const counters = createCounters();
const resolver = createLocalResolver({
  listen,
  time,
  counters,
  // Made once, and only where a server wants it: it reads some hundred certificates.
  reach: wire(
    () => {
      secure ??= tls().createSecureContext(ca === null ? {} : { ca: [...ca] });
      return secure;
    },
    time,
    counters,
  ),
  pin: askForPin,
  discovered: (found) => post({ kind: 'discovered', found }),
  notice: (line) => post({ kind: 'notice', line }),
});

function askForPin(request: PinRequest): Promise<boolean> {
  const id = asked;
  asked += 1;
  const { promise, resolve } = Promise.withResolvers<boolean>();
  pins.set(id, resolve);
  post({ kind: 'pin', id, request });
  return promise.finally(() => pins.delete(id));
}

async function carryOut(call: Call): Promise<Returned> {
  switch (call.kind) {
    case 'open':
      return open();
    case 'show':
      return { kind: 'show', seq: await resolver.show(call.view) };
    case 'resolve':
      return { kind: 'resolve', told: await resolver.resolve(call.ask) };
    case 'cache':
      return { kind: 'cache', domains: await resolver.cache() };
    case 'stats':
      return { kind: 'stats', stats: await resolver.stats() };
    case 'samples':
      return { kind: 'samples', samples: await resolver.samples() };
    case 'flush':
      await resolver.flush();
      return { kind: 'flush' };
    case 'close':
      await resolver.close();
      time.close();
      return { kind: 'close' };
    default:
      return call satisfies never;
  }
}

async function open(): Promise<Returned> {
  try {
    return { kind: 'open', endpoints: await resolver.open() };
  } catch (cause) {
    if (cause instanceof DnsUnavailable) return { kind: 'unavailable', problems: cause.problems };
    throw cause;
  }
}

parentPort?.on('message', (message: ToWorker) => {
  if (message.kind === 'pinned') return pins.get(message.id)?.(message.isPinned);
  carryOut(message.call).then((value) => {
    post({ kind: 'returned', id: message.id, value });
    if (value.kind === 'close') parentPort?.close();
  });
});
