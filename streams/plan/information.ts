/** Additional information that is to be fetched (RFC 8801 §4.1). */
import type { Wish } from '../../machines/model/command.ts';
import type { WantedInformation } from '../information.ts';

export const informationWork = (wanted: WantedInformation): readonly Wish[] =>
  wanted.map(({ id, ...spec }): Wish => ({ type: 'information.fetch', target: `${id} ${spec.generation} ${spec.sequence}`, ...spec }));
