/**
 * YAML text → a document with the place of each node. Before it is composed the tokens are counted: the library takes quadratic time
 * on some input, and recursion on deep nesting. Anchors, aliases, tags and directives are refused: a configuration needs none.
 */
import type { Document } from 'yaml';
import { yaml } from './library.ts';

export type Place = { readonly line: number; readonly column: number };
export type YamlFault = Place & { readonly problem: string };
export type YamlResult =
  | { readonly ok: true; readonly document: Document; readonly placeAt: (offset: number) => Place }
  | { readonly ok: false; readonly faults: readonly YamlFault[] };

export const SIZE_MAX = 256 * 1024;
/** Far above the largest configuration that the schema accepts. */
const TOKENS_MAX = 24_000;
const DEPTH_MAX = 16;

const REFUSED: Readonly<Record<string, string>> = {
  anchor: 'anchors (&name) are not used here',
  alias: 'aliases (*name) are not used here',
  tag: 'tags (!name) are not used here',
  'directive-line': 'directives (%YAML, %TAG) are not used here',
};

export function readYaml(text: string): YamlResult {
  const fault = sizeFault(text) ?? controlFault(text) ?? tokenFault(text);
  if (fault) return { ok: false, faults: [{ ...placeIn(text, fault.offset), problem: fault.problem }] };
  const { LineCounter, parseAllDocuments } = yaml();
  const lines = new LineCounter();
  const documents = parseAllDocuments(text, { lineCounter: lines, prettyErrors: false, uniqueKeys: true, logLevel: 'silent' });
  const placeAt = (offset: number): Place => {
    const { line, col } = lines.linePos(offset);
    return { line: Math.max(1, line), column: Math.max(1, col) };
  };
  if ('empty' in documents) return { ok: false, faults: [{ line: 1, column: 1, problem: 'the file is empty' }] };
  const [document, second] = documents;
  if (!document) return { ok: false, faults: [{ line: 1, column: 1, problem: 'the file is empty' }] };
  if (second) return { ok: false, faults: [{ ...placeAt(second.range[0]), problem: 'the file has more than one document' }] };
  const faults = [...document.errors, ...document.warnings].map((e) => ({ ...placeAt(e.pos[0]), problem: wordsOf(e.code, e.message) }));
  const odd = faults.length > 0 ? [] : oddKeys(document, placeAt);
  return faults.length + odd.length > 0 ? { ok: false, faults: [...faults, ...odd] } : { ok: true, document, placeAt };
}

type At = { readonly offset: number; readonly problem: string };

const sizeFault = (text: string): At | null =>
  text.length > SIZE_MAX ? { offset: 0, problem: `the file is larger than ${SIZE_MAX / 1024} KiB` } : null;

/** YAML 1.2 §5.1. */
function controlFault(text: string): At | null {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  const offset = text.search(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/);
  return offset < 0 ? null : { offset, problem: 'a control character' };
}

function tokenFault(text: string): At | null {
  const { CST, Lexer } = yaml();
  let [offset, tokens, flow, inLine] = [0, 0, 0, 0];
  let isContent = false;
  for (const token of new Lexer().lex(text)) {
    if (token === CST.SCALAR || token === CST.DOCUMENT || token === CST.FLOW_END) {
      isContent = token === CST.SCALAR;
      continue;
    }
    const type = isContent ? 'scalar' : CST.tokenType(token);
    isContent = false;
    tokens += 1;
    const refused = REFUSED[type ?? ''];
    if (refused) return { offset, problem: refused };
    if (tokens > TOKENS_MAX) return { offset, problem: 'the file says too much for a configuration' };
    if (type === 'flow-map-start' || type === 'flow-seq-start') flow += 1;
    if (type === 'flow-map-end' || type === 'flow-seq-end') flow -= 1;
    if (type === 'newline') inLine = 0;
    if (type === 'seq-item-ind' || type === 'explicit-key-ind' || (type === 'map-value-ind' && flow <= 0)) inLine += 1;
    if (flow > DEPTH_MAX || inLine > DEPTH_MAX) return { offset, problem: 'too deeply nested' };
    offset += token.length;
  }
  return null;
}

/** Keys that are no plain text, and the one that JavaScript reads otherwise. */
function oddKeys(document: Document, placeAt: (offset: number) => Place): readonly YamlFault[] {
  const { isMap, isScalar, visit } = yaml();
  const odd: YamlFault[] = [];
  visit(document, {
    Pair: (_index, { key }) => {
      if (isScalar(key) && key.value !== '__proto__') return;
      const offset = isScalar(key) || isMap(key) ? key.range?.[0] : undefined;
      odd.push({ ...placeAt(offset ?? 0), problem: 'a key must be plain text' });
    },
  });
  return odd;
}

const wordsOf = (code: string, message: string): string => (code === 'DUPLICATE_KEY' ? 'this key was given before' : message.slice(0, 200));

function placeIn(text: string, offset: number): Place {
  const before = text.slice(0, offset);
  const start = before.lastIndexOf('\n') + 1;
  return { line: before.split('\n').length, column: offset - start + 1 };
}
