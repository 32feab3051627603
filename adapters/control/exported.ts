/** The log as its exported form, streamed. Names that networks gave are hashed unless asked for as they are. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { exportLog } from '../log/index.ts';
import { parameters } from './handlers.ts';
import { type Refused, refused } from './reply.ts';
import type { Served } from './served.ts';

export async function exported(
  agent: Served,
  search: URLSearchParams,
  _request: IncomingMessage,
  response: ServerResponse,
): Promise<Refused | null> {
  const query = parameters(search, ['names', 'from', 'to']);
  if (!query.ok) return query;
  const { names = 'hash', from, to } = query.values;
  if (names !== 'hash' && names !== 'keep' && names !== 'omit')
    return refused(400, 'ERR_BAD_PARAMETER', `names is hash, keep or omit, not ${names}`);
  const wrong = [from, to].find((seq) => seq !== undefined && !/^\d{1,15}$/.test(seq));
  if (wrong !== undefined) return refused(400, 'ERR_BAD_PARAMETER', `not a fact's number: ${wrong}`);
  response.writeHead(200, { 'content-type': 'application/x-ndjson', 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' });
  const range = { ...(from !== undefined && { from: Number(from) }), ...(to !== undefined && { to: Number(to) }) };
  const result = await exportLog(agent.log, response, { names, range });
  // The footer is missing then, which an import notices; nothing else can be said once the stream is open.
  if (!result.ok) response.destroy();
  return null;
}
