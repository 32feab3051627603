/**
 * An agent inside a host of the lab. It says in lines of JSON what it hears and decides, and answers what is asked on stdin:
 * `why route ADDRESS [FROM]`, `why name NAME`, `why pvd PVD`, `status`, `epoch`, `replay`, `program CALL` (program-calls.ts).
 * Arguments: [LOG [CONFIG]], paths in the host; without a log it records in memory. MIDWAY: see test/faults/midway.ts; SHOWN: it
 * says when the resolver answers by what is decided (shown.ts), and leaves the decisions out, to be written in the meantime.
 */
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { openClock } from '../../adapters/clock/index.ts';
import { hostSources } from '../../adapters/sources.ts';
import { createAgent, memoryLog, openSqliteLog, parseConfig, replay, whyName, whyPvd, whyRoute } from '../../index.ts';
import { pvdState } from '../../machines/pvd.ts';
import { midway } from '../faults/midway.ts';
import { createCalls } from './program-calls.ts';
import { overheard } from './shown.ts';

const [path, file] = process.argv.slice(2);
const say = (line: object) => process.stdout.write(`${JSON.stringify(line)}\n`);

const opened = path ? openSqliteLog(path) : ({ ok: true, log: memoryLog() } as const);
if (!opened.ok) throw new Error(opened.error.problem);
const parsed = file ? parseConfig(readFileSync(file, 'utf8'), file) : null;
if (parsed && !parsed.ok) throw new Error(JSON.stringify(parsed.errors));

const { MIDWAY, SHOWN } = process.env;
const config = parsed?.value;
const ofHost = () => (config ? hostSources({ config, mode: config.mode, checks: true }) : []);
const agent = await createAgent({
  log: opened.log,
  ...(MIDWAY ? { sources: midway(ofHost(), MIDWAY) } : SHOWN ? overheard(openClock(), ofHost(), say) : {}),
  ...(config ? { config } : {}),
  notice: (notice) => say({ kind: 'notice', notice }),
});
const pvds = () => agent.fold.host.pvds.map(({ snapshot }) => ({ ...pvdState(snapshot), ...snapshot.context }));
const told = () => {
  const { decision, digest, host } = agent.fold;
  return { kind: 'decision', seq: host.seq, digest, decision, pvds: pvds(), managers: host.managers };
};
for (const fact of agent.log.facts()) say({ kind: 'fact', fact });
agent.facts.subscribe((fact) => say({ kind: 'fact', fact }));
let saidSeq = -1;
agent.decisions.subscribe(() => {
  // Facts that came as one were folded as one: each of their decisions would say the same.
  if (agent.fold.host.seq === saidSeq || SHOWN) return;
  saidSeq = agent.fold.host.seq;
  say(told());
});
say({ kind: 'open', pid: process.pid });

const calls = createCalls(agent);
createInterface({ input: process.stdin }).on('line', (line) => {
  const [verb, ...words] = line.split(' ');
  if (verb === 'why') say({ kind: 'why', line, why: why(words) });
  if (verb === 'status') say({ ...told(), kind: 'status' });
  if (verb === 'program') {
    const call = JSON.parse(line.slice('program '.length));
    calls(call).then((result) => say({ kind: 'program', id: call.id, told: result }));
  }
  if (verb === 'epoch') {
    agent.openEpoch();
    say({ ...told(), kind: 'epoch' });
  }
  if (verb === 'replay') {
    const { verdict, facts, fold } = replay(agent.log.transactions());
    say({ kind: 'replay', verdict, facts, digest: fold.digest, live: agent.fold.digest, heap: process.memoryUsage().heapUsed });
  }
});

function why([what, object = '', from]: readonly string[]) {
  if (what === 'route') return whyRoute(agent.fold, object, from ?? null);
  return what === 'name' ? whyName(agent.fold, object) : whyPvd(agent.fold, object);
}

process.on('SIGTERM', () => {
  agent.close().then(() => process.exit(0));
});
