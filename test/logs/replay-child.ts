/** Run as a process: `replay-child.ts log FILE | story SEED COUNT`. Prints what the facts come to, as JSON. */
import { readExport, replay } from '../../index.ts';
import { story } from '../streams/story.ts';

const [what, first = '', second = ''] = process.argv.slice(2);
if (what === 'log') {
  const transactions = [];
  for await (const entry of readExport(first)) {
    if (!entry.ok) throw new Error(entry.error.problem);
    if (entry.kind === 'transaction') transactions.push(entry.transaction);
  }
  const { verdict, facts, fold } = replay(transactions);
  process.stdout.write(JSON.stringify({ verdict, facts, digest: fold.digest }));
} else {
  let digest = '';
  for (const { fold } of story(Number(first), Number(second), 8)) digest = fold.digest;
  process.stdout.write(JSON.stringify({ digest }));
}
