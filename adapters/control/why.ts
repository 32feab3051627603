/** Explanations with the facts they cite, looked up and said in one sentence each. */
import type { Seq } from '../../machines/model/units.ts';
import type { Explanation } from '../../streams/explain.ts';
import type { Reason } from '../../streams/reasons.ts';
import type { Cited, Why } from './answers.ts';
import { look, type Subject } from './subject.ts';
import { summary } from './summary.ts';
import { head } from './views.ts';
import { iso, ruleInWords } from './words.ts';

/** Facts looked up for one cause; a prefix conflict of many networks could cite any number. A guess. */
const CITED_MAX = 16;

export function explained(subject: Pick<Subject, 'fold' | 'log'>, explanation: Explanation): Why {
  const known = new Map<Seq, Cited>();
  const cause = ({ rule, by, facts }: Reason) => ({
    rule,
    by,
    says: ruleInWords(rule, by),
    facts: facts.slice(0, CITED_MAX).map((seq) => cited(subject, known, seq)),
  });
  const { question, answer, details, because, losers } = explanation;
  return {
    ...head(subject.fold),
    question,
    answer,
    details,
    because: cause(because),
    losers: losers.map((loser) => ({ pvd: loser.pvd, ...cause(loser) })),
  };
}

function cited(subject: Pick<Subject, 'log'>, known: Map<Seq, Cited>, seq: Seq): Cited {
  const before = known.get(seq);
  if (before) return before;
  const fact = look(subject, seq);
  const found = fact ? { seq, time: iso(fact.at), type: fact.type, says: summary(fact) } : { seq, time: null, type: null, says: null };
  known.set(seq, found);
  return found;
}
