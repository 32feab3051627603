import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { describe, expect, test } from 'vitest';

/** Who may import whom. An adapter's own folder and what is shared are always open to it. Libraries by name. */
const SHARED = ['adapters/system', 'adapters/client'];
const LIBRARIES = ['koffi', 'yaml', 'commander', '@noble/hashes', 'zod', 'rxjs', 'undici'];
const MAY: Record<string, readonly string[]> = {
  model: ['model', 'zod'],
  machines: ['model', 'machines', 'xstate'],
  streams: ['model', 'machines', 'streams', 'rxjs', '@noble/hashes'],
  core: ['model', 'machines', 'streams'],
  adapter: ['model', ...SHARED, 'node', ...LIBRARIES],
  // Pictures as data, which the page and `graph` both draw: no page, no Node.
  picture: ['model', 'machines', 'streams', 'picture'],
  visualizer: ['model', 'machines', 'streams', 'core', 'picture', 'visualizer', 'preact', '@preact/signals', '@noble/hashes'],
  wiring: ['model', 'machines', 'streams', 'core', 'picture', 'adapter', ...SHARED, 'wiring', 'node', 'xstate', ...LIBRARIES],
};
const PURE = ['model', 'machines', 'streams', 'core'];
/** Clocks, randomness, and what would bring them in (law 2). `.after(` and `after:` would be XState's timers. */
const FORBIDDEN =
  /\bDate\b|Math\.random|setTimeout|setInterval|setImmediate|queueMicrotask|\bperformance\b|\bcrypto\b|\bprocess\b|\bfetch\(|combineLatest|\bafter:\s*\{|\binvoke:|\bspawn|\b(?:interval|timer|debounceTime|delay|throttleTime|auditTime|bufferTime)\(/;

const folder = (file: string): string => dirname(file).split('/').slice(0, 2).join('/');

function room(file: string): string {
  if (file.startsWith('machines/model/')) return 'model';
  if (/^(index\.ts$|adapters\/([\w]+\.ts$|agent\/|cli\/|control\/|web\/))/.test(file)) return 'wiring';
  if (file === 'core.ts') return 'core';
  if (/^visualizer\/((chart|map)\/|(element|meaning)\.ts$)/.test(file)) return 'picture';
  return file.startsWith('adapters/') ? 'adapter' : (file.split('/')[0] ?? '');
}

const packageOf = (spec: string): string =>
  spec
    .split('/')
    .slice(0, spec.startsWith('@') ? 2 : 1)
    .join('/');

function reached(from: string, spec: string): string {
  if (spec.startsWith('node:')) return 'node';
  if (!spec.startsWith('.')) return packageOf(spec);
  const to = normalize(join(dirname(from), spec));
  if (room(from) === 'adapter' && folder(to) === folder(from)) return 'own';
  return SHARED.includes(folder(to)) ? folder(to) : room(to);
}

/** What a file imports that its room may not, and the forbidden words of a pure file. */
function offences(file: string, text: string): readonly string[] {
  const code = text.replaceAll(/\/\*[\s\S]*?\*\/|(?<!:)\/\/.*/g, '');
  const imports = [...code.matchAll(/\b(?:from|import)\s*\(?\s*'([^'\s]+)'/g)].map(([, spec]) => reached(file, spec ?? ''));
  const wrong = imports.filter((to) => to !== 'own' && !(MAY[room(file)] ?? []).includes(to)).map((to) => `imports ${to}`);
  // Names of facts and what is said in quotes are no code.
  const word = PURE.includes(room(file)) ? code.replaceAll(/'[^'\n]*'|`[^`]*`/g, "''").match(FORBIDDEN) : null;
  return word ? [...wrong, `uses ${word[0]}`] : wrong;
}

const sources = ['machines', 'streams', 'adapters', 'visualizer']
  .flatMap((dir) => readdirSync(dir, { recursive: true, encoding: 'utf8' }).map((f) => join(dir, f)))
  .concat(['core.ts', 'index.ts'])
  .filter((f) => /\.tsx?$/.test(f));

describe('architecture', () => {
  test.each(sources)('%s imports only what its room may, and is as pure as it must be', (file) => {
    expect(offences(file, readFileSync(file, 'utf8'))).toEqual([]);
  });

  test.each(sources)('%s is one idea: at most 250 lines', (file) => {
    expect(readFileSync(file, 'utf8').split('\n').length).toBeLessThanOrEqual(251);
  });

  test.each<[string, string, string]>([
    ['a machine that reads the clock', 'machines/x.ts', 'const now = Date.now();'],
    ['a machine that rolls dice', 'machines/x.ts', 'const n = Math.random();'],
    ['a machine with a timer of its own', 'machines/x.ts', 'states: { a: { after: { 10: b } } }'],
    ['a machine that imports Node', 'machines/x.ts', "import { readFileSync } from 'node:fs';"],
    ['a machine that imports a stream', 'machines/x.ts', "import { rank } from '../streams/ranking.ts';"],
    ['a stream on wall time', 'streams/x.ts', 'source.pipe(debounceTime(10))'],
    ['a stream that shows hosts that never were', 'streams/x.ts', 'combineLatest([a, b])'],
    ['the vocabulary with a library', 'machines/model/x.ts', "import { Subject } from 'rxjs';"],
    ['the page with Node', 'visualizer/x.ts', "import { readFileSync } from 'node:fs';"],
    ['the page with an adapter', 'visualizer/x.ts', "import { summary } from '../adapters/control/index.ts';"],
    ['a picture with the page', 'visualizer/chart/x.ts', "import { drawn } from '../page/drawn.tsx';"],
    ['the command line with the page', 'adapters/cli/x.ts', "import { createWorker } from '../../visualizer/worker.ts';"],
    ['an adapter that reads a machine', 'adapters/dns/x.ts', "import { step } from '../../machines/host.ts';"],
    ['an adapter in the folder of another', 'adapters/dns/x.ts', "import { memoryLog } from '../log/index.ts';"],
    ['an adapter with a library nobody chose', 'adapters/dns/x.ts', "import x from 'left-pad';"],
  ])('%s is refused', (_what, file, text) => {
    expect(offences(file, text)).toHaveLength(1);
  });
});
