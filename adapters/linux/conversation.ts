/** One socket's life with the kernel: dumps asked for one after the other, changes taken as they come. The mirror outlives it. */
import { type Unstamped, world } from '../../machines/model/facts/index.ts';
import type { Millis } from '../../machines/model/units.ts';
import { DUMPS, type Dump, type Mirror } from './mirror.ts';
import {
  decodeMessage,
  dumpRequest,
  type Fault,
  type Frame,
  linkRequest,
  type Message,
  NLM_F_DUMP_INTR,
  type RtMessage,
  walkFrames,
} from './netlink/index.ts';

export type Conversation = {
  /** Asks for everything. */
  begin(): void;
  /** What these datagrams bring; `isWhole` turns true once everything has been read. */
  hear(datagrams: readonly Uint8Array[], now: Millis): readonly Unstamped[];
  readonly isWhole: boolean;
  readonly isDumping: boolean;
  /** What was heard last made it ask for links, and the kernel has answered before send(2) returned: that is there to be read. */
  readonly hasAsked: boolean;
};
export type Terms = {
  readonly mirror: Mirror;
  send(request: Uint8Array): void;
  notice(line: string): void;
  /** The command of ours that this message follows from. */
  commandOf?(message: RtMessage): string | undefined;
};

type Asked = { readonly dump: Dump; readonly sequence: number; readonly tries: number; isTorn: boolean };

/** How often a dump is asked for again because something changed under it; the changes themselves are heard anyway. */
const TRIES = 5;

export function converse({ mirror, send, notice, commandOf = () => undefined }: Terms): Conversation {
  let waiting: readonly Dump[] = [];
  let asked: Asked | null = null;
  let isWhole = false;
  let hasAsked = false;
  let sequence = 0;

  const ask = (dump: Dump, tries: number): void => {
    sequence += 1;
    asked = { dump, sequence, tries, isTorn: false };
    mirror.begin(dump);
    send(dumpRequest(dump.kind, dump.family, sequence));
  };
  const next = (): readonly Unstamped[] => {
    asked = null;
    const [dump, ...rest] = waiting;
    if (dump !== undefined) {
      waiting = rest;
      ask(dump, 1);
      return [];
    }
    if (isWhole) return [];
    isWhole = true;
    return [world('kernel.dumped', mirror.counts())];
  };
  const finish = ({ dump, isTorn, tries }: Asked): readonly Unstamped[] => {
    if (isTorn && tries < TRIES) {
      ask(dump, tries + 1);
      return [];
    }
    return [...mirror.settle(dump), ...next()];
  };
  const answer = (message: Extract<Message, { kind: 'error' | 'done' }>): readonly Unstamped[] => {
    if (asked === null || message.sequence !== asked.sequence) return [];
    // A dump's end may carry a length (as a negative error); only an error that is positive here is one.
    if (message.errno <= 0) return message.kind === 'done' ? finish(asked) : [];
    notice(`the kernel does not list ${asked.dump.kind} of family ${asked.dump.family} (errno ${message.errno})`);
    return next();
  };
  const take = (frame: Frame, now: Millis): readonly Unstamped[] | Fault => {
    const message = decodeMessage(frame);
    if (!message.ok) return message.error;
    const { kind } = message.value;
    if (kind === 'error' || kind === 'done') return answer(message.value);
    if (kind === 'noop' || kind === 'other') return [];
    if (asked !== null && frame.sequence === asked.sequence && (frame.flags & NLM_F_DUMP_INTR) !== 0) asked.isTorn = true;
    const command = commandOf(message.value);
    const taken = mirror.take(message.value, now, command !== undefined);
    if (!taken.ok) return taken.error;
    return command === undefined ? taken.value : taken.value.map((fact) => ({ ...fact, class: 'answer', for: command }));
  };
  const hearOne = (datagram: Uint8Array, now: Millis): readonly Unstamped[] => {
    const { frames, broken } = walkFrames(datagram);
    const facts = frames.flatMap((frame) => {
      const taken = take(frame, now);
      return 'kind' in taken ? [rejected(taken, `message ${frame.type}`, frame.offset)] : taken;
    });
    return broken === null ? facts : [...facts, rejected(broken.error, 'datagram', 0)];
  };

  return {
    get isWhole() {
      return isWhole;
    },
    get isDumping() {
      return asked !== null;
    },
    get hasAsked() {
      return hasAsked;
    },
    begin: () => {
      [isWhole, waiting] = [false, DUMPS];
      mirror.doubts();
      next();
    },
    hear: (datagrams, now) => {
      const facts = datagrams.flatMap((datagram) => hearOne(datagram, now));
      const questions = mirror.questions();
      hasAsked = questions.length > 0;
      for (const index of questions) {
        sequence += 1;
        send(linkRequest(index, sequence));
      }
      const doubts = mirror.doubts();
      waiting = [...waiting, ...doubts.filter((dump) => !waiting.includes(dump))];
      return asked === null && waiting.length > 0 ? [...facts, ...next()] : facts;
    },
  };
}

const rejected = ({ kind, offset }: Fault, what: string, base: number): Unstamped =>
  world('kernel.messageRejected', { problem: `${what}: ${kind}`, offset: base + offset });
