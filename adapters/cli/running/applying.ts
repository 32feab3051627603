/** Being the one agent that changes this network namespace. */
import { type ApplyLock, ApplyLockedError, acquireApplyLock } from '../../linux/index.ts';
import { CliError } from '../exit.ts';

/** Rejects with a CliError: `ERR_APPLY_LOCKED` when another agent applies here. */
export async function lockApplying(): Promise<ApplyLock> {
  try {
    return await acquireApplyLock();
  } catch (error) {
    if (!(error instanceof ApplyLockedError)) throw error;
    throw new CliError('inUse', error.code, error.message, 'multihome status asks it, where it can be asked', { cause: error });
  }
}
