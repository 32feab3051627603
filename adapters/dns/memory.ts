/** A resolver without sockets or thread: what each server answers is said by a script. */
import { decodeMessage, encodeMessage, FLAG, type Message } from '../../machines/model/dns/index.ts';
import type { NameServer } from '../../machines/model/names.ts';
import { createLocalResolver } from './local.ts';
import type { Asked, Resolver } from './port.ts';
import { questionBytes } from './question.ts';
import { openTime, type Time } from './time.ts';
import { type Attempt, type From, type Outcome, type Reach, settled } from './transport.ts';

/** What a server answers to a question (only records and flags count); null: nothing, for ever. */
export type Script = (
  question: { readonly name: string; readonly type: number },
  server: NameServer,
  from: From,
) => Partial<Message> | null;
export type MemoryOptions = Asked & { readonly script: Script; readonly time?: Time };

export function createMemoryResolver({ script, time, ...asked }: MemoryOptions): Resolver {
  const own = time ? null : openTime();
  const clock = time ?? own ?? openTime();
  const resolver = createLocalResolver({ ...asked, listen: null, time: clock, reach: scripted(script) });
  return {
    ...resolver,
    close: async () => {
      own?.close();
      await resolver.close();
    },
  };
}

/** Servers that answer by the script, and at once. */
export const scripted =
  (script: Script): Reach =>
  (server, from) => {
    const silent = new Set<(outcome: Outcome) => void>();
    const ask = (bytes: Uint8Array): Attempt => {
      const read = decodeMessage(bytes);
      const question = read.ok ? read.value.questions[0] : undefined;
      const told = question && script({ ...question, name: question.name.toLowerCase() }, server, from);
      const reply = told && read.ok ? replyBytes(read.value, told) : null;
      return reply ? settled({ kind: 'answer', bytes: reply }) : never(silent);
    };
    return {
      datagram: (wanted, shape) => ask(questionBytes(wanted, 0, shape)),
      stream: (wanted, shape) => ask(questionBytes(wanted, 0, shape)),
      close: () => {
        for (const settle of silent) settle({ kind: 'cancelled' });
        silent.clear();
      },
    };
  };

const replyBytes = (query: Message, told: Partial<Message>): Uint8Array | null =>
  encodeMessage({
    ...query,
    ...{ answers: [], authorities: [], additionals: [] },
    ...told,
    flags: FLAG.QR | FLAG.RA | FLAG.RD | (told.flags ?? 0),
  });

function never(silent: Set<(outcome: Outcome) => void>): Attempt {
  const { promise, resolve } = Promise.withResolvers<Outcome>();
  silent.add(resolve);
  return {
    outcome: promise,
    cancel: () => {
      silent.delete(resolve);
      resolve({ kind: 'cancelled' });
    },
  };
}
