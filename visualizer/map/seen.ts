/** What the map shows of a moment: interfaces with their PvDs, and of each PvD its routers, its DNS servers and the sessions on it. */
import { objectsOf } from '../../machines/model/pvd.ts';
import { find } from '../../machines/model/rows.ts';
import { allIn } from '../../machines/model/shards.ts';
import { FAMILIES, type Family } from '../../machines/model/units.ts';
import { pvdState } from '../../machines/pvd.ts';
import { kindOf } from '../../machines/state.ts';
import type { Decision } from '../../streams/decision.ts';
import type { Fold } from '../../streams/loop.ts';
import type { Reason } from '../../streams/reasons.ts';
import { ruleInWords } from '../../streams/rules.ts';
import type { Verdict } from '../../streams/sessions/verdict.ts';
import { type Meaning, meaningOf } from '../meaning.ts';

export type Said = { readonly word: string; readonly meaning: Meaning };
export type Ground = { readonly text: string; readonly facts: readonly number[] };
/** `chosen`: the families whose packets go this way. */
export type Place = {
  readonly id: string;
  readonly kind: 'interface' | 'pvd' | 'router' | 'server' | 'session';
  readonly name: string;
  readonly more: string;
  readonly says: readonly Said[];
  readonly why: readonly Ground[];
  readonly chosen: readonly Family[];
  readonly inner: readonly Place[];
};
/** `left`: interfaces, PvDs and what is on them that there is no room for. */
export type Seen = { readonly places: readonly Place[]; readonly left: number };

/** What a person can look at. Guesses. */
const MOST = { interface: 40, pvd: 24, router: 4, server: 6, session: 4 };
type Pvd = Fold['host']['pvds'][number]['snapshot'];

export function seen({ host, decision }: Fold): Seen {
  let left = 0;
  const cut = <T>(rows: readonly T[], most: number): readonly T[] => {
    left += Math.max(0, rows.length - most);
    return rows.slice(0, most);
  };
  const sessions = Map.groupBy(allIn(decision.sessions), ({ pvd }) => pvd);
  const pvdAt = (snapshot: Pvd): Place => {
    const place = pvdPlace(snapshot, decision);
    const routers = routersOf(host, snapshot, place);
    const inner = [
      ...cut(routers, MOST.router),
      ...cut(serversOf(snapshot, decision), MOST.server),
      ...cut(sessions.get(place.id) ?? [], MOST.session).map(sessionPlace),
    ];
    return { ...place, inner };
  };
  const places = cut(host.interfaces, MOST.interface).map(({ id, snapshot: { value, context } }): Place => {
    const { ifname, network, since } = context;
    const own = host.pvds.filter(({ snapshot }) => snapshot.context.ifname === ifname);
    const inner = cut(own, MOST.pvd).map(({ snapshot }) => pvdAt(snapshot));
    const { link = 'absent', quality = 'unknown' } = typeof value === 'object' ? value : {};
    const words = [link, quality].map(String).filter((word) => word !== 'unknown');
    return {
      ...{ id, kind: 'interface', name: ifname, more: network ?? kindOf(host, ifname), inner },
      says: words.map((word) => ({ word, meaning: meaningOf(id, word) })),
      why: [{ text: `its link is ${link}`, facts: [since] }],
      chosen: FAMILIES.filter((family) => inner.some(({ chosen }) => chosen.includes(family))),
    };
  });
  // Who has a network stands before who has none.
  return { places: places.toSorted((a, b) => Math.sign(b.inner.length) - Math.sign(a.inner.length)), left };
}

const ground = (what: string, { rule, by, facts }: Reason): Ground => ({ text: `${what}: ${ruleInWords(rule, by)}`, facts });

function pvdPlace(snapshot: Pvd, { ranking }: Decision): Place {
  const { id, objects } = snapshot.context;
  const { provisioning, ...state } = pvdState(snapshot);
  const rows = ranking.filter(({ pvd }) => pvd === id);
  const spoken = FAMILIES.filter((f) => objectsOf(objects, 'gateway').some(({ family }) => family === f));
  const reaches = spoken.map((family) => ({ family, reach: family === 4 ? state.reach4 : state.reach6 }));
  const own = provisioning === 'provisioned' ? [] : [{ word: provisioning, meaning: meaningOf(id, provisioning) }];
  const isAway = own.some(({ meaning }) => meaning === 'dead');
  const says = [
    ...own,
    // What was found of a network says nothing while it is away.
    ...(isAway ? [] : reaches).map(({ family, reach }) => ({ word: `IPv${family} ${reach}`, meaning: meaningOf(id, reach) })),
  ];
  const why = rows.map((row) => ground(`IPv${row.family} ${row.place === null ? 'is not used' : `has place ${row.place}`}`, row.because));
  const chosen = rows.filter(({ place }) => place === 1).map(({ family }) => family);
  return { id, kind: 'pvd', name: id.replace(/^pvd:/, ''), more: '', says, why, chosen, inner: [] };
}

function routersOf({ interfaces }: Fold['host'], { context }: Pvd, { chosen }: Place): readonly Place[] {
  const neighbours = find(interfaces, `interface:${context.ifname}`)?.snapshot.context.neighbours ?? [];
  return objectsOf(context.objects, 'gateway').map(({ id, value, family, source, by, since }) => {
    const state = find(neighbours, value)?.state;
    return {
      ...{ id: `${context.id} ${id}`, kind: 'router', name: value || 'the other end', more: `IPv${family}`, inner: [] },
      says: state === undefined ? [] : [{ word: state === 'known' ? 'answers' : 'silent', meaning: state === 'known' ? 'good' : 'dead' }],
      why: [{ text: `told by ${source} ${by}`, facts: [since] }],
      chosen: chosen.filter((one) => one === family),
    };
  });
}

function serversOf({ context: { id, objects } }: Pvd, { resolution }: Decision): readonly Place[] {
  const known = Map.groupBy(objectsOf(objects, 'dns'), ({ value }) => value);
  return [...known].map(([value, told]) => {
    const asked = resolution.filter(
      (rule) => rule.pvd === id && rule.place === 1 && rule.servers.some((server) => server.startsWith(value)),
    );
    const names = [
      ...new Set(asked.filter(({ kind }) => kind !== 'reverse').map(({ suffix }) => (suffix === '.' ? 'all other names' : suffix))),
    ];
    const word = names.length > 1 ? `${names[0]} +${names.length - 1}` : (names[0] ?? (asked.length > 0 ? 'reverse names' : 'not asked'));
    const grounds = asked.map((rule) => ground(rule.suffix === '.' ? 'all other names' : rule.suffix, rule.because));
    return {
      ...{ id: `${id} dns ${value}`, kind: 'server', name: value, more: 'DNS', chosen: [], inner: [] },
      says: [{ word, meaning: asked.length > 0 ? 'good' : 'idle' }],
      why: [...told.map(({ source, by, since }) => ({ text: `told by ${source} ${by}`, facts: [since] })), ...grounds],
    };
  });
}

const VERDICTS = { keep: 'good', migrate: 'checking', reconnect: 'checking', drain: 'limited', end: 'dead' } as const;
const sessionPlace = ({ id, pvd, verdict, to, because }: Verdict): Place => ({
  ...{ id: `${pvd} session ${id}`, kind: 'session', name: id, more: 'session', chosen: [], inner: [] },
  says: [{ word: to === null ? verdict : `${verdict} → ${to}`, meaning: VERDICTS[verdict] }],
  why: [ground(verdict, because)],
});
