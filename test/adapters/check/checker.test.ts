import { createMemoryChecker, openChecker } from '../../../adapters/check/index.ts';
import { checkerContract } from '../../contracts/checker.ts';

// No interface has the contract's name, so there it fails at once. On lo nobody answers for an address that is not ours: it waits.
checkerContract('the real one', () => ({ port: openChecker(), failing: {}, hanging: { ifname: 'lo' } }));
checkerContract('the one in memory', () => ({
  port: createMemoryChecker(({ pvd }) => (pvd === 'pvd:hangs' ? null : { type: 'check.failed', problem: 'as the script says' })),
  failing: {},
  hanging: {},
}));
