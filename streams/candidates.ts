/** Every PvD as one family of the ranking sees it. */
import type { InterfaceContext } from '../machines/configured.ts';
import { familyOf } from '../machines/model/address.ts';
import type { LinkKind } from '../machines/model/facts/kernel.ts';
import type { Preference } from '../machines/model/facts/router.ts';
import { goodAddresses, isComplete, objectsOf } from '../machines/model/pvd.ts';
import { type ReachState, USABLE } from '../machines/model/reach.ts';
import { find } from '../machines/model/rows.ts';
import type { Settings } from '../machines/model/settings.ts';
import { isEqual } from '../machines/model/settle.ts';
import type { Family, Instant, Seq } from '../machines/model/units.ts';
import { isAttached, type PvdSnapshot, pvdState } from '../machines/pvd.ts';
import { areSame, lastResult } from './memo.ts';
import type { Readable } from './part.ts';

export type Candidate = {
  readonly id: string;
  readonly generation: number;
  readonly ifname: string;
  readonly identity: string | null;
  readonly network: string | null;
  readonly kind: LinkKind;
  readonly kindSince: Seq;
  readonly metered: boolean;
  readonly meteredSince: Seq;
  readonly reach: ReachState;
  readonly reachSince: Seq | null;
  /** When the last check ended; null before the first. */
  readonly checked: Instant | null;
  /** Measured by checks (ms, per cent) and declared (any unit, Mbit/s); null where nobody knows. */
  readonly rtt: number | null;
  readonly loss: number | null;
  readonly measuredSince: Seq | null;
  readonly cost: number | null;
  readonly bandwidth: number | null;
  readonly declaredSince: Seq;
  readonly gateway: string | null;
  readonly gatewaySince: Seq | null;
  readonly preference: Preference;
  readonly metric: number | null;
  readonly source: string | null;
  /** Why it may not be ranked at all; null when it may. */
  readonly unfit: Unfit | null;
  /** The fact that says so; null where none does: it was never told what it lacks. */
  readonly unfitSince: Seq | null;
};
export type Unfit = 'detached' | 'forming' | 'gone' | 'noGateway' | 'noInternet' | 'portal' | 'unreachable' | 'unchecked';

export const candidates = (host: Readable, family: Family): readonly Candidate[] => candidatesOf[family](host);

const sources = (host: Readable) => [host.pvds, host.interfaces, host.settings];
const candidatesOf = { 4: lastResult(sources, (host) => found(host, 4)), 6: lastResult(sources, (host) => found(host, 6)) };

function found(host: Readable, family: Family): readonly Candidate[] {
  const all = host.pvds.map(({ snapshot }) => {
    const link = find(host.interfaces, `interface:${snapshot.context.ifname}`)?.snapshot.context;
    const known = made[family].get(snapshot);
    if (known && known.link === link && known.settings === host.settings) return known.candidate;
    const candidate = kept(candidateOf(host, snapshot, link, family), family);
    made[family].set(snapshot, { link, settings: host.settings, candidate });
    return candidate;
  });
  if (!areSame(latest[family], all)) latest[family] = all;
  return latest[family];
}

/** What was made of a PvD's snapshot, with the link and the settings that it was made of. */
type Made = { readonly link: InterfaceContext | undefined; readonly settings: Settings; readonly candidate: Candidate };
const made: Record<Family, WeakMap<PvdSnapshot, Made>> = { 4: new WeakMap(), 6: new WeakMap() };
/** The last of each family: one that is as it was stays the very same, for most of what changes a PvD is of the other family. */
const latest: Record<Family, readonly Candidate[]> = { 4: [], 6: [] };
function kept(candidate: Candidate, family: Family): Candidate {
  const before = latest[family].find((c) => c.id === candidate.id);
  return before && isEqual(before, candidate) ? before : candidate;
}

function candidateOf(host: Readable, snapshot: PvdSnapshot, link: InterfaceContext | undefined, family: Family): Candidate {
  const { id, generation, ifname, identity, objects } = snapshot.context;
  const state = pvdState(snapshot);
  const [reach, known] = family === 4 ? [state.reach4, snapshot.context.reach4] : [state.reach6, snapshot.context.reach6];
  const settings = host.settings.interfaces.find((i) => i.name === ifname);
  const kind = settings?.kind ?? link?.link?.kind ?? 'other';
  const quality = family === 4 ? snapshot.context.quality4 : snapshot.context.quality6;
  const gateway = objectsOf(objects, 'gateway').find((g) => g.family === family);
  const own = goodAddresses(objects).filter((a) => familyOf(a.value) === family);
  const source = own.find((a) => !a.flags.includes('deprecated')) ?? own[0];
  const why = unfit(snapshot, reach, isComplete(objects, family), host.settings.useUnknown);
  const installed = link?.routes.find(
    (r) => r.destination.endsWith('/0') && familyOf(r.destination) === family && (r.gateway ?? '') === gateway?.value,
  );
  return {
    id,
    generation,
    ifname,
    identity,
    network: link?.network ?? null,
    kind,
    kindSince: settings?.kind ? host.settingsSince : (link?.since ?? 0),
    metered: settings?.metered ?? kind === 'cellular',
    meteredSince: settings?.metered === undefined ? (link?.since ?? 0) : host.settingsSince,
    reach,
    reachSince: known?.since ?? null,
    checked: known?.at ?? null,
    rtt: quality.rtt,
    loss: quality.loss,
    measuredSince: quality.since,
    cost: settings?.cost ?? null,
    bandwidth: settings?.bandwidth ?? null,
    declaredSince: host.settingsSince,
    gateway: gateway?.value ?? null,
    gatewaySince: gateway?.since ?? null,
    preference: gateway?.preference ?? 'medium',
    metric: installed?.metric ?? gateway?.metric ?? null,
    source: source?.value ?? null,
    unfit: why,
    unfitSince: why && unfitSince(why, snapshot, host, known?.since ?? null, (gateway ?? source)?.since ?? null),
  };
}

function unfitSince(why: Unfit, { context }: PvdSnapshot, host: Readable, reach: Seq | null, half: Seq | null): Seq | null {
  if (why === 'detached' || why === 'gone') return context.away;
  if (why === 'noInternet') return objectsOf(context.objects, 'noInternet')[0]?.since ?? null;
  if (why === 'unchecked') return host.settingsSince;
  // What it has of the two that it needs.
  return why === 'forming' || why === 'noGateway' ? half : reach;
}

function unfit(snapshot: PvdSnapshot, reach: ReachState, complete: boolean, useUnknown: boolean): Unfit | null {
  const { provisioning } = pvdState(snapshot);
  if (!isAttached(snapshot)) return provisioning === 'gone' || provisioning === 'detached' ? provisioning : 'forming';
  if (!complete) return 'noGateway';
  // RFC 8801 §4.3: it says so of itself, and may be believed in that (law 7).
  if (objectsOf(snapshot.context.objects, 'noInternet').length > 0) return 'noInternet';
  if (reach === 'portal' || reach === 'unreachable') return reach;
  if (reach === 'unknown' && !useUnknown) return 'unchecked';
  return null;
}

export const UNKNOWN_TIER = USABLE.indexOf('unknown');
/** Which tier of usability; smaller is better. */
export const tierOf = (candidate: Candidate): number => USABLE.indexOf(candidate.reach);
