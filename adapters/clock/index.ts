/** The agent's clock: the real one and the one in memory. */
export { openClock } from './host.ts';
export { type MemoryClock, memoryClock } from './memory.ts';
export type { Clock } from './port.ts';
