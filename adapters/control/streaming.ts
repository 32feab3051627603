/** The paths that are streams, and how many of them one server has open at a time. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { exported } from './exported.ts';
import type { Limits } from './gate.ts';
import { opened } from './opened.ts';
import { type Refused, refused } from './reply.ts';
import type { Served } from './served.ts';

export type Stream = {
  readonly path: string;
  readonly search: URLSearchParams;
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
};
/** Null: the stream was open, and is over. */
export type Streaming = (agent: Served, stream: Stream) => Promise<Refused | null>;

const STREAMS = { events: opened('events'), decisions: opened('decisions'), log: exported } as const;
type Path = keyof typeof STREAMS;
export const isStream = (path: string): path is Path => Object.hasOwn(STREAMS, path);

export function createStreaming(limits: Limits): Streaming {
  let streams = 0;
  return async (agent, { path, search, request, response }) => {
    if (!isStream(path)) return null;
    if (streams >= limits.streams)
      return refused(503, 'ERR_TOO_MANY_STREAMS', `there are ${limits.streams} streams already`, 'try again later');
    streams += 1;
    response.once('close', () => {
      streams -= 1;
    });
    return STREAMS[path](agent, search, request, response, limits);
  };
}
