/** What is said between the agent's thread and the resolver's: each call has its answer; pins are asked the other way. */
import type { NamesView } from '../../machines/model/names.ts';
import type { Seq } from '../../machines/model/units.ts';
import type { Listen } from './doors.ts';
import type { Ask, CachedDomain, Discovered, Endpoint, PinRequest, PvdSample, Stats, Told } from './port.ts';

export type WorkerOptions = { readonly listen: Listen; readonly ca: readonly string[] | null };
export type Call =
  | { readonly kind: 'open' }
  | { readonly kind: 'show'; readonly view: NamesView }
  | { readonly kind: 'resolve'; readonly ask: Ask }
  | { readonly kind: 'cache' | 'flush' | 'stats' | 'samples' | 'close' };
export type ToWorker =
  | { readonly kind: 'call'; readonly id: number; readonly call: Call }
  | { readonly kind: 'pinned'; readonly id: number; readonly isPinned: boolean };

export type Returned =
  | { readonly kind: 'open'; readonly endpoints: readonly Endpoint[] }
  | { readonly kind: 'unavailable'; readonly problems: readonly string[] }
  | { readonly kind: 'show'; readonly seq: Seq }
  | { readonly kind: 'resolve'; readonly told: Told }
  | { readonly kind: 'cache'; readonly domains: readonly CachedDomain[] }
  | { readonly kind: 'stats'; readonly stats: Stats }
  | { readonly kind: 'samples'; readonly samples: readonly PvdSample[] }
  | { readonly kind: 'flush' | 'close' };
export type FromWorker =
  | { readonly kind: 'returned'; readonly id: number; readonly value: Returned }
  | { readonly kind: 'pin'; readonly id: number; readonly request: PinRequest }
  | { readonly kind: 'discovered'; readonly found: Discovered }
  | { readonly kind: 'notice'; readonly line: string };
