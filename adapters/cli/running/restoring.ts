/** Everything of ours out of the kernel again, and its settings as they were. */
import type { SysctlSpec } from '../../../machines/model/command.ts';
import type { Host } from '../../../machines/state.ts';
import { type Restored, restoreKernel } from '../../linux/index.ts';
import { giveBackLinks, giveBackResolvConf } from '../../publish/index.ts';
import { CliError } from '../exit.ts';
import { oneLine } from '../output.ts';

/** What stood in the kernel before us and does not now. Of interfaces that were never ours nothing is known, and nothing touched. */
const originalsOf = ({ sysctls }: Pick<Host, 'sysctls'>): readonly SysctlSpec[] =>
  sysctls.filter(({ sysctl, original }) => sysctl.value !== original).map(({ sysctl, original }) => ({ ...sysctl, value: original }));

/** To be called with the lock held. Rejects with a CliError when the kernel cannot be heard. */
export async function restored(host: Pick<Host, 'sysctls' | 'mptcp'>): Promise<Restored> {
  try {
    return await restoreKernel({ sysctls: originalsOf(host), mptcp: host.mptcp?.original ?? null });
  } catch (error) {
    throw new CliError('failed', 'ERR_RESTORE', `nothing was put back: ${error instanceof Error ? error.message : String(error)}`, null, {
      cause: error,
    });
  }
}

/** resolv.conf as it was before us, where it is still ours. */
export function restoredConf(backup: string): { readonly isDone: boolean; readonly problems: readonly string[] } {
  try {
    return { isDone: giveBackResolvConf(backup), problems: [] };
  } catch (error) {
    return { isDone: false, problems: [`resolv.conf, kept in ${backup}: ${error instanceof Error ? error.message : String(error)}`] };
  }
}

/** Of how many links systemd-resolved has forgotten what a killed agent had told it. */
export async function forgottenLinks(backup: string): Promise<{ readonly links: number; readonly problems: readonly string[] }> {
  try {
    return { links: await giveBackLinks(backup), problems: [] };
  } catch (error) {
    return { links: 0, problems: [`what systemd-resolved was told: ${error instanceof Error ? error.message : String(error)}`] };
  }
}

/** What was done, and then what could not be. */
export const restoredInWords = ({ rules, routes, addresses, endpoints, sysctls, guarded, problems }: Restored): readonly string[] =>
  [
    `Removed ${rules} rules, ${routes} routes and ${addresses} addresses of ours${guarded.length > 0 ? ` and the packet filter of ${guarded.join(', ')}` : ''}${endpoints > 0 ? ` and ${endpoints} endpoints of multipath TCP` : ''}; ${sysctls} settings of the kernel are as they were`,
    ...problems.map((problem) => `not put back: ${problem}`),
  ].map(oneLine);
