/**
 * What the kernel has, kept from its messages: each message in, the facts that are news out. No I/O, no clock.
 * Some changes the kernel does not tell (IPv4 routes of a link that goes down): those leave a doubt, which a new dump settles.
 */
import type { Data, Unstamped } from '../../machines/model/facts/index.ts';
import type { Millis } from '../../machines/model/units.ts';
import { createLinks } from './links.ts';
import {
  type AddressMessage,
  type Decoded,
  decoded,
  type LinkMessage,
  type NeighbourMessage,
  NLM_F_REPLACE,
  type ObjectKind,
  type RouteMessage,
  type RtMessage,
  type RuleMessage,
  type WireFamily,
} from './netlink/index.ts';
import { addressAdded, addressRemoved, readAddress } from './reading/address.ts';
import { type LinkLookups, NO_LOOKUPS, readLink } from './reading/link.ts';
import { neighbourChanged, neighbourRemoved, readNeighbour } from './reading/neighbour.ts';
import { groupOf, isAdvertised, type KernelRoute, readRoute, routeAdded, routeRemoved } from './reading/route.ts';
import { readRule, ruleAdded, ruleRemoved } from './reading/rule.ts';
import { createShelf } from './shelf.ts';

/** One dump of the kernel's: what it is of, and for which family (0: all in one). */
export type Dump = { readonly kind: ObjectKind; readonly family: WireFamily };
/** Links first: what stands on them is told by their names. */
export const DUMPS: readonly Dump[] = [
  { kind: 'link', family: 0 },
  { kind: 'address', family: 0 },
  { kind: 'route', family: 2 },
  { kind: 'route', family: 10 },
  { kind: 'rule', family: 2 },
  { kind: 'rule', family: 10 },
  { kind: 'neighbour', family: 0 },
];

export type Mirror = {
  /** `isOwn`: it follows from a command of ours. */
  take(message: RtMessage, now: Millis, isOwn?: boolean): Decoded<readonly Unstamped[]>;
  begin(dump: Dump): void;
  settle(dump: Dump): readonly Unstamped[];
  /** What should be dumped again since the last call. */
  doubts(): readonly Dump[];
  /**
   * Links to be asked for since the last call: masters of ports whose carrier has changed. The kernel tells of a bridge up to a
   * second late (linkwatch), but at once when it is asked.
   */
  questions(): readonly number[];
  counts(): Data<'kernel.dumped'>;
  /** The link that was last told under this name; null when there is none. */
  indexOf(ifname: string): number | null;
};

const ROUTES4: Dump = { kind: 'route', family: 2 };
const ROUTES6: Dump = { kind: 'route', family: 10 };

