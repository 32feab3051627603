/** How the story is printed: short lines with colours for a terminal, or lines of JSON for a machine. */
import type { Conflict } from '../../streams/conflicts.ts';
import type { Explanation } from '../../streams/explain.ts';
import { ranked } from '../../streams/ranking.ts';
import type { Beaten, Reason } from '../../streams/reasons.ts';
import type { Recorder } from './recorder.ts';
import type { Step } from './story-steps.ts';

export type Told = { readonly number: number; readonly title: string; readonly expects: string };
type Ranked = { readonly family: 4 | 6; readonly pvd: string; readonly because: Reason; readonly beaten: readonly Beaten[] };
export type Outcome = {
  readonly ok: boolean;
  readonly winners: readonly Ranked[];
  readonly answers: readonly Explanation[];
  readonly conflicts: readonly Conflict[];
};
type Sum = { readonly good: number; readonly steps: number; readonly facts: number; readonly isEqual: boolean; readonly seconds: number };
export type Printer = { begin(steps: number): void; step(told: Told, outcome: Outcome, took: number): void; end(sum: Sum): void };

export async function outcomeOf(recorder: Recorder, { asks }: Step): Promise<Omit<Outcome, 'ok'>> {
  const { decision } = await recorder.status();
  const answers: Explanation[] = [];
  for (const question of asks) answers.push(await recorder.why(question));
  const winners = ([4, 6] as const).flatMap((family): readonly Ranked[] => {
    const [first] = ranked(decision.ranking, family);
    return first ? [{ family, pvd: first.pvd, because: first.because, beaten: first.beaten }] : [];
  });
  return { winners, answers, conflicts: decision.conflicts };
}

export const print = (json: boolean): Printer => (json ? forMachines : forPeople(process.stdout.isTTY === true && !process.env.NO_COLOR));

const say = (line: string): void => void process.stdout.write(`${line}\n`);

const forMachines: Printer = {
  begin: () => {},
  step: (told, outcome, took) => say(JSON.stringify({ step: told.number, ...told, ...outcome, took: Math.round(took) })),
  end: ({ good, steps, facts, isEqual, seconds }) =>
    say(
      JSON.stringify({
        ok: good === steps && isEqual,
        good,
        steps,
        facts,
        replay: isEqual ? 'equal' : 'diverged',
        seconds: Number(seconds.toFixed(1)),
      }),
    ),
};

function forPeople(colours: boolean): Printer {
  const colour = (code: number) => (text: string) => (colours ? `\u001b[${code}m${text}\u001b[0m` : text);
  const [bold, dim, green, red, yellow] = [colour(1), colour(2), colour(32), colour(31), colour(33)];
  const why = ({ rule, by }: Reason): string => dim(`${rule}${by === 'built-in' ? '' : `, says the ${by}`}`);
  const beaten = (list: readonly Beaten[]): string =>
    list.length === 0 ? '' : `   beats ${list.map((b) => `${b.pvd} ${dim(b.rule)}`).join(', ')}`;
  const line = (label: string, text: string): void => say(`   ${label.padEnd(24)} ${text}`);
  return {
    begin: (steps) =>
      say(bold(`A laptop among three networks, in ${steps} steps. The recorder changes nothing; it says what it would do.`)),
    step: ({ number, title, expects }, { ok, winners, answers, conflicts }, took) => {
      say(`\n${bold(`${number}. ${title}`)}  ${dim(`told: ${expects}`)}`);
      for (const { families, pvd, because, beaten: losers } of together(winners))
        line(`${families} by`, `${green(pvd)} ${why(because)}${beaten(losers)}`);
      if (winners.length === 0) line('nothing leaves', red('no usable network'));
      for (const { question, answer, because, losers } of answers) {
        const nobody = yellow(question.startsWith('name') ? 'asked nowhere' : 'nowhere');
        line(
          question.replace(/ IPv4$/, ''),
          `${answer === null ? nobody : answer} ${why(because)}${beaten(losers.filter((l) => l.pvd !== answer).slice(0, 2))}`,
        );
      }
      for (const { kind, about, winner, loser } of conflicts) line(`conflict (${kind})`, `${about}: ${yellow(winner)} over ${loser}`);
      say(`   ${ok ? green('decided as told') : red('NOT decided as told')} ${dim(`${(took / 1000).toFixed(1)} s`)}`);
    },
    end: ({ good, steps, facts, isEqual, seconds }) => {
      say(
        `\n${good === steps ? green(`${good} of ${steps} steps`) : red(`${good} of ${steps} steps`)} decided as told, in ${seconds.toFixed(1)} s.`,
      );
      say(
        `${facts} facts were recorded; replayed, they give ${isEqual ? green('the same decisions, byte for byte') : red('OTHER decisions')}.`,
      );
    },
  };
}

/** Both families in one line where they are decided alike. */
function together(winners: readonly Ranked[]) {
  const alike = Map.groupBy(winners, ({ pvd, because, beaten }) => JSON.stringify([pvd, because.rule, beaten.map((b) => [b.pvd, b.rule])]));
  return [...alike.values()].flatMap((same) => {
    const [first] = same;
    return first ? [{ ...first, families: same.map((w) => `IPv${w.family}`).join(', ') }] : [];
  });
}
