/** Makes `dist/page/index.html`: the page with its style and its one script inside, and a policy that allows those and nothing else. */
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { minify } from 'terser';
import { build } from 'vite';
import { buildCharts, compact } from './charts.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const PAGE = join(root, 'visualizer');
/** In this order: what is narrow overrides. */
const SHEETS = ['base', 'bar', 'app', 'decision', 'chart', 'charts', 'map', 'facts', 'timeline', 'dialogs', 'narrow'];

/** What stands in for each library: of these the page has what our machines, parts and schemas use. */
const STANDS = {
  rxjs: 'rxjs',
  xstate: 'xstate',
  zod: 'zod',
  '@preact/signals': 'signals',
  'preact/hooks': 'hooks',
  '@noble/hashes/sha2.js': 'hashes',
  '@noble/hashes/utils.js': 'hashes',
};
const alias = Object.fromEntries(Object.entries(STANDS).map(([name, stand]) => [name, join(PAGE, `stands/${stand}.ts`)]));

/** The charts' pictures, in the page. */
export const PICTURES = /<script id="charts".*?<\/script>/s;

/** Gives the path of the page. */
export async function buildPage(folder = join(root, 'dist/page')): Promise<string> {
  const script = await bundled();
  const charts = JSON.stringify(await buildCharts(join(folder, '..'))).replaceAll('<', '\\u003c');
  const style = compact(SHEETS.map((name) => readFileSync(join(PAGE, 'page/style', `${name}.css`), 'utf8')).join(''));
  const html = readFileSync(join(PAGE, 'index.html'), 'utf8')
    .replace('content=""', `content="${policy(script, style)}"`)
    .replace('<style></style>', () => `<style>${style}</style>`)
    .replace('<script id="charts" type="application/json">', (tag) => `${tag}${charts}`)
    .replace('<script id="code"></script>', () => `<script id="code">${script}</script>`);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'index.html'), html);
  return join(folder, 'index.html');
}

async function bundled(): Promise<string> {
  const made = await build({
    root: PAGE,
    configFile: false,
    logLevel: 'warn',
    resolve: { conditions: ['module', 'browser'], alias },
    define: { 'process.env.NODE_ENV': '"production"' },
    oxc: { jsx: { runtime: 'automatic', importSource: 'preact', development: false } },
    build: {
      target: 'es2024',
      write: false,
      lib: { entry: join(PAGE, 'page/main.ts'), formats: ['iife'], name: 'page' },
      minify: 'oxc',
    },
  });
  const [first] = Array.isArray(made) ? made : [made];
  const chunk = first && 'output' in first ? first.output[0] : undefined;
  if (!chunk) throw new Error('Vite made no script of the page');
  // One kilobyte less than either of the two makes alone.
  const compress = { ecma: 2020, passes: 3, toplevel: true, keep_fargs: false } as const;
  const { code = chunk.code } = await minify(chunk.code, { compress, mangle: { toplevel: true } });
  // A script ends where its text says so, whatever quotes are around it.
  return code.replaceAll('</script', '<\\/script').replaceAll('<!--', '<\\!--');
}

/** The worker is a Blob of the same script: a page opened from disk has no other origin to load one from. */
function policy(script: string, style: string): string {
  const hashed = (text: string) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
  const rules = ["default-src 'none'", `script-src ${hashed(script)} blob:`, `style-src ${hashed(style)}`, 'worker-src blob:'];
  return [...rules, "base-uri 'none'", "form-action 'none'"].join('; ');
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const path = await buildPage();
  const html = readFileSync(path, 'utf8');
  const pictures = PICTURES.exec(html)?.[0] ?? '';
  const said = (text: string) =>
    `${text.length.toLocaleString('en')} bytes, ${gzipSync(text, { level: 9 }).length.toLocaleString('en')} packed`;
  console.log(`${path}: ${said(html.replace(pictures, ''))}; the charts’ pictures: ${said(pictures)}`);
}
