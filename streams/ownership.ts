/** Which interfaces are ours to change. In apply mode one that another manager owns is refused, unless the configuration lists it. */
import { compareId, find } from '../machines/model/rows.ts';
import { settleRows } from '../machines/model/settle.ts';
import { readsOwnership } from './links.ts';
import type { Part, Readable } from './part.ts';
import { type Reason, reason } from './reasons.ts';

export type Owned = {
  readonly id: string;
  readonly ifname: string;
  readonly isManaged: boolean;
  /** The other manager; null when there is none. */
  readonly owner: string | null;
  readonly because: Reason;
};
export type Ownership = readonly Owned[];

/** Rows by interface name; none in observe mode, where nothing is ours. */
export const ownership: Part<Ownership> = {
  initial: [],
  reads: readsOwnership,
  step(previous, host) {
    const rows = host.started?.mode === 'apply' ? host.interfaces.map(({ snapshot }) => ownerOf(host, snapshot.context.ifname)) : [];
    return settleRows(previous, rows.toSorted(compareId));
  },
};

/** Whether we may change this interface. Always no in observe mode. */
export const isManaged = (host: Owning, ifname: string): boolean => host.started?.mode === 'apply' && ownerOf(host, ifname).isManaged;
/** What the decision speaks of: everything in observe mode, what is managed in apply mode. */
export const isInScope = (host: Owning, ifname: string): boolean => host.started?.mode !== 'apply' || ownerOf(host, ifname).isManaged;

type Owning = Pick<Readable, 'interfaces' | 'managers' | 'settings' | 'started'>;

export function ownerOf(host: Owning, ifname: string): Owned {
  const row = (isManaged: boolean, because: Reason, owner: string | null = null): Owned => ({
    id: ifname,
    ifname,
    isManaged,
    owner,
    because,
  });
  const link = find(host.interfaces, `interface:${ifname}`)?.snapshot.context;
  const settings = host.settings.interfaces.find((i) => i.name === ifname);
  if (!link?.link) return row(false, reason('absent'));
  if (link.link.kind === 'loopback') return row(false, reason('loopback', [link.since]));
  if (link.link.master !== null) return row(false, reason('port', [link.since]), link.link.master);
  if (settings?.ignore) return row(false, reason('ignored'));
  const manager = host.managers.find((m) => m.interfaces.some((name) => name === ifname));
  if (!manager) return row(true, reason('unowned', [link.since]));
  return host.settings.manage.some((name) => name === ifname)
    ? row(true, reason('listed', [manager.since]), manager.id)
    : row(false, reason('ownedByOther', [manager.since]), manager.id);
}
