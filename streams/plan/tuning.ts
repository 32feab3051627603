/** Sysctls that are not as wanted, and the nft table. What is no longer ours is left as it is: `--restore` puts it back. */
import type { Wish } from '../../machines/model/command.ts';
import { find } from '../../machines/model/rows.ts';
import { isEqual } from '../../machines/model/settle.ts';
import type { Host } from '../../machines/state.ts';
import type { Tuning } from '../tuning.ts';

export function tuningWork(host: Host, { sysctls, guarded }: Tuning): readonly Wish[] {
  const turned = sysctls
    .filter((row) => find(host.sysctls, row.id)?.sysctl.value !== row.value)
    .map(({ id, ...sysctl }): Wish => ({ type: 'sysctl.set', target: id, sysctl }));
  const interfaces = guarded.map((row) => row.id);
  const isGuarded = host.started?.mode !== 'apply' || isEqual(host.guarded, interfaces);
  return [...turned, ...(isGuarded ? [] : [{ type: 'guard.set', target: 'guard', interfaces } as const])];
}
