/** How much there is room for: one view (a telephone), three (a desk), or all at once (a wall). As the style sheets have it. */
import { type Signal, signal } from '@preact/signals';
import type { ViewName } from './pictures.ts';

export type Room = 'narrow' | 'desk' | 'wall';
/** Views that share the place in front where there is a desk; facts and time line have places of their own. */
export const FRONT: readonly ViewName[] = ['decision', 'charts', 'map'];

const NARROW = '(max-width: 860px)';
const WALL = '(min-width: 2000px) and (min-height: 1000px)';

export function followRoom(): Signal<Room> {
  const [narrow, wall] = [matchMedia(NARROW), matchMedia(WALL)];
  const now = (): Room => (narrow.matches ? 'narrow' : wall.matches ? 'wall' : 'desk');
  const room = signal(now());
  for (const list of [narrow, wall]) {
    list.addEventListener('change', () => {
      room.value = now();
    });
  }
  return room;
}
