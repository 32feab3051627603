/** What `multihome schema NAME` can show, as JSON Schema 2020-12 of what is read or printed. */
import { z } from 'zod';
import { Fact } from '../../../machines/model/facts/index.ts';
import { Config } from '../../config/index.ts';
import { ANSWERS, AskAnswer, LIVE_ANSWERS, PROGRAM_SCHEMAS, ReloadAnswer } from '../../control/index.ts';
import { CheckOutput } from '../commands/check.ts';
import { RestoreOutput } from '../commands/restore.ts';
import { WaitOutput } from '../commands/wait.ts';
import { DecisionSchema } from './decisionSchema.ts';
import { DiffOutput, ExportOutput, GraphOutput, ImportOutput, ReplayOutput, ViewOutput } from './outputs.ts';

/** Transforms accept more than they give: the schema is of what may be written. */
const SCHEMAS: Readonly<Record<string, z.ZodType>> = {
  fact: Fact,
  decision: DecisionSchema,
  config: Config,
  ...ANSWERS,
  ...LIVE_ANSWERS,
  ...PROGRAM_SCHEMAS,
  'check-output': CheckOutput,
  'wait-output': WaitOutput,
  'restore-output': RestoreOutput,
  'ask-output': AskAnswer,
  'reload-output': ReloadAnswer,
  'replay-output': ReplayOutput,
  'diff-output': DiffOutput,
  'export-output': ExportOutput,
  'import-output': ImportOutput,
  'view-output': ViewOutput,
  'graph-output': z.union([GraphOutput, z.array(GraphOutput)]),
};
const BY_TYPE: ReadonlyMap<string, z.ZodType> = new Map(Fact.options.map((option) => [option.shape.type.value, option]));

export const SCHEMA_NAMES: readonly string[] = ['facts', ...Object.keys(SCHEMAS)];

/** Every type of fact, with its version. */
export const factTypes = (): readonly { readonly type: string; readonly v: number }[] =>
  Fact.options.map(({ shape }) => ({ type: shape.type.value, v: shape.v.value }));

/** Null when there is none of that name. A type of fact is a name too. */
export function jsonSchema(name: string): object | null {
  const schema = Object.hasOwn(SCHEMAS, name) ? SCHEMAS[name] : BY_TYPE.get(name);
  return schema ? { title: `multihome ${name}`, ...z.toJSONSchema(schema, { io: 'input' }) } : null;
}
