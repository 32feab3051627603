/** What is heard of this host's kernel and of the routers on its links, and what is changed in it. */
export { type Restored, type RestoreOptions, restoreKernel } from './apply/restore.ts';
export { SYSCTL_KEYS } from './apply/sysctl.ts';
export { type Kernel, type KernelOptions, openKernel } from './kernel.ts';
export { type ApplyLock, ApplyLockedError, acquireApplyLock } from './lock.ts';
export { createMemoryKernel, type MemoryKernel } from './memory.ts';
export { createMemoryMptcp, type MemoryMptcp, openMptcp, restoreMptcp } from './mptcp/index.ts';
export { openRouters, type RouterListener, type RouterOptions } from './routers.ts';
export { createMemorySockets, type MemorySockets, openSockets } from './sockets/index.ts';
