/**
 * `fetch` by a network of one's choice: that of undici, with a dispatcher of the same major (one of another fails), loaded when it
 * is first used. Each need has connections of its own, and they are left when another network would be chosen.
 */
import type { Agent, RequestInfo, RequestInit, Response } from 'undici';
import type { Connector, ConnectorOptions } from './connector.ts';
import { type Dial, type Way, wayOf } from './dial.ts';
import { ProgramsError } from './errors.ts';

export type FetchInit = Omit<RequestInit, 'dispatcher'> & Way;
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
  let isClosed = false;

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
    if (isClosed) throw new ProgramsError('ERR_AGENT_GONE', 'no fetch');
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
    fetch: async (input, { use, family, prefer, mptcp, ...init } = {}) => {
      const undici = await import('undici');
      const pool = poolFor(undici, wayOf({ use, family, prefer, mptcp }));
      pool.asking += 1;
      try {
        return await undici.fetch(input, { ...init, ...followed(init.signal), dispatcher: pool.agent });
      } catch (error) {
        throw codedOf(error);
      } finally {
        pool.asking -= 1;
        rest(pool);
      }
    },
    close: async () => {
      isClosed = true;
      pools.clear();
      await Promise.all([...open].map((agent) => agent.destroy()));
    },
  };
}

/**
 * undici leaves its listener on the signal until the request is garbage: it gets a signal of the request's own, and one that many
 * requests have in common gathers nothing.
 */
const followed = (signal: FetchInit['signal']): Pick<RequestInit, 'signal'> => (signal ? { signal: AbortSignal.any([signal]) } : {});

/** undici says `fetch failed`, and has why behind it. */
function codedOf(error: unknown): unknown {
  return error instanceof TypeError && error.cause instanceof ProgramsError ? error.cause : error;
}
