/** What is worst among many states that share one pixel: a lane of a million is asked in blocks. */
import type { Lane } from './lanes.ts';
import { type Meaning, meaningOf } from './meaning.ts';

/** From the least to the worst: what is bad must be seen, however short it was. */
const RANKS: readonly (Meaning | null)[] = [null, 'idle', 'good', 'checking', 'limited', 'dead'];
const BLOCK = 64;

type Ranked = { readonly ranks: Uint8Array; readonly blocks: Uint8Array };
/** Lanes do not change: a log that grows has new ones. */
const known = new WeakMap<Lane, Ranked>();

/** The worst meaning of the lane's states from number `from` on, up to but without `to`; null: it was not there. */
export function worstOf(lane: Lane, from: number, to: number): Meaning | null {
  const { ranks, blocks } = known.get(lane) ?? remember(lane);
  let worst = 0;
  for (let i = from; i < to; ) {
    const isBlock = i % BLOCK === 0 && i + BLOCK <= to;
    worst = Math.max(worst, (isBlock ? blocks[i / BLOCK] : ranks[i]) ?? 0);
    i += isBlock ? BLOCK : 1;
  }
  return RANKS[worst] ?? null;
}

function remember(lane: Lane): Ranked {
  const ofState = lane.states.map((state) => RANKS.indexOf(meaningOf(lane.actor, state)));
  const ranks = Uint8Array.from(lane.state, (number) => ofState[number] ?? 0);
  const blocks = new Uint8Array(Math.ceil(ranks.length / BLOCK));
  for (const [i, rank] of ranks.entries()) blocks[Math.floor(i / BLOCK)] = Math.max(blocks[Math.floor(i / BLOCK)] ?? 0, rank);
  const ranked = { ranks, blocks };
  known.set(lane, ranked);
  return ranked;
}
