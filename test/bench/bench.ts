/** What a bench is, and how it is told: a table, then one line of JSON. */
import { parseArgs } from 'node:util';

export type Figures = Readonly<Record<string, number>>;
/** `is` within `at`: an upper or a lower limit. */
export type Budget = { readonly name: string; readonly is: number; readonly limit: 'atMost' | 'atLeast'; readonly at: number };
export type Outcome = {
  readonly figures: Figures;
  /** To floors measured in the same run. */
  readonly ratios: Figures;
  readonly budgets: readonly Budget[];
  /** Further rows of the table, as text. */
  readonly rows?: readonly string[];
};
/** What it needs is not here. */
export type Skipped = { readonly skipped: string };
type Ran = Outcome | Skipped;
export type Bench = { readonly about: string; run(options: { readonly quick: boolean }): Promise<Ran> | Ran };

export const isMet = ({ is, limit, at }: Budget): boolean => (limit === 'atMost' ? is <= at : is >= at);

/** The JSON line is the last one. False: a budget is missed. */
export function tell(bench: string, ran: Ran): boolean {
  if (!('skipped' in ran)) return tellOutcome(bench, ran);
  console.log(`skipped: ${ran.skipped}`);
  console.log(JSON.stringify({ bench, skipped: ran.skipped }));
  return true;
}

function tellOutcome(bench: string, { figures, ratios, budgets, rows = [] }: Outcome): boolean {
  const ok = budgets.every(isMet);
  const width = Math.max(...[...Object.keys(figures), ...Object.keys(ratios)].map((name) => name.length));
  for (const row of rows) console.log(row);
  for (const [name, value] of Object.entries({ ...figures, ...ratios }))
    console.log(`${name.padEnd(width)}  ${String(rounded(value)).padStart(12)}`);
  for (const budget of budgets) {
    const { name, is, limit, at } = budget;
    console.log(`${isMet(budget) ? 'met   ' : 'MISSED'}  ${name}: ${rounded(is)} (${limit === 'atMost' ? 'at most' : 'at least'} ${at})`);
  }
  const round = (all: Figures) => Object.fromEntries(Object.entries(all).map(([name, value]) => [name, rounded(value)]));
  console.log(
    JSON.stringify({
      bench,
      figures: round(figures),
      ratios: round(ratios),
      budgets: budgets.map((b) => ({ ...b, is: rounded(b.is) })),
      ok,
    }),
  );
  return ok;
}

/** NAME and `--quick`. */
export function told(argv: readonly string[]): { readonly name: string | null; readonly quick: boolean } {
  const { values, positionals } = parseArgs({
    args: [...argv],
    allowPositionals: true,
    options: { quick: { type: 'boolean', default: false } },
  });
  return { name: positionals[0] ?? null, quick: values.quick };
}

const rounded = (value: number): number => (Math.abs(value) >= 100 ? Math.round(value) : Number(value.toPrecision(3)));
export const quantile = (values: readonly number[], q: number): number =>
  values.toSorted((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * q))] ?? Number.NaN;
export const median = (values: readonly number[]): number => quantile(values, 0.5);

/** What a piece of work took of this process: CPU time of all its threads, and wall time, in seconds. */
export function timed(work: () => void): { readonly cpu: number; readonly wall: number } {
  const [before, start] = [process.cpuUsage(), performance.now()];
  work();
  const { user, system } = process.cpuUsage(before);
  return { cpu: (user + system) / 1e6, wall: (performance.now() - start) / 1000 };
}
