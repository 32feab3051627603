/** What is heard and changed on this host. The kernel comes first, for it says where the others listen. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { decodeAnswer, encodeQuestion } from '../machines/model/dns/index.ts';
import type { Unstamped } from '../machines/model/facts/index.ts';
import type { AgentSource } from '../machines/model/port.ts';
import { openChecker } from './check/index.ts';
import { type Config, defaultControlDirectory, namesKeyPath, resolvConfBackup } from './config/index.ts';
import { leaseOfBytes, openUdhcpc } from './dhcp4/index.ts';
import { openDhcp6 } from './dhcp6/index.ts';
import { openNames } from './dns/index.ts';
import { openInformation } from './information/index.ts';
import { openKernel, openMptcp, openRouters, openSockets } from './linux/index.ts';
import { createHiding } from './log/index.ts';
import { openManagers } from './managers/index.ts';
import { openPpp } from './ppp/index.ts';
import { openPublisher } from './publish/index.ts';
import { tls } from './system/builtin.ts';

export type HostOptions = { readonly config: Config; readonly mode: 'observe' | 'apply'; readonly checks: boolean };

export function hostSources({ config, mode, checks }: HostOptions): readonly AgentSource[] {
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
  const publisher = openPublisher({ backup: resolvConfBackup(config) });
  const heard = [{ ...routers, follow }, openManagers({ interfaces, readDhcp4: leaseOfBytes, fed: publisher.fed })];
  const trusted = config.checks.ca === undefined ? undefined : readFileSync(config.checks.ca, 'utf8');
  const checker = checks ? [openChecker(trusted === undefined ? {} : { ca: [...tls().rootCertificates, trusted] })] : [];
  if (mode === 'observe') return [openKernel(), openSockets(), ...heard, ...checker];
  const { listen, port } = config.resolver;
  const run = config.control.directory ?? defaultControlDirectory();
  return [
    openKernel({ apply: true }),
    openSockets(),
    openMptcp(),
    // Before the files are read: what an earlier run left there is no word of a network.
    publisher,
    ...heard,
    openUdhcpc({ runDirectory: join(run, 'dhcp4') }),
    openDhcp6({ folder: join(run, 'dhcp6') }),
    openPpp({ runDirectory: join(run, 'ppp') }),
    ...checker,
    ...(listen.length > 0
      ? [
          openNames({
            ...{ listen: { addresses: listen, port }, hiding: createHiding(config.log.names, namesKeyPath(config)) },
            ...(trusted === undefined ? {} : { ca: [...tls().rootCertificates, trusted] }),
          }),
        ]
      : []),
    openInformation({ dns: { encodeQuestion, decodeAnswer }, ...(trusted === undefined ? {} : { ca: trusted }) }),
  ];
}
