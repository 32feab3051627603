/** Connectivity checks of one PvD and family, bound to its interface and address. */
export { type CheckerOptions, openChecker } from './checker.ts';
export { createMemoryChecker, type Script } from './memory.ts';
export { type Outcome, runCheck } from './run.ts';
