/**
 * A program inside a network namespace: opens the kernel's source there and prints what it says, a JSON value a line:
 * `{facts}` for each batch, `{notice}`, `{opened}`. A line `pause N` on its standard input makes it deaf for N ms; its end ends it.
 */
import { createInterface } from 'node:readline';
import { openKernel } from '../../../adapters/linux/kernel.ts';

const receiveBuffer = Number(process.argv[2] ?? 0);
const source = openKernel(receiveBuffer > 0 ? { receiveBuffer } : {});
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
  const [word, ms] = line.split(' ');
  if (word !== 'pause') return;
  print({ paused: true });
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, Number(ms));
});
lines.on('close', () => source.close());
