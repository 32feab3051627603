/** DHCPv4 clients without processes and networks: what each finds is scripted, or said as it comes. */
import { answer, type Unstamped, world } from '../../machines/model/facts/index.ts';
import type { Emit, Sink, Source } from '../../machines/model/port.ts';
import { IfName } from '../../machines/model/units.ts';
import { failed } from '../client/index.ts';
import type { Lease4 } from './lease.ts';

export type MemoryDhcp4 = Source &
  Sink & {
    /** What the network of an interface says of a lease from now on: told to a client that runs, and to each that starts. Null: nobody answers. */
    offer(ifname: string, lease: Omit<Lease4, 'ifname' | 'client'> | null): void;
    /** Any fact, as it is. */
    say(facts: readonly Unstamped[]): void;
    running(): readonly string[];
  };

/** `missing`: there is no program to run. */
export function createMemoryDhcp4({ missing = false }: { readonly missing?: boolean } = {}): MemoryDhcp4 {
  let emit: Emit = () => {};
  let pid = 1000;
  const clients = new Map<IfName, number>();
  const offers = new Map<string, Omit<Lease4, 'ifname' | 'client'>>();
  const bound = (ifname: IfName): readonly Unstamped[] => {
    const lease = offers.get(ifname);
    return lease ? [world('lease4.bound', { ...lease, ifname, client: 'udhcpc' })] : [];
  };
  return {
    name: 'udhcpc',
    carries: ['client'],
    open: async (to) => {
      emit = to;
    },
    close: async () => {
      clients.clear();
      emit = () => {};
    },
    carry: (commands) => {
      for (const command of commands) {
        if (command.type !== 'client.start' && command.type !== 'client.stop') continue;
        if (command.client.client !== 'udhcpc') continue;
        const ifname = IfName.parse(command.client.ifname);
        if (command.type === 'client.stop') {
          clients.delete(ifname);
          emit([answer(command.id, 'command.done', { command: command.type, target: command.target })]);
        } else if (missing) emit([failed(command, 'ERR_NO_PROGRAM', 'busybox or udhcpc is not there')]);
        else {
          const known = clients.get(ifname);
          clients.set(ifname, known ?? ++pid);
          emit([answer(command.id, 'client.started', { client: 'udhcpc', ifname, pid: known ?? pid })]);
          if (known === undefined && offers.has(ifname)) emit(bound(ifname));
        }
      }
    },
    follow: (facts) => {
      for (const fact of facts) {
        if (fact.type !== 'link.removed' || !clients.delete(fact.ifname)) continue;
        emit([world('client.exited', { client: 'udhcpc', ifname: fact.ifname, problem: 'the interface has gone', again: null })]);
      }
    },
    offer: (name, lease) => {
      const ifname = IfName.parse(name);
      if (lease) offers.set(ifname, lease);
      else offers.delete(ifname);
      if (!clients.has(ifname)) return;
      emit(lease ? bound(ifname) : [world('lease4.lost', { ifname, client: 'udhcpc', reason: 'no DHCP server answers' })]);
    },
    say: (facts) => emit(facts),
    running: () => [...clients.keys()],
  };
}
