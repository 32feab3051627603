/** What one actor tells another within a tick. The host delivers them in order, at most three deep, unlogged. */
import type { PvdMemory } from './facts/epoch.ts';
import type { Assembled } from './pvd.ts';
import type { Rhythm } from './rhythm.ts';
import type { Instant, Millis, Seq } from './units.ts';

type Stamp = { readonly at: Instant; readonly seq: Seq };

export type Notice =
  /** The link can carry no more (or again): to everything that lives on it. */
  | ({ readonly type: 'link.lost'; readonly ifname: string } & Stamp)
  | ({ readonly type: 'link.gained'; readonly ifname: string } & Stamp)
  /** Another advertisement of the same router carried these objects: they are its PvD's now (RFC 8801 §3.4). */
  | ({
      readonly type: 'router.tookOver';
      readonly ifname: string;
      readonly router: string;
      readonly by: string;
      readonly objects: readonly string[];
    } & Stamp)
  /** What a PvD consists of, from the host's assembly of its interface. */
  | ({
      readonly type: 'pvd.assembled';
      readonly assembled: Assembled;
      readonly linked: boolean;
      readonly linger: Millis;
      readonly isChecked: boolean;
      readonly rhythm: Rhythm;
    } & Stamp)
  /** What the last epoch knew of this PvD. */
  | ({ readonly type: 'pvd.recalled'; readonly memory: PvdMemory } & Stamp)
  /** To the sessions of one attachment: its network is away and may return, is there again, or is gone for good. */
  | ({ readonly type: 'pvd.detached' | 'pvd.returned' | 'pvd.gone'; readonly pvd: string; readonly generation: number } & Stamp);

/** How deep notices may cause notices. Design, «Actors». */
export const NOTICE_DEPTH = 3;
