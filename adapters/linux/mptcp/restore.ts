/** Endpoints of ours go, and the limits are as they were: its part of `--restore`. */
import type { MptcpLimits } from '../../../machines/model/command.ts';
import { isOurEndpoint } from '../../../machines/model/routing.ts';
import { openPathManager, type PathManager } from './kernel.ts';

export type RestoredPaths = { readonly endpoints: number; readonly problems: readonly string[] };

/** `limits`: as they were before us; null where that is not known, and they are left. A kernel without multipath TCP has nothing of ours. */
export function restoreMptcp(limits: MptcpLimits | null, manager: PathManager = openPathManager()): RestoredPaths {
  try {
    const read = manager.read();
    if (!read.ok) return { endpoints: 0, problems: [] };
    const ours = read.paths.endpoints.filter(({ number }) => isOurEndpoint(number));
    const refusals = ours.map((endpoint) => [endpoint.address, manager.change('delete', endpoint)] as const);
    const isChanged = limits !== null && (limits.subflows !== read.paths.limits.subflows || limits.accepted !== read.paths.limits.accepted);
    if (isChanged) refusals.push(['limits of multipath TCP', manager.limit(limits)]);
    const problems = refusals.flatMap(([what, refusal]) => (refusal === null ? [] : [`${what}: ${refusal.problem}`]));
    return { endpoints: refusals.slice(0, ours.length).filter(([, refusal]) => refusal === null).length, problems };
  } finally {
    manager.close();
  }
}
