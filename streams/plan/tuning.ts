/** Sysctls that are not as wanted, and the nft table. What is no longer ours is left as it is: `--restore` puts it back. */
import { find } from '../../machines/model/rows.ts';
import { isEqual } from '../../machines/model/settle.ts';
import type { Host } from '../../machines/state.ts';
import { lastResult } from '../memo.ts';
import type { Tuning } from '../tuning.ts';
import type { Work } from './wishes.ts';

export const tuningWork = lastResult(
  (host: Host, tuning: Tuning) => [host.sysctls, host.guarded, host.started, tuning],
  (host, { sysctls, guarded }): readonly Work[] => {
    const turned = sysctls
      .filter((row) => find(host.sysctls, row.id)?.sysctl.value !== row.value)
      .map(({ id, ...sysctl }): Work => ({ wish: { type: 'sysctl.set', target: id, sysctl } }));
    const interfaces = guarded.map((row) => row.id);
    const isGuarded = host.started?.mode !== 'apply' || isEqual(host.guarded, interfaces);
    return [...turned, ...(isGuarded ? [] : [{ wish: { type: 'guard.set', target: 'guard', interfaces } } as const])];
  },
);
