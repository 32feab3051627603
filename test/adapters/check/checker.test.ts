import { createMemoryChecker, openChecker } from '../../../adapters/check/index.ts';
import { checkerContract } from '../../contracts/checker.ts';

// No interface has that name, so that nothing can be sent; a check that has to wait hangs on one that is never done.
checkerContract('the real one', () => {
  const never = new Promise<null>(() => {});
  return { port: openChecker(), failing: {}, hanging: {}, never };
});
checkerContract('the one in memory', () => ({
  port: createMemoryChecker(({ pvd }) => (pvd === 'pvd:hangs' ? null : { type: 'check.failed', problem: 'as the script says' })),
  failing: {},
  hanging: {},
}));
