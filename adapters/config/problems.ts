/** What the schema refused, in words: where it is, what is wrong, and what would be right. */
import { z } from 'zod';
import { nearest } from './nearest.ts';
import { Config } from './schema.ts';

export type Path = readonly (string | number)[];
/** `key`: the place is the last element's key, not its value. */
export type Problem = { readonly path: Path; readonly key: boolean; readonly problem: string; readonly allowed?: readonly string[] };

type Issue = z.core.$ZodIssue;
type Json = { readonly [key: string]: unknown };

export const problemsOf = (issues: readonly Issue[], value: unknown): readonly Problem[] =>
  issues.flatMap((issue) => problemOf(issue, [], value)).filter(isOwnMistake);

/** Of a mapping with an unknown key nothing else need be said. */
const isOwnMistake = ({ path, key }: Problem, _i: number, all: readonly Problem[]): boolean =>
  key || !all.some((other) => other.key && other.path.length === path.length + 1 && path.every((p, n) => p === other.path[n]));

function problemOf(issue: Issue, base: Path, value: unknown): readonly Problem[] {
  const path = [...base, ...issue.path.map((p) => (typeof p === 'number' ? p : String(p)))];
  const at = valueAt(value, path);
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((key) => unknownKey(path, key));
    case 'invalid_union':
      return unionProblem(issue.errors, path, value);
    case 'invalid_key':
      return [{ path, key: true, problem: issue.issues[0]?.message ?? issue.message }];
    default:
      if (at === undefined) return [withAllowed({ path, key: false, problem: 'is missing' }, allowedOf(issue))];
      return [withAllowed({ path, key: false, problem: wrong(issue, at) }, allowedOf(issue))];
  }
}

function unknownKey(path: Path, key: string): Problem {
  const allowed = keysAt(path);
  if (allowed.includes(key))
    return { path: [...path, key], key: true, problem: `${quoted(key)} cannot stand beside the others here`, allowed };
  const meant = nearest(key, allowed);
  const problem = `unknown key ${quoted(key)}${meant === null ? '' : `: did you mean ${quoted(meant)}?`}`;
  return { path: [...path, key], key: true, problem, allowed };
}

/** The branch that fits best speaks; when none is meant, what all of them would have taken. */
function unionProblem(branches: readonly (readonly Issue[])[], path: Path, value: unknown): readonly Problem[] {
  const at = valueAt(value, path);
  if (typeof at !== 'object' || at === null || Array.isArray(at)) {
    const problem = at === undefined ? 'is missing' : isScalarUnion(branches) ? notAllowed(at) : `expected a mapping, found ${shown(at)}`;
    const allowed = branches.flat().flatMap((issue) => allowedOf(issue) ?? []);
    return [withAllowed({ path, key: false, problem }, allowed.length > 0 ? [...new Set(allowed)] : keysAt(path))];
  }
  const misfit = (issues: readonly Issue[]) => issues.filter((i) => i.path.length === 0 || isMissing(i, at)).length;
  const fit = branches.toSorted((a, b) => misfit(a) - misfit(b));
  const [best = [], next = []] = fit;
  if (misfit(best) < misfit(next) || !best.some((issue) => isMissing(issue, at)))
    return best.flatMap((issue) => problemOf(issue, path, value));
  const unknown = best.filter((issue) => issue.code === 'unrecognized_keys').flatMap((i) => problemOf(i, path, value));
  const needed = [...new Set(branches.flatMap((b) => b.filter((i) => isMissing(i, at)).slice(0, 1)).map((i) => String(i.path[0])))];
  return unknown.length > 0 ? unknown : [{ path, key: false, problem: `needs one of ${needed.join(', ')}`, allowed: needed }];
}

const isScalarUnion = (branches: readonly (readonly Issue[])[]): boolean =>
  branches.every((b) => b.every((i) => i.code === 'invalid_value'));
const isMissing = (issue: Issue, at: object): boolean => issue.path.length === 1 && valueAt(at, [String(issue.path[0])]) === undefined;

function wrong(issue: Issue, at: unknown): string {
  if (issue.code === 'invalid_value') {
    const meant = typeof at === 'string' ? nearest(at, issue.values.map(String)) : null;
    return `${notAllowed(at)}${meant === null ? '' : `: did you mean ${quoted(meant)}?`}`;
  }
  if (issue.code === 'invalid_type') return `expected ${NAMES[issue.expected] ?? issue.expected}, found ${shown(at)}`;
  if (issue.code === 'too_big') return `more than the ${issue.maximum} allowed`;
  return issue.message;
}

const NAMES: Readonly<Record<string, string>> = {
  object: 'a mapping',
  record: 'a mapping',
  array: 'a list',
  string: 'text',
  boolean: 'true or false',
};

function allowedOf(issue: Issue): readonly string[] | undefined {
  if (issue.code === 'invalid_value') return issue.values.map(String);
  return issue.code === 'invalid_type' && issue.expected === 'boolean' ? ['true', 'false'] : undefined;
}

const withAllowed = (problem: Problem, allowed: readonly string[] | undefined): Problem =>
  allowed && allowed.length > 0 ? { ...problem, allowed } : problem;

const notAllowed = (at: unknown): string => `${shown(at)} is not allowed here`;
const quoted = (text: string): string => `"${text.slice(0, 64)}"`;
function shown(at: unknown): string {
  if (at === null) return 'nothing';
  if (typeof at === 'object') return Array.isArray(at) ? 'a list' : 'a mapping';
  return typeof at === 'string' ? quoted(at) : String(at);
}

function valueAt(value: unknown, path: Path): unknown {
  return path.reduce<unknown>(
    (at, key) => (typeof at === 'object' && at !== null && Object.hasOwn(at, key) ? Reflect.get(at, key) : undefined),
    value,
  );
}

let known: Json | null = null;

/** The keys that the schema knows at a path, of all branches. */
function keysAt(path: Path): readonly string[] {
  known ??= z.toJSONSchema(Config, { io: 'input' });
  const nodes = path.reduce<readonly Json[]>((at, key) => at.flatMap((node) => below(node, key)), branchesOf(known));
  return [...new Set(nodes.flatMap((node) => (isJson(node.properties) ? Object.keys(node.properties) : [])))];
}

function below(node: Json, key: string | number): readonly Json[] {
  const next =
    typeof key === 'number'
      ? node.items
      : isJson(node.properties) && Object.hasOwn(node.properties, key)
        ? node.properties[key]
        : node.additionalProperties;
  return isJson(next) ? branchesOf(next) : [];
}

const branchesOf = (node: Json): readonly Json[] => (Array.isArray(node.anyOf) ? node.anyOf.filter(isJson).flatMap(branchesOf) : [node]);
const isJson = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value);
