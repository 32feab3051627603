/** What is heard and changed on this host. The kernel comes first, for it says where the others listen. */
import type { Unstamped } from '../machines/model/facts/index.ts';
import type { Sink, Source } from '../machines/model/port.ts';
import type { Config } from './config/index.ts';
import { leaseOfBytes } from './dhcp4/index.ts';
import { openKernel, openRouters } from './linux/index.ts';
import { openManagers } from './managers/index.ts';

export type HostOptions = { readonly config: Config; readonly mode: 'observe' | 'apply'; readonly checks: boolean };

export function hostSources(_options: HostOptions): readonly (Source | (Source & Sink))[] {
  const links = new Map<string, number>();
  const routers = openRouters();
  const follow = (facts: readonly Unstamped[]) => {
    for (const fact of facts) {
      if (fact.type === 'link.removed') {
        links.delete(fact.ifname);
        routers.unwatch(fact.ifname);
      }
      if ((fact.type === 'link.appeared' || fact.type === 'link.changed') && fact.kind !== 'loopback') {
        links.set(fact.ifname, fact.ifindex);
        routers.watch(fact.ifname, fact.ifindex);
      }
    }
  };
  const interfaces = () => [...links].map(([ifname, ifindex]) => ({ ifname, ifindex }));
  return [openKernel(), { ...routers, follow }, openManagers({ interfaces, readDhcp4: leaseOfBytes })];
}
