/** The decision in words: each place with its reason, and each change with what brought it about. */
import type { Fact } from '../../machines/model/facts/index.ts';
import { FAMILIES } from '../../machines/model/units.ts';
import type { Change } from '../../streams/digest.ts';
import type { Fold, Tick } from '../../streams/loop.ts';
import type { Place } from '../../streams/ranking.ts';
import type { Reason } from '../../streams/reasons.ts';
import { iso, ruleInWords, summary } from '../control/index.ts';
import { type Output, oneLine } from './output.ts';

type Look = (seq: number) => Fact | null;

/** More facts than this of one reason are counted, not told. */
const TOLD = 4;

export function decisionInWords({ host, decision }: Fold, look: Look, output: Output): readonly string[] {
  const families = FAMILIES.flatMap((family) => {
    const places = decision.ranking
      .filter((p) => p.family === family)
      .toSorted((a, b) => (a.place ?? Number.POSITIVE_INFINITY) - (b.place ?? Number.POSITIVE_INFINITY));
    const none = places.some((p) => p.place !== null) ? [] : ['  nowhere: no network can be used'];
    return [output.style('bold', `IPv${family}`), ...none, ...places.flatMap((p) => placeInWords(p, look, output))];
  });
  const names = decision.resolution
    .filter((r) => r.place === 1 && r.kind !== 'reverse')
    .map(
      (r) =>
        `  ${r.suffix === '.' ? 'all other names' : r.suffix} (IPv${r.family}): ${r.servers.join(', ') || 'asked nowhere'} of ${r.pvd}, ${because(r.because)}`,
    );
  const node = decision.node.map((n) => `  ${n.id}: ${n.values.join(', ')} of ${n.pvd}, ${because(n.because)}`);
  const conflicts = decision.conflicts.map((c) => `  ${c.kind}, ${c.about}: ${c.winner} over ${c.loser}, ${because(c.because)}`);
  return [
    `Decision at fact ${host.seq}, ${iso(host.at)}`,
    ...families,
    ...titled('Names', names, output),
    ...titled('Node', node, output),
    ...titled('Conflicts', conflicts, output),
  ];
}

function placeInWords(place: Place, look: Look, output: Output): readonly string[] {
  const { pvd, reach, beaten } = place;
  const at = place.place === null ? '-' : String(place.place);
  return [
    `  ${at}. ${output.style(place.place === 1 ? 'green' : 'bold', oneLine(pvd))} (${reach}): ${oneLine(because(place.because))}`,
    ...facts(place.because, look).map((line) => `       ${line}`),
    ...beaten.map((b) => `       before ${oneLine(b.pvd)}: ${oneLine(because(b))}`),
  ];
}

const titled = (title: string, lines: readonly string[], output: Output): readonly string[] =>
  lines.length === 0 ? [] : [output.style('bold', title), ...lines.map(oneLine)];

const because = ({ rule, by }: Reason): string => ruleInWords(rule, by);

function facts({ facts: cited }: Reason, look: Look): readonly string[] {
  const told = cited.slice(0, TOLD).map((seq) => {
    const fact = look(seq);
    return oneLine(`#${seq} ${fact ? summary(fact) : 'a fact of an earlier log'}`);
  });
  return cited.length > TOLD ? [...told, `and ${cited.length - TOLD} more facts`] : told;
}

/**
 * What happened, and below it what that changed. All of routing is one line, for it follows from the ranking; a check that begins
 * or ends is told by what it finds; of names only who is asked is told.
 */
export function changesInWords({ changed, fold }: Tick, look: Look): readonly string[] {
  const cause = look(fold.host.seq);
  const routing = changed.filter(([path]) => path.startsWith('routing/')).length;
  const lines = [...changed.flatMap(changeInWords), ...(routing > 0 ? [`routing: ${routing} rules and routes`] : [])];
  if (lines.length === 0) return [];
  const when = `${iso(fold.host.at).slice(11, 23)} #${fold.host.seq}`;
  return [oneLine(`${when} ${cause ? summary(cause) : ''}`), ...new Set(lines.map((line) => oneLine(`  ${line}`)))];
}

function changeInWords([path, value]: Change): readonly string[] {
  const [list = '', ...rest] = path.split('/');
  const id = rest.join('/');
  const word = WORDS[list];
  if (word === undefined) return [];
  const why = isReasoned(value) ? `, ${because(value.because)}` : '';
  if (list === 'resolution') {
    const [suffix = '', , kind = ''] = id.split(' ');
    if (kind === 'reverse' || (value !== null && (!('place' in value) || value.place !== 1))) return [];
    const name = suffix === '.' ? 'all other names' : suffix;
    if (value === null) return [`${word} ${name}: no longer of ${id.split(' ').at(-1)}`];
    const asked = 'servers' in value && Array.isArray(value.servers) ? value.servers.join(', ') : '';
    return [`${word} ${name}: ${asked || 'asked nowhere'}${why}`];
  }
  if (list === 'sessions') {
    if (value === null || !('verdict' in value) || !('to' in value)) return [`${word} ${id}: closed`];
    return [`${word} ${id}: ${value.verdict}${value.to === null ? '' : ` to ${value.to}`}${why}`];
  }
  if (list === 'ranking') {
    const who = `IPv${id.slice(0, 1)} ${id.slice(2)}`;
    if (value === null || !('place' in value)) return [`${who}: no longer`];
    return [`${who}: ${value.place === null ? 'not used' : `place ${value.place}`}${why}`];
  }
  return [`${word} ${id}${value === null ? ': no longer' : why}`];
}

/** What is told of; the rest is either said by facts or a consequence of these. */
const WORDS: Readonly<Record<string, string>> = {
  conflicts: 'conflict',
  node: 'node',
  ranking: 'IPv',
  resolution: 'names',
  clients: 'client',
  sessions: 'session',
};

const isReasoned = (value: object | null): value is { readonly because: Reason } => value !== null && 'because' in value;
