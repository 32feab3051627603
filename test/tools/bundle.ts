/** The bundles that `exports` and `bin` point to. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { rolldown } from 'rolldown';

const root = fileURLToPath(new URL('../..', import.meta.url));
const INPUT = { index: 'index.ts', core: 'core.ts', cli: 'adapters/cli/main.ts', 'dns-worker': 'adapters/dns/worker.ts' };
/**
 * Whole libraries would cost an embedder 5 MB of heap, of which we use a tenth: what is plain JavaScript comes along as far as it is
 * used. Not so what has native parts, and what is loaded when it is needed. All stay dependencies, for our types speak of them.
 */
const APART = ['koffi', 'undici', 'commander', 'yaml'];
const isApart = (id: string): boolean => id.startsWith('node:') || APART.some((name) => id === name || id.startsWith(`${name}/`));

export async function bundle(folder: string): Promise<void> {
  const made = await rolldown({
    cwd: root,
    input: INPUT,
    external: isApart,
    // As a module for Node some of them come whole.
    platform: 'neutral',
    resolve: { conditionNames: ['module', 'es2015', 'import', 'default'], mainFields: ['module', 'main'] },
  });
  const comments = { legal: true, annotation: false, jsdoc: false };
  const { output } = await made.generate({ format: 'esm', chunkFileNames: 'shared-[hash].js', comments });
  mkdirSync(folder, { recursive: true });
  for (const piece of output) {
    if (piece.type === 'chunk') writeFileSync(join(folder, piece.fileName), oneByte(piece.code));
  }
}

/** An engine keeps a text in one byte a character, or all of it in two because of one dash. Where no comments are, escapes say the same. */
const oneByte = (code: string): string => code.replaceAll(/[^\p{ASCII}]/gu, escaped);
const escaped = (character: string): string =>
  Array.from({ length: character.length }, (_, i) => `\\u${character.charCodeAt(i).toString(16).padStart(4, '0')}`).join('');
