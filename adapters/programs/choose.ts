/** Which networks a request may go by, best first: those that the program names or selects; else those where names and ranking lead. */
import { familyOf, isInPrefix, prefixLength, reachOf } from '../../machines/model/address.ts';
import { choose, placeOf, refusalText, type Use } from '../../machines/model/needs.ts';
import type { ProgramsDomain, ProgramsView } from '../../machines/model/programs.ts';
import { compareText } from '../../machines/model/rows.ts';
import { FAMILIES, type Family } from '../../machines/model/units.ts';
import { ProgramsError } from './errors.ts';
import { mayCarry, type Packet, trafficPlace } from './traffic.ts';

/** Those that `use` names or selects. Throws with the reason of each other. */
export function using(view: ProgramsView, use: Use, family: Family | null = null): readonly ProgramsDomain[] {
  const { chosen, refused } = choose(use, view.domains, family);
  if (chosen.length > 0) return chosen;
  const known = view.domains.map(({ pvd }) => pvd);
  if (typeof use === 'string') throw new ProgramsError('ERR_NO_SUCH_PVD', `there is no ${use} here`, known);
  throw new ProgramsError('ERR_NO_PVD_FITS', `nothing fits ${JSON.stringify(use)}`, reasonsOr(refused.map((r) => refusalText(r, r))));
}

/** Who may be asked for a name: whose servers the decision asks for it (split DNS). `family` null: both. */
export function forName(view: ProgramsView, name: string, use: Use | undefined, family: Family | null): readonly ProgramsDomain[] {
  const rules = (family === null ? FAMILIES : [family]).map((f) => ruleFor(view, name, f)).filter((rule) => rule !== null);
  const exclusive = rules.find((rule) => rule.exclusive);
  if (use !== undefined) {
    const all = using(view, use, family);
    // Who names a network means it; a selector must not carry a private name elsewhere.
    const kept = exclusive && typeof use !== 'string' ? all.filter(({ pvd }) => exclusive.pvds.includes(pvd)) : all;
    if (kept.length > 0) return kept;
    throw new ProgramsError('ERR_NO_PVD_FITS', `${name} is asked of nobody that fits`, [askedOf(exclusive?.pvds ?? [])]);
  }
  const places = (pvd: string): number => Math.min(...rules.map((rule) => rule.pvds.indexOf(pvd)).filter((at) => at >= 0));
  const asked = view.domains.filter(({ pvd }) => rules.some((rule) => rule.pvds.includes(pvd)));
  if (asked.length > 0) return asked.toSorted((a, b) => places(a.pvd) - places(b.pvd) || compareText(a.pvd, b.pvd));
  const whys = exclusive ? [askedOf(exclusive.pvds)] : view.domains.map(whyIdle);
  throw new ProgramsError('ERR_NO_PVD_FITS', `no network is asked for ${name} now`, reasonsOr(whys));
}

const askedOf = (pvds: readonly string[]): string => `it is asked of ${pvds.join(', ') || 'nobody who is here now'} alone`;

/** The longest suffix that a name is under. */
function ruleFor({ names }: ProgramsView, name: string, family: Family) {
  const isUnder = (suffix: string): boolean => suffix === '.' || name === suffix || name.endsWith(`.${suffix}`);
  const length = (suffix: string): number => (suffix === '.' ? 0 : suffix.length);
  return names.rules
    .filter((rule) => rule.family === family && isUnder(rule.suffix))
    .reduce<(typeof names.rules)[number] | null>((best, rule) => (best && length(best.suffix) >= length(rule.suffix) ? best : rule), null);
}

/**
 * Who may reach an address, in the order to be tried: policy, then whose link it is on, then specific routes, then the ranking; none
 * of them alone, for two networks may both claim it, and trial tells (route-3, dns-4). Throws with the reason of each.
 */
