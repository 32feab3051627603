/** What of the interfaces a part looks at, by reference: lists that stay the same while nothing but their neighbours or lifetimes change. */
import { perObject } from './memo.ts';
import type { Readable } from './part.ts';

type Interfaces = Readable['interfaces'];

export const linksOf = perObject((interfaces: Interfaces): readonly unknown[] => interfaces.map((i) => i.snapshot.context.link));
export const addressesOf = perObject((interfaces: Interfaces): readonly unknown[] => interfaces.map((i) => i.snapshot.context.addresses));
export const routesOf = perObject((interfaces: Interfaces): readonly unknown[] => interfaces.map((i) => i.snapshot.context.routes));

/** What whose interface is ours rests on. In observe mode nothing is. */
export const readsOwnership = (host: Readable): readonly unknown[] =>
  host.started?.mode === 'apply' ? [host.started, host.managers, host.settings, ...linksOf(host.interfaces)] : [host.started];
/** What leases and routers say, without for how long. In observe mode nothing of ours is made of it. */
export const readsSources = (host: Readable): readonly unknown[] =>
  host.started?.mode === 'apply'
    ? [
        ...host.leases.map((l) => l.snapshot.context.lease),
        ...host.leases6.map((l) => l.snapshot.context.lease),
        ...host.routers.flatMap((r) => [r.snapshot.context.objects, r.snapshot.context.since]),
      ]
    : [];
