/** The filter language of the list of facts: words that must all hold, as in `type:link actor:wlan0 -is:answer "10.0.0.1"`. */

/** What `is:` can ask of a fact. */
export const MARKS = ['refused', 'decision', 'answer', 'world'] as const;
export type Mark = (typeof MARKS)[number];

/** Another word for one of them. */
const ALSO: Readonly<Record<string, Mark>> = { decisive: 'decision' };

const KEYS = ['type', 'actor', 'pvd', 'is'] as const;
type Key = (typeof KEYS)[number] | 'text';
/** `value` is in lower case. */
export type Term = { readonly key: Key; readonly value: string; readonly isNegated: boolean };
/** `problem`: what of the text means nothing; the rest holds all the same. */
export type Filter = { readonly terms: readonly Term[]; readonly problem: string | null };

/** What a filter looks at; `text` is asked for last, for it is made of the whole payload. */
export type Subject = {
  readonly type: string;
  readonly actors: readonly string[];
  readonly pvds: readonly string[];
  readonly marks: readonly Mark[];
  /** In lower case. */
  readonly text: () => string;
};

/** A word, or a quoted run of them, each perhaps negated and with a key. */
const WORD = /(-?)(?:([a-z]+):)?(?:"([^"]*)"?|(\S+))/g;
const UNFINISHED = /^-?(?:type|actor|pvd|is):$|^-$/;

export function parseFilter(text: string): Filter {
  const terms = [...text.matchAll(WORD)].flatMap(termOf);
  const wrong = terms.find(({ key, value }) => key === 'is' && !isMark(value));
  const problem = wrong ? `there is no is:${wrong.value}; there are ${MARKS.map((mark) => `is:${mark}`).join(', ')}` : null;
  return { terms: terms.filter((term) => term !== wrong).sort(cheapestFirst), problem };
}

/** A key of ours with nothing behind it is still being typed; an unknown one is part of an id, such as `interface:wlan0`. */
function termOf([, minus = '', word = '', quoted, plain]: RegExpMatchArray): readonly Term[] {
  const said = quoted ?? plain ?? '';
  if (UNFINISHED.test(said)) return [];
  const key = KEYS.find((known) => known === word);
  const value = (key || word === '' ? said : `${word}:${said}`).toLowerCase();
  const asked = key === 'is' ? (ALSO[value] ?? value) : value;
  return said === '' ? [] : [{ key: key ?? 'text', value: asked, isNegated: minus === '-' }];
}

const isMark = (value: string): value is Mark => MARKS.some((mark) => mark === value);
const cheapestFirst = (a: Term, b: Term): number => Number(a.key === 'text') - Number(b.key === 'text');

export const isShown = ({ terms }: Filter, subject: Subject): boolean => terms.every((term) => holds(term, subject) !== term.isNegated);

function holds({ key, value }: Term, subject: Subject): boolean {
  switch (key) {
    case 'type':
      return subject.type.toLowerCase().includes(value);
    case 'actor':
      return subject.actors.some((actor) => actor.toLowerCase().includes(value));
    case 'pvd':
      return subject.pvds.some((pvd) => pvd.toLowerCase().includes(value));
    case 'is':
      return subject.marks.some((mark) => mark === value);
    case 'text':
      return subject.text().includes(value);
    default:
      return key satisfies never;
  }
}
