/**
 * `fetch` by a network of one's choice: that of undici, with a dispatcher of the same major (one of another fails), loaded when it
 * is first used. Each need has connections of its own, and they are left when another network would be chosen.
 */
import type { Agent, Request, RequestInit, Response, RequestInfo as UndiciInfo } from 'undici';
import type { Connector, ConnectorOptions } from './connector.ts';
import { type Dial, type Way, wayOf } from './dial.ts';
import { ProgramsError } from './errors.ts';

/** Of node's own fetch, whose classes are others than undici's. */
type OtherRequest = Pick<Request, 'url' | 'method' | 'redirect' | 'integrity' | 'signal'> & {
  readonly body: AsyncIterable<Uint8Array> | null;
  readonly headers: Iterable<[string, string]>;
};
type OtherForm = Iterable<[string, string | Blob]>;
export type RequestInfo = UndiciInfo | OtherRequest;
export type FetchInit = Omit<RequestInit, 'dispatcher' | 'body'> & Way & { readonly body?: RequestInit['body'] | OtherForm };
export type Fetch = (input: RequestInfo, init?: FetchInit) => Promise<Response>;
type Undici = typeof import('undici');
export type Fetching = { readonly fetch: Fetch; close(): Promise<void> };

/** `asking`: requests without an answer yet; one that is left is closed once there is none. */
type Pool = { readonly agent: Agent; readonly choice: string | null; asking: number; isLeft: boolean };

/** Needs that have connections at the same time; the oldest is left for a new one. A guess. */
const POOLS_MAX = 64;

export function createFetch({ choice }: Pick<Dial, 'choice'>, connector: (options: ConnectorOptions) => Connector): Fetching {
  const pools = new Map<string, Pool>();
  const open = new Set<Agent>();
  const over = new AbortController();

  /** Bodies that are under way come to their end. One that is destroyed meanwhile is closed as well. */
  const rest = ({ agent, asking, isLeft }: Pool): void => {
    if (!isLeft || asking > 0) return;
    const gone = () => open.delete(agent);
    agent.close().then(gone, gone);
  };
  const leave = (key: string): void => {
    const pool = pools.get(key);
    if (!pool) return;
    pools.delete(key);
    pool.isLeft = true;
    rest(pool);
  };
  const poolFor = (undici: Undici, way: Way): Pool => {
    if (over.signal.aborted) throw new ProgramsError('ERR_AGENT_GONE', 'no fetch');
    const [key, now] = [JSON.stringify(way), choice(way.use)];
    const known = pools.get(key);
    if (known && (now === null || known.choice === now)) return known;
    leave(key);
    const [oldest] = pools.keys();
    if (oldest !== undefined && pools.size >= POOLS_MAX) leave(oldest);
    const agent = new undici.Agent({ connect: connector(way) });
    const pool: Pool = { agent, choice: now, asking: 0, isLeft: false };
    pools.set(key, pool);
    open.add(agent);
    return pool;
  };
  return {
    fetch: async (input, { use, family, prefer, mptcp, body, ...init } = {}) => {
      const undici = await import('undici');
      const pool = poolFor(undici, wayOf({ use, family, prefer, mptcp }));
      pool.asking += 1;
      try {
        const own = { ...init, ...bodyOf(undici, body), ...followed(signalOf(input, init), over.signal), dispatcher: pool.agent };
        return await undici.fetch(inputOf(undici, input), own);
      } catch (error) {
        throw codedOf(error);
      } finally {
        pool.asking -= 1;
        rest(pool);
      }
    },
    close: async () => {
      over.abort(new ProgramsError('ERR_AGENT_GONE', 'fetch has ended'));
      pools.clear();
      await Promise.all([...open].map((agent) => agent.destroy()));
    },
  };
}

/** undici knows its own Request alone, and would ask for `[object Request]`. */
function inputOf(undici: Undici, input: RequestInfo): UndiciInfo {
  if (typeof input === 'string' || input instanceof undici.Request || !isOther(input, 'Request')) return input;
  const { url, method, headers, body, redirect, integrity, signal } = input;
  return new undici.Request(url, {
    ...{ method, redirect, integrity, signal, headers: [...headers] },
    ...(body ? { body, duplex: 'half' } : {}),
  });
}

/** The same of forms: it would send `[object FormData]`. */
function bodyOf(undici: Undici, body: FetchInit['body']): Pick<RequestInit, 'body'> {
  if (body === undefined) return {};
  if (body instanceof undici.FormData || !isOther(body, 'FormData')) return { body };
  const form = new undici.FormData();
  for (const [name, value] of body) form.append(name, value);
  return { body: form };
}

type Others = { readonly Request: OtherRequest; readonly FormData: OtherForm };
/** By its name: node's own classes cost 2 MB where they are mentioned. */
const isOther = <K extends keyof Others>(value: unknown, name: K): value is Others[K] =>
  typeof value === 'object' && value !== null && Symbol.toStringTag in value && value[Symbol.toStringTag] === name;

/**
 * undici leaves its listener on the signal until the request is garbage: it gets a signal of the request's own, and one that many
 * requests have in common gathers nothing. `over` ends what an undici agent has lost sight of as well.
 */
const followed = (signal: AbortSignal | null, over: AbortSignal): Pick<RequestInit, 'signal'> => ({
  signal: AbortSignal.any(signal ? [signal, over] : [over]),
});

/** A signal beside a request stands for its own, also one that is null. */
const signalOf = (input: RequestInfo, { signal }: Pick<FetchInit, 'signal'>): AbortSignal | null =>
  signal !== undefined ? signal : typeof input === 'object' && 'signal' in input ? input.signal : null;

/** undici says `fetch failed`, and has why behind it. */
function codedOf(error: unknown): unknown {
  return error instanceof TypeError && error.cause instanceof ProgramsError ? error.cause : error;
}
