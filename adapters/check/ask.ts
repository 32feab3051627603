/** One question to a PvD's own resolvers, from its interface and address: by UDP, and by TCP where the answer was cut. RFC 1035 §4.2, RFC 5452. */
import { randomInt } from 'node:crypto';
import type { Socket as Udp } from 'node:dgram';
import { addressBytes, familyOf, formatAddress } from '../../machines/model/address.ts';
import type { CheckSpec } from '../../machines/model/command.ts';
import { type Answer, decodeAnswer, encodeQuestion, type Asked as Question, RCODE } from '../../machines/model/dns/index.ts';
import { connectBound, describeFault, SystemCallError, udpBound, zoned } from '../system/index.ts';
import type { Meter } from './meter.ts';
import { whyNotServer } from './target.ts';

export type Asking = Pick<CheckSpec, 'ifname' | 'source' | 'family' | 'servers' | 'timeout'>;
export type Answered = { readonly ok: true; readonly answer: Answer } | { readonly ok: false; readonly problem: string };

const PORT = 53;
/** Resolvers of one PvD that are asked, one after the other, and how often all of them. Guesses. */
const [SERVERS_MAX, ROUNDS] = [3, 2];
/** RFC 1035 §4.2.2: two bytes of length. */
const LENGTH = 2;
/** A guess: no list of addresses is longer. */
const MESSAGE_MAX = 8_192;
/** Answers to something else are passed over, so that a stranger ends no question; so many of them are a flood. A guess. */
const STRAYS_MAX = 64;

/** `own`: the addresses of this host, which are never asked. Never rejects. */
export async function ask(
  spec: Asking,
  name: string,
  type: number,
  own: readonly string[],
  meter: Meter,
  signal: AbortSignal,
): Promise<Answered> {
  const refused: string[] = [];
  const servers = spec.servers.filter((server) => {
    const why = whyNotServer(server, spec.ifname, own);
    if (why !== null) refused.push(`${server} is ${why}`);
    return why === null;
  });
  const asked = servers.slice(0, SERVERS_MAX);
  if (asked.length === 0) return failed(refused[0] ?? 'the network gave no resolver');
  const patience = Math.max(100, Math.floor(spec.timeout / (asked.length * ROUNDS + 1)));
  let problem = '';
  for (let i = 0; i < asked.length * ROUNDS && !signal.aborted; i += 1) {
    const server = asked[i % asked.length] ?? '';
    const told = await askOne(spec, server, { id: randomInt(65_536), name, type }, patience, meter, signal);
    if (told.ok) return told;
    problem = `${server}: ${told.problem}`;
  }
  return failed(problem || 'stopped');
}

async function askOne(
  spec: Asking,
  server: string,
  question: Question,
  patience: number,
  meter: Meter,
  signal: AbortSignal,
): Promise<Answered> {
  const bytes = encodeQuestion(question);
  if (!bytes) return failed('a name that cannot be asked for');
  if (!meter.allows(2 * bytes.length + 200)) return failed('the budget of checks is spent');
  const told = await byUdp(spec, server, question, bytes, patience, meter, signal);
  if (!told.ok || !told.answer.truncated || question.name === '') return told;
  return byTcp(spec, server, question, bytes, meter, signal);
}

