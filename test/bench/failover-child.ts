/**
 * An agent in apply mode that says when it did what: `failover-child.ts LOG CONFIG`. All of it is real but the checks, whose outcome is
 * told on stdin (`fail PVD`, `mend PVD`, `check`): a budget that begins with their fact leaves out how long they took.
 * Marks are nanoseconds of CLOCK_MONOTONIC, and are printed once nothing is going on.
 */
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { hostSources } from '../../adapters/sources.ts';
import { createAgent, type EventLog, openSqliteLog, parseConfig } from '../../index.ts';
import type { Command } from '../../machines/model/command.ts';
import { answer, type Fact, type Unstamped, world } from '../../machines/model/facts/index.ts';
import type { Emit, Sink, Source } from '../../machines/model/port.ts';
import { millis } from '../../machines/model/units.ts';
import type { Mark } from './failover-marks.ts';

/** Long after what is measured. */
const QUIET = 50;
const [path = '', file = ''] = process.argv.slice(2);
let marks: Mark[] = [];
const mark = (did: Mark['did'], what: readonly (Unstamped | Command)[]): void => {
  const at = Number(process.hrtime.bigint());
  const { user, system } = process.threadCpuUsage();
  marks.push({ did, at, cpu: (user + system) * 1000, what: what.map((one) => ('family' in one ? `${one.type} ${one.family}` : one.type)) });
  quiet.refresh();
};
const quiet = setTimeout(() => {
  for (const one of marks) process.stdout.write(`${JSON.stringify(one)}\n`);
  marks = [];
}, QUIET);

function timed<S extends Source | (Source & Sink)>(source: S): S {
  const open: Source['open'] = (emit, notice) => {
    const heard: Emit = (facts) => {
      mark('heard', facts);
      emit(facts);
    };
    return source.open(heard, notice);
  };
  if (!('carry' in source)) return { ...source, open };
  const carry: Sink['carry'] = (commands) => {
    mark('carry', commands);
    source.carry(commands);
    mark('carried', commands);
  };
  return { ...source, open, carry };
}

function timedLog(log: EventLog): EventLog {
  const append: EventLog['append'] = (facts: readonly Fact[], digest) => {
    mark('append', facts);
    const result = log.append(facts, digest);
    mark('durable', facts);
    return result;
  };
  return new Proxy(log, { get: (target, name) => (name === 'append' ? append : Reflect.get(target, name)) });
}

const failing = new Set<string>();
let tell: Emit = () => {};
const checks: Source & Sink = {
  name: 'checks',
  open: async (emit) => {
    tell = emit;
  },
  close: async () => {},
  carries: ['check'],
  carry: (commands) => setImmediate(() => tell(commands.flatMap(outcome))),
};
function outcome(command: Command): readonly Unstamped[] {
  if (command.type !== 'check.run') return [];
  const { pvd, generation, family } = command;
  const cost = { pvd, generation, family, took: millis(1), bytes: 0, sent: 1 };
  return failing.has(pvd)
    ? [answer(command.id, 'check.failed', { ...cost, sent: 0, rtt: null, lost: 0, problem: 'told to' })]
    : [answer(command.id, 'check.validated', { ...cost, rtt: 1, lost: 0 })];
}

const parsed = parseConfig(readFileSync(file, 'utf8'), file);
if (!parsed.ok) throw new Error(JSON.stringify(parsed.errors));
const opened = openSqliteLog(path);
if (!opened.ok) throw new Error(opened.error.problem);
const config = parsed.value;
const sources = [...hostSources({ config, mode: 'apply', checks: false }), checks].map(timed);
const agent = await createAgent({ config, log: timedLog(opened.log), checks: true, sources });
process.stdout.write('{"ready":true}\n');

createInterface({ input: process.stdin }).on('line', (line) => {
  const [verb, pvd = ''] = line.split(' ');
  if (verb === 'fail') failing.add(pvd);
  if (verb === 'mend') failing.delete(pvd);
  if (verb === 'check') agent.tell([world('check.requested', { pvd: null })]);
});
process.on('SIGTERM', () => void agent.close().then(() => process.exit(0)));
