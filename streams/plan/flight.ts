/**
 * What is under way in the kernel. Its commands are answered in their order and each of them is: what stands there once they are
 * is what the plan compares with, so that a deletion that is under way is made good in the same tick, before it leaves a hole.
 */
import type { Command, Wish } from '../../machines/model/command.ts';
import { compareId, find, type Row } from '../../machines/model/rows.ts';
import type { Host } from '../../machines/state.ts';
import { lastResult } from '../memo.ts';

export type InFlight = readonly (Row & { readonly command: Command })[];
type KernelCommand = Extract<Command, { readonly type: `${'rule' | 'route' | 'address'}.${string}` }>;
/** The last command under way for each target. */
export type Pending = ReadonlyMap<string, KernelCommand>;

/** Whether it stays in flight until its answer comes, wanted or not. In observe mode nothing is answered. */
export const isAnswered = (host: Pick<Host, 'started'>, { type }: Wish): boolean =>
  host.started?.mode === 'apply' && (type.startsWith('rule.') || type.startsWith('route.') || type.startsWith('address.'));

/** What is carried out in observe mode too; all else is asked of nobody there. */
const OBSERVED: readonly Command['type'][] = ['check.run', 'sockets.watch'];
/** For `memory.carried`: what an answer may come to. The next epoch waits for it, and does not ask again (law 4). */
export const underWay = (host: Pick<Host, 'started'>, inFlight: InFlight): readonly Command[] =>
  inFlight.flatMap(({ command }) => (host.started?.mode === 'apply' || OBSERVED.includes(command.type) ? [command] : []));
export const recalledFlight = (commands: readonly Command[]): InFlight =>
  commands.map((command) => ({ id: commandKey(command), command })).sort(compareId);
export const commandKey = ({ type, target }: Wish): string => `${type} ${target}`;

export const pendingOf = lastResult(
  (host: Host, inFlight: InFlight) => (host.started?.mode === 'apply' ? [inFlight] : []),
  (host, inFlight): Pending => {
    const last = new Map<string, KernelCommand>();
    for (const { command } of host.started?.mode === 'apply' ? inFlight : []) {
      if (!isOfKernel(command)) continue;
      const other = last.get(command.target);
      if (!other || isLater(command.id, other.id)) last.set(command.target, command);
    }
    return last;
  },
);

const isOfKernel = (command: Command): command is KernelCommand =>
  command.type.startsWith('rule.') || command.type.startsWith('route.') || command.type.startsWith('address.');

/** Whether it stands there, or will. */
export function isThere(isApplied: boolean, pending: KernelCommand | undefined): boolean {
  return pending ? !pending.type.endsWith('.delete') : isApplied;
}

/** What stands there, or will, and is not wanted. `kept`: the wanted row beside each that is applied. */
export function unwanted<R extends Row, S>(
  applied: readonly R[],
  wanted: readonly Row[],
  kept: readonly unknown[],
  pending: Pending,
  ofApplied: (row: R) => S,
  /** Null: of another kind. */
  ofPending: (command: KernelCommand) => S | null,
): readonly (readonly [target: string, S])[] {
  const coming = [...pending.values()].flatMap((command) => {
    const made = find(applied, command.target) || command.type.endsWith('.delete') ? null : ofPending(command);
    return made === null ? [] : [[command.target, made] as const];
  });
  const there = applied
    .filter((row, i) => kept[i] === undefined && isThere(true, pending.get(row.id)))
    .map((row) => [row.id, ofApplied(row)] as const);
  return [...there, ...coming.filter(([target]) => !find(wanted, target))];
}

/** Ids are a tick's number and a place in it. */
function isLater(a: string, b: string): boolean {
  const [tick = 0, place = 0] = a.split('.').map(Number);
  const [otherTick = 0, otherPlace = 0] = b.split('.').map(Number);
  return tick === otherTick ? place > otherPlace : tick > otherTick;
}
