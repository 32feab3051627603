/** Charts as standalone SVG: laid out when the package was built, lit as an actor of a log was at a fact. */
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { step } from '../../../machines/host.ts';
import type { Fact } from '../../../machines/model/facts/index.ts';
import { type Host, INITIAL_HOST } from '../../../machines/state.ts';
import { drawChart, type Lit } from '../../../visualizer/chart/draw.ts';
import { actorsIn, type Heard, happened, valueIn } from '../../../visualizer/chart/happened.ts';
import type { Chart } from '../../../visualizer/chart/layout.ts';
import { pack } from '../../../visualizer/chart/packing.ts';
import { element, markup } from '../../../visualizer/element.ts';
import { CliError } from '../exit.ts';
import { printable } from '../output.ts';
import { factsOf, type LogFile } from './logFile.ts';

export const COLOURS = ['auto', 'light', 'dark'] as const;
export type Colours = (typeof COLOURS)[number];
type Built = { readonly charts: readonly Chart[]; readonly style: { readonly light: string; readonly dark: string } };

/** Beside the bundle, and where the build puts it for those who run the sources. */
const PLACES = ['./charts.json', '../../../dist/charts.json'].map((path) => fileURLToPath(new URL(path, import.meta.url)));
/** A document's width. */
const ROOM = 1_300;
const NAMED = 10;

export function svgOf(machine: string, colours: Colours, seen: Seen | null): string {
  const { charts, style } = readCharts();
  const chart = charts.find((one) => one.machine === machine);
  if (!chart) throw new TypeError(`the charts were built without ${machine}`);
  const label = seen === null ? `state chart of ${machine}` : `${seen.actor} at fact ${seen.seq}`;
  const drawn = drawChart(
    chart,
    pack(chart, ROOM, () => true),
    seen?.lit ?? null,
    label,
  );
  const css = colours === 'auto' ? `${style.light}@media (prefers-color-scheme: dark){${style.dark}}` : style[colours];
  return `${markup({ ...drawn, children: [element('title', {}, label), element('style', {}, css), ...drawn.children] })}\n`;
}

function readCharts(): Built {
  const path = PLACES.find((place) => existsSync(place));
  if (path === undefined) throw new CliError('failed', 'ERR_NO_CHARTS', 'the charts have not been laid out', 'npm run build does it');
  return JSON.parse(readFileSync(path, 'utf8'));
}

export type Seen = { readonly actor: string; readonly machine: string; readonly seq: number; readonly lit: Lit };
type Change = { readonly before: Host; readonly fact: Fact };

/** `wanted`: an actor's id, or a machine that has one actor then. Only the actors' part of the loop is run. */
export async function seenIn(from: LogFile, wanted: string, to: number): Promise<Seen> {
  let host = INITIAL_HOST;
  let now: Change | null = null;
  for await (const fact of factsOf(from, to)) {
    now = { before: host, fact };
    host = step(host, fact);
  }
  if (!now || now.fact.seq < 1) throw new CliError('noSuchObject', 'ERR_NOT_IN_LOG', `${from.file}: there is no fact up to ${to}`);
  const { machine, actor } = chosen(host, wanted, now.fact.seq);
  const { active, heard } = happened(now.before, now.fact, actor);
  const isQuiet = heard.every(({ taken, refused }) => taken.length + refused.length === 0);
  const said = isQuiet ? await lastSaid(from, to, actor) : heard;
  const ids = (which: 'taken' | 'refused') => new Set(said.flatMap((one) => one[which].map(({ id }) => id)));
  return { actor, machine, seq: now.fact.seq, lit: { active: new Set(active ?? []), taken: ids('taken'), refused: ids('refused') } };
}

/** What last changed its state. */
async function lastSaid(from: LogFile, to: number, actor: string): Promise<readonly Heard[]> {
  let host = INITIAL_HOST;
  let last: Change | null = null;
  for await (const fact of factsOf(from, to)) {
    const next = step(host, fact);
    if (valueIn(next, actor) !== valueIn(host, actor)) last = { before: host, fact };
    host = next;
  }
  return last ? happened(last.before, last.fact, actor).heard : [];
}

function chosen(host: Host, wanted: string, seq: number): { readonly machine: string; readonly actor: string } {
  const all = actorsIn(host);
  const found = all.filter(({ machine, actor }) => actor === wanted || machine === wanted);
  const [first] = found;
  if (first && (found.length === 1 || first.actor === wanted)) return first;
  const names = (found.length > 0 ? found : all).slice(0, NAMED).map(({ actor }) => printable(actor));
  throw new CliError(
    'noSuchObject',
    'ERR_NO_SUCH_ACTOR',
    found.length > 0
      ? `there are ${found.length} actors of ${wanted} at fact ${seq}`
      : `there is no actor ${printable(wanted)} at fact ${seq}`,
    names.length > 0 ? `choose one: ${names.join(', ')}` : null,
  );
}
