/** `multihome check`: the agent checks a network now, or all of them, and says what came of it. */
import type { Command } from 'commander';
import { z } from 'zod';
import type { FactsOf } from '../../../machines/model/facts/index.ts';
import { Text } from '../../../machines/model/plain.ts';
import { Family } from '../../../machines/model/units.ts';
import { Requested } from '../../control/index.ts';
import { demand } from '../ask.ts';
import { CliError, EXIT } from '../exit.ts';
import { follow, timeoutOf } from '../following.ts';
import type { Io, Register } from '../io.ts';
import { type Output, table } from '../output.ts';

const Checked = z.object({
  pvd: Text,
  family: Family,
  state: z.enum(['validated', 'assumed', 'partial', 'portal', 'failed', 'curtailed']),
  /** ms; null when nothing came back. */
  rtt: z.number().nullable(),
  took: z.number(),
  bytes: z.number(),
  /** The portal's address, where it is known. */
  portal: Text.nullable(),
  problem: Text.nullable(),
  seq: z.number(),
});
type Checked = z.infer<typeof Checked>;
/** What `check --json` prints. */
export const CheckOutput = z.object({ v: z.literal(1), checks: z.array(Checked).readonly() });

export const register: Register = (program, io) => {
  const command = program
    .command('check')
    .description('check now how a network, or every one, reaches the Internet')
    .argument('[pvd]', 'a provisioning domain: pvd:wlan0, wlan0, or its RFC 8801 name (default: all)')
    .option('--timeout <time>', 'how long to wait for the outcome', '30s')
    .addHelpText('after', EXAMPLES);
  command.action((pvd: string | undefined, options: { readonly timeout: string }) => check(io, command, pvd, options.timeout));
};

const EXAMPLES = `
The agent must check at all: multihome run --check, or --apply. Needs control.sock, so the agent's own user.
Exit codes: 0 all that was checked is validated or assumed, 11 a captive portal holds some of it, 12 some of it failed or
is reached in part only, 3 no outcome in time, 10 no such provisioning domain.

Examples:
  multihome check
  multihome check wlan0 --timeout 5s
  multihome check --json | jq -r '.checks[] | select(.portal) | .portal'`;

async function check(io: Io, command: Command, pvd: string | undefined, timeout: string): Promise<void> {
  const within = timeoutOf(timeout);
  const { value: asked } = await demand(io, command, 'check', Requested, { pvd });
  if (asked.checks.length === 0) throw new CliError('failed', 'ERR_NOTHING_TO_CHECK', nothing(pvd), 'multihome pvds says how they stand');
  const key = (c: { readonly pvd: string; readonly family: Family }) => `${c.pvd} ${c.family}`;
  const waiting = new Set(asked.checks.map(key));
  const checked: Checked[] = [];
  const isDone = await follow(io, command, {
    from: asked.seq + 1,
    filter: 'check.',
    timeout: within,
    lacking: () => `no outcome within ${timeout}: ${[...waiting].map((k) => k.replace(/ (\d)$/, ' over IPv$1')).join(', ')}`,
    take: (fact) => {
      if (isOutcome(fact) && waiting.delete(key(fact))) checked.push(told(fact));
      return waiting.size === 0;
    },
  });
  if (!isDone) return;
  const output = io.output();
  output.data({ v: 1, checks: checked } satisfies z.infer<typeof CheckOutput>);
  for (const line of words(checked, output)) output.line(line);
  io.exitWith(codeOf(checked));
}

const nothing = (pvd: string | undefined): string =>
  `${pvd === undefined ? 'no network' : `${pvd}: nothing of it`} can be checked now: it takes an address, a gateway, and bytes left to spend`;

type Outcome = Exclude<FactsOf<'check'>, { type: 'check.requested' }>;
const isOutcome = (fact: { readonly type: string }): fact is Outcome => fact.type.startsWith('check.') && fact.type !== 'check.requested';

function told(fact: Outcome): Checked {
  const { pvd, family, rtt, took, bytes, seq } = fact;
  return {
    ...{ pvd, family, rtt, took, bytes, seq },
    state: Checked.shape.state.parse(fact.type.slice('check.'.length)),
    portal: fact.type === 'check.portal' ? fact.url : null,
    problem: fact.type === 'check.curtailed' ? 'what it may spend is spent' : 'problem' in fact ? fact.problem : null,
  };
}

function codeOf(checked: readonly Checked[]): number {
  if (checked.some(({ state }) => state === 'failed' || state === 'partial' || state === 'curtailed')) return EXIT.unreachable;
  return checked.some(({ state }) => state === 'portal') ? EXIT.portal : EXIT.ok;
}

function words(checked: readonly Checked[], output: Output): readonly string[] {
  const rows = checked.map((c) => [
    c.pvd,
    `IPv${c.family}`,
    c.state,
    c.rtt === null ? '' : `${c.rtt} ms`,
    String(c.bytes),
    c.portal ?? c.problem ?? (c.state === 'portal' ? 'the address of the portal is unknown' : ''),
  ]);
  return table(['NETWORK', 'FAMILY', 'STATE', 'RTT', 'BYTES', 'PORTAL OR PROBLEM'], rows, output);
}
