/** Exit codes of the command line, and the one error that carries them. */

export const EXIT = {
  ok: 0,
  failed: 1,
  usage: 2,
  timeout: 3,
  diverged: 5,
  corruptLog: 6,
  noAgent: 8,
  inUse: 9,
  noSuchObject: 10,
  portal: 11,
  unreachable: 12,
  noSuchName: 13,
  unresolved: 14,
  interrupted: 130,
} as const;
export type ExitName = keyof typeof EXIT;

/** What went wrong, and what to do next. `code` is stable (`ERR_…`), for programs. */
export class CliError extends Error {
  readonly exit: ExitName;
  readonly code: string;
  readonly hint: string | null;
  constructor(exit: ExitName, code: string, message: string, hint: string | null = null, options?: ErrorOptions) {
    super(message, options);
    this.name = 'CliError';
    this.exit = exit;
    this.code = code;
    this.hint = hint;
  }
}
