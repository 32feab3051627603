/** What may be changed through control.sock, by POST: a new epoch, a check now, something wanted of a session, the configuration read again, answers forgotten. */
import { z } from 'zod';
import { type Unstamped, world } from '../../machines/model/facts/index.ts';
import { Text, Texts } from '../../machines/model/plain.ts';
import { Family, Seq } from '../../machines/model/units.ts';
import { noPath, noPvd, parameters } from './handlers.ts';
import type { Flushed } from './nameAnswers.ts';
import { type Reply, refused } from './reply.ts';
import { noResolver } from './resolving.ts';
import type { Served } from './served.ts';
import { liveSubject } from './subject.ts';
import { onePvd } from './things.ts';
import { wish } from './wishing.ts';

const V = { v: z.literal(1), seq: Seq };

/** The checks that run now, by what was asked or already before; what becomes of each is a later fact than `seq`. */
export const Requested = z.object({
  ...V,
  checks: z.array(z.object({ pvd: Text, generation: z.number(), family: Family })).readonly(),
});
export type Requested = z.infer<typeof Requested>;

/** `later`: settings that differ from those in force, and are heeded at the next start only. */
export const ReloadAnswer = z.object({ ...V, file: Text.nullable(), later: Texts });
export type ReloadAnswer = z.infer<typeof ReloadAnswer>;

export type Reloaded =
  | { readonly ok: true; readonly file: string | null; readonly later: readonly string[] }
  | { readonly ok: false; readonly problem: string };
/** `tell`: facts that somebody caused by asking. The agent itself does not know where its configuration came from. */
export type Surroundings = { readonly tell?: (facts: readonly Unstamped[]) => void; readonly reload?: () => Reloaded };

type Query = Readonly<Record<string, string>>;
type Change = {
  readonly takes: readonly string[];
  apply(agent: Served, query: Query, surroundings: Surroundings): Promise<Reply> | Reply | null;
};
const ok = (body: object): Reply => ({ status: 200, body });

const CHANGES: Readonly<Record<string, Change>> = {
  epoch: {
    takes: [],
    apply: (agent) => {
      if (!agent.openEpoch) return null;
      agent.openEpoch();
      return ok({ v: 1, epoch: agent.fold.host.epoch, seq: agent.fold.host.seq });
    },
  },
  check: { takes: ['pvd'], apply: (agent, { pvd }, { tell }) => (tell ? check(agent, pvd, tell) : null) },
  ask: {
    takes: ['session', 'ask', 'to', 'manager', 'author'],
    apply: (agent, query, { tell }) => (tell ? wish(agent, query, tell) : null),
  },
  flush: {
    takes: [],
    apply: async ({ fold, names }) => {
      const isEmpty = await names?.flush().then(
        () => true,
        () => false,
      );
      return isEmpty ? ok({ v: 1, seq: fold.host.seq } satisfies Flushed) : noResolver(fold);
    },
  },
  reload: {
    takes: [],
    apply: (agent, _query, { reload }) => {
      if (!reload) return null;
      const reloaded = reload();
      if (!reloaded.ok) return refused(422, 'ERR_CONFIG', reloaded.problem, 'the configuration that was in force stays so');
      return ok({ v: 1, seq: agent.fold.host.seq, file: reloaded.file, later: reloaded.later });
    },
  },
};

export const isChange = (path: string): boolean => Object.hasOwn(CHANGES, path);

export async function change(agent: Served, path: string, search: URLSearchParams, surroundings: Surroundings): Promise<Reply> {
  const wanted = CHANGES[path];
  const query = parameters(search, wanted?.takes ?? []);
  if (!query.ok) return query;
  return (await wanted?.apply(agent, query.values, surroundings)) ?? noPath(`/v1/${path}`);
}

/** A check that runs already is as good as one that is asked for now. */
function check(agent: Served, wanted: string | undefined, tell: NonNullable<Surroundings['tell']>): Reply {
  const subject = liveSubject(agent);
  const pvd = wanted === undefined ? null : onePvd(subject, wanted);
  if (wanted !== undefined && !pvd) return noPvd(subject, wanted);
  if (agent.fold.host.started?.checks !== true)
    return refused(409, 'ERR_NO_CHECKS', 'this agent does not check', 'start it with: multihome run --check');
  tell([world('check.requested', { pvd: pvd?.id ?? null })]);
  const running = agent.fold.decision.checks.filter((c) => pvd === null || c.pvd === pvd.id);
  return ok({
    v: 1,
    seq: agent.fold.host.seq,
    checks: running.map(({ pvd: id, generation, family }) => ({ pvd: id, generation, family })),
  });
}
