/**
 * An agent inside a host of the lab that carries out one kind of command only: additional information is fetched. The rest of
 * what it decides stays in flight. Arguments: PEM file of the authority to trust, or none. It says each fact as a line of JSON, and answers on stdin
 * `status`, `why PVD`, `replay`, and `fetch SPEC` (one question, asked without the machine).
 */
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { createAgent } from '../../adapters/agent.ts';
import { DEFAULT_CONFIG } from '../../adapters/config/index.ts';
import { openInformation } from '../../adapters/information/index.ts';
import { hostSources } from '../../adapters/sources.ts';
import { informationState } from '../../machines/information.ts';
import type { InformationSpec } from '../../machines/model/command.ts';
import { decodeAnswer, encodeQuestion } from '../../machines/model/dns/index.ts';
import { whyPvd } from '../../streams/explain.ts';
import { replay } from '../../streams/replay.ts';

const [file] = process.argv.slice(2);
const say = (line: object) => process.stdout.write(`${JSON.stringify(line)}\n`);
const trust = { dns: { encodeQuestion, decodeAnswer }, ...(file ? { ca: readFileSync(file, 'utf8') } : {}) };

const sink = openInformation(trust);
const heard = hostSources({ config: DEFAULT_CONFIG, mode: 'observe', checks: false });
const agent = await createAgent({ sources: [...heard, sink], mode: 'apply', checks: false, notice: (notice) => say({ notice }) });
for (const fact of agent.log.facts()) say({ fact });
agent.facts.subscribe((fact) => say({ fact }));

const alone = openInformation(trust);
await alone.open(
  (facts) => {
    for (const fact of facts) say({ answer: fact });
  },
  () => {},
);
createInterface({ input: process.stdin }).on('line', (line) => {
  const space = line.indexOf(' ');
  const [verb, rest] = space < 0 ? [line, ''] : [line.slice(0, space), line.slice(space + 1)];
  if (verb === 'fetch') {
    const { id, ...spec }: InformationSpec & { readonly id: string } = JSON.parse(rest);
    alone.carry([{ type: 'information.fetch', id, target: spec.pvd, ...spec }]);
  }
  const { host } = agent.fold;
  if (verb === 'replay') say({ replayed: replay(agent.log.transactions()).verdict, facts: agent.fold.host.seq });
  if (verb === 'why') say({ why: whyPvd(agent.fold, rest) });
  if (verb === 'status') {
    const asking = host.information.map(({ snapshot }) => ({ ...snapshot.context, ...informationState(snapshot) }));
    say({ status: { information: asking, pvds: host.pvds.map((p) => p.snapshot.context) } });
  }
});
process.on('SIGTERM', () => {
  agent.close().then(() => process.exit(0));
});
say({ ready: true });
