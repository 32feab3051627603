/** Asking an agent over its socket. */
import type { Agent, IncomingMessage } from 'node:http';
import { eventsIn, type ServerEvent } from '../../machines/model/serverEvents.ts';
import { http } from '../system/builtin.ts';
import { systemCode } from './fault.ts';

export type { ServerEvent };

export type Answered = { readonly status: number; readonly body: unknown };
/** Why nobody answered: there is no agent, or it is not for us. */
export type Unanswered = { readonly problem: 'noAgent' | 'denied' | 'timeout' | 'broken'; readonly message: string };
export type Asked<T> = { readonly ok: true; readonly value: T } | ({ readonly ok: false } & Unanswered);

const ASK_TIMEOUT = 10_000;
/** On a stream an agent says something every 10 s (gate.ts); one that is silent for three times as long hangs. */
const STREAM_TIMEOUT = 30_000;
const ANSWER_MAX = 256 * 1024 * 1024;

export type Question = {
  readonly socket: string;
  readonly path: string;
  readonly method?: 'GET' | 'POST';
  /** Of a POST, in JSON. */
  readonly body?: object;
  /** Whose connections are used; default: one of its own for each question. */
  readonly agent?: Agent;
  readonly signal?: AbortSignal;
};

/** One question, one answer in JSON. */
export async function ask(question: Question): Promise<Asked<Answered>> {
  const response = await open(question, ASK_TIMEOUT);
  if (!response.ok) return response;
  const pieces: Buffer[] = [];
  let size = 0;
  try {
    for await (const piece of response.value as AsyncIterable<Buffer>) {
      size += piece.length;
      if (size > ANSWER_MAX) return broken('the answer is too large');
      pieces.push(piece);
    }
    return { ok: true, value: { status: response.value.statusCode ?? 0, body: JSON.parse(Buffer.concat(pieces).toString()) as unknown } };
  } catch (error) {
    return broken(error instanceof Error ? error.message : String(error));
  }
}

/** A stream of server-sent events; of another status than 200 it has one, whose data is the answer that refuses it. Ends when the agent does, or at the signal. */
export async function stream(question: Question): Promise<Asked<{ readonly status: number; readonly events: AsyncIterable<ServerEvent> }>> {
  const response = await open(question, STREAM_TIMEOUT);
  if (!response.ok) return response;
  const status = response.value.statusCode ?? 0;
  return { ok: true, value: { status, events: status === OK ? events(response.value) : refusal(response.value) } };
}
/** RFC 9110 §15.3.1. */
const OK = 200;

async function* events(response: IncomingMessage): AsyncGenerator<ServerEvent> {
  let rest = '';
  response.setEncoding('utf8');
  for await (const piece of response as AsyncIterable<string>) {
    const read = eventsIn(rest + piece);
    rest = read.rest;
    yield* read.events;
  }
}

async function* refusal(response: IncomingMessage): AsyncGenerator<ServerEvent> {
  let data = '';
  response.setEncoding('utf8');
  for await (const piece of response as AsyncIterable<string>) data += piece;
  yield { event: 'refused', id: '', data };
}

function open(question: Question, timeout: number): Promise<Asked<IncomingMessage>> {
  const { agent = false, ...alone } = question;
  const { socket, path, method = 'GET', body, signal } = alone;
  return new Promise((resolve) => {
    const asked = http.request({ socketPath: socket, path: `/v1/${path}`, method, agent, ...(signal && { signal }) });
    asked.setTimeout(timeout, () => asked.destroy(new Error('timeout')));
    asked.once('response', (response) => resolve({ ok: true, value: response }));
    asked.once('error', (error) => {
      // A kept connection that the agent had ended meanwhile says nothing about the agent.
      const isStale = asked.reusedSocket && ['ECONNRESET', 'EPIPE'].includes(systemCode(error) ?? codeOf(error));
      resolve(isStale && !signal?.aborted ? open(alone, timeout) : unanswered(socket, error));
    });
    asked.end(body && JSON.stringify(body));
  });
}
const codeOf = (error: Error): string => ('code' in error ? String(error.code) : '');

function unanswered(socket: string, error: Error): { readonly ok: false } & Unanswered {
  const code = systemCode(error);
  if (code === 'ENOENT' || code === 'ECONNREFUSED' || code === 'ENOTDIR')
    return { ok: false, problem: 'noAgent', message: `no agent listens on ${socket}` };
  if (code === 'EACCES' || code === 'EPERM') return { ok: false, problem: 'denied', message: `the socket ${socket} is not for this user` };
  if (error.message === 'timeout') return { ok: false, problem: 'timeout', message: `the agent on ${socket} does not answer` };
  return broken(error.message);
}

const broken = (message: string): { readonly ok: false } & Unanswered => ({
  ok: false,
  problem: 'broken',
  message: `the answer broke off: ${message}`,
});
