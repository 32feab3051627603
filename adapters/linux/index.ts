/** What is heard of this host's kernel and of the routers on its links. */
export { type Kernel, type KernelOptions, openKernel } from './kernel.ts';
export { createMemoryKernel, type MemoryKernel } from './memory.ts';
export { openRouters, type RouterListener, type RouterOptions } from './routers.ts';
