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
