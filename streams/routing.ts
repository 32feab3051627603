/** The tables and rules that the ranking amounts to. Design, «Linux»: one table a PvD, and the ranking as a row of rules over them. */
import { familyOf } from '../machines/model/address.ts';
import { goodAddresses, type PvdObject } from '../machines/model/pvd.ts';
import { MAIN_TABLE } from '../machines/model/routing.ts';
import { find } from '../machines/model/rows.ts';
import { suppress } from '../machines/model/selectors.ts';
import { settleRows } from '../machines/model/settle.ts';
import { FAMILIES, type Family } from '../machines/model/units.ts';
import { type Candidate, candidates, type Unfit } from './candidates.ts';
import { attachedDomains, type Domain, presentDomains, standingDomains } from './domains.ts';
import { addressesOf, readsOwnership, routesOf } from './links.ts';
import { lastResult, perObject } from './memo.ts';
import { isInScope, isManaged } from './ownership.ts';
import type { Part, Readable } from './part.ts';
import { type Ranking, ranked } from './ranking.ts';
import { exclusiveOf, LOCAL } from './routing/exclusive.ts';
import { heldBackRules } from './routing/heldBack.ts';
import { hostRules } from './routing/hosted.ts';
import { PRIORITY } from './routing/numbers.ts';
import { otherRules, othersLeadOut, prefixesBehind } from './routing/others.ts';
import { pinRoutes, pinRules } from './routing/pins.ts';
import { isSameRoute, isSameRule, merged, type RouteRow, type Routing, type RuleRow, rule, unique } from './routing/rows.ts';
import { specificRules } from './routing/specific.ts';
import { mainOf, specificRoutes, tableNumber, tableOf } from './routing/tables.ts';
import { trafficRules, type Way } from './routing/traffic.ts';

export type { RouteRow, Routing, RuleRow } from './routing/rows.ts';
export { specificRoutes } from './routing/tables.ts';

type Needs = { readonly ranking: Ranking };
/** What all but the pins is made of. */
const readsNetworks = (host: Readable, ranking: Ranking): readonly unknown[] => [
  ranking,
  host.settings,
  host.policies,
  ...readsOwnership(host),
  // Of interfaces that are not ours: their addresses, and whether they lead out.
  ...(host.started?.mode === 'apply' ? [...addressesOf(host.interfaces), ...routesOf(host.interfaces)] : []),
  ...standingDomains(host.pvds),
  ...attachedDomains(host.pvds),
  ...presentDomains(host.pvds),
];

export const routing: Part<Routing, Needs> = {
  initial: { routes: [], rules: [] },
  reads: (host, { ranking }) => [host.started?.mode === 'apply' ? host.pins : null, ...readsNetworks(host, ranking)],
  step(previous, host, { ranking }) {
    const networks = ofNetworks(host, ranking);
    const pinned = pinnedIn(host, ranking);
    const routes = settleRows(previous.routes, pinned.length === 0 ? networks.routes : merged(pinned, networks.routes), isSameRoute);
    const rules = settleRows(previous.rules, pinned.length === 0 ? networks.rules : merged(pinRules(pinned), networks.rules), isSameRule);
    return routes === previous.routes && rules === previous.rules ? previous : { routes, rules };
  },
};

/** All but the pins, which come and go with every answer. */
const ofNetworks = lastResult(readsNetworks, (host, ranking): Routing => {
  const mine = (pvd: Domain) => isInScope(host, pvd.ifname);
  const attached = attachedDomains(host.pvds).filter(mine);
  const present = presentDomains(host.pvds).filter((pvd) => mine(pvd) && (attached.includes(pvd) || leadsInward(pvd)));
  const standing = standingDomains(host.pvds).filter(mine);
  // A dead link's table stays: nobody is led there, what was its own is not sought elsewhere, and it is there on return.
  const tabled = standing.filter((pvd) => present.includes(pvd) || isOn(host, pvd.ifname));
  const main = host.started?.mode === 'apply' ? mainOf(tabled, ranking, isOurAddress) : [];
  const decided = FAMILIES.flatMap((family) => decidedRules(host, ranking, attached, present, family));
  const routes = settleRows(made.routes, merged(tablesOf(...tabled), unique(main)), isSameRoute);
  made = { routes, rules: settleRows(made.rules, merged(hostRulesOf(...standing), unique(decided)), isSameRule) };
  return made;
});
/** What it made last: rows that stay equal stay the very same, or each pin would have them all compared. */
let made: Routing = { routes: [], rules: [] };

function pinnedIn(host: Readable, ranking: Ranking): readonly RouteRow[] {
  if (host.started?.mode !== 'apply' || host.pins.length === 0) return [];
  const leading = [exclusiveOf(host, ranking, 4), exclusiveOf(host, ranking, 6)] as const;
  return pinRoutes(
    host.pins,
    leading,
    presentDomains(host.pvds).filter((pvd) => isInScope(host, pvd.ifname)),
  );
}

