/** Connections that are to be ended, and whose are counted. */
import { isEqual } from '../../machines/model/settle.ts';
import type { Host } from '../../machines/state.ts';
import { lastResult } from '../memo.ts';
import type { Sockets } from '../sockets.ts';
import type { Work } from './wishes.ts';

export const endingWork = lastResult(
  ({ endings }: Sockets) => [endings],
  ({ endings }): readonly Work[] => endings.map(({ id: target, ...ending }) => ({ wish: { type: 'sockets.end', target, ...ending } })),
);

export const watchWork = lastResult(
  (host: Host, { owners }: Sockets) => [host.watched, owners],
  (host, { owners }): readonly Work[] => {
    const wanted = owners.map(({ id: _, ...owner }) => owner);
    return isEqual(host.watched.owners, wanted) ? [] : [{ wish: { type: 'sockets.watch', target: 'sockets', owners: wanted } }];
  },
);
