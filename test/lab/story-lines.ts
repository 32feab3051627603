/** How the story is printed: short lines with colours for a terminal, or lines of JSON for a machine. */
import { ruleInWords } from '../../adapters/control/words.ts';
import type { Conflict } from '../../streams/conflicts.ts';
import type { Explanation } from '../../streams/explain.ts';
import { ranked } from '../../streams/ranking.ts';
import type { Beaten, Reason } from '../../streams/reasons.ts';
import type { Recorder } from './recorder.ts';
import type { Received } from './story-gap.ts';
import type { Measured } from './story-prober.ts';
import type { Step } from './story-steps.ts';

export type Told = { readonly number: number; readonly title: string; readonly expects: readonly string[] };
type Ranked = { readonly family: 4 | 6; readonly pvd: string; readonly because: Reason; readonly beaten: readonly Beaten[] };
export type Outcome = {
  readonly ok: boolean;
  readonly problem: string | null;
  readonly winners: readonly Ranked[];
  readonly answers: readonly Explanation[];
  readonly conflicts: readonly Conflict[];
  readonly notes: readonly string[];
  /** What came through meanwhile; null where there was no network before. */
  readonly measured: Measured | null;
};
/** What stood in the kernel at the end, and was taken out of it. */
export type Undone = {
  readonly rules: number;
  readonly routes: number;
  readonly addresses: number;
  readonly sysctls: number;
  readonly left: readonly string[];
};
type Row = { readonly title: string; readonly measured: Measured };
export type Sum = {
  readonly good: number;
  readonly steps: number;
  readonly gaps: readonly Row[];
  readonly undone: Undone;
  readonly facts: number;
  readonly isEqual: boolean;
  readonly seconds: number;
};
export type Printer = { begin(steps: number): void; step(told: Told, outcome: Outcome, took: number): void; end(sum: Sum): void };

export const isGood = ({ good, steps, isEqual, undone }: Sum): boolean => good === steps && isEqual && undone.left.length === 0;

export async function outcomeOf(recorder: Recorder, { asks, notes }: Step): Promise<Omit<Outcome, 'ok' | 'problem' | 'measured'>> {
  const { decision } = await recorder.status();
  const answers: Explanation[] = [];
  for (const question of asks) answers.push(await recorder.why(question));
  const winners = ([4, 6] as const).flatMap((family): readonly Ranked[] => {
    const [first] = ranked(decision.ranking, family);
    return first ? [{ family, pvd: first.pvd, because: first.because, beaten: first.beaten }] : [];
  });
  return { winners, answers, conflicts: decision.conflicts, notes: notes?.(recorder.facts()) ?? [] };
}

export const print = (json: boolean): Printer => (json ? forMachines : forPeople(process.stdout.isTTY === true && !process.env.NO_COLOR));

const say = (line: string): void => void process.stdout.write(`${line}\n`);

const forMachines: Printer = {
  begin: () => {},
  step: (told, outcome, took) => say(JSON.stringify({ step: told.number, ...told, ...outcome, took: Math.round(took) })),
  end: (sum) => {
    const { isEqual, seconds, ...rest } = sum;
    say(JSON.stringify({ ok: isGood(sum), ...rest, replay: isEqual ? 'equal' : 'diverged', seconds: Number(seconds.toFixed(1)) }));
  },
};

function forPeople(colours: boolean): Printer {
  const colour = (code: number) => (text: string) => (colours ? `\u001b[${code}m${text}\u001b[0m` : text);
  const [bold, dim, green, red, yellow] = [colour(1), colour(2), colour(32), colour(31), colour(33)];
  const why = ({ rule, by }: Reason): string => dim(ruleInWords(rule, by));
  const beaten = (list: readonly Beaten[]): string =>
    list.length === 0 ? '' : `   not ${list.map((b) => `${b.pvd}: ${why(b)}`).join(', ')}`;
  const line = (label: string, text: string): void => say(`   ${label.padEnd(24)} ${text}`);
  return {
    begin: (steps) => {
      say(bold(`A laptop among three networks, in ${steps} steps. Its agent puts each decision into the kernel.`));
      say(dim('Meanwhile a datagram of each family leaves every millisecond: how many do not arrive, and for how long none does.'));
    },
    step: ({ number, title, expects }, { ok, problem, winners, answers, conflicts, notes, measured }, took) => {
      say(`\n${bold(`${number}. ${title}`)}  ${dim(`told: ${expects.join('; ')}`)}`);
      for (const { families, pvd, because, beaten: losers } of together(winners))
        line(`${families} by`, `${green(pvd)} ${why(because)}${beaten(losers)}`);
      if (winners.length === 0) line('nothing leaves', red('no usable network'));
      for (const { question, answer, losers } of answers.filter((a) => a.question.startsWith('route')))
        for (const loser of losers
          .filter((l) => !winners.some((w) => w.pvd === l.pvd || w.beaten.some((b) => b.pvd === l.pvd)))
          .slice(0, 2))
          line(question, `${answer ?? yellow('nowhere')}${beaten([loser])}`);
      for (const { question, answer, because } of answers.filter((a) => a.question.startsWith('name')))
        line(question.replace(/ IPv4$/, ''), `${answer ?? yellow('asked nowhere')} ${why(because)}`);
      for (const note of notes) line('', yellow(note));
      for (const { kind, about, winner, loser } of conflicts) line(`conflict (${kind})`, `${about}: ${yellow(winner)} over ${loser}`);
      if (measured) line('datagrams', `IPv4 ${gapInWords(measured.ipv4)}; IPv6 ${gapInWords(measured.ipv6)}`);
      say(
        `   ${ok ? green('as told') : red(`NOT as told${problem ? `: ${problem.split('\n')[0]}` : ''}`)} ${dim(`${(took / 1000).toFixed(1)} s`)}`,
      );
    },
    end: (sum) => {
      const { good, steps, gaps, undone, facts, isEqual, seconds } = sum;
      say(`\n${bold('For how long nothing came through')}`);
      for (const { title, measured } of gaps)
        say(`   ${title.padEnd(52)} IPv4 ${gapInWords(measured.ipv4).padEnd(28)} IPv6 ${gapInWords(measured.ipv6)}`);
      const { rules, routes, addresses, sysctls, left } = undone;
      say(`\nTaken back: ${rules} rules, ${routes} routes, ${addresses} addresses; ${sysctls} settings are as they were.`);
      if (left.length > 0) say(red(`Still there: ${left.join('; ')}`));
      say(
        `${facts} facts were recorded; replayed, they give ${isEqual ? green('the same decisions, byte for byte') : red('OTHER decisions')}.`,
      );
      const told = `${good} of ${steps} steps`;
      say(`${good === steps ? green(told) : red(told)} as told, in ${seconds.toFixed(1)} s.`);
    },
  };
}

/** The gap is between two datagrams that arrived; without one some were lost at an end, or none at all. */
export function gapInWords({ sent, lost, longest }: Received): string {
  if (lost === 0) return `none of ${sent} lost`;
  return `${longest === null ? '' : `${longest.toFixed(longest < 100 ? 1 : 0)} ms, `}${lost} of ${sent} lost`;
}

/** Both families in one line where they are decided alike. */
function together(winners: readonly Ranked[]) {
  const alike = Map.groupBy(winners, ({ pvd, because, beaten }) => JSON.stringify([pvd, because.rule, beaten.map((b) => [b.pvd, b.rule])]));
  return [...alike.values()].flatMap((same) => {
    const [first] = same;
    return first ? [{ ...first, families: same.map((w) => `IPv${w.family}`).join(', ') }] : [];
  });
}
