/** Multipath TCP's endpoints and limits, by the kernel's own path manager. RFC 8684. */
import { ifNameToIndex } from '../../system/index.ts';
import { openPathManager } from './kernel.ts';
import { createMptcp, type MptcpSource } from './source.ts';

export { createMemoryMptcp, type MemoryMptcp } from './memory.ts';
export { type RestoredPaths, restoreMptcp } from './restore.ts';
export type { MptcpSource } from './source.ts';

export const openMptcp = (): MptcpSource => createMptcp({ manager: openPathManager(), indexOf: ifNameToIndex });