/** The greater part by far, and of the PvDs alone: a change of rank leaves it as it is. */
const tablesOf = lastResult(
  (...pvds: readonly Domain[]) => pvds,
  (...pvds) => unique(pvds.flatMap(tableInOrder)),
);
/** What is merged of lists that are in order is nearly sorted. */
const tableInOrder = perObject((pvd: Domain) => unique(tableOf(pvd)));
const hostRulesOf = lastResult(
  (...pvds: readonly Domain[]) => pvds,
  (...pvds) => unique(pvds.flatMap(hostRules)),
);

/** Switched on, whether it has a carrier or not: else the kernel refuses routes on it. */
const isOn = (host: Readable, ifname: string): boolean =>
  host.started?.mode === 'apply' && find(host.interfaces, `interface:${ifname}`)?.snapshot.context.link?.up === true;

/** Of a lease of a client that we run: its address is installed by us, without the kernel's prefix route. */
const OUR_CLIENTS: readonly string[] = ['udhcpc'];
const isOurAddress = (object: PvdObject): boolean => object.source === 'dhcp4' && OUR_CLIENTS.includes(object.by);

function decidedRules(
  host: Readable,
  ranking: Ranking,
  attached: readonly Domain[],
  present: readonly Domain[],
  family: Family,
): readonly RuleRow[] {
  const all = candidates(host, family);
  const wayOf = (id: string): readonly Way[] => {
    const [domain, candidate] = [attached.find((d) => d.id === id), all.find((c) => c.id === id)];
    return domain && candidate ? [{ domain, candidate }] : [];
  };
  const ways = ranked(ranking, family).flatMap((p) => wayOf(p.pvd));
  const pvds = ways.map((w) => w.domain);
  // A PvD that leads nowhere else, by its own word (RFC 8801 §4.3, noInternet) or for want of a default, still leads to what it names.
  const isInward = ({ unfit, source }: Candidate) => source !== null && unfit !== null && INWARD.includes(unfit);
  const inward = present.filter(({ id }) => all.some((c) => c.id === id && isInward(c)));
  // With nobody to go by: those that may not be used, and would be.
  const isHeld = (c: Candidate) => c.unfit === null || HELD.includes(c.unfit);
  const held =
    ways.length === 0 && isEnded(host, family, attached, pvds) ? all.filter(isHeld).flatMap((c) => wayOf(c.id).map((w) => w.domain)) : [];
  const specific = specificRules([...pvds, ...inward], family, exclusiveOf(host, ranking, family));
  const places = pvds.map((pvd, i) => rule(pvd.id, { family, priority: PRIORITY.ranked + i + 1, table: tableNumber(pvd) }));
  const traffic = trafficRules(
    host,
    family,
    ways,
    attached.flatMap((d) => wayOf(d.id)),
  );
  return [...traffic, ...heldBackRules(held, family), ...specific, ...places, ...frameRules(host, ranking, family, attached, pvds)];
}

/** It has no way out, and an address by which to go to what it names. */
const leadsInward = (pvd: Domain): boolean =>
  specificRoutes(pvd).some((route) => goodAddresses(pvd.objects).some((a) => familyOf(a.value) === familyOf(route.value)));
const INWARD: readonly Unfit[] = ['noInternet', 'noGateway', 'forming'];
const HELD: readonly Unfit[] = ['portal', 'unreachable', 'unchecked'];

/** One without a PvD (docker0) is seen, not ranked: main has it, though we may change it. */
const isOursIn =
  (host: Readable) =>
  (ifname: string): boolean =>
    isManaged(host, ifname) && standingDomains(host.pvds).some((d) => d.ifname === ifname);

/** Whether what no rule has taken is refused. */
const isEnded = (host: Readable, family: Family, attached: readonly Domain[], pvds: readonly Domain[]): boolean =>
  host.settings.fallthrough === 'unreachable' &&
  (pvds.length > 0 || (host.started?.mode === 'apply' && attached.length > 0 && !othersLeadOut(host, family, isOursIn(host))));

/** What stands around the ranked rules: main before them, without its defaults, and nothing behind. */
function frameRules(
  host: Readable,
  ranking: Ranking,
  family: Family,
  attached: readonly Domain[],
  pvds: readonly Domain[],
): readonly RuleRow[] {
  const [isOurs, exclusive] = [isOursIn(host), exclusiveOf(host, ranking, family)];
  const isApplying = host.started?.mode === 'apply';
  const end = rule(null, { family, priority: PRIORITY.nowhere, action: 'unreachable', iif: 'lo' });
  const ends = isEnded(host, family, attached, pvds) ? [end] : [];
  if (!isApplying || attached.length === 0) return ends;
  const spaces = exclusive === null ? [null] : [...LOCAL[family], ...prefixesBehind(host, family, isOurs)];
  const onLink = spaces.map((to) => rule(null, { family, priority: PRIORITY.onLink, table: MAIN_TABLE, to, other: suppress(0) }));
  return [...onLink, ...otherRules(host, family, isOurs, exclusive), ...ends];
}
