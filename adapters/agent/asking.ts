/** Names for programs: asked by the resolver that runs, or by one in this process, which is made at the first question. */
import { addressesOf, RCODE, RCODE_MASK } from '../../machines/model/dns/index.ts';
import type { NamesView } from '../../machines/model/names.ts';
import { millis } from '../../machines/model/units.ts';
import { createInProcess, type NamesSource, type Resolver, type Told } from '../dns/index.ts';
import type { Answer, Question } from '../programs/index.ts';

export type AskingNames = {
  resolve(question: Question, view: () => NamesView): Promise<Answer>;
  /** What is asked of a network that has gone ends. */
  tick(view: () => NamesView): void;
  close(): Promise<void>;
};

export function createAsking(
  running: NamesSource['names'] | null,
  ca: readonly string[] | undefined,
  notice: (line: string) => void,
): AskingNames {
  let own: Resolver | null = null;
  let [isClosed, shown]: [boolean, NamesView | null] = [false, null];

  /** By the names of the newest decision, as they are when it is asked. */
  const ofOwn = async (view: () => NamesView): Promise<Resolver> => {
    own ??= createInProcess({ ca, notice });
    await show(own, view());
    return own;
  };
  const show = async (resolver: Resolver, now: NamesView): Promise<void> => {
    if (now === shown) return;
    shown = now;
    await resolver.show(now);
  };
  return {
    resolve: async ({ name, type, pvd, signal }, view) => {
      signal?.throwIfAborted();
      if (isClosed) return { ok: false, problem: 'closed' };
      const resolver = running ?? (await ofOwn(view));
      return answerOf(await given(resolver.resolve({ name, type, pvd }), signal), name, type);
    },
    tick: (view) => {
      if (own) void show(own, view());
    },
    close: async () => {
      isClosed = true;
      await own?.close();
    },
  };
}

function answerOf(told: Told, name: string, type: number): Answer {
  if (!told.ok) return { ok: false, problem: told.problem === 'nobody' || told.problem === 'unpinned' ? 'silent' : told.problem };
  const { pvd, generation, message } = told;
  const exists = (message.flags & RCODE_MASK) !== RCODE.NXDOMAIN;
  const ttls = message.answers.flatMap((record) => (record.kind === 'record' ? [record.ttl] : []));
  return { ok: true, pvd, generation, exists, addresses: addressesOf(message, { name, type }), ttl: millis(Math.min(...ttls, HOUR)) };
}
/** No answer is kept for longer by the resolver itself. */
const HOUR = 3_600_000;

/** What it is asked goes on, for others may ask it too; who gave up is told so at once. */
function given<T>(asked: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (!signal) return asked;
  const { promise, resolve, reject } = Promise.withResolvers<T>();
  const onAbort = (): void => reject(signal.reason);
  signal.addEventListener('abort', onAbort, { once: true });
  asked.then(resolve, reject).finally(() => signal.removeEventListener('abort', onAbort));
  return promise;
}
