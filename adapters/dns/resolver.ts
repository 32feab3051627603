/** The resolver as the agent has it: a thread of its own, started again when it fails, and shown what it was shown last. */
import { Worker } from 'node:worker_threads';
import { type NamesView, NO_NAMES } from '../../machines/model/names.ts';
import { LISTEN, type Listen } from './doors.ts';
import type { Call, FromWorker, Returned, ToWorker, WorkerOptions } from './messages.ts';
import { type Asked, DnsUnavailable, type Endpoint, type Resolver } from './port.ts';

export type ResolverOptions = Asked & {
  readonly listen?: Partial<Listen>;
  /** Certificates (PEM) for DNS over TLS instead of node's own. */
  readonly ca?: readonly string[];
};

/** The thread ended under a call, or never came up again. */
export class DnsWorkerFailed extends Error {
  readonly code = 'dns.workerFailed';
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'DnsWorkerFailed';
  }
}

/** Beside this file as it is written, and as it is bundled. */
const FILE = import.meta.url.endsWith('.ts') ? './worker.ts' : './dns-worker.js';
/** Starts in so many milliseconds; beyond that it fails for good. Guesses. */
const [STARTS_MAX, STARTS_WITHIN] = [5, 60_000];

type Waiting = { readonly resolve: (value: Returned) => void; readonly reject: (cause: Error) => void };
type Thread = { readonly worker: Worker; readonly calls: Map<number, Waiting>; isOver: boolean };

export function openResolver({ listen, ca, pin, discovered, notice = () => {} }: ResolverOptions): Resolver {
  const data: WorkerOptions = { listen: { ...LISTEN, ...listen }, ca: ca ?? null };
  let thread: Thread | null = null;
  let [isClosed, id]: [boolean, number] = [false, 0];
  let shown: NamesView = NO_NAMES;
  let starts: readonly number[] = [];

  const start = (): Thread => {
    const worker = new Worker(new URL(FILE, import.meta.url), { workerData: data, name: 'multihome dns' });
    const started: Thread = { worker, calls: new Map(), isOver: false };
    worker.on('message', (message: FromWorker) => hear(started, message));
    worker.on('error', (cause: Error) => over(started, cause));
    worker.on('exit', () => over(started, new Error('it ended by itself')));
    starts = [...starts.filter((at) => at > performance.now() - STARTS_WITHIN), performance.now()];
    return started;
  };
  const over = (ended: Thread, cause: Error): void => {
    if (ended.isOver) return;
    ended.isOver = true;
    const failure = new DnsWorkerFailed(`the resolver's thread failed: ${cause.message}`, { cause });
    for (const { reject } of ended.calls.values()) reject(failure);
    ended.calls.clear();
    if (thread !== ended || isClosed) return;
    thread = null;
    notice(failure.message);
    if (starts.length >= STARTS_MAX) notice('the resolver is not started again: it failed too often');
    else restart();
  };
  /** As it was: open, and by the last view. */
  const restart = (): void => {
    open()
      .then(() => call({ kind: 'show', view: shown }))
      .catch((cause: Error) => notice(`the resolver could not be started again: ${cause.message}`));
  };
  const hear = (on: Thread, message: FromWorker): void => {
    if (message.kind === 'notice') return notice(message.line);
    if (message.kind === 'discovered') return discovered?.(message.found);
    if (message.kind === 'pin') {
      const answer = (isPinned: boolean): void => tell(on, { kind: 'pinned', id: message.id, isPinned });
      pin(message.request).then(answer, () => answer(false));
      return;
    }
    on.calls.get(message.id)?.resolve(message.value);
    on.calls.delete(message.id);
  };
  const tell = (to: Thread, message: ToWorker): void => {
    if (!to.isOver) to.worker.postMessage(message);
  };
  const call = (asked: Call): Promise<Returned> => {
    if (thread === null) return Promise.reject(new DnsWorkerFailed('the resolver is not open'));
    const { promise, resolve, reject } = Promise.withResolvers<Returned>();
    id += 1;
    thread.calls.set(id, { resolve, reject });
    tell(thread, { kind: 'call', id, call: asked });
    return promise;
  };
  const open = async (): Promise<readonly Endpoint[]> => {
    thread ??= start();
    const opened = await call({ kind: 'open' });
    if (opened.kind === 'open') return opened.endpoints;
    const { worker } = thread;
    [thread, isClosed] = [null, true];
    await worker.terminate();
    if (opened.kind === 'unavailable') throw new DnsUnavailable(opened.problems);
    throw unexpected(opened);
  };

  return {
    open,
    show: async (view) => {
      shown = view;
      const returned = await call({ kind: 'show', view });
      if (returned.kind === 'show') return returned.seq;
      throw unexpected(returned);
    },
    resolve: async (ask) => {
      if (thread === null) return { ok: false, problem: 'closed' };
      const returned = await call({ kind: 'resolve', ask }).catch(() => null);
      return returned?.kind === 'resolve' ? returned.told : { ok: false, problem: 'closed' };
    },
    cache: async () => {
      const returned = await call({ kind: 'cache' });
      if (returned.kind === 'cache') return returned.domains;
      throw unexpected(returned);
    },
    flush: async () => {
      await call({ kind: 'flush' });
    },
    stats: async () => {
      const returned = await call({ kind: 'stats' });
      if (returned.kind === 'stats') return returned.stats;
      throw unexpected(returned);
    },
    samples: async () => {
      const returned = await call({ kind: 'samples' });
      if (returned.kind === 'samples') return returned.samples;
      throw unexpected(returned);
    },
    close: async () => {
      isClosed = true;
      const closing = thread;
      if (closing === null) return;
      await call({ kind: 'close' }).catch(() => {});
      thread = null;
      closing.isOver = true;
      for (const { reject } of closing.calls.values()) reject(new DnsWorkerFailed('the resolver was closed'));
      await closing.worker.terminate();
    },
  };
}

const unexpected = ({ kind }: Returned): DnsWorkerFailed => new DnsWorkerFailed(`the resolver's thread returned ${kind} for another call`);
