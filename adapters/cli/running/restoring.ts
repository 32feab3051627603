/** Everything of ours out of the kernel again, and its settings as they were. */
import type { SysctlSpec } from '../../../machines/model/command.ts';
import type { Host } from '../../../machines/state.ts';
import { CliError } from '../exit.ts';

/** What stood in the kernel before us and does not now. Of interfaces that were never ours nothing is known, and nothing touched. */
export const originalsOf = ({ sysctls }: Pick<Host, 'sysctls'>): readonly SysctlSpec[] =>
  sysctls.filter(({ sysctl, original }) => sysctl.value !== original).map(({ sysctl, original }) => ({ ...sysctl, value: original }));

/** One line for each thing that could not be put back. */
export async function restored(host: Pick<Host, 'sysctls'>): Promise<readonly string[]> {
  return restoreKernel(originalsOf(host));
}

/** The seam to adapters/linux, which does not have it yet: rules, routes and addresses of ours, the nft table, these sysctls. */
async function restoreKernel(_sysctls: readonly SysctlSpec[]): Promise<readonly string[]> {
  throw new CliError('failed', 'ERR_NO_RESTORE', 'this version cannot take back what it put into the kernel');
}
