/** What became of a command about names, and how that is told. */
import type { CommandOf } from '../../machines/model/command.ts';
import { answer, type Unstamped } from '../../machines/model/facts/index.ts';

export type Work = CommandOf<'names.publish' | 'names.withdraw'>;
/** `code` as `command.failed` has it. */
export type Told = { readonly ok: true } | { readonly ok: false; readonly code: string; readonly problem: string };

export const noLink = (ifname: string | null): Told => ({ ok: false, code: 'ENODEV', problem: `${ifname ?? 'no interface'} is not there` });

export const toldOf = (error: unknown): Told => ({
  ok: false,
  code: error instanceof Error && 'code' in error ? String(error.code) : 'ERR_PUBLISH',
  problem: error instanceof Error ? error.message : String(error),
});

export function answerTo(command: Work, told: Told): Unstamped {
  const { id, type, target } = command;
  if (!told.ok)
    return answer(id, 'command.failed', { command: type, target, code: told.code.slice(0, 64), problem: told.problem.slice(0, 256) });
  return command.type === 'names.publish'
    ? answer(id, 'names.published', { publication: command.publication })
    : answer(id, 'names.withdrawn', { target, problem: null });
}
