/** How one server is reached: what a question to it comes to, whatever carries it. */
import type { NameServer } from '../../machines/model/names.ts';
import type { Wanted } from './query.ts';
import type { Shape } from './question.ts';

/**
 * `answer`: to just this question, from just this server. `wrongCase` and `flooded`: somebody may be forging, or the server is
 * strange; ask by a stream. `plain`: without EDNS, please. `failed`: it cannot be reached, as the errno says.
 */
export type Outcome =
  | { readonly kind: 'answer'; readonly bytes: Uint8Array }
  | { readonly kind: 'wrongCase' | 'flooded' | 'plain' | 'cancelled' }
  | { readonly kind: 'failed'; readonly problem: string };
/** `cancel` ends it as `cancelled`, unless it is over. */
export type Attempt = { readonly outcome: Promise<Outcome>; cancel(): void };
export type Transport = {
  datagram(wanted: Wanted, shape: Shape): Attempt;
  /** TCP, or TLS where the server has a name for it. */
  stream(wanted: Wanted, shape: Shape): Attempt;
  /** What is under way is cancelled. */
  close(): void;
};
/** From where: the interface, and the source of the server's family. */
export type From = { readonly ifname: string; readonly source: string | null };
export type Reach = (server: NameServer, from: From) => Transport;

export const settled = (outcome: Outcome): Attempt => ({ outcome: Promise.resolve(outcome), cancel: () => {} });
