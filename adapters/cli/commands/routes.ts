/** `multihome routes`: the ranking, the rules and tables it amounts to, and what stands in the kernel. */
import { duration, Routes } from '../../control/index.ts';
import { asking, question } from '../ask.ts';
import type { Register } from '../io.ts';
import { type Output, table } from '../output.ts';

export const register: Register = (program, io) => {
  const command = asking(
    program.command('routes').description('the ranking of networks, the rules and routes that follow from it, and what the kernel has'),
  );
  command.addHelpText('after', EXAMPLES).action(async () => {
    const { raw, value } = await question(io, command, 'routes', Routes);
    const output = io.output();
    output.data(raw);
    for (const line of words(value, output)) output.line(line);
  });
};

const EXAMPLES = `
In observe mode nothing is written to the kernel: rules and tables say what would be.

Examples:
  multihome routes
  multihome routes --json | jq '.ranking'
  multihome routes --at 2026-11-24T10:15:00Z --log host.ndjson.gz`;

function words({ ranking, rules, tables, kernel }: Routes, output: Output): readonly string[] {
  const isIn = (applied: boolean) => (applied ? 'yes' : 'no');
  return [
    ...table(
      ['FAMILY', 'PLACE', 'NETWORK', 'BECAUSE', 'FACTS'],
      ranking.map((r) => [`IPv${r.family}`, String(r.place), r.pvd, r.says, r.facts.map((f) => `#${f}`).join(' ')]),
      output,
    ),
    '',
    ...table(
      ['RULE', 'FAMILY', 'APPLIED', 'SELECTS'],
      rules.map((r) => [String(r.priority), `IPv${r.family}`, isIn(r.isApplied), r.text]),
      output,
    ),
    '',
    ...table(
      ['TABLE', 'DESTINATION', 'VIA', 'DEV', 'SRC', 'APPLIED', 'NETWORK'],
      tables.map((t) => [
        String(t.table),
        t.destination,
        t.gateway ?? (t.kind === 'unicast' ? '' : t.kind),
        t.ifname ?? '',
        t.source ?? '',
        isIn(t.isApplied),
        t.pvd,
      ]),
      output,
    ),
    '',
    ...table(
      ['KERNEL', 'DESTINATION', 'VIA', 'DEV', 'SRC', 'METRIC', 'HOLDS', 'FACT'],
      kernel.map((k) => [
        String(k.table),
        k.destination,
        k.gateway ?? '',
        k.ifname ?? '',
        k.source ?? '',
        String(k.metric),
        k.left === null ? 'for ever' : `for ${duration(k.left)}`,
        `#${k.since}`,
      ]),
      output,
    ),
  ];
}
