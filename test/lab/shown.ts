/**
 * When the resolver of an agent answers by which names: each view that it is shown, with the moments of its fact, of its being
 * shown, and of the resolver's word that it is in force; and how long the same view takes to a thread that only returns it, which
 * is the machine's part. Moments are the machine's, so that those of other threads and processes compare.
 * Loaded into the agent with `--import`, for the resolver's thread to hear of it too.
 */
import { BroadcastChannel, isMainThread, parentPort, Worker } from 'node:worker_threads';
import type { Clock } from '../../adapters/clock/index.ts';
import type { NamesView } from '../../machines/model/names.ts';
import type { AgentSource, Namer, Source } from '../../machines/model/port.ts';

export type Shown = Pick<NamesView, 'seq' | 'rules'> & {
  readonly kind: 'shown';
  readonly domains: readonly { readonly pvd: string; readonly generation: number; readonly isOpen: boolean }[];
  /** When the outermost source that led to it spoke; null: none did, for it is the first one. */
  readonly heard: number | null;
  readonly posted: number;
  readonly acknowledged: number;
  /** Ms to the other thread and back. */
  readonly echo: number;
};
type Word = { readonly seq: number; readonly at: number };

/** CLOCK_MONOTONIC, ms. */
export const moment = (): number => Number(process.hrtime.bigint()) / 1e6;

const CHANNEL = 'multihome lab: in force';
const ECHO = "const { parentPort } = require('node:worker_threads'); parentPort.on('message', (view) => parentPort.postMessage(view.seq));";

/** The same clock and sources, overheard. */
export function overheard(clock: Clock, sources: readonly AgentSource[], say: (shown: Shown) => void) {
  let heard: number | null = null;
  const listening = <T extends Source>(source: T): T => ({
    ...source,
    open: (emit, notice) =>
      source.open((facts) => {
        const isOutermost = heard === null;
        heard ??= moment();
        emit(facts);
        if (isOutermost) heard = null;
      }, notice),
  });
  const told = sources.map((source) => ('settle' in source ? telling(listening(source), source, () => heard, say) : listening(source)));
  return { clock: listening(clock), sources: told };
}

function telling<S extends Namer>(copy: S, namer: Namer, heardAt: () => number | null, say: (shown: Shown) => void): S {
  const waiting = new Map<number, Omit<Shown, 'acknowledged' | 'echo'>>();
  const echo = new Worker(ECHO, { eval: true });
  echo.unref();
  const words = new BroadcastChannel(CHANNEL);
  words.unref();
  const show = (view: NamesView): void => {
    const domains = view.domains.map(({ pvd, generation, isOpen }) => ({ pvd, generation, isOpen }));
    waiting.set(view.seq, { kind: 'shown', seq: view.seq, rules: view.rules, domains, heard: heardAt(), posted: moment() });
    namer.show(view);
  };
  words.onmessage = (message: unknown) => {
    const { seq, at } = (message as { readonly data: Word }).data;
    const shown = waiting.get(seq);
    waiting.delete(seq);
    const began = moment();
    echo.once('message', () => {
      if (shown) say({ ...shown, acknowledged: at, echo: moment() - began });
    });
    echo.postMessage(shown ?? { seq });
  };
  return Object.defineProperty({ ...copy, show }, 'shown', { get: () => namer.shown });
}

/** In the resolver's thread. */
function listen(port: NonNullable<typeof parentPort>): void {
  const words = new BroadcastChannel(CHANNEL);
  words.unref();
  const post = port.postMessage.bind(port);
  port.postMessage = (message, transfer) => {
    if (message?.kind === 'returned' && message.value.kind === 'show') words.postMessage({ seq: message.value.seq, at: moment() });
    post(message, transfer);
  };
}
if (!isMainThread && parentPort) listen(parentPort);
