/** Where the story plays: a laptop, whose agent is in apply mode, three networks, and the Internet with its check endpoints. */
import { z } from 'zod';
import { isInPrefix } from '../../machines/model/address.ts';
import type { Host } from './host.ts';
import type { Internet } from './internet.ts';
import type { Lab } from './lab.ts';
import type { Link } from './link.ts';
import type { Network } from './network.ts';
import { openProber, type Prober } from './story-prober.ts';

export type Place = 'office' | 'home' | 'lte';
export type Bed = {
  readonly lab: Lab;
  readonly host: Host;
  readonly networks: Readonly<Record<Place, Network>>;
  readonly links: Map<string, Link>;
  readonly prober: Prober;
  readonly config: string;
  /** Through which network something came, by the source address that its receiver saw. */
  placeOf(source: string): Place | null;
};

const ROUTE = '10.99.0.0/16';
const PREFIXES = {
  office: { ipv4: '192.168.10.0/24', ipv6: '2001:db8:10::/64' },
  home: { ipv4: '192.168.20.0/24', ipv6: '2001:db8:20::/64' },
  lte: { ipv4: '10.64.0.0/24', ipv6: '2001:db8:30::/64' },
} as const;
const PLACES = ['office', 'home', 'lte'] as const satisfies readonly Place[];

export async function openBed(lab: Lab): Promise<Bed> {
  const internet = await lab.internet();
  const [host, web, office, home, lte] = await Promise.all([
    lab.host('laptop', { client: 'none' }),
    internet.web(),
    lab.network('office', {
      ...PREFIXES.office,
      dhcp: { search: ['corp.example'], routes: [{ to: ROUTE, via: '192.168.10.254' }] },
    }),
    lab.network('home', {
      ...PREFIXES.home,
      portal: {},
      dhcp: { search: ['home.example'], routes: [{ to: ROUTE, via: '192.168.20.254' }] },
    }),
    lab.network('lte', PREFIXES.lte),
  ]);
  const networks = { office, home, lte };
  const [prober, outside] = await Promise.all([openProber(host, internet), Promise.all(PLACES.map((place) => outsideOf(networks[place])))]);
  const placeOf = (source: string): Place | null =>
    PLACES.find((place, i) => (source.includes(':') ? isInPrefix(source, PREFIXES[place].ipv6) : source === outside[i])) ?? null;
  return { lab, host, networks, links: new Map(), prober, placeOf, config: configOf(web) };
}

/** What a router translates private IPv4 to: its own address towards the Internet. */
async function outsideOf(router: Network): Promise<string | undefined> {
  const { stdout } = await router.run('ip', ['-j', '-4', 'addr', 'show', 'dev', 'wan']);
  const Shown = z.array(z.looseObject({ addr_info: z.array(z.looseObject({ local: z.string() })) }));
  return Shown.parse(JSON.parse(stdout))[0]?.addr_info[0]?.local;
}

/** Its times are the usual ones, but for the checks': 5 s and 2 s would make the story a longer one. */
const configOf = ({ url, secureUrl, ca }: Awaited<ReturnType<Internet['web']>>): string => `
version: 1
mode: apply
interfaces:
  eth0: { kind: ethernet }
  wlan0: { kind: wifi }
  wwan0: { kind: cellular, metered: true }
policies:
  user: [{ avoid: { kind: cellular }, why: it costs }]
  operator: [{ avoid: { kind: wifi }, why: overloaded }]
names:
  - { suffix: vault.example, pvd: pvd:eth0, exclusive: true }
checks:
  http: [${JSON.stringify(url)}]
  https: [${JSON.stringify(secureUrl)}]
  ca: ${JSON.stringify(ca)}
  every: 2s
  timeout: 1s
`;

export const plug = async ({ lab, host, networks, links }: Bed, device: string, place: Place): Promise<void> => {
  links.set(device, await lab.connect(host, networks[place], { as: device }));
  // A network whose router is heard late would only make the story longer.
  networks[place].advertiseNow();
};
export const linkOf = ({ links }: Bed, device: string): Link => {
  const link = links.get(device);
  if (!link) throw new RangeError(`${device} was never plugged in`);
  return link;
};
