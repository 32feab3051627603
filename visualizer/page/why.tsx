/** Reasons: the rule in words, whose it is, and the facts behind it, each of which can be gone to. */
import type { JSX } from 'preact';
import type { Beaten as Loser, Reason } from '../../streams/reasons.ts';
import { ruleInWords } from '../../streams/rules.ts';
import type { Refused as Refusal } from '../../streams/sessions/verdict.ts';
import type { Model } from './model.ts';

/** Facts of one reason that are named; the rest are counted. */
const NAMED = 4;

export function Why({ model, because }: { readonly model: Model; readonly because: Reason }): JSX.Element {
  const more = because.facts.length - NAMED;
  return (
    <p class="why">
      {ruleInWords(because.rule, because.by)}
      {because.facts.slice(0, NAMED).map((seq) => (
        <FactLink key={seq} model={model} seq={seq} />
      ))}
      {more > 0 && <span class="quiet"> and {more} more</span>}
    </p>
  );
}

export const FactLink = ({ model, seq }: { readonly model: Model; readonly seq: number }): JSX.Element => (
  <button type="button" class="fact" aria-label={`go to fact ${seq}`} onClick={() => model.goToSeq(seq)}>
    #{seq}
  </button>
);

/** Those that lost, and the first rule that beat them: those of one reason together. */
export function Beaten({ model, beaten }: { readonly model: Model; readonly beaten: readonly Loser[] }): JSX.Element | null {
  if (beaten.length === 0) return null;
  const byReason = Map.groupBy(beaten, ({ rule, by, facts }) => JSON.stringify([rule, by, facts]));
  return (
    <ul class="beaten">
      {[...byReason].map(([key, losers]) => (
        <li key={key}>
          before{' '}
          {losers.map(({ pvd }, i) => (
            <span key={pvd} class="pvd">
              {i > 0 && ', '}
              {pvd}
            </span>
          ))}
          : {losers[0] && <Why model={model} because={losers[0]} />}
        </li>
      ))}
    </ul>
  );
}

/** What was asked and is not done, and what came before it. */
export function Refused({ model, refused }: { readonly model: Model; readonly refused: readonly Refusal[] }): JSX.Element | null {
  if (refused.length === 0) return null;
  return (
    <ul class="beaten">
      {refused.map((one) => (
        <li key={`${one.author} ${one.manager} ${one.ask}`}>
          <span class="chip dead">refused</span> {one.manager} ({one.author}) asked: {one.ask}
          {one.to !== null && ` ${typeof one.to === 'string' ? one.to : JSON.stringify(one.to)}`}: <Why model={model} because={one} />
        </li>
      ))}
    </ul>
  );
}
