/** Run as a process with --expose-gc: `heap-child.ts LOG EVERY`. Replays and prints the most heap in use, in MB, seen after each EVERY facts. */
import { replay } from '../../streams/replay.ts';
import { openLog } from './logs.ts';

const [path = '', every = '1000'] = process.argv.slice(2);
const log = openLog(path, true);
let next = Number(every);
let most = 0;
const { verdict } = replay(log.transactions(), {
  onTransaction: (facts) => {
    if (facts < next) return;
    next += Number(every);
    globalThis.gc?.();
    most = Math.max(most, process.memoryUsage().heapUsed / 2 ** 20);
  },
});
if (verdict.kind !== 'equal') throw new Error(verdict.kind);
process.stdout.write(String(most));
