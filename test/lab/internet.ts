/**
 * The Internet of a lab: a router between all networks, with public addresses to talk to, a public DNS server, and, once they
 * are asked for (`internet.web()`), the web servers that connectivity checks go to.
 */

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { batch, type Core } from './core.ts';
import { type DnsOptions, dnsmasqConfig, isPublic } from './dnsmasq.ts';
import { routerScript } from './ground.ts';
import type { Space } from './space.ts';
import { type AnswerInput, openWeb, type Web } from './web.ts';

/** Documentation prefixes (RFC 5737, RFC 3849), so that nothing real is ever meant. */
export const PUBLIC = { dns4: '203.0.113.53', dns6: '2001:db8:ffff::53', server4: '203.0.113.80', server6: '2001:db8:ffff::80' };
/** Where the web servers are, and how they are called. */
export const CHECK = { ipv4: '203.0.113.204', ipv6: '2001:db8:ffff::204', host: 'check.test', zone: 'web.test' };
/** What the public DNS server knows without being told. */
const RECORDS = {
  'www.example.net': [PUBLIC.server4, PUBLIC.server6],
  'v4.example.net': [PUBLIC.server4],
  'v6.example.net': [PUBLIC.server6],
  'check.test': [CHECK.ipv4, CHECK.ipv6],
  'check4.test': [CHECK.ipv4],
  'check6.test': [CHECK.ipv6],
};
const ZONES = { [CHECK.zone]: [CHECK.ipv4, CHECK.ipv6] };
const STANDING: readonly AnswerInput[] = [{ path: '/generate_204', status: 204 }];

export type Internet = Pick<Space, 'run' | 'spawn' | 'file'> & {
  readonly space: Space;
  readonly dns: readonly string[];
  readonly servers: readonly string[];
  /** Connects the router of a network; gives it `wan`. By default with a veth pair. */
  attach(router: Space, prefixes: readonly string[], cable?: Cable): Promise<void>;
  dnsLog(): string;
  /** Started when first asked for; until then its addresses refuse connections. */
  web(): Promise<CheckWeb>;
};
/** Makes the two devices, each in its space; `index` is the one it should have if it can be chosen. */
export type Cable = (near: End, far: End) => Promise<void>;
type End = { readonly space: Space; readonly device: string; readonly index: number };

export type CheckWeb = Web & {
  /** Expecting 204; by name, so of both families. */
  readonly url: string;
  readonly secureUrl: string;
  /** Path of the certificate of the authority to be trusted for `secureUrl`. */
  readonly ca: string;
};

export async function openInternet(core: Core, options: DnsOptions): Promise<Internet> {
  const space = await core.add('internet', routerScript('internet'));
  const file = join(core.ground.folder, 'internet.dnsmasq.conf');
  writeFileSync(
    file,
    dnsmasqConfig({
      device: 'lo',
      upstream: [],
      dhcp: null,
      ...options,
      records: { ...RECORDS, ...options.records },
      zones: { ...ZONES, ...options.zones },
    }),
  );
  const { dns4, dns6, server4, server6 } = PUBLIC;
  await batch(space, [
    ...[dns4, server4, CHECK.ipv4].map((a) => `addr add ${a}/32 dev lo`),
    ...[dns6, server6, CHECK.ipv6].map((a) => `addr add ${a}/128 dev lo`),
  ]);
  const dns = await space.daemon('dnsmasq', ['-C', file], /started, version/);
  let networks = 0;
  let web: Promise<CheckWeb> | undefined;
  return {
    ...{ space, run: space.run, spawn: space.spawn, file: space.file, dnsLog: dns.log },
    dns: [dns4, dns6],
    servers: [server4, server6],
    web: () => {
      web ??= openCheckWeb(core, space);
      return web;
    },
    attach: async (router, prefixes, cable = veth(core)) => {
      const n = networks++;
      const [index, far] = core.nextIndices();
      const [device, ours, theirs] = [
        `net${n}`,
        [`198.51.100.${4 * n + 1}`, `2001:db8:fffe:${n}::1`],
        [`198.51.100.${4 * n + 2}`, `2001:db8:fffe:${n}::2`],
      ];
      await cable({ space, device, index }, { space: router, device: 'wan', index: far });
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

async function openCheckWeb(core: Core, space: Space): Promise<CheckWeb> {
  const { ipv4, ipv6, host, zone } = CHECK;
  const authority = await core.authority();
  const certificate = await authority.issue([host, 'check4.test', 'check6.test', zone, `*.${zone}`, ipv4, ipv6]);
  const web = await openWeb(space, [ipv4, ipv6], certificate, STANDING);
  return { ...web, url: `http://${host}/generate_204`, secureUrl: `https://${host}/generate_204`, ca: authority.ca };
}

const veth =
  (core: Core): Cable =>
  (near, far) => {
    const [one, other] = [near, far].map(({ device, index, space }) => `name ${device} index ${index} netns ${space.name}`);
    return batch(core.outermost, [`link add ${one} type veth peer ${other}`]);
  };
