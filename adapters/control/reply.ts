/** An answer as HTTP has it, and a refusal as every client sees it. */
import { FactUnknown, LogCorrupt, LogFailed } from '../log/index.ts';
import type { Failure } from './answers.ts';

export type Reply = { readonly status: number; readonly body: unknown };
export type Refused = { readonly ok: false; readonly status: number; readonly body: Failure };

/** `code` is stable, for programs; `hint` says what to do next. */
export const refused = (status: number, code: string, message: string, hint: string | null = null): Refused => ({
  ok: false,
  status,
  body: { error: { code, message, hint } },
});

/** A log that cannot be read is an answer; anything else is a bug and thrown on. */
export function logRefused(error: unknown): Refused {
  if (error instanceof LogCorrupt)
    return refused(500, error.code, error.message, 'multihome export writes what is good of it; replay says where it ends');
  if (error instanceof FactUnknown) return refused(500, error.code, error.message, 'a newer multihome can read it');
  if (error instanceof LogFailed) return refused(500, error.code, error.message);
  throw error;
}
