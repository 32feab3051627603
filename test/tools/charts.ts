/** Makes `dist/charts.json`: the charts as they are laid out, and the style of a picture that stands by itself, for `graph --format svg`. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Chart } from '../../visualizer/chart/layout.ts';
import { MEANINGS, type Meaning } from '../../visualizer/meaning.ts';
import { layOutAll } from './layout.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const sheet = (name: string): string => readFileSync(join(root, 'visualizer/page/style', `${name}.css`), 'utf8');

/** Gives the charts, which the page has inside. */
export async function buildCharts(folder = join(root, 'dist')): Promise<readonly Chart[]> {
  const charts = await layOutAll();
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'charts.json'), JSON.stringify({ charts, style: styles() }));
  return charts;
}

/** The page's sheet with the page's colours filled in: not every program that shows SVG knows variables. */
function styles(): { readonly light: string; readonly dark: string } {
  const [light = '', dark = ''] = sheet('base').split('@media (prefers-color-scheme: dark)');
  const style = compact(sheet('chart')).replace(/[^}]*var\(--(?:fill|ink)\)[^}]*\}/g, (rule) =>
    MEANINGS.map((meaning) => ruleFor(rule, meaning)).join(''),
  );
  const filled = (colours: ReadonlyMap<string, string>) =>
    `${style}.chart{background:var(--page)}`.replace(/var\((--[\w-]+)\)/g, (_, name) => colours.get(name) ?? 'none');
  return { light: filled(coloursOf(light)), dark: filled(new Map([...coloursOf(light), ...coloursOf(dark)])) };
}

/** What the page says once for all meanings of a state. */
const ruleFor = (rule: string, meaning: Meaning): string =>
  rule.replaceAll('.state', `.state.${meaning}`).replaceAll('--fill', `--${meaning}-fill`).replaceAll('--ink', `--${meaning}-text`);

const coloursOf = (css: string): ReadonlyMap<string, string> =>
  new Map([...css.matchAll(/(--[\w-]+): (#\w+);/g)].map(([, name = '', colour = '']) => [name, colour]));

/** Without comments and the blanks that are only for those who read it. */
export const compact = (css: string): string =>
  css
    .replace(/\/\*[\s\S]*?\*\//g, '')
    .replace(/\s*\n\s*/g, '')
    .replace(/([:;,]) /g, '$1')
    .replace(/ ?([{}>]) ?/g, '$1')
    .replaceAll(';}', '}');