export function createMirror(lookups: LinkLookups = NO_LOOKUPS): Mirror {
  const links = createLinks(lookups);
  const { nameOf } = links;
  const onLink = { replaces: false };
  const addresses = createShelf<ReturnTypeData<typeof addressAdded>>(
    {
      ...onLink,
      added: (e, ifname, now) => ifname && addressAdded(e, ifname, now),
      removed: (e, ifname) => ifname && addressRemoved(e, ifname),
    },
    nameOf,
  );
  const neighbours = createShelf<ReturnTypeData<typeof neighbourChanged>>(
    {
      ...onLink,
      isCrowd: () => true,
      added: (e, ifname) => ifname && neighbourChanged(e, ifname),
      removed: (e, ifname) => ifname && neighbourRemoved(e, ifname),
    },
    nameOf,
  );
  const routeSpeech = { replaces: true, groupOf, isCrowd: isAdvertised, added: routeAdded, removed: routeRemoved };
  const ruleSpeech = { replaces: true, added: ruleAdded, removed: ruleRemoved };
  const routes = { 4: createShelf(routeSpeech, nameOf), 6: createShelf(routeSpeech, nameOf) };
  const rules = { 4: createShelf(ruleSpeech, nameOf), 6: createShelf(ruleSpeech, nameOf) };
  const standing = [addresses, routes[4], routes[6], neighbours];
  let doubts = new Set<Dump>();
  let questions = new Set<number>();

  const shelfOf = ({ kind, family }: Dump) => {
    if (kind === 'address') return addresses;
    if (kind === 'neighbour') return neighbours;
    const of = family === 2 ? 4 : 6;
    return kind === 'route' ? routes[of] : kind === 'rule' ? rules[of] : null;
  };
  /** First what stands on it, the last of it first. */
  const retract = (index: number, forget: boolean) => standing.toReversed().flatMap((shelf) => shelf.retract(index, forget));
  const removeLink = (index: number): readonly Unstamped[] => [...retract(index, true), ...links.drop(index)];

  const takeLink = (message: LinkMessage, now: Millis): Decoded<readonly Unstamped[]> => {
    const read = readLink(message);
    if (!read.ok) return read;
    const link = read.value;
    if (link === null) return decoded([]);
    if (message.verb === 'delete') {
      doubts.add(ROUTES4);
      return decoded(removeLink(link.ifindex));
    }
    const before = links.get(link.ifindex);
    if (before !== undefined && before.up !== link.up) doubts.add(ROUTES4).add(ROUTES6);
    if (before !== undefined && before.carrier !== link.carrier && link.master !== null) questions.add(link.master);
    const isRenamed = before !== undefined && before.ifname !== link.ifname;
    const gone = isRenamed ? [...retract(link.ifindex, false), ...links.drop(link.ifindex)] : [];
    const told = links.put(link);
    const isNew = before === undefined || isRenamed;
    return decoded([...gone, ...told, ...(isNew ? standing.flatMap((shelf) => shelf.tell(link.ifindex, now)) : [])]);
  };

  const takeAddress = (message: AddressMessage, now: Millis, isOwn: boolean): Decoded<readonly Unstamped[]> => {
    const read = readAddress(message, now);
    if (!read.ok || read.value === null) return read.ok ? decoded([]) : read;
    if (message.verb !== 'delete') return decoded(addresses.put(read.value, now, isOwn));
    // Routes that had it as their source go with it, and until Linux 6.9 in silence.
    doubts.add(ROUTES4);
    return decoded(addresses.drop(read.value.key));
  };

  const takeRoute = (message: RouteMessage, now: Millis, isOwn: boolean): Decoded<readonly Unstamped[]> => {
    const read = readRoute(message, now);
    if (!read.ok || read.value === null) return read.ok ? decoded([]) : read;
    const { family, hops } = read.value;
    const shelf = routes[family];
    if (message.verb === 'delete') return decoded(hops.flatMap((hop) => shelf.drop(hop.key)));
    const replaced = (message.flags & NLM_F_REPLACE) !== 0 ? replacedBy(read.value) : [];
    return decoded([...replaced, ...hops.flatMap((hop) => shelf.put(hop, now, isOwn))]);
  };
  /** The kernel replaces one route of several that may share its key: with more than one to choose from, it has to be asked. */
  const replacedBy = ({ family, group, hops }: KernelRoute): readonly Unstamped[] => {
    const shelf = routes[family];
    const others = [...shelf.alike(group)].filter((key) => !hops.some((hop) => hop.key === key));
    const [only] = others;
    if (only === undefined) return [];
    if (others.length === 1 && !hops.some((hop) => shelf.has(hop.key))) return shelf.drop(only);
    doubts.add(family === 4 ? ROUTES4 : ROUTES6);
    return [];
  };

  const takeRule = (message: RuleMessage, now: Millis): Decoded<readonly Unstamped[]> => {
    const read = readRule(message);
    if (!read.ok || read.value === null) return read.ok ? decoded([]) : read;
    const shelf = rules[read.value.data.family];
    return decoded(message.verb === 'delete' ? shelf.drop(read.value.key) : shelf.put(read.value, now));
  };

  const takeNeighbour = (message: NeighbourMessage, now: Millis): Decoded<readonly Unstamped[]> => {
    const read = readNeighbour(message);
    if (!read.ok || read.value === null) return read.ok ? decoded([]) : read;
    if (message.verb === 'delete') return decoded(neighbours.drop(read.value.key));
    if (!read.value.asking) return decoded(neighbours.put(read.value, now));
    neighbours.touch(read.value.key);
    return decoded([]);
  };

  return {
    take: (message, now, isOwn = false) => {
      if (message.verb === 'get') return decoded([]);
      switch (message.kind) {
        case 'link':
          return takeLink(message, now);
        case 'address':
          return takeAddress(message, now, isOwn);
        case 'route':
          return takeRoute(message, now, isOwn);
        case 'rule':
          return takeRule(message, now);
        case 'neighbour':
          return takeNeighbour(message, now);
        default:
          return message satisfies never;
      }
    },
    begin: (dump) => (dump.kind === 'link' ? links.begin() : shelfOf(dump)?.begin()),
    settle: (dump) => (dump.kind === 'link' ? links.missing().flatMap(removeLink) : (shelfOf(dump)?.settle() ?? [])),
    doubts: () => {
      const all = [...doubts];
      doubts = new Set();
      return all;
    },
    questions: () => {
      const all = [...questions];
      questions = new Set();
      return all;
    },
    indexOf: links.indexOf,
    counts: () => ({
      links: links.size,
      addresses: addresses.size,
      routes: routes[4].size + routes[6].size,
      rules: rules[4].size + rules[6].size,
    }),
  };
}

type ReturnTypeData<F extends (entry: never, ...rest: never) => unknown> = Parameters<F>[0] extends { readonly data: infer D } ? D : never;
