/** What a system call gives: its value, or which call failed and how. A refusal by the kernel is a value, never a throw. */
import { util } from './builtin.ts';

export type SystemFault = { readonly ok: false; readonly errno: number; readonly name: string; readonly call: string };
export type Result<T> = { readonly ok: true; readonly value: T } | SystemFault;

export const done = <T>(value: T): Result<T> => ({ ok: true, value });
export const refused = (call: string, errno: number): SystemFault => ({ ok: false, errno, name: errnoName(errno), call });
/** One line for people: `bind: EADDRINUSE`. */
export const describeFault = (fault: SystemFault): string => `${fault.call}: ${fault.name}`;

/** A refusal where none can be: a bug of ours, or a kernel that we do not know. */
export class SystemCallError extends Error {
  readonly code = 'system.callFailed';
  readonly fault: SystemFault;
  constructor(fault: SystemFault) {
    super(describeFault(fault));
    this.name = 'SystemCallError';
    this.fault = fault;
  }
}

function errnoName(errno: number): string {
  const name = util.getSystemErrorName(-errno);
  return /^E[A-Z0-9]+$/.test(name) ? name : `errno ${errno}`;
}
