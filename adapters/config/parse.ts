/** The configuration's text → the configuration, or every mistake in it with its line. Never throws. */
import type { Document, Node } from 'yaml';
import { yaml } from './library.ts';
import { type Path, type Problem, problemsOf } from './problems.ts';
import { Config } from './schema.ts';
import { type Place, readYaml } from './yaml.ts';

/** `path` as a person would say it: `policies.user[0].prefer`; empty for the file as a whole. */
export type ConfigError = Place & {
  readonly file: string;
  readonly path: string;
  readonly problem: string;
  readonly allowed?: readonly string[];
};
export type ConfigResult = { readonly ok: true; readonly value: Config } | { readonly ok: false; readonly errors: readonly ConfigError[] };

/** More would not be read. */
const ERRORS_MAX = 20;

export function parseConfig(text: string, file: string): ConfigResult {
  const yaml = readYaml(text);
  if (!yaml.ok) return { ok: false, errors: yaml.faults.slice(0, ERRORS_MAX).map((fault) => ({ file, path: '', ...fault })) };
  const value: unknown = yaml.document.toJS({ maxAliasCount: 0 });
  const parsed = Config.safeParse(value);
  if (parsed.success) return { ok: true, value: parsed.data };
  const problems = problemsOf(parsed.error.issues, value).slice(0, ERRORS_MAX);
  const errors = problems.map(
    ({ path, problem, allowed, ...where }): ConfigError => ({
      file,
      ...yaml.placeAt(offsetOf(yaml.document, { path, ...where })),
      path: pathText(path),
      problem,
      ...(allowed && { allowed }),
    }),
  );
  return { ok: false, errors: errors.sort((a, b) => a.line - b.line || a.column - b.column) };
}

/** `file:line:column: path: problem (allowed: …)`. */
export function errorLine({ file, line, column, path, problem, allowed }: ConfigError): string {
  return `${file}:${line}:${column}: ${path ? `${path}: ` : ''}${problem}${allowed ? ` (allowed: ${allowed.join(', ')})` : ''}`;
}

const pathText = (path: Path): string => path.map((p, i) => (typeof p === 'number' ? `[${p}]` : i === 0 ? p : `.${p}`)).join('');

/** Where the path leads; as far as it goes when what it names is missing. */
function offsetOf(document: Document, { path, key }: Pick<Problem, 'path' | 'key'>): number {
  const { isMap, isNode, isScalar, isSeq } = yaml();
  let node: unknown = document.contents;
  let offset = isNode(node) ? start(node) : 0;
  for (const [i, step] of path.entries()) {
    const pair = isMap(node) ? node.items.find((item) => isScalar(item.key) && String(item.key.value) === String(step)) : undefined;
    const next: unknown = isSeq(node) && typeof step === 'number' ? node.items[step] : pair?.value;
    const isLast = i === path.length - 1;
    if (pair && isNode(pair.key) && ((isLast && key) || !isNode(next))) offset = start(pair.key);
    else if (isNode(next)) offset = start(next);
    node = next;
    if (node === undefined) break;
  }
  return offset;
}

const start = (node: Node): number => node.range?.[0] ?? 0;
