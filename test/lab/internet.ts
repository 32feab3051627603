/** The Internet of a lab: a router between all networks, with public addresses to talk to and a public DNS server. */

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { batch, type Core } from './core.ts';
import { type DnsOptions, dnsmasqConfig, isPublic } from './dnsmasq.ts';
import { routerScript } from './ground.ts';
import type { Space } from './space.ts';

/** Documentation prefixes (RFC 5737, RFC 3849), so that nothing real is ever meant. */
export const PUBLIC = { dns4: '203.0.113.53', dns6: '2001:db8:ffff::53', server4: '203.0.113.80', server6: '2001:db8:ffff::80' };
/** What the public DNS server knows without being told. */
const RECORDS = {
  'www.example.net': [PUBLIC.server4, PUBLIC.server6],
  'v4.example.net': [PUBLIC.server4],
  'v6.example.net': [PUBLIC.server6],
};

export type Internet = Pick<Space, 'run' | 'spawn' | 'file'> & {
  readonly space: Space;
  readonly dns: readonly string[];
  readonly servers: readonly string[];
  /** Connects the router of a network; gives it `wan`. */
  attach(router: Space, prefixes: readonly string[]): Promise<void>;
  dnsLog(): string;
};

export async function openInternet(core: Core, options: DnsOptions): Promise<Internet> {
  const space = await core.add('internet', routerScript('internet'));
  const file = join(core.ground.folder, 'internet.dnsmasq.conf');
  writeFileSync(file, dnsmasqConfig({ device: 'lo', upstream: [], dhcp: null, ...options, records: { ...RECORDS, ...options.records } }));
  const { dns4, dns6, server4, server6 } = PUBLIC;
  await batch(space, [...[dns4, server4].map((a) => `addr add ${a}/32 dev lo`), ...[dns6, server6].map((a) => `addr add ${a}/128 dev lo`)]);
  const dns = await space.daemon('dnsmasq', ['-C', file], /started, version/);
  let networks = 0;
  return {
    ...{ space, run: space.run, spawn: space.spawn, file: space.file, dnsLog: dns.log },
    dns: [dns4, dns6],
    servers: [server4, server6],
    attach: async (router, prefixes) => {
      const n = networks++;
      const [index, far] = core.nextIndices();
      const [device, ours, theirs] = [
        `net${n}`,
        [`198.51.100.${4 * n + 1}`, `2001:db8:fffe:${n}::1`],
        [`198.51.100.${4 * n + 2}`, `2001:db8:fffe:${n}::2`],
      ];
      const ends = [`name ${device} index ${index} netns ${space.name}`, `name wan index ${far} netns ${router.name}`];
      await batch(core.outermost, [`link add ${ends[0]} type veth peer ${ends[1]}`]);
      const back = prefixes.filter(isPublic).map((prefix) => `route add ${prefix} via ${prefix.includes(':') ? theirs[1] : theirs[0]}`);
      await batch(space, [`addr add ${ours[0]}/30 dev ${device}`, `addr add ${ours[1]}/64 dev ${device} nodad`, `link set ${device} up`]);
      await batch(router, [
        ...[`addr add ${theirs[0]}/30 dev wan`, `addr add ${theirs[1]}/64 dev wan nodad`, 'link set wan up'],
        ...[`route add default via ${ours[0]}`, `route add default via ${ours[1]}`],
      ]);
      if (back.length > 0) await batch(space, back);
    },
  };
}
