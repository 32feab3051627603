/** Programs that ask the resolver of a host as fast as it is said, for names that it has: what else its agent has to do meanwhile. */
import { findExtra } from '../lab/extras.ts';
import type { Host } from '../lab/host.ts';
import { type Answered, dnsperfUntil } from './dnsperf.ts';

/** Names under it have an address in every network, and may be kept. */
export const ASKED = { zones: { 'asked.example': '203.0.113.77' }, ttl: 3_600 } as const;
/** Queries a second. */
export const ASKED_RATE = 20_000;
const NAMES = 100;
/** Where an agent's resolver listens by itself. */
const RESOLVER = '127.0.0.55';
/** Seconds after which it ends by itself. */
const LONG = 1_800;

export type Asking = { stop(): Promise<Answered> };
export type Unasked = { readonly skipped: string };

export function startAsking(host: Host): Asking | Unasked {
  const program = findExtra('dnsperf');
  if (!program.ok) return program;
  const names = '/run/asked.names';
  host.write(names, Array.from({ length: NAMES }, (_, i) => `n${i}.asked.example A\n`).join(''));
  return dnsperfUntil(host, program.path, { server: RESOLVER, names, seconds: LONG, rate: ASKED_RATE });
}
