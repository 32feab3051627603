/** What programs are told about names: not as wanted, or no longer wanted. */
import { find } from '../../machines/model/rows.ts';
import { isEqual } from '../../machines/model/settle.ts';
import type { Host } from '../../machines/state.ts';
import { lastResult } from '../memo.ts';
import type { Publications } from '../publication.ts';
import type { Work } from './wishes.ts';

export const publicationWork = lastResult(
  (host: Host, wanted: Publications) => [host.publications, wanted],
  (host, wanted): readonly Work[] => [
    ...wanted
      .filter(({ id, publication }) => !isEqual(find(host.publications, id)?.publication, publication))
      .map(({ id, publication }): Work => ({ wish: { type: 'names.publish', target: id, publication } })),
    ...host.publications.filter(({ id }) => !find(wanted, id)).map(({ id }): Work => ({ wish: { type: 'names.withdraw', target: id } })),
  ],
);
