/** Interfaces and provisioning domains as they are now, each value with its source and what is left of its lifetime. */
import type { InterfaceSnapshot } from '../../machines/interface.ts';
import { managersOf } from '../../machines/managers.ts';
import type { PvdObject } from '../../machines/model/pvd.ts';
import { FIRST_TABLE } from '../../machines/model/routing.ts';
import { find } from '../../machines/model/rows.ts';
import { FAMILIES, type Instant } from '../../machines/model/units.ts';
import { type PvdSnapshot, pvdState } from '../../machines/pvd.ts';
import type { Host } from '../../machines/state.ts';
import type { Fold } from '../../streams/loop.ts';
import type { Interface, Interfaces, Pvd, Pvds } from './answers.ts';
import { endOf, left } from './lifetimes.ts';
import type { Subject } from './subject.ts';
import { head } from './views.ts';
import { ruleInWords } from './words.ts';

type Seen = Pick<Subject, 'fold' | 'now'>;

export const interfaces = ({ fold, now }: Seen): Interfaces => ({
  ...head(fold),
  interfaces: fold.host.interfaces
    .map((row) => interfaceOf(fold.host, now, row.snapshot))
    .toSorted((a, b) => (a.index ?? Number.POSITIVE_INFINITY) - (b.index ?? Number.POSITIVE_INFINITY)),
});

export const pvds = ({ fold, now }: Seen): Pvds => ({ ...head(fold), pvds: fold.host.pvds.map((p) => pvdOf(fold, now, p.snapshot)) });

/** By id, with or without `pvd:`; a name that several interfaces have (RFC 8801) finds the first. */
export function onePvd({ fold, now }: Seen, wanted: string): Pvd | null {
  const found =
    find(fold.host.pvds, wanted) ??
    find(fold.host.pvds, `pvd:${wanted}`) ??
    fold.host.pvds.find((p) => p.snapshot.context.identity === wanted.toLowerCase());
  return found ? pvdOf(fold, now, found.snapshot) : null;
}

function interfaceOf(host: Host, now: Instant, { value, context }: InterfaceSnapshot): Interface {
  const { ifname, link, network, since, addresses } = context;
  const regions = typeof value === 'object' ? value : {};
  const lease = find(host.leases, `lease4:${ifname}`)?.snapshot.context;
  const routers = host.routers.map((r) => r.snapshot.context).filter((r) => r.ifname === ifname && r.objects.length > 0);
  return {
    name: ifname,
    index: link?.ifindex ?? null,
    kind: host.settings.interfaces.find((i) => i.name === ifname)?.kind ?? link?.kind ?? null,
    mac: link?.mac ?? null,
    mtu: link?.mtu ?? null,
    master: link?.master ?? null,
    link: String(regions.link ?? 'absent'),
    quality: String(regions.quality ?? 'unknown'),
    network,
    ignored: host.settings.interfaces.find((i) => i.name === ifname)?.ignore === true,
    since,
    pvds: host.pvds.filter((p) => p.snapshot.context.ifname === ifname).map((p) => p.id),
    managers: managersOf(host)
      .filter((m) => m.interfaces.includes(ifname))
      .map((m) => m.id),
    addresses: addresses.map((a) => {
      const ends = find(context.expires, a.id);
      return {
        address: `${a.address}/${a.prefixLength}`,
        flags: a.flags,
        scope: a.scope,
        left: left(ends?.at, now),
        preferredLeft: left(ends?.preferred, now),
        since: a.since,
      };
    }),
    lease: lease?.lease
      ? {
          address: `${lease.lease.address}/${lease.lease.prefixLength}`,
          client: lease.lease.client,
          server: lease.lease.server,
          left: left(lease.expires, now),
          unpublished: lease.lease.unpublished,
          since: lease.since,
        }
      : null,
    routers: routers.map((r) => ({
      router: r.router,
      mac: r.mac,
      pvd: r.pvd?.id ?? null,
      left: left(r.expires.find((e) => e.id === 'gateway ')?.at, now),
      since: r.since,
    })),
  };
}

function pvdOf({ host, decision }: Fold, now: Instant, snapshot: PvdSnapshot): Pvd {
  const { id, ifname, identity, generation, slot, gone, objects } = snapshot.context;
  const { provisioning, ...state } = pvdState(snapshot);
  return {
    id,
    ifname,
    identity,
    generation,
    table: FIRST_TABLE + slot,
    provisioning,
    goneIn: provisioning === 'detached' ? left(gone, now) : null,
    reach: FAMILIES.map((family) => {
      const known = family === 4 ? snapshot.context.reach4 : snapshot.context.reach6;
      const [reach, check] = family === 4 ? [state.reach4, state.check4] : [state.reach6, state.check6];
      return { family, state: reach, check, since: known?.since ?? null, portal: known?.portal ?? null };
    }),
    places: decision.ranking
      .filter((p) => p.pvd === id)
      .map(({ family, place, because }) => ({ family, place, ...because, says: ruleInWords(because.rule, because.by) })),
    objects: objects.map((object) => {
      const { kind, value, source, by, since } = object;
      return { kind, value, source, by, since, left: left(endOf(host, snapshot.context, object), now), detail: detail(object) };
    }),
  };
}

function detail(object: PvdObject): readonly string[] {
  switch (object.kind) {
    case 'address':
      return [`/${object.prefixLength}`, ...object.flags];
    case 'gateway':
      return [`IPv${object.family}`, ...(object.preference === 'medium' ? [] : [object.preference])];
    case 'prefix':
      return object.onLink ? ['on link'] : [];
    case 'route':
      return [...(object.gateway ? [`via ${object.gateway}`] : []), ...(object.preference === 'medium' ? [] : [object.preference])];
    default:
      return [];
  }
}
