/** A fact as a line of text has it. */
import { Fact } from '../facts/index.ts';
import { type RawFact, upcast } from '../upcast.ts';

const KNOWN: ReadonlySet<string> = new Set(
  Fact.options.flatMap((o) => [...o.shape.type.values].map((type) => `${type}/${[...o.shape.v.values]}`)),
);

export type RawRead =
  | { readonly ok: true; readonly raw: RawFact; readonly lifted: boolean }
  | { readonly ok: false; readonly problem: string; readonly unknown?: { readonly type: string; readonly version: string } };

/** One line of JSON → a fact of a type and version that is known now (`lifted`: it was an older one). Its fields are not looked at. */
export function readRaw(text: string): RawRead {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return { ok: false, problem: `not JSON: ${error instanceof Error ? error.message : String(error)}` };
  }
  if (!isRaw(value)) return { ok: false, problem: 'not a fact: type or version is missing' };
  const raw = upcast(value);
  if (KNOWN.has(`${raw.type}/${raw.v}`)) return { ok: true, raw, lifted: raw !== value };
  const unknown = { type: raw.type.slice(0, 64), version: String(raw.v) };
  return { ok: false, problem: `unknown fact ${unknown.type} version ${unknown.version}`, unknown };
}

const isRaw = (value: unknown): value is RawFact =>
  typeof value === 'object' &&
  value !== null &&
  'type' in value &&
  typeof value.type === 'string' &&
  'v' in value &&
  typeof value.v === 'number';