function byUdp(
  spec: Asking,
  server: string,
  question: Question,
  bytes: Uint8Array,
  patience: number,
  meter: Meter,
  signal: AbortSignal,
): Promise<Answered> {
  const family = familyOf(server);
  // A resolver of the other family is reached from the interface, by whatever address it has there.
  const bound = udpBound({ ifname: spec.ifname, source: family === spec.family ? spec.source : null, family });
  if (!bound.ok) return Promise.resolve(failed(describeFault(bound)));
  const socket: Udp = bound.value;
  const attempt = meter.begin('question');
  return new Promise((resolve) => {
    let strays = 0;
    const settle = (told: Answered) => {
      clearTimeout(timer);
      signal.removeEventListener('abort', stop);
      socket.removeAllListeners().on('error', () => {});
      socket.close();
      resolve(told);
    };
    const miss = () => {
      attempt.missed();
      settle(failed(`no answer in ${patience} ms`));
    };
    const stop = () => {
      if (isTimeout(signal)) attempt.missed();
      settle(failed('no answer in time'));
    };
    const fail = (error: Error) => {
      if (codeOf(error) === 'EHOSTUNREACH') attempt.missed();
      else attempt.dropped();
      settle(failed(codeOf(error)));
    };
    const timer = setTimeout(miss, patience);
    signal.addEventListener('abort', stop, { once: true });
    socket.on('error', fail);
    socket.on('message', (message, from) => {
      meter.datagram(message.length);
      if (!meter.allows(0) || ++strays > STRAYS_MAX) return settle(failed('too many other answers'));
      // Whoever answers must be the one who was asked (RFC 5452 §9.1), and the answer one to this question: else it is as if nothing came.
      if (from.port !== PORT || bare(from.address) !== bare(server)) return;
      const read = decodeAnswer(message, question);
      if (!read.ok) return;
      attempt.answered();
      settle(verdictOf(read.value, question));
    });
    meter.datagram(bytes.length);
    socket.send(bytes, PORT, zoned(server, spec.ifname), (error) => {
      if (error) fail(error);
    });
  });
}

async function byTcp(
  spec: Asking,
  server: string,
  question: Question,
  bytes: Uint8Array,
  meter: Meter,
  signal: AbortSignal,
): Promise<Answered> {
  const source = familyOf(server) === spec.family ? spec.source : null;
  try {
    const socket = await connectBound({ ifname: spec.ifname, source, host: server, port: PORT, signal });
    try {
      const stop = () => socket.destroy();
      signal.addEventListener('abort', stop, { once: true });
      const length = Buffer.alloc(LENGTH);
      length.writeUInt16BE(bytes.length);
      socket.write(Buffer.concat([length, bytes]));
      let got = Buffer.alloc(0);
      for await (const chunk of socket) {
        got = Buffer.concat([got, chunk]);
        if (got.length > LENGTH + MESSAGE_MAX) return failed('an answer that is too long');
        if (got.length >= LENGTH && got.length >= LENGTH + got.readUInt16BE(0)) break;
      }
      signal.removeEventListener('abort', stop);
      if (got.length < LENGTH) return failed('closed without an answer');
      const read = decodeAnswer(got.subarray(LENGTH, LENGTH + got.readUInt16BE(0)), question);
      return read.ok ? verdictOf(read.value, question) : failed(`an answer that cannot be read (${read.error.kind})`);
    } finally {
      meter.connection(socket.bytesRead + socket.bytesWritten);
      socket.destroy();
    }
  } catch (cause) {
    return failed(codeOf(cause));
  }
}

/**
 * A resolver that refuses or fails has answered, but to no use. A name that does not exist is an answer. Of the root it is only
 * asked whether it is there and at work: many refuse such a question (REFUSED), one that is cut off fails (SERVFAIL).
 */
function verdictOf(answer: Answer, { name }: Question): Answered {
  const isOfUse = name === '' ? answer.rcode !== RCODE.SERVFAIL : answer.rcode === RCODE.NOERROR || answer.rcode === RCODE.NXDOMAIN;
  return isOfUse ? { ok: true, answer } : failed(`it answered with code ${answer.rcode}`);
}

/** The time of the check was up; else it was called off. */
export const isTimeout = ({ aborted, reason }: AbortSignal): boolean =>
  aborted && reason instanceof Error && reason.name === 'TimeoutError';
export const codeOf = (cause: unknown): string =>
  cause instanceof SystemCallError
    ? describeFault(cause.fault)
    : cause instanceof Error && 'code' in cause
      ? String(cause.code)
      : cause instanceof Error
        ? cause.message
        : String(cause);
const failed = (problem: string): Answered => ({ ok: false, problem });
const bare = (address: string): string => {
  const bytes = addressBytes(address);
  return bytes ? formatAddress(bytes) : address;
};
