/** The steps of the story: what happens to the networks, and what must be decided then. */
import type { Family } from '../../machines/model/units.ts';
import type { Conflict } from '../../streams/conflicts.ts';
import { ranked } from '../../streams/ranking.ts';
import type { Host } from './host.ts';
import type { Lab } from './lab.ts';
import type { Link } from './link.ts';
import type { Network } from './network.ts';
import type { Decided } from './recorder.ts';

export type Bed = {
  readonly lab: Lab;
  readonly host: Host;
  readonly networks: Readonly<Record<'office' | 'home' | 'lte', Network>>;
  readonly links: Map<string, Link>;
};
export type Step = {
  readonly title: string;
  /** What is told beforehand. */
  readonly expects: string;
  act(bed: Bed): Promise<void>;
  isDecided(decided: Decided): boolean;
  /** Questions whose answers are shown: `route ADDRESS`, `name NAME`. */
  readonly asks: readonly string[];
};

export const CONFIG = `
version: 1
linger: 1s
interfaces:
  eth0: { kind: ethernet }
  wlan0: { kind: wifi }
  wwan0: { kind: cellular }
policies:
  user: [{ avoid: { kind: cellular }, why: it costs }]
  operator: [{ avoid: { kind: wifi }, why: overloaded }]
names:
  - { suffix: vault.example, pvd: pvd:eth0, exclusive: true }
`;
const ROUTE = '10.99.0.0/16';

export async function openBed(lab: Lab): Promise<Bed> {
  const [host, office, home, lte] = await Promise.all([
    lab.host('laptop'),
    lab.network('office', {
      ...{ ipv4: '192.168.10.0/24', ipv6: '2001:db8:10::/64' },
      dhcp: { search: ['corp.example'], routes: [{ to: ROUTE, via: '192.168.10.254' }] },
    }),
    lab.network('home', {
      ...{ ipv4: '192.168.20.0/24', ipv6: '2001:db8:20::/64' },
      dhcp: { search: ['home.example'], routes: [{ to: ROUTE, via: '192.168.20.254' }] },
    }),
    lab.network('lte', { ipv4: '10.64.0.0/24', ipv6: '2001:db8:30::/64' }),
  ]);
  return { lab, host, networks: { office, home, lte }, links: new Map() };
}

const plug = async ({ lab, host, networks, links }: Bed, device: string, network: keyof Bed['networks']): Promise<void> => {
  links.set(device, await lab.connect(host, networks[network], { as: device }));
};
const linkOf = ({ links }: Bed, device: string): Link => {
  const link = links.get(device);
  if (!link) throw new RangeError(`${device} was never plugged in`);
  return link;
};

/** In this order, in both families. */
const order =
  (...devices: readonly string[]) =>
  ({ decision }: Decided): boolean =>
    ([4, 6] as const satisfies readonly Family[]).every(
      (family) =>
        ranked(decision.ranking, family)
          .map((p) => p.pvd)
          .join() === devices.map((device) => `pvd:${device}`).join(),
    );
const asks = (decided: Decided, name: string, pvd: string): boolean =>
  decided.decision.resolution.some((r) => r.suffix === name && r.place === 1 && r.pvd === pvd && r.servers.length > 0);

const isListed = ({ decision }: Decided, kind: Conflict['kind']): boolean => decision.conflicts.some((c) => c.kind === kind);

const [OUT, INSIDE] = ['route 203.0.113.80', 'route 10.99.1.1'];

export const STEPS: readonly Step[] = [
  {
    title: 'LTE comes',
    expects: 'it is all there is, so it carries everything',
    act: (bed) => plug(bed, 'wwan0', 'lte'),
    isDecided: order('wwan0'),
    asks: [OUT, 'name www.example.net'],
  },
  {
    title: 'Wi-Fi comes',
    expects: 'Wi-Fi leads: the user spares LTE, which comes before the operator’s wish to spare Wi-Fi',
    act: (bed) => plug(bed, 'wlan0', 'home'),
    isDecided: (d) => order('wlan0', 'wwan0')(d) && asks(d, 'home.example', 'pvd:wlan0') && isListed(d, 'policy'),
    asks: [OUT, 'name nas.home.example'],
  },
  {
    title: 'Ethernet comes',
    expects: 'Ethernet leads: nobody avoids it; Wi-Fi pushes a route to 10.99.0.0/16 as well, and loses that too',
    act: (bed) => plug(bed, 'eth0', 'office'),
    isDecided: (d) => order('eth0', 'wlan0', 'wwan0')(d) && asks(d, 'corp.example', 'pvd:eth0') && isListed(d, 'route'),
    asks: [OUT, INSIDE, 'name git.corp.example', 'name db.vault.example'],
  },
  {
    title: 'Ethernet loses its carrier',
    expects: 'Wi-Fi carries; the office names go with their network, and vault.example is asked nowhere',
    act: (bed) => linkOf(bed, 'eth0').down(),
    isDecided: (d) => order('wlan0', 'wwan0')(d) && !d.decision.resolution.some((r) => r.suffix === 'corp.example'),
    asks: [OUT, INSIDE, 'name db.vault.example'],
  },
  {
    title: 'Wi-Fi is out of range',
    expects: 'LTE, though avoided, is better than nothing',
    act: (bed) => linkOf(bed, 'wlan0').down(),
    isDecided: order('wwan0'),
    asks: [OUT],
  },
  {
    title: 'Ethernet has its carrier again',
    expects: 'Ethernet leads again, with its names and routes',
    act: (bed) => linkOf(bed, 'eth0').up(),
    isDecided: (d) => order('eth0', 'wwan0')(d) && asks(d, 'corp.example', 'pvd:eth0') && asks(d, 'vault.example', 'pvd:eth0'),
    asks: [OUT, 'name git.corp.example', 'name db.vault.example'],
  },
];
