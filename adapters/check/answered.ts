/** What became of one question to one resolver, whatever carried it. */

import { addressBytes, formatAddress } from '../../machines/model/address.ts';
import type { CheckSpec } from '../../machines/model/command.ts';
import { type Answer, type Asked as Question, RCODE } from '../../machines/model/dns/index.ts';
import type { Server } from '../../machines/model/server.ts';
import { describeFault, SystemCallError } from '../system/index.ts';
import type { Meter } from './meter.ts';

export type Answered = { readonly ok: true; readonly answer: Answer } | { readonly ok: false; readonly problem: string };
/** One question, to one server, and who counts. `bytes`: the question as it is sent. */
export type Put = {
  readonly spec: Pick<CheckSpec, 'ifname' | 'source' | 'family'>;
  readonly server: Server;
  readonly question: Question;
  readonly bytes: Uint8Array;
  readonly meter: Meter;
  readonly signal: AbortSignal;
};

/**
 * A resolver that refuses or fails has answered, but to no use. A name that does not exist is an answer. Of the root it is only
 * asked whether it is there and at work: many refuse such a question (REFUSED), one that is cut off fails (SERVFAIL).
 */
export function verdictOf(answer: Answer, { name }: Question): Answered {
  const isOfUse = name === '' ? answer.rcode !== RCODE.SERVFAIL : answer.rcode === RCODE.NOERROR || answer.rcode === RCODE.NXDOMAIN;
  return isOfUse ? { ok: true, answer } : failed(`it answered with code ${answer.rcode}`);
}

/** The time of the check was up; else it was called off. */
export const isTimeout = ({ aborted, reason }: AbortSignal): boolean =>
  aborted && reason instanceof Error && reason.name === 'TimeoutError';
export const codeOf = (cause: unknown): string =>
  cause instanceof SystemCallError
    ? describeFault(cause.fault)
    : cause instanceof Error && 'code' in cause
      ? String(cause.code)
      : cause instanceof Error
        ? cause.message
        : String(cause);
export const failed = (problem: string): Answered => ({ ok: false, problem });
export const bare = (address: string): string => {
  const bytes = addressBytes(address);
  return bytes ? formatAddress(bytes) : address;
};
