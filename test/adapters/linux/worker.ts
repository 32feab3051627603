/**
 * A program inside a network namespace: opens the kernel's source there, as its options (JSON) say, and prints what it says, a
 * JSON value a line: `{facts}` for each batch, `{notice}`, `{opened}`. Lines on its standard input: `pause N` makes it deaf for
 * N ms, `carry COMMANDS` (JSON) hands it commands. The end of the input ends it.
 */
import { createInterface } from 'node:readline';
import { openKernel } from '../../../adapters/linux/kernel.ts';

const source = openKernel(JSON.parse(process.argv[2] ?? '{}'));
const print = (value: unknown): void => {
  process.stdout.write(`${JSON.stringify(value)}\n`);
};

await source.open(
  (facts) => print({ facts }),
  (notice) => print({ notice }),
);
print({ opened: true });
const lines = createInterface({ input: process.stdin });
lines.on('line', (line) => {
  const [word, ms] = line.split(' ', 2);
  if (word === 'carry') source.carry(JSON.parse(line.slice(6)));
  if (word !== 'pause') return;
  // What was to be read already is read before: after the pause it would be heard ahead of the next command.
  setImmediate(() =>
    setImmediate(() => {
      print({ paused: true });
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, Number(ms));
    }),
  );
});
lines.on('close', () => source.close());
