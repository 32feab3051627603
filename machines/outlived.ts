/**
 * What the kernel still holds though nobody stands behind it any more: IPv6 addresses and routes outlive the carrier of
 * their network, and expired ones are cleared away late. Such rows are dropped, or they would pass for those of a router unheard.
 */
import { interfaceActor } from './interface.ts';
import { familyOf, isInPrefix } from './model/address.ts';
import type { FactOf } from './model/facts/index.ts';
import { find, put } from './model/rows.ts';
import { neighbourhood } from './neighbourhood.ts';
import { orphansOf } from './objects.ts';
import type { Router6Context } from './router6.ts';
import { changed, type Draft } from './state.ts';

/** What was there when the link was last lost and has not been told again by this network: after a change of network it is the old one's. */
export const dropFromBefore = (host: Draft, ifname: string): boolean => dropOrphans(host, ifname, (row, lost) => row.since <= lost);

/** The first router heard since the link was lost: when it advertises none of what was kept, this is another network. */
export function dropUnlike(host: Draft, { ifname, router, ...told }: FactOf<'router.advertised'>): boolean {
  const context = find(host.interfaces, `interface:${ifname}`)?.snapshot.context;
  if (!context || context.lost === 0) return false;
  const prefixes = [...told.prefixes, ...(told.pvd?.nested.prefixes ?? [])].map((p) => p.prefix);
  const kept = context.addresses.filter((a) => a.since <= context.lost && familyOf(a.address) === 6 && !a.flags.includes('permanent'));
  const isSame =
    kept.length > 0 ? kept.some((a) => prefixes.some((p) => isInPrefix(a.address, p))) : context.routes.some((r) => r.gateway === router);
  return !isSame && dropFromBefore(host, ifname);
}

/** What hung on routers, or prefixes of theirs, that have just come to their end. `then`: the routers before. */
export function dropExpired(host: Draft, ifname: string, then: readonly Router6Context[]): boolean {
  const prefixes = then.flatMap((r) => r.objects.filter((o) => o.kind === 'prefix').map((o) => o.value));
  const routers = then.map((r) => r.router);
  return dropOrphans(host, ifname, (row) =>
    'address' in row ? prefixes.some((prefix) => isInPrefix(row.address, prefix)) : routers.includes(row.gateway ?? ''),
  );
}

type Orphans = ReturnType<typeof orphansOf>;
type Orphan = Orphans['addresses'][number] | Orphans['routes'][number];

/** Whether anything was dropped. */
function dropOrphans(host: Draft, ifname: string, isOutlived: (row: Orphan, lost: number) => boolean): boolean {
  const row = find(host.interfaces, `interface:${ifname}`);
  if (!row) return false;
  const { context } = row.snapshot;
  const orphans = orphansOf(neighbourhood(host, context));
  const idsOf = (rows: readonly Orphan[]) => rows.filter((r) => isOutlived(r, context.lost)).map((r) => r.id);
  const [addresses, routes] = [idsOf(orphans.addresses), idsOf(orphans.routes)];
  if (addresses.length + routes.length === 0) return false;
  const notice = { type: 'kernel.outlived', addresses, routes, at: host.at, seq: host.seq } as const;
  const next = interfaceActor.take(row.snapshot, notice, []);
  host.interfaces = put(host.interfaces, changed(host.interfaces, row.id, row.snapshot, next));
  return true;
}
