/** How a request of a program ends when it ends badly: at once, with a code, the reasons, and what to do next. */

/** Each code, and what it means. `docs/errors.md` has the same table. */
export const CODES = {
  ERR_PVD_GONE: 'the network that the connection was on has gone; connect again, and another is chosen',
  ERR_NO_SUCH_PVD: 'no network here has that name; `multihome pvds` lists them',
  ERR_NO_PVD_FITS: 'no network meets the needs; `reasons` says of each which one it does not',
  ERR_NOT_REACHABLE: 'no network leads to the destination, or no attempt got there; `reasons` has each attempt',
  ERR_NAME_NOT_FOUND: 'the name does not exist where it was asked, or has no address of the family',
  ERR_NAME_NOT_ANSWERED: 'no server of the network answered for the name; it may do so later',
  ERR_NO_SOURCE: 'the network has no address of that family or kind to send from',
  ERR_BAD_OPTION: 'an option is not what it may be; the message names it',
  ERR_AGENT_GONE: 'the agent has ended or cannot be reached; what is under way ends, and nothing new begins',
  ERR_SESSION_ENDED: 'the decision ends the session, or has it made anew; connect again, and the next network is chosen',
  ERR_SESSION_REFUSED: 'the agent does not keep this session; `reasons` says why',
} as const;
export type ProgramsCode = keyof typeof CODES;

/** `reasons`: one line for each network or attempt. `cause` where one error led to it. */
export class ProgramsError extends Error {
  readonly code: ProgramsCode;
  readonly reasons: readonly string[];
  constructor(code: ProgramsCode, what: string, reasons: readonly string[] = [], options?: ErrorOptions) {
    const because = reasons.length > 0 ? ` (${reasons.join('; ')})` : '';
    super(`${what}${because}: ${CODES[code]}`, options);
    this.name = 'ProgramsError';
    this.code = code;
    this.reasons = reasons;
  }
}

/** Whatever was thrown, or a signal was aborted with. */
export const asError = (thrown: unknown): Error => (thrown instanceof Error ? thrown : new Error(String(thrown)));
