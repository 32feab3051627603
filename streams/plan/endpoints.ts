/** Endpoints and limits of multipath TCP: wanted, and not in the kernel; in the kernel and ours, and not wanted. */
import { isOurEndpoint } from '../../machines/model/routing.ts';
import { find } from '../../machines/model/rows.ts';
import { ownEndpoint } from '../../machines/paths.ts';
import type { Host } from '../../machines/state.ts';
import type { Endpoints } from '../endpoints.ts';
import { lastResult } from '../memo.ts';
import type { Work, Works } from './wishes.ts';

/** What goes is done first: one address or number has one endpoint. */
export const endpointWork = lastResult(
  (host: Host, wanted: Endpoints) => [host.endpoints, host.mptcp, host.started, wanted],
  (host, { endpoints, limits }): Works => {
    if (host.started?.mode !== 'apply') return { made: [], broken: [] };
    const gone = host.endpoints.filter(({ id, number }) => isOurEndpoint(number) && !find(endpoints, id));
    const raised = limits.filter(({ subflows, accepted }) => host.mptcp?.subflows !== subflows || host.mptcp.accepted !== accepted);
    return {
      broken: gone.flatMap(({ id: target }): readonly Work[] => {
        const endpoint = ownEndpoint(host, target);
        return endpoint === null ? [] : [{ wish: { type: 'endpoint.delete', target, endpoint } }];
      }),
      made: [
        ...raised.map(({ id: target, ...mptcp }): Work => ({ wish: { type: 'mptcp.limit', target, limits: mptcp } })),
        ...endpoints
          .filter(({ id }) => !find(host.endpoints, id))
          .map(({ id: target, ...endpoint }): Work => ({ wish: { type: 'endpoint.add', target, endpoint } })),
      ],
    };
  },
);
