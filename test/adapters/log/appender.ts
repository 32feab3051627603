/** Run as a process: `appender.ts LOG SEED`. */
import { writeSync } from 'node:fs';
import { openSqliteLog } from '../../../adapters/log/index.ts';
import { below, opened, random, someFact, stamped, started } from './facts.ts';

const [path = '', seed = '1'] = process.argv.slice(2);
const result = openSqliteLog(path);
if (!result.ok) throw new Error(result.error.problem);
const { log } = result;
const next = random(Number(seed));
const stock = Array.from({ length: 200 }, () => someFact(next));
const pick = () => stock[below(next, stock.length)] ?? started();

for (;;) {
  const opens = log.last === null || below(next, 200) === 0;
  const facts = Array.from({ length: 1 + below(next, 30) }, pick);
  const batch = stamped(log.last, opens ? [started(), ...facts, opened((log.last?.epoch ?? 0) + 1)] : facts);
  const appended = log.append(batch, below(next, 2 ** 32).toString(16));
  if (!appended.ok) throw new Error(appended.error.problem);
  if (opens) log.prune(400_000);
  writeSync(1, `${appended.transaction.last}\n`);
}
