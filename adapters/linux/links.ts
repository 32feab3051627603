/** The links as the kernel has them, and how a change of one is told. */

import { type Unstamped, world } from '../../machines/model/facts/index.ts';
import type { Link } from '../../machines/model/facts/kernel.ts';
import { isEqual } from '../../machines/model/settle.ts';
import type { IfName } from '../../machines/model/units.ts';
import { type KernelLink, kindOf, type LinkLookups } from './reading/link.ts';

export type Links = {
  readonly size: number;
  nameOf(index: number): IfName | null;
  indexOf(ifname: string): number | null;
  get(index: number): Link | undefined;
  /** Takes what is new, tells it, and what follows for the ports of this master. Not for a rename: remove it first. */
  put(link: KernelLink): readonly Unstamped[];
  drop(index: number): readonly Unstamped[];
  touch(index: number): void;
  begin(): void;
  /** The links that a dump did not bring. */
  missing(): readonly number[];
};

type Held = { readonly kernel: KernelLink; readonly link: Link };

export function createLinks(lookups: LinkLookups): Links {
  const held = new Map<number, Held>();
  let unseen = new Set<number>();
  const nameOf = (index: number): IfName | null => held.get(index)?.link.ifname ?? null;

  const put = (kernel: KernelLink): readonly Unstamped[] => {
    const before = held.get(kernel.ifindex)?.link;
    unseen.delete(kernel.ifindex);
    const link = linkOf(kernel, before?.kind ?? kindOf(kernel, lookups), kernel.master === null ? null : nameOf(kernel.master));
    held.set(kernel.ifindex, { kernel, link });
    return [...change(before, link), ...(before === undefined ? ports(kernel.ifindex) : [])];
  };
  /** A port tells its master by name: once that one has come, or gone. */
  const ports = (master: number): readonly Unstamped[] =>
    [...held.values()].filter(({ kernel }) => kernel.master === master && kernel.ifindex !== master).flatMap(({ kernel }) => put(kernel));

  return {
    get size() {
      return held.size;
    },
    nameOf,
    indexOf: (ifname) => [...held.values()].find(({ link }) => link.ifname === ifname)?.link.ifindex ?? null,
    get: (index) => held.get(index)?.link,
    put,
    drop: (index) => {
      const before = held.get(index);
      unseen.delete(index);
      if (before === undefined) return [];
      held.delete(index);
      return [...ports(index), world('link.removed', { ifname: before.link.ifname })];
    },
    touch: (index) => unseen.delete(index),
    begin: () => {
      unseen = new Set(held.keys());
    },
    missing: () => [...unseen],
  };
}

function linkOf({ hardware: _, info: __, ...own }: KernelLink, kind: Link['kind'], master: IfName | null): Link {
  return { ...own, kind, master };
}

function change(before: Link | undefined, link: Link): readonly Unstamped[] {
  if (before === undefined) return [world('link.appeared', link)];
  if (isEqual(before, link)) return [];
  const { ifname, carrier, dormant, downs } = link;
  if (isEqual({ ...before, carrier, dormant, downs }, link)) return [world('link.carrierChanged', { ifname, carrier, dormant, downs })];
  return [world('link.changed', link)];
}
