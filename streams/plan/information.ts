/** Additional information that is to be fetched (RFC 8801 §4.1). */
import type { WantedInformation } from '../information.ts';
import { lastResult } from '../memo.ts';
import type { Work } from './wishes.ts';

export const informationWork = lastResult(
  (wanted: WantedInformation) => [wanted],
  (wanted): readonly Work[] =>
    wanted.map(({ id, ...spec }) => ({
      wish: { type: 'information.fetch', target: `${id} ${spec.generation} ${spec.sequence}`, ...spec },
    })),
);
