/** Programs of others that we run, and what they tell through a hook and a FIFO. */
export { createAllowance, createLines, printable } from './lines.ts';
export { findProgram, type Recipe, type Running } from './process.ts';
export { type Asked, createSupervisor, failed, type SuperviseOptions, type Supervisor, type Times } from './supervise.ts';
