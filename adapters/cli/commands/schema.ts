/** `multihome schema NAME`: the shape of what multihome reads and prints. */
import { Argument } from 'commander';
import { CliError } from '../exit.ts';
import type { Register } from '../io.ts';
import { factTypes, jsonSchema, SCHEMA_NAMES } from '../offline/schemas.ts';

const EXAMPLES = `
Names: ${SCHEMA_NAMES.join(', ')}, or a type of fact (lease4.bound). All are JSON Schema, but facts: the list of types.

Examples:
  multihome schema config > multihome.schema.json
  multihome schema lease4.bound
  multihome schema facts --json`;

export const register: Register = (program, io) => {
  program
    .command('schema')
    .description('JSON Schema of facts, decisions, the configuration and --json outputs')
    .addArgument(new Argument('<name>', SCHEMA_NAMES.join(', ')))
    .addHelpText('after', EXAMPLES)
    .action((name: string) => {
      const out = io.output();
      if (name === 'facts') {
        const types = factTypes();
        out.data(types);
        for (const { type, v } of types) out.line(`${type} ${v}`);
        return;
      }
      const schema = jsonSchema(name);
      if (!schema) {
        throw new CliError(
          'noSuchObject',
          'ERR_NO_SUCH_SCHEMA',
          `there is no schema ${name}`,
          `the names are ${SCHEMA_NAMES.join(', ')} and the types of facts`,
        );
      }
      out.data(schema);
      out.line(JSON.stringify(schema, null, 2));
    });
};
