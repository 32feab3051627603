/** `npm run bench -- NAME [--quick]`: exit code 0 when every budget is met (or the bench is skipped, which it says), 1 when one is missed, 2 when there is no such bench. */
import { type Bench, tell, told } from './bench.ts';
import { decision } from './decision.ts';
import { dns } from './dns.ts';
import { failover } from './failover.ts';
import { page } from './page.ts';
import { replay } from './replay.ts';
import { sessions } from './sessions.ts';
import { start } from './start.ts';

const BENCHES: Readonly<Record<string, Bench>> = { decision, dns, failover, page, replay, sessions, start };

const { name, quick } = told(process.argv.slice(2));
const bench = name !== null && Object.hasOwn(BENCHES, name) ? BENCHES[name] : undefined;
if (bench && name !== null) process.exitCode = tell(name, await bench.run({ quick })) ? 0 : 1;
else {
  const list = Object.entries(BENCHES).map(([known, { about }]) => `  ${known.padEnd(10)} ${about}`);
  if (name === null) console.log(['usage: npm run bench -- NAME [--quick]', ...list].join('\n'));
  else console.error([`there is no bench ${name}; there are:`, ...list].join('\n'));
  process.exitCode = name === null ? 0 : 2;
}
