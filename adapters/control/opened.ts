/** The paths that are streams of events: which facts are asked for, and from where. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Limits } from './gate.ts';
import { parameters } from './handlers.ts';
import { logRefused, type Refused, refused } from './reply.ts';
import type { Served } from './served.ts';
import { type Sending, sendDecisions, sendFacts, sending, type Wanted } from './streams.ts';

export const opened =
  (path: 'events' | 'decisions') =>
  async (
    agent: Served,
    search: URLSearchParams,
    request: IncomingMessage,
    response: ServerResponse,
    limits: Limits,
  ): Promise<Refused | null> => {
    const wanted = wantedOf(path, search, request);
    if (!wanted.ok) return wanted;
    const to = sending(response, limits);
    if (path === 'decisions') await sendDecisions(to, agent.decisions);
    else await facts(to, agent, wanted);
    return null;
  };

/** The log may turn out to be unreadable when the stream is open already: then that is its last event. */
async function facts(to: Sending, agent: Served, wanted: Wanted): Promise<void> {
  try {
    await sendFacts(to, agent, wanted);
  } catch (error) {
    to.send('error', 0, logRefused(error).body);
    to.end();
  }
}

/** `from` counts; a client that lost its connection says what it had last (HTML, «server-sent events»). */
function wantedOf(path: string, search: URLSearchParams, request: IncomingMessage): ({ readonly ok: true } & Wanted) | Refused {
  const query = parameters(search, path === 'events' ? ['from', 'filter', 'follow', 'digests'] : []);
  if (!query.ok) return query;
  const { from, filter = '', follow = '1', digests = '0' } = query.values;
  const last = request.headers['last-event-id'];
  const start = typeof last === 'string' ? last : from;
  const begin = start === undefined ? null : beginOf(start, start === last);
  if (begin === undefined)
    return refused(400, 'ERR_BAD_PARAMETER', `not a fact's number: ${start}`, 'or epoch, or epoch: and the number of a fact in it');
  const types = filter.split(',').filter((type) => type !== '');
  const wrong = types.find((type) => !/^[a-zA-Z0-9.]{1,64}\*?$/.test(type));
  if (wrong !== undefined || types.length > 64)
    return refused(
      400,
      'ERR_BAD_PARAMETER',
      `not the beginning of a fact's type: ${wrong ?? filter}`,
      'for example link or lease4.bound,router',
    );
  const unclear = [follow, digests].find((flag) => flag !== '0' && flag !== '1');
  if (unclear !== undefined) return refused(400, 'ERR_BAD_PARAMETER', `follow and digests are 0 or 1, not ${unclear}`);
  return {
    ok: true,
    from: begin,
    types: types.map((type) => type.replace(/\*$/, '')),
    follow: follow === '1',
    digests: digests === '1',
  };
}

/** `isBehind`: behind the one that is named. Undefined: it is no place to begin. */
function beginOf(text: string, isBehind: boolean): Exclude<Wanted['from'], null> | undefined {
  const [, epoch, of, number] = /^(?:(epoch)(?::(\d{1,15}))?|(\d{1,15}))$/.exec(text) ?? [];
  if (number !== undefined) return Number(number) + (isBehind ? 1 : 0);
  return epoch === undefined ? undefined : { epochOf: of === undefined ? null : Number(of) };
}
