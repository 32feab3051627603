/** What the host is: its actors, and what they leave behind. One plain immutable value. */

import type { Discovered } from './discovered.ts';
import type { Failure } from './failures.ts';
import type { InformationSnapshot } from './information.ts';
import type { Restraint } from './informing.ts';
import type { InterfaceSnapshot } from './interface.ts';
import type { Lease4Snapshot } from './lease4.ts';
import { type Lease6Event, type Lease6Snapshot, lease6Actor } from './lease6.ts';
import type { SysctlSpec } from './model/command.ts';
import type { Memory, PvdMemory } from './model/facts/epoch.ts';
import type { FactOf } from './model/facts/index.ts';
import type { Owner } from './model/facts/socket.ts';
import { find, put, type Row } from './model/rows.ts';
import { DEFAULT_SETTINGS, type Settings } from './model/settings.ts';
import { type IfName, type Instant, instant, type Seq } from './model/units.ts';
import type { MptcpState, OwnEndpoint } from './paths.ts';
import type { Pin, PinEnd } from './pins.ts';
import type { PolicySnapshot } from './policy.ts';
import { type Listening, NOT_LISTENING, type Published } from './publishing.ts';
import { type PvdSnapshot, pvdActor } from './pvd.ts';
import type { Router6Snapshot } from './router6.ts';
import type { SessionCount, Sessions } from './sessions.ts';
import type { Left, Sampled } from './sockets.ts';

export type Actor<S> = Row & { readonly snapshot: S };
export type Manager = Row & Pick<FactOf<'manager.noticed'>, 'interfaces' | 'evidence'> & { readonly since: Seq };
export type PublishedFile = Row &
  Pick<FactOf<'resolver.published'>, 'publisher' | 'ifname' | 'servers' | 'search'> & { readonly since: Seq };
export type OwnRule = Row & { readonly rule: FactOf<'rule.added'> };
export type OwnRoute = Row & { readonly route: FactOf<'route.added'> };

/** `original`: what stood there before us, to be put back. */
export type SysctlRow = Row & { readonly sysctl: SysctlSpec; readonly original: string; readonly since: Seq };

export const sysctlId = ({ family, ifname, key }: Omit<SysctlSpec, 'value'>): string => `${family} ${ifname} ${key}`;

