/**
 * `fetch` by a network of one's choice: that of undici, with a dispatcher of the same major (one of another fails), loaded when it
 * is first used. Each need has connections of its own, and they are left when another network would be chosen.
 */
import type { Agent, RequestInfo, RequestInit, Response } from 'undici';
import type { Use } from '../../machines/model/needs.ts';
import type { Connector, ConnectorOptions } from './connector.ts';
import type { Dial } from './dial.ts';
import { ProgramsError } from './errors.ts';

export type FetchInit = Omit<RequestInit, 'dispatcher'> & { readonly use?: Use };
export type Fetch = (input: RequestInfo, init?: FetchInit) => Promise<Response>;
export type Fetching = { readonly fetch: Fetch; close(): Promise<void> };

type Pool = { readonly agent: Agent; readonly choice: string | null };

/** Needs that have connections at the same time; the oldest is left for a new one. A guess. */
const POOLS_MAX = 64;

export function createFetch({ choice }: Pick<Dial, 'choice'>, connector: (options: ConnectorOptions) => Connector): Fetching {
  const pools = new Map<string, Pool>();
  let isClosed = false;

  /** What is under way on it goes on to its end. */
  const leave = (key: string): void => {
    const pool = pools.get(key);
    pools.delete(key);
    void pool?.agent.close();
  };
  const poolFor = async (use: Use | undefined): Promise<Agent> => {
    const { Agent } = await import('undici');
    if (isClosed) throw new ProgramsError('ERR_AGENT_GONE', 'no fetch');
    const [key, now] = [JSON.stringify(use ?? {}), choice(use)];
    const known = pools.get(key);
    if (known && (now === null || known.choice === now)) return known.agent;
    leave(key);
    const [oldest] = pools.keys();
    if (oldest !== undefined && pools.size >= POOLS_MAX) leave(oldest);
    const agent = new Agent({ connect: connector(use === undefined ? {} : { use }) });
    pools.set(key, { agent, choice: now });
    return agent;
  };
  return {
    fetch: async (input, { use, ...init } = {}) => {
      const { fetch } = await import('undici');
      const dispatcher = await poolFor(use);
      return fetch(input, { ...init, dispatcher }).catch((error: unknown) => Promise.reject(codedOf(error)));
    },
    close: async () => {
      isClosed = true;
      const all = [...pools.values()];
      pools.clear();
      await Promise.all(all.map(({ agent }) => agent.destroy()));
    },
  };
}

/** undici says `fetch failed`, and has why behind it. */
function codedOf(error: unknown): unknown {
  return error instanceof TypeError && error.cause instanceof ProgramsError ? error.cause : error;
}
