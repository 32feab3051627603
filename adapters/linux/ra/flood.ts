/**
 * What one router, and all routers of one interface together, may bring before anything is decoded: token buckets, time passed in.
 * Situation sec-2: a neighbour that sends thousands of advertisements a second from as many addresses.
 */
import { elapsed, type Instant, type Millis, seconds } from '../../../machines/model/units.ts';

type Bucket = { readonly tokens: number; readonly at: Instant };
/** `last`: what was let through last, and when. */
type Router = { readonly bucket: Bucket; readonly last: Uint8Array | null; readonly passed: Instant; readonly dropped: number };
/** The state of one interface. `strangers`: what did not come from a router on this link at all. `dropped`: what no router's count has. */
export type Cap = {
  readonly all: Bucket;
  readonly strangers: Bucket;
  readonly routers: ReadonlyMap<string, Router>;
  readonly dropped: number;
};
/** `repeated`: within its rate, but the same bytes as a moment ago: nothing to be told. */
export type Verdict = 'admitted' | 'repeated' | 'flooded';
export type Flooded = { readonly router: string | null; readonly dropped: number };

type Rate = { readonly perSecond: number; readonly burst: number };
/** Guesses, far above RFC 4861 §6.2.4 and §6.2.6, where a router sends one in three seconds to all, and answers a host's few questions. */
const ROUTER_RATE: Rate = { perSecond: 10, burst: 20 };
const STRANGER_RATE: Rate = ROUTER_RATE;
const INTERFACE_RATE: Rate = { perSecond: 50, burst: 50 };
const ROUTERS_MAX = 32;
/** A router heard within this time keeps its place, so that forged ones cannot push it out. */
const IDLE: Millis = seconds(60);
const REPEATED: Millis = seconds(1);

export const newCap = (now: Instant): Cap => ({
  all: full(INTERFACE_RATE, now),
  strangers: full(STRANGER_RATE, now),
  routers: new Map(),
  dropped: 0,
});

/** `router` null: a packet that is no neighbour's word, which may be complained of but not cost a router its place. */
export function admit(cap: Cap, router: string | null, bytes: Uint8Array, now: Instant): readonly [cap: Cap, verdict: Verdict] {
  if (router === null) return admitStranger(cap, now);
  const known = cap.routers.get(router);
  const routers = known ? cap.routers : withRoom(cap.routers, now);
  if (!routers) return [{ ...cap, dropped: cap.dropped + 1 }, 'flooded'];
  const { bucket, last, passed, dropped } = known ?? { bucket: full(ROUTER_RATE, now), last: null, passed: now, dropped: 0 };
  const [left, isWithin] = take(bucket, ROUTER_RATE, now);
  const keep = (entry: Router): ReadonlyMap<string, Router> => new Map(routers).set(router, entry);
  if (!isWithin) return [{ ...cap, routers: keep({ bucket: left, last, passed, dropped: dropped + 1 }) }, 'flooded'];
  if (last !== null && elapsed(passed, now) < REPEATED && isSame(last, bytes))
    return [{ ...cap, routers: keep({ bucket: left, last, passed, dropped }) }, 'repeated'];
  const [all, fits] = take(cap.all, INTERFACE_RATE, now);
  if (!fits) return [{ ...cap, all, routers: keep({ bucket: left, last, passed, dropped }), dropped: cap.dropped + 1 }, 'flooded'];
  return [{ ...cap, all, routers: keep({ bucket: left, last: bytes, passed: now, dropped }) }, 'admitted'];
}

/** What has been dropped since it was last asked, a line a router and one for the interface; counted anew from here on. */
export function takeFlooded(cap: Cap): readonly [cap: Cap, flooded: readonly Flooded[]] {
  const counts = [...cap.routers].map(([router, { dropped }]): Flooded => ({ router, dropped }));
  const flooded = [...counts, { router: null, dropped: cap.dropped }].filter(({ dropped }) => dropped > 0);
  if (flooded.length === 0) return [cap, flooded];
  const routers = new Map([...cap.routers].map(([router, entry]) => [router, { ...entry, dropped: 0 }] as const));
  return [{ ...cap, routers, dropped: 0 }, flooded];
}

function admitStranger(cap: Cap, now: Instant): readonly [Cap, Verdict] {
  const [strangers, isWithin] = take(cap.strangers, STRANGER_RATE, now);
  return isWithin ? [{ ...cap, strangers }, 'admitted'] : [{ ...cap, strangers, dropped: cap.dropped + 1 }, 'flooded'];
}

/** With a place for one more, or null. Counts that were not yet told stay: they keep their router's place. */
function withRoom(routers: Cap['routers'], now: Instant): Cap['routers'] | null {
  if (routers.size < ROUTERS_MAX) return routers;
  const idle = [...routers].filter(([, { bucket, dropped }]) => dropped === 0 && elapsed(bucket.at, now) >= IDLE);
  const [first] = idle.sort(([, a], [, b]) => a.bucket.at - b.bucket.at);
  return first ? new Map([...routers].filter(([router]) => router !== first[0])) : null;
}

/** `at` of a bucket is when its owner was last heard. */
function take({ tokens, at }: Bucket, { perSecond, burst }: Rate, now: Instant): readonly [Bucket, boolean] {
  const filled = Math.min(burst, tokens + (elapsed(at, now) / seconds(1)) * perSecond);
  return filled >= 1 ? [{ tokens: filled - 1, at: now }, true] : [{ tokens: filled, at: now }, false];
}

const full = ({ burst }: Rate, now: Instant): Bucket => ({ tokens: burst, at: now });
const isSame = (a: Uint8Array, b: Uint8Array): boolean => Buffer.compare(a, b) === 0;