export type Host = {
  readonly seq: Seq;
  readonly at: Instant;
  /** `opening`: an epoch's opening facts; `dumping`: the kernel is read again. No tick but in `settled` (law 4). */
  readonly phase: 'opening' | 'settled' | 'dumping';
  readonly interfaces: readonly Actor<InterfaceSnapshot>[];
  readonly leases: readonly Actor<Lease4Snapshot>[];
  readonly leases6: readonly Actor<Lease6Snapshot>[];
  readonly routers: readonly Actor<Router6Snapshot>[];
  readonly pvds: readonly Actor<PvdSnapshot>[];
  /** The additional information of explicit PvDs, and how often each network made us ask for it. */
  readonly information: readonly Actor<InformationSnapshot>[];
  readonly restraints: readonly Restraint[];
  readonly policies: readonly Actor<PolicySnapshot>[];
  readonly settings: Settings;
  readonly settingsSince: Seq;
  readonly managers: readonly Manager[];
  readonly published: readonly PublishedFile[];
  /** What stands in the kernel under our protocol number: `applied` for the plan. */
  readonly ownRules: readonly OwnRule[];
  readonly ownRoutes: readonly OwnRoute[];
  /** What stands in the kernel besides, as far as it is read: sysctls, the interfaces that the nft table guards. */
  readonly sysctls: readonly SysctlRow[];
  readonly guarded: readonly string[];
  /** Whose sockets are counted, and the addresses whose connections are still to be ended. */
  readonly watched: { readonly owners: readonly Owner[]; readonly since: Seq };
  readonly samples: readonly Sampled[];
  readonly left: readonly Left[];
  /** What PvDs had when the last process was heard of, and none has claimed yet. */
  readonly missed: readonly Owner[];
  /** The endpoints of multipath TCP, others' too, and its limits; null where the kernel has none. */
  readonly endpoints: readonly OwnEndpoint[];
  readonly mptcp: MptcpState | null;
  /** The DHCP clients that we run. */
  readonly clients: readonly (Row & Pick<FactOf<'client.started'>, 'client' | 'ifname' | 'pid'> & { readonly since: Seq })[];
  /** Commands that failed, or whose effect others undo: when they are tried again. */
  readonly failures: readonly Failure[];
  /** Addresses that are tied to a PvD, and, row by row, when they end (law 8). */
  readonly pins: readonly Pin[];
  readonly pinEnds: readonly PinEnd[];
  /** Prefixes of NAT64 found by asking (RFC 7050), and when they end. */
  readonly discovered: readonly Discovered[];
  readonly discoveredEnds: readonly (Row & { readonly at: Instant })[];
  /** What of ours tells programs whom to ask for names, and where our resolver listens. */
  readonly publications: readonly Published[];
  readonly listening: Listening;
  readonly sessions: Sessions;
  readonly sessionCounts: readonly SessionCount[];
  /** When the deadline of the sessions passed last: what was due by then is over. */
  readonly sessionsAwake: Instant;
  /** The last deadline of the ranking that passed. */
  readonly woken: Seq;
  readonly primaries: readonly (Row & { readonly router: string })[];
  /** PvDs that are gone, so that a return is a new generation; a few hundred. */
  readonly memory: readonly (Row & { readonly pvd: PvdMemory })[];
  /** The highest generation of any PvD that fell out of memory. */
  readonly floor: number;
  readonly recalled: Memory;
  readonly started: FactOf<'agent.started'> | null;
  readonly epoch: number;
};
export const NO_MEMORY: Memory = {
  pvds: [],
  links: [],
  primaries: [],
  ranks: [],
  steadiness: [],
  sysctls: [],
  information: [],
  restraints: [],
  names: [],
  pins: [],
  pref64: [],
  sessions: [],
  underWay: [],
  failures: [],
  left: [],
  owners: [],
  mptcp: null,
  floor: 0,
};
export const INITIAL_HOST: Host = {
  seq: 0,
  at: instant(0),
  phase: 'opening',
  interfaces: [],
  leases: [],
  leases6: [],
  routers: [],
  pvds: [],
  information: [],
  restraints: [],
  policies: [],
  settings: DEFAULT_SETTINGS,
  settingsSince: 0,
  managers: [],
  published: [],
  ownRules: [],
  ownRoutes: [],
  sysctls: [],
  guarded: [],
  watched: { owners: [], since: 0 },
  samples: [],
  left: [],
  missed: [],
  endpoints: [],
  mptcp: null,
  clients: [],
  failures: [],
  pins: [],
  pinEnds: [],
  discovered: [],
  discoveredEnds: [],
  publications: [],
  listening: NOT_LISTENING,
  sessions: [],
  sessionCounts: [],
  sessionsAwake: instant(0),
  woken: 0,
  primaries: [],
  memory: [],
  floor: 0,
  recalled: NO_MEMORY,
  started: null,
  epoch: 0,
};

/** The host while one fact is folded into it. */
export type Draft = { -readonly [K in keyof Host]: Host[K] };

/** As the configuration says; else what one pays for as a rule. */
export const isMetered = (host: Pick<Host, 'interfaces' | 'settings'>, ifname: string): boolean =>
  host.settings.interfaces.find((i) => i.name === ifname)?.metered ?? kindOf(host, ifname) === 'cellular';
export const kindOf = (host: Pick<Host, 'interfaces' | 'settings'>, ifname: string) =>
  host.settings.interfaces.find((i) => i.name === ifname)?.kind ??
  find(host.interfaces, `interface:${ifname}`)?.snapshot.context.link?.kind ??
  'other';

export function toPvd(host: Draft, id: string, event: Parameters<typeof pvdActor.take>[1]): void {
  const old = find(host.pvds, id);
  if (old) host.pvds = put(host.pvds, changed(host.pvds, id, old.snapshot, pvdActor.take(old.snapshot, event, [])));
}

/** One lease per interface, from whichever client told last; without `ifname` only a lease that is there hears it. */
export function toLease6(host: Draft, id: string, event: Lease6Event, ifname?: IfName): void {
  const old = find(host.leases6, id)?.snapshot ?? (ifname === undefined ? undefined : lease6Actor.start({ ifname }));
  if (old) host.leases6 = put(host.leases6, changed(host.leases6, id, old, lease6Actor.take(old, event, [])));
}

/** The actor's row, the very same when its snapshot is. */
export function changed<S>(rows: readonly Actor<S>[], id: string, old: S, next: S): Actor<S> {
  const row = find(rows, id);
  return row && old === next ? row : { id, snapshot: next };
}
