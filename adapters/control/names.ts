/** What a running agent answers about names: nothing of it is in a log. */
import type { NamesDomain } from '../../machines/model/names.ts';
import { find } from '../../machines/model/rows.ts';
import { pvdState } from '../../machines/pvd.ts';
import type { Fold } from '../../streams/loop.ts';
import { createNamesView } from '../../streams/names.ts';
import type { Stats } from '../dns/index.ts';
import { noPath, parameters } from './handlers.ts';
import type { Cache, Resolvers } from './nameAnswers.ts';
import { publishing } from './publishing.ts';
import { codeName, typeName } from './records.ts';
import { type Reply, refused } from './reply.ts';
import { noResolver, resolve } from './resolving.ts';
import type { Served } from './served.ts';
import { head } from './views.ts';
import { ruleInWords } from './words.ts';

type Query = Readonly<Record<string, string>>;
type Live = {
  readonly takes: readonly string[];
  readonly needs?: readonly string[];
  /** What programs of other users asked is for the agent's own user. */
  readonly isPrivate?: boolean;
  answer(agent: Served, query: Query): Promise<Reply>;
};
const ok = (body: object): Reply => ({ status: 200, body });

const LIVE: Readonly<Record<string, Live>> = {
  resolve: {
    takes: ['name', 'type', 'pvd'],
    needs: ['name'],
    answer: (agent, { name = '', type, pvd }) => resolve(agent, name, type, pvd),
  },
  resolvers: { takes: [], answer: async (agent) => ok(await resolvers(agent)) },
  cache: { takes: [], isPrivate: true, answer: cache },
};
export const isLive = (path: string): boolean => Object.hasOwn(LIVE, path);

/** `isOwner`: who asks came through control.sock. */
export async function live(agent: Served, path: string, search: URLSearchParams, isOwner: boolean): Promise<Reply> {
  const wanted = LIVE[path];
  if (!wanted) return noPath(`/v1/${path}`);
  if (wanted.isPrivate && !isOwner)
    return refused(
      403,
      'ERR_PRIVATE',
      'names that programs asked for are not for every reader',
      'control.sock tells them, to its owner only',
    );
  const query = parameters(search, wanted.takes, wanted.needs);
  return query.ok ? wanted.answer(agent, query.values) : query;
}

async function resolvers({ fold, names }: Served): Promise<Resolvers> {
  const { domains, search } = createNamesView()(fold);
  const stats = await statsOf(names);
  return {
    ...head(fold),
    resolver: publishing(fold),
    pvds: domains.map((domain) => ({ ...known(fold, domain), ...measured(domain, stats) })),
    search,
    counts: stats && { ...stats.counts },
  };
}

/** One that could not listen is not there to be asked. */
const statsOf = async (names: Served['names']): Promise<Stats | null> => (names ? names.stats().catch(() => null) : null);

function known(fold: Fold, { pvd, generation, ifname, isOpen, pref64 }: NamesDomain) {
  const rows = fold.decision.resolution.filter((row) => row.pvd === pvd);
  const suffixes = rows.map(({ suffix, family, kind, place, exclusive, because }) => ({
    ...{ suffix, family, kind, place, exclusive, says: ruleInWords(because.rule, because.by) },
  }));
  return { pvd, generation, ifname, isOpen, says: openness(fold, pvd, isOpen), suffixes, pref64 };
}

function measured({ pvd, servers }: NamesDomain, stats: Stats | null) {
  const door = stats?.doors.find((one) => one.pvd === pvd);
  const asked = stats?.servers.filter((server) => server.pvd === pvd);
  const untold = servers.map(({ address }) => ({ address, rtt: null, failures: 0, penalty: 0 }));
  return {
    at: door ? `${door.address}:${door.port}` : null,
    servers: asked?.map(({ address, rtt, failures, penalty }) => ({ address, rtt, failures, penalty })) ?? untold,
  };
}

/** Why it resolves for the node, or does not: only what is usable above unknown does (dns-7, dns-8). */
function openness({ host, decision }: Fold, pvd: string, isOpen: boolean): string {
  const snapshot = find(host.pvds, pvd)?.snapshot;
  if (isOpen || !snapshot) return isOpen ? 'its network may be used' : 'it is not there';
  const { reach4, reach6 } = pvdState(snapshot);
  if ([reach4, reach6].includes('portal')) return ruleInWords('portal', 'built-in');
  const places = decision.ranking.filter((place) => place.pvd === pvd);
  const [unfit] = places.filter(({ place }) => place === null);
  if (places.every(({ place }) => place === null) && unfit) return ruleInWords(unfit.because.rule, unfit.because.by);
  return 'no check has found yet that its network may be used';
}

async function cache({ fold, names }: Served): Promise<Reply> {
  const kept = names && (await names.cache().catch(() => null));
  if (!kept) return noResolver(fold);
  const pvds = kept.map(({ pvd, generation, entries }) => ({
    ...{ pvd, generation },
    entries: entries.map(({ type, rcode, ...entry }) => ({ ...entry, type: typeName(type), rcode: codeName(rcode) })),
  }));
  return ok({ ...head(fold), pvds } satisfies Cache);
}
