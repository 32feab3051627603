/** `npm run soak -- NAME [--seconds N]`: what must hold for long. Exit code 0 when every budget is met, 1 when one is missed, 2 when there is no such run. */
import { parseArgs } from 'node:util';
import { type Outcome, type Skipped, tell } from '../bench/bench.ts';
import { dns } from './dns.ts';
import { sessions } from './sessions.ts';

export type Soak = { readonly about: string; readonly seconds: number; run(seconds: number): Promise<Outcome | Skipped> };
const SOAKS: Readonly<Record<string, Soak>> = { dns, sessions };

const { values, positionals } = parseArgs({ allowPositionals: true, options: { seconds: { type: 'string' } } });
const name = positionals[0] ?? null;
const soak = name !== null && Object.hasOwn(SOAKS, name) ? SOAKS[name] : undefined;
const seconds = Number(values.seconds ?? soak?.seconds);
if (soak && name !== null && seconds >= 1) process.exitCode = tell(name, await soak.run(seconds)) ? 0 : 1;
else {
  const list = Object.entries(SOAKS).map(([known, of]) => `  ${known.padEnd(10)} ${of.about} (${of.seconds} s)`);
  if (name === null) console.log(['usage: npm run soak -- NAME [--seconds N]', ...list].join('\n'));
  else
    console.error(
      [soak ? `no such number of seconds: ${values.seconds}; there are:` : `there is no soak ${name}; there are:`, ...list].join('\n'),
    );
  process.exitCode = name === null ? 0 : 2;
}
