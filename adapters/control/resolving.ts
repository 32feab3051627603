/** One name asked by the resolver that runs: whose answer it is, and by which rule it was asked there. */
import { nameBytes, RCODE, RCODE_MASK, TYPE } from '../../machines/model/dns/index.ts';
import type { Family } from '../../machines/model/units.ts';
import { whyName } from '../../streams/explain.ts';
import type { Fold } from '../../streams/loop.ts';
import type { Problem, Told } from '../dns/index.ts';
import { asAsked, noPvd } from './handlers.ts';
import type { Resolved } from './nameAnswers.ts';
import { codeName, recordsIn, typeName, typeOf } from './records.ts';
import { type Refused, type Reply, refused } from './reply.ts';
import type { Served } from './served.ts';
import { liveSubject } from './subject.ts';
import { onePvd } from './things.ts';
import { head } from './views.ts';
import { ruleInWords } from './words.ts';

type Answer = Resolved['answers'][number];

const PROBLEMS: Readonly<Record<Problem, string>> = {
  badName: 'it is no name',
  noSuchPvd: 'this network has no name server',
  nobody: 'no network may be asked for it now',
  silent: 'none of the servers answered in time',
  failed: 'the servers failed, or refused to answer',
  unpinned: 'the routes to its addresses did not stand in time, so that they are not handed out',
  overloaded: 'too many questions are under way',
  closed: 'the resolver has ended',
};

/** `type` undefined: its addresses of both families. `wanted`: that network alone, whether it is open for the node or not. */
export async function resolve(agent: Served, text: string, type: string | undefined, wanted: string | undefined): Promise<Reply> {
  const name = asAsked(text)
    .toLowerCase()
    .replace(/(.)\.$/, '$1');
  if (name === '' || nameBytes(name === '.' ? '' : name) === null) return refused(400, 'ERR_BAD_NAME', `not a domain name: ${text}`);
  const asked = type === undefined ? [TYPE.A, TYPE.AAAA] : [typeOf(type)];
  const types = asked.filter((one) => one !== null);
  if (types.length === 0)
    return refused(400, 'ERR_BAD_TYPE', `not a type of record: ${type}`, 'for example A, AAAA, MX, SRV, TXT, PTR, TYPE64');
  const subject = liveSubject(agent);
  const pvd = wanted === undefined ? null : onePvd(subject, wanted);
  if (wanted !== undefined && !pvd) return noPvd(subject, wanted);
  const { names } = agent;
  if (!names) return noResolver(agent.fold);
  const all = await Promise.all(types.map((one) => names.resolve({ name: name === '.' ? '' : name, type: one, pvd: pvd?.id ?? null })));
  if (all.every((told) => !told.ok && told.problem === 'closed')) return noResolver(agent.fold);
  const answers = all.map((told, i) => answerOf(agent.fold, name, types[i] ?? TYPE.A, pvd !== null, told));
  return { status: 200, body: { ...head(agent.fold), name, answers } satisfies Resolved };
}

/** It was not started, or could not listen anywhere. */
export function noResolver({ host }: Pick<Fold, 'host'>): Refused {
  const { problem } = host.listening;
  if (problem !== null)
    return refused(409, 'ERR_NO_RESOLVER', `the resolver does not run: ${problem}`, 'resolver.listen and resolver.port say where');
  const hint = host.started?.mode === 'apply' ? 'resolver.listen has no address' : 'start it with: multihome run --apply';
  return refused(409, 'ERR_NO_RESOLVER', 'no resolver runs in this agent', hint);
}

function answerOf(fold: Fold, name: string, type: number, isBound: boolean, told: Told): Answer {
  const because = becauseOf(fold, name, type === TYPE.AAAA ? 6 : 4, isBound, told.ok ? told.pvd : null);
  const base = { type: typeName(type), because };
  if (!told.ok) {
    const nothing = { pvd: null, generation: null, isSynthesised: false, rcode: null, records: [] };
    return { ...base, ...nothing, problem: told.problem, says: PROBLEMS[told.problem] };
  }
  const { pvd, generation, isSynthesised, message } = told;
  const records = recordsIn(message);
  const code = message.flags & RCODE_MASK;
  return { ...base, pvd, generation, isSynthesised, rcode: codeName(code), problem: null, says: saying(code, records.length), records };
}

const saying = (code: number, records: number): string =>
  code === RCODE.NXDOMAIN
    ? 'there is no such name'
    : code !== RCODE.NOERROR
      ? `the server says ${codeName(code)}`
      : records === 0
        ? 'the name has nothing of this type'
        : '';

/** The decision's own reason, where its first choice is who answered. */
function becauseOf(fold: Fold, name: string, family: Family, isBound: boolean, pvd: string | null): Answer['because'] {
  if (isBound) return inWords('bound', 'built-in');
  const { answer, because } = whyName(fold, name, family);
  return pvd === null || pvd === answer ? inWords(because.rule, because.by) : inWords('nextBest', 'built-in');
}

const inWords = (rule: string, by: string): Answer['because'] => ({ rule, by, says: ruleInWords(rule, by) });
