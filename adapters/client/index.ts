/** Programs of others that we run, and what they tell through a hook and a FIFO. */
export { type Fifo, type FifoOptions, openFifo } from './fifo.ts';
export { foreignHook, HOOK_LINE_MAX, type HookLine, type HookReading, ownHook, parseHookLine, writeHook } from './hook.ts';
export { createAllowance, createLines, printable } from './lines.ts';
export { findProgram, type Recipe, type Running } from './process.ts';
export { type Asked, createSupervisor, failed, type SuperviseOptions, type Supervisor, type Times } from './supervise.ts';
