/** A program inside a network namespace with the path manager's source in it. A line of JSON is a list of commands; it prints `{facts}`, `{notice}`, `{opened}`. */
import { createInterface } from 'node:readline';
import { openMptcp } from '../../../../adapters/linux/index.ts';

const source = openMptcp();
const print = (value: unknown): void => void process.stdout.write(`${JSON.stringify(value)}\n`);
await source.open(
  (facts) => print({ facts }),
  (notice) => print({ notice }),
);
print({ opened: true });
createInterface({ input: process.stdin })
  .on('line', (line) => source.carry(JSON.parse(line)))
  .on('close', () => source.close());
