/** What a running agent tells, transaction by transaction; asked again whenever the stream ends, from behind the last that was whole. */
import { Fact } from '../machines/model/facts/index.ts';
import { Digested, eventsIn, Newest, type ServerEvent } from '../machines/model/serverEvents.ts';
import type { Seq } from '../machines/model/units.ts';
import type { Recorded } from '../streams/replay.ts';

/** `newest`: the agent's newest fact when this was told. */
export type Told =
  | { readonly kind: 'opened'; readonly newest: Seq }
  | { readonly kind: 'transaction'; readonly recorded: Recorded & { readonly digest: string }; readonly newest: Seq }
  /** It is tried again in `again` ms. */
  | { readonly kind: 'gone'; readonly problem: string; readonly again: number }
  /** Trying again does not help. */
  | { readonly kind: 'refused'; readonly problem: string };

export type Bytes = Uint8Array<ArrayBuffer>;
export type Opened =
  | { readonly ok: true; readonly bytes: ReadableStream<Bytes> }
  | { readonly ok: false; readonly isForGood: boolean; readonly problem: string };
export type Agent = {
  /** From that fact on; or from the beginning of the newest epoch (`epoch`), or of the one that a fact is in (`epoch:812`). */
  open(from: string): Promise<Opened>;
  wait(time: number): Promise<void>;
};

/** ms before the second try, doubled up to the longest. Guesses. */
const FIRST = 250;
const LONGEST = 8_000;

/** Ends when it is refused, or once it is not wanted any more. `at`: a fact that is to be there; null: what the newest epoch has. */
export async function* follow({ open, wait }: Agent, isWanted: () => boolean, at: Seq | null = null): AsyncGenerator<Told> {
  let next: Seq | null = null;
  for (let again = FIRST; isWanted(); again = Math.min(2 * again, LONGEST)) {
    const opened = await open(next === null ? (at === null ? 'epoch' : `epoch:${at}`) : String(next));
    if (!opened.ok && opened.isForGood) return yield { kind: 'refused', problem: opened.problem };
    let problem = opened.ok ? 'the agent has ended' : opened.problem;
    try {
      for await (const told of opened.ok ? toldIn(opened.bytes, next, isWanted) : []) {
        again = FIRST;
        if (told.kind === 'transaction') next = (told.recorded.facts.at(-1)?.seq ?? -1) + 1;
        yield told;
      }
    } catch (error) {
      problem = error instanceof Error ? error.message : String(error);
    }
    if (!isWanted()) return;
    yield { kind: 'gone', problem, again };
    await wait(again);
  }
}

async function* toldIn(bytes: ReadableStream<Bytes>, next: Seq | null, isWanted: () => boolean): AsyncGenerator<Told> {
  const gathering = createGathering(next);
  const pieces = bytes.pipeThrough(new TextDecoderStream()).getReader();
  let rest = '';
  try {
    while (isWanted()) {
      const { done, value } = await pieces.read();
      if (done) return;
      const read = eventsIn(rest + value);
      rest = read.rest;
      for (const event of read.events) yield* gathering(event);
    }
  } finally {
    // A stream that has failed itself has nothing to cancel.
    void pieces.cancel().catch(() => {});
  }
}

/** Facts until their transaction is whole. Behind a gap in the log nothing can be folded before the next epoch begins. */
function createGathering(from: Seq | null): (event: ServerEvent) => readonly Told[] {
  let [facts, next]: [Fact[], Seq | null] = [[], from];
  return ({ event, data }) => {
    if (event === 'fact') facts.push(Fact.parse(JSON.parse(data)));
    if (event === 'newest') return [{ kind: 'opened', ...Newest.parse(JSON.parse(data)) }];
    if (event === 'error') throw new Error(data);
    if (event !== 'digest') return [];
    const { digest, newest } = Digested.parse(JSON.parse(data));
    const whole = facts;
    facts = [];
    const [first, last] = [whole[0], whole.at(-1)];
    if (!first || !last || (next !== null && first.seq !== next && first.type !== 'agent.started')) return [];
    next = last.seq + 1;
    return [{ kind: 'transaction', recorded: { facts: whole, digest }, newest }];
  };
}
