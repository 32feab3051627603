/** What status says of applying and checking, in words; nothing while there is nothing to say. */
import { duration, type Status } from '../control/index.ts';
import { publishingInWords } from './names.ts';
import { type Output, oneLine, table } from './output.ts';

export function operationInWords(status: Status, output: Output): readonly string[] {
  const { ownership, failures, checks, heldBack } = status;
  const ours = ownership.filter((o) => o.isManaged).map((o) => `${o.ifname}${o.owner === null ? '' : ` (taken from ${o.owner})`}`);
  return [
    ...(status.mode === 'apply'
      ? [oneLine(`Ours to change: ${ours.join(', ') || 'no interface'}`), ...publishingInWords(status.resolver)]
      : []),
    ...ownership
      .filter((o) => !o.isManaged)
      .map((o) => oneLine(`${o.ifname} is left alone${o.owner === null ? '' : `, ${o.owner} has it`}: ${o.says}`)),
    ...checksInWords(checks, output),
    ...heldBack.map((h) =>
      oneLine(
        `${h.pvd} is held back in IPv${h.family} after ${h.losses} loss${h.losses === 1 ? '' : 'es'}, ${h.left === null ? 'until a check finds it good' : `for ${duration(h.left)}`}`,
      ),
    ),
    ...failures.map((f) => output.style('red', oneLine(failureInWords(f)))),
  ];
}

function failureInWords({ what, code, problem, times, again }: Status['failures'][number]): string {
  const retry = again === null ? '' : `; tried again in ${duration(again)}`;
  return `${what} failed${times > 1 ? ` ${times} times` : ''}: ${problem} (${code})${retry}`;
}

function checksInWords(checks: Status['checks'], output: Output): readonly string[] {
  if (checks.length === 0) return [];
  const rows = checks.map((c) => [
    c.pvd,
    `IPv${c.family}`,
    c.portal ? `${c.reach} ${c.portal}` : c.reach,
    duration(c.age),
    c.rtt === null ? '' : `${c.rtt} ms`,
    c.loss === null ? '' : `${c.loss} %`,
    c.next === null ? '' : duration(c.next),
    `${c.spent} of ${c.budget ?? 'any'}`,
  ]);
  return ['', ...table(['CHECKED', 'FAMILY', 'FOUND', 'AGO', 'RTT', 'LOSS', 'NEXT IN', 'BYTES TODAY'], rows, output), ''];
}
