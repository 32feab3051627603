/** What routes, names and conflicts read of a PvD: what it consists of, not how it is reached nor when it is checked. */
import { isAttached, type PvdContext, type PvdSnapshot, pvdState } from '../machines/pvd.ts';
import { perObject } from './memo.ts';
import type { Readable } from './part.ts';

export type Domain = Pick<PvdContext, 'id' | 'ifname' | 'generation' | 'slot' | 'objects'>;

/** Those whose objects may be used. Each is the very same value for as long as nothing of it has changed. */
export const attachedDomains = perObject((pvds: Readable['pvds']): readonly Domain[] =>
  pvds.filter((p) => isAttached(p.snapshot)).map((p) => domainOf(p.snapshot)),
);

/** Those whose link is there, also where they do not lead out: a tunnel without a default route knows its names. */
export const presentDomains = perObject((pvds: Readable['pvds']): readonly Domain[] =>
  pvds.filter((p) => isAttached(p.snapshot) || pvdState(p.snapshot).provisioning === 'forming').map((p) => domainOf(p.snapshot)),
);

/** Those whose addresses may stand in the kernel: a packet with such a source is confined although its network is away. */
export const standingDomains = perObject((pvds: Readable['pvds']): readonly Domain[] => pvds.map((p) => domainOf(p.snapshot)));

const latest = new WeakMap<PvdContext['objects'], Domain>();

function domainOf({ context: { id, ifname, generation, slot, objects } }: PvdSnapshot): Domain {
  const known = latest.get(objects);
  if (known?.id === id && known.generation === generation && known.slot === slot) return known;
  const domain = { id, ifname, generation, slot, objects };
  latest.set(objects, domain);
  return domain;
}
