/** What is known of a router, as the advertisements that would say it: how an epoch that opens restates it (law 4). */
import { type Unstamped, world } from './model/facts/index.ts';
import { ADVERTISED_MAX } from './model/facts/router.ts';
import { type Instant, type Millis, millis } from './model/units.ts';
import type { Router6Context, RouterObject } from './router6.ts';

/** As many advertisements as it takes: one holds 64 of a kind, a router may have given more over time. */
export function advertisements(router: Router6Context, now: Instant): readonly Unstamped[] {
  const ends = new Map(router.expires.map((e) => [e.id, e.at]));
  const lifetime = (o: RouterObject): Millis | null => left(ends.get(o.id), now);
  const prefix = (o: RouterObject) => ({
    ...{ prefix: o.value, onLink: o.detail.onLink === true, autonomous: o.detail.autonomous === true },
    ...{ valid: lifetime(o), preferred: lifetime(o) },
  });
  const of = (kind: RouterObject['kind']) => router.objects.filter((o) => o.kind === kind);
  const gateway = of('gateway')[0];
  const parts = Math.max(
    1,
    ...(['prefix', 'route', 'dns', 'search', 'pref64'] as const).map((kind) => Math.ceil(of(kind).length / ADVERTISED_MAX)),
  );
  return Array.from({ length: parts }, (_, i) => {
    const some = (kind: RouterObject['kind']) => of(kind).slice(i * ADVERTISED_MAX, (i + 1) * ADVERTISED_MAX);
    const { ifname, mac, hopLimit, managed, other, pvd } = router;
    return world(
      'router.advertised',
      {
        ifname,
        router: router.router,
        mac,
        hopLimit,
        managed,
        other,
        lifetime: gateway ? (lifetime(gateway) ?? millis(0)) : millis(0),
        preference: preferenceOf(gateway),
        prefixes: some('prefix')
          .filter((o) => !o.detail.nested)
          .map(prefix),
        routes: some('route').map((o) => ({ prefix: o.value, preference: preferenceOf(o), lifetime: lifetime(o) })),
        dns: some('dns').map((o) => ({ server: o.value, lifetime: lifetime(o) })),
        search: some('search').map((o) => ({ domain: o.value, lifetime: lifetime(o) })),
        pref64: some('pref64').map((o) => ({ prefix: o.value, lifetime: lifetime(o) ?? millis(0) })),
        mtu: Number(of('mtu')[0]?.value ?? 0) || null,
        portal: of('portal')[0]?.value ?? null,
        unknown: [],
        dropped: 0,
        pvd: pvd && {
          ...pvd,
          header: null,
          nested: {
            ...NOTHING,
            prefixes: some('prefix')
              .filter((o) => o.detail.nested)
              .map(prefix),
          },
        },
      },
      router.since,
    );
  });
}

const NOTHING = { prefixes: [], routes: [], dns: [], search: [], pref64: [], mtu: null, portal: null, unknown: [], dropped: 0 };

const preferenceOf = (object: RouterObject | undefined): 'high' | 'medium' | 'low' => {
  const preference = object?.detail.preference;
  return preference === 'high' || preference === 'low' ? preference : 'medium';
};

/** What is left at `now`; at least a millisecond, for the end itself is a deadline's to say. Null is for ever. */
export const left = (end: Instant | null | undefined, now: Instant): Millis | null =>
  end === null || end === undefined ? null : millis(Math.max(1, end - now));
