/** What became of one attempt or one network, and what many of them come to: the one error that the program is told. */
import { type ProgramsCode, ProgramsError } from './errors.ts';

export type Failure = { readonly at: string; readonly code: ProgramsCode; readonly text: string; readonly error: unknown };

/** A network has nothing to be tried. `isFinal`: its word stands, and no other is asked (the name does not exist). */
export class LaneOver extends Error {
  readonly code: ProgramsCode;
  readonly isFinal: boolean;
  constructor(code: ProgramsCode, message: string, isFinal = false) {
    super(message);
    this.name = 'LaneOver';
    this.code = code;
    this.isFinal = isFinal;
  }
}

export function toFailure(at: string, error: unknown): Failure {
  const code = error instanceof LaneOver || error instanceof ProgramsError ? error.code : 'ERR_NOT_REACHABLE';
  return { at, code, text: `${at}: ${textOf(error)}`, error };
}

/** `ECONNREFUSED` says more than a sentence. */
function textOf(error: unknown): string {
  if (error instanceof ProgramsError || error instanceof LaneOver) return error.message;
  if (!(error instanceof Error)) return String(error);
  return 'code' in error && typeof error.code === 'string' && error.code.startsWith('E') ? error.code : error.message;
}

/** Who was tried and failed says more than who had nothing to try. */
const ORDER: readonly ProgramsCode[] = [
  'ERR_AGENT_GONE',
  'ERR_NOT_REACHABLE',
  'ERR_PVD_GONE',
  'ERR_NAME_NOT_ANSWERED',
  'ERR_NAME_NOT_FOUND',
  'ERR_NO_SOURCE',
];

export function errorOf(what: string, failures: readonly Failure[]): ProgramsError {
  const code = ORDER.find((one) => failures.some((failure) => failure.code === one)) ?? 'ERR_NOT_REACHABLE';
  const causes = failures.filter((failure) => failure.error instanceof Error).map(({ error }) => error);
  const cause = causes.length === 1 ? causes[0] : new AggregateError(causes);
  return new ProgramsError(
    code,
    what,
    failures.map(({ text }) => text),
    causes.length > 0 ? { cause } : {},
  );
}
