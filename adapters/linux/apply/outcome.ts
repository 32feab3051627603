/** What the kernel said to a request, in the words of an answer. */
import type { Command } from '../../../machines/model/command.ts';
import { answer, type Unstamped } from '../../../machines/model/facts/index.ts';
import type { RtnetlinkCommand } from './wire.ts';

/** `code` is an errno's name, or one of ours. */
export type Refusal = { readonly code: string; readonly problem: string };

/** Not a failure: it is there already, or gone already (with its device, where that is gone). */
const ALREADY: { readonly [T in RtnetlinkCommand['type']]: ReadonlySet<string> } = {
  'rule.add': new Set(['EEXIST']),
  'rule.delete': new Set(['ENOENT']),
  'route.replace': new Set(['EEXIST']),
  'route.delete': new Set(['ESRCH', 'ENODEV']),
  'address.replace': new Set(['EEXIST']),
  'address.delete': new Set(['EADDRNOTAVAIL', 'ENODEV']),
};

/** As the vocabulary of facts has it. */
const [CODE_MAX, PROBLEM_MAX] = [64, 256];

export const isAlready = (command: RtnetlinkCommand, { code }: Refusal): boolean => ALREADY[command.type].has(code);

export const done = (command: Command): Unstamped => answer(command.id, 'command.done', { command: command.type, target: command.target });

export const failed = (command: Command, { code, problem }: Refusal): Unstamped =>
  answer(command.id, 'command.failed', {
    command: command.type,
    target: command.target,
    code: code.slice(0, CODE_MAX),
    problem: problem.toWellFormed().slice(0, PROBLEM_MAX),
  });
