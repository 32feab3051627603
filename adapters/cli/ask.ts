/** One question of a command: to the agent that runs, or with `--log` to a stored log. The same handlers answer both. */
import type { Command } from 'commander';
import type { z } from 'zod';
import { INITIAL_FOLD } from '../../streams/loop.ts';
import { findConfig } from '../config/index.ts';
import {
  type Asked,
  answer,
  ask,
  Failure,
  findSocket,
  type Reply,
  type SocketName,
  type Subject,
  type Unanswered,
} from '../control/index.ts';
import { CliError, type ExitName } from './exit.ts';
import type { Io } from './io.ts';
import { openToAsk } from './logFile.ts';
import { asCliError } from './offline/fault.ts';
import { printable } from './output.ts';

/** Options of every command that asks. */
export type Asking = { readonly at?: string; readonly log?: string };
export const asking = (command: Command): Command =>
  command
    .option('--at <seq|time>', "as it was at a fact's number, or at an ISO time")
    .option('--log <file>', 'ask a stored log or an export instead of the agent');

type Query = Readonly<Record<string, string | undefined>>;

/** The answer as it came, and as its schema reads it. */
export async function question<S extends z.ZodType>(
  io: Io,
  command: Command,
  path: string,
  schema: S,
  query: Query = {},
): Promise<{ readonly raw: unknown; readonly value: z.infer<S> }> {
  const { at, log } = command.opts<Asking>();
  const search = searchOf({ ...query, at });
  return readAs(schema, log === undefined ? await fromAgent(io, command, path, search) : await fromLog(log, path, search));
}

/** Asks the agent for a change, through the socket that only its owner may use. */
export const demand = <S extends z.ZodType>(io: Io, command: Command, path: string, schema: S, query: Query = {}) =>
  asOwner(io, command, 'POST', path, schema, query);
/** What only that socket tells. */
export const confidential = <S extends z.ZodType>(io: Io, command: Command, path: string, schema: S) =>
  asOwner(io, command, 'GET', path, schema, {});

async function asOwner<S extends z.ZodType>(io: Io, command: Command, method: 'GET' | 'POST', path: string, schema: S, query: Query) {
  const search = searchOf(query);
  const socket = socketOf(io, command, 'control.sock');
  return readAs(schema, value(await ask({ socket, path: search.size > 0 ? `${path}?${search}` : path, method })));
}

const searchOf = (query: Query): URLSearchParams =>
  new URLSearchParams(Object.entries(query).filter((pair): pair is [string, string] => pair[1] !== undefined));

function readAs<S extends z.ZodType>(schema: S, { status, body }: Reply): { readonly raw: unknown; readonly value: z.infer<S> } {
  if (status !== 200) throw refusal(status, body);
  const read = schema.safeParse(body);
  if (!read.success)
    throw new CliError(
      'failed',
      'ERR_ANSWER',
      'the agent answers in a way that this version does not know',
      'are both of the same version?',
      { cause: read.error },
    );
  return { raw: body, value: read.data };
}

async function fromAgent(io: Io, command: Command, path: string, search: URLSearchParams): Promise<Reply> {
  const asked = await ask({ socket: socketOf(io, command), path: search.size > 0 ? `${path}?${search}` : path });
  return value(asked);
}

async function fromLog(file: string, path: string, search: URLSearchParams): Promise<Reply> {
  const log = await openToAsk(file);
  try {
    if (log.last === null) throw new CliError('noSuchObject', 'ERR_NOT_IN_LOG', `${file}: there is no fact in it`);
    if (!search.has('at')) search.set('at', String(log.last.seq));
    const subject: Subject = { fold: INITIAL_FOLD, now: INITIAL_FOLD.host.at, log, notices: [] };
    return await answer(subject, path, search);
  } catch (error) {
    throw asCliError(file, error);
  } finally {
    log.close();
  }
}

/** Where the agent listens: `--control`, `MULTIHOME_CONTROL`, the configuration, or the usual places. */
export function socketOf(io: Io, command: Command, name: SocketName = 'state.sock'): string {
  const told = command.optsWithGlobals<{ readonly control?: string }>().control ?? io.env.MULTIHOME_CONTROL;
  return findSocket(name, told ?? configured());
}

/** A mistake in the configuration does not matter to a question. */
function configured(): string | null {
  const found = findConfig(null);
  return found.ok ? (found.value.control.directory ?? null) : null;
}

export function value<T>(asked: Asked<T>): T {
  if (asked.ok) return asked.value;
  throw unanswered(asked);
}

const UNANSWERED: Readonly<Record<Unanswered['problem'], readonly [ExitName, string, string]>> = {
  noAgent: ['noAgent', 'ERR_NO_AGENT', 'start one with: multihome run; or ask a stored log with --log FILE'],
  denied: ['noAgent', 'ERR_ACCESS', 'ask as root; questions also as a member of the group multihome'],
  timeout: ['timeout', 'ERR_TIMEOUT', 'try again'],
  broken: ['failed', 'ERR_ANSWER', 'try again'],
};
function unanswered({ problem, message }: Unanswered): CliError {
  const [exit, code, hint] = UNANSWERED[problem];
  return new CliError(exit, code, message, hint);
}

const CORRUPT = ['ERR_LOG_CORRUPT'];
export function refusal(status: number, body: unknown): CliError {
  const read = Failure.safeParse(body);
  if (!read.success) return new CliError('failed', 'ERR_ANSWER', `the agent refused without a reason (${status})`);
  const { code, message, hint } = read.data.error;
  const exit = CORRUPT.includes(code) ? 'corruptLog' : status === 404 ? 'noSuchObject' : status === 400 ? 'usage' : 'failed';
  return new CliError(exit, code, printable(message), hint === null ? null : printable(hint));
}