export function forAddress(
  view: ProgramsView,
  packet: Packet & { readonly address: string },
  use: Use | undefined,
): readonly ProgramsDomain[] {
  const { address, family } = packet;
  const zone = address.split('%')[1];
  const all = use === undefined ? view.domains : using(view, use, family);
  const here = zone === undefined ? all : all.filter(({ ifname }) => ifname === zone);
  const judged = here.map((domain) => ({ domain, why: whyNot(view, domain, packet, use), near: nearness(domain, address) }));
  const led = judged.filter(({ why }) => why === null);
  if (led.length === 0) {
    const whys =
      zone !== undefined && here.length === 0
        ? [`there is no network on ${zone}`]
        : judged.map(({ domain, why }) => `${domain.pvd}: ${why}`);
    throw new ProgramsError('ERR_NOT_REACHABLE', `no network leads to ${address}`, reasonsOr(whys));
  }
  const order = (a: (typeof led)[number], b: (typeof led)[number]): number =>
    trafficPlace(view, packet, a.domain.pvd) - trafficPlace(view, packet, b.domain.pvd) ||
    (use === undefined ? b.near - a.near : 0) ||
    byPlace(a.domain, b.domain, family) ||
    compareText(a.domain.pvd, b.domain.pvd);
  return led.toSorted(order).map(({ domain }) => domain);
}

function byPlace(a: ProgramsDomain, b: ProgramsDomain, family: Family): number {
  const [own, other] = [placeOf(a, family), placeOf(b, family)];
  return own === other ? 0 : own - other;
}

/** Null: it may. */
function whyNot(
  view: ProgramsView,
  domain: ProgramsDomain,
  packet: Packet & { readonly address: string },
  use: Use | undefined,
): string | null {
  const { address, family } = packet;
  if (reachOf(address) === 'linkLocal' && !address.includes('%') && use === undefined)
    return 'a link-local address needs its zone, or `use`';
  if (!canSend(domain, family) && reachOf(address) !== 'linkLocal') return `it has no IPv${family} address`;
  if (!leadsTo(domain, address)) return `nothing of it leads to ${address}`;
  if (!mayCarry(view, packet, domain.pvd)) return 'a rule on traffic forbids it';
  const isOnLink = nearness(domain, address) >= ON_LINK;
  return use !== undefined || isOnLink || domain.rank[family] !== null || IS_INWARD.has(domain.unfit[family] ?? '')
    ? null
    : `it is ${domain.unfit[family]}`;
}
/** What leads to no Internet, and is not meant to: its own routes stand. */
const IS_INWARD: ReadonlySet<string> = new Set(['noInternet', 'noGateway', 'forming']);

/** On its link, above all routes; by a route, the longer the nearer; 0 by its way out. */
const ON_LINK = 1_000;
function nearness({ prefixes, leads }: ProgramsDomain, address: string): number {
  if (prefixes.some((prefix) => isInPrefix(address, prefix))) return ON_LINK;
  return Math.max(0, ...leads.filter((prefix) => isInPrefix(address, prefix)).map(prefixLength));
}

export const canSend = ({ addresses, pref64 }: ProgramsDomain, family: Family): boolean =>
  addresses.some(({ address }) => familyOf(address) === family) || (family === 4 && pref64.length > 0);

/** Its link, its routes, or its way out. */
export function leadsTo({ prefixes, leads, pref64 }: ProgramsDomain, address: string): boolean {
  if (reachOf(address) === 'linkLocal') return true;
  const isTranslated = familyOf(address) === 4 && pref64.length > 0 && leads.includes('::/0');
  return isTranslated || [...prefixes, ...leads].some((prefix) => isInPrefix(address, prefix));
}

const whyIdle = ({ pvd, unfit, usable }: ProgramsDomain): string =>
  `${pvd}: ${[...new Set(FAMILIES.map((family) => unfit[family] ?? `${usable[family]}, but it resolves for nobody`))].join(', ')}`;
const reasonsOr = (reasons: readonly string[]): readonly string[] => (reasons.length > 0 ? reasons : ['there is no network']);
