/** Builders of facts with sensible defaults, and a script of them in virtual time. Every fact is validated as the door would. */

import type { Memory } from '../../machines/model/facts/epoch.ts';
import { type Data, Fact, type Unstamped, world } from '../../machines/model/facts/index.ts';
import type { RouterOptions } from '../../machines/model/facts/router.ts';
import type { Author, PolicyRule } from '../../machines/model/policy.ts';
import { Settings } from '../../machines/model/settings.ts';
import { type Family, IfName, type Instant, instant, type Millis, seconds } from '../../machines/model/units.ts';
import { NO_MEMORY } from '../../machines/state.ts';

/** Virtual time goes on by this much; what falls due meanwhile passes. */
export type Wait = { readonly wait: Millis };
export type Script = readonly (Unstamped | Wait)[];

export const START: Instant = instant(1_700_000_000_000);
export const at = (s: number): Instant => instant(START + s * 1000);
export const wait = (s: number): Wait => ({ wait: seconds(s) });
export const name = (ifname: string): IfName => IfName.parse(ifname);

/** One fact with its stamp; a fixture that no adapter could tell is a mistake of the test. */
export const stamped = (fact: Unstamped, seq: number, when: Instant = at(seq)): Fact => Fact.parse({ ...fact, seq, at: when });
/** A second apart, from seq 1 on: for tables of one actor. */
export const stampedAll = (facts: readonly Unstamped[]): readonly Fact[] => facts.map((fact, i) => stamped(fact, i + 1));

type Some<T extends Parameters<typeof world>[0]> = Partial<Data<T>>;

const LINK = { ifindex: 2, kind: 'ethernet', mac: '02:00:00:00:00:01', mtu: 1500, up: true, carrier: true } as const;
const REST = { dormant: false, downs: 0, master: null } as const;
export const link = (ifname: string, some: Some<'link.appeared'> = {}): Unstamped =>
  world('link.appeared', { ...LINK, ...REST, ifname: name(ifname), ...some });
export const linkChanged = (ifname: string, some: Some<'link.changed'> = {}): Unstamped =>
  world('link.changed', { ...LINK, ...REST, ifname: name(ifname), ...some });
export const carrier = (ifname: string, on: boolean, some: Some<'link.carrierChanged'> = {}): Unstamped =>
  world('link.carrierChanged', { ifname: name(ifname), carrier: on, dormant: false, downs: 0, ...some });
export const attached = (ifname: string, network: string): Unstamped => world('link.attached', { ifname: name(ifname), network });
export const signalled = (ifname: string, quality: 'good' | 'poor'): Unstamped =>
  world('link.signalled', { ifname: name(ifname), quality });
export const linkRemoved = (ifname: string): Unstamped => world('link.removed', { ifname: name(ifname) });

/** `192.0.2.7/24`; without flags it came by SLAAC or DHCP, with `permanent` by hand. */
export function address(ifname: string, cidr: string, some: Some<'address.added'> = {}): Unstamped {
  const [value = '', length = ''] = cidr.split('/');
  return world('address.added', {
    ifname: name(ifname),
    address: value,
    prefixLength: Number(length),
    peer: null,
    scope: value.startsWith('fe80') ? 'link' : 'global',
    flags: [],
    protocol: 0,
    valid: null,
    preferred: null,
    ...some,
  });
}
export function addressRemoved(ifname: string, cidr: string): Unstamped {
  const [value = '', length = ''] = cidr.split('/');
  return world('address.removed', { ifname: name(ifname), address: value, prefixLength: Number(length) });
}

const ROUTE = { table: 254, metric: 100, kind: 'unicast', protocol: 4, scope: 'global', source: null, mtu: null } as const;
export const route = (ifname: string, destination: string, gateway: string | null, some: Some<'route.added'> = {}): Unstamped =>
  world('route.added', { ...ROUTE, preference: null, expires: null, ifname: name(ifname), destination, gateway, ...some });
export const routeRemoved = (ifname: string, destination: string, gateway: string | null, some: Some<'route.removed'> = {}): Unstamped =>
  world('route.removed', { table: 254, metric: 100, ifname: name(ifname), destination, gateway, ...some });

export const neighbour = (ifname: string, value: string, mac: string | null, some: Some<'neighbour.changed'> = {}): Unstamped =>
  world('neighbour.changed', {
    ifname: name(ifname),
    address: value,
    mac,
    state: mac === null ? 'failed' : 'known',
    router: false,
    ...some,
  });
export const neighbourRemoved = (ifname: string, value: string): Unstamped =>
  world('neighbour.removed', { ifname: name(ifname), address: value });

export const NOTHING: RouterOptions = {
  prefixes: [],
  routes: [],
  dns: [],
  search: [],
  pref64: [],
  mtu: null,
  portal: null,
  unknown: [],
  dropped: 0,
};
const DAY = seconds(86_400);
export const pio = (prefix: string, some: Partial<RouterOptions['prefixes'][number]> = {}): RouterOptions['prefixes'][number] => ({
  prefix,
  onLink: true,
  autonomous: true,
  valid: DAY,
  preferred: DAY,
  ...some,
});
export const rio = (prefix: string, lifetime: Millis | null = DAY): RouterOptions['routes'][number] => ({
  prefix,
  preference: 'medium',
  lifetime,
});
export const rdnss = (server: string, lifetime: Millis | null = DAY): RouterOptions['dns'][number] => ({ server, lifetime });
export const dnssl = (domain: string, lifetime: Millis | null = DAY): RouterOptions['search'][number] => ({ domain, lifetime });

/** The link-layer address that `ra` gives a router: told by its last digit. */
export const macOf = (router: string): string => `02:00:00:00:01:${(router.split(':').at(-1) ?? '').padStart(2, '0').slice(-2)}`;
type Pvd = NonNullable<Data<'router.advertised'>['pvd']>;
export const pvdOption = (id: string, some: Partial<Pvd> = {}): Pvd => ({
  id,
  http: false,
  legacy: false,
  delay: 0,
  sequence: 0,
  header: null,
  nested: NOTHING,
  ...some,
});
export const ra = (ifname: string, router: string, some: Some<'router.advertised'> = {}): Unstamped =>
  world('router.advertised', {
    ifname: name(ifname),
    router,
    mac: macOf(router),
    hopLimit: 64,
    managed: false,
    other: false,
    lifetime: seconds(1800),
    preference: 'medium',
    ...NOTHING,
    pvd: null,
    ...some,
  });

export const lease = (ifname: string, value: string, some: Some<'lease4.bound'> = {}): Unstamped =>
  world('lease4.bound', {
    ifname: name(ifname),
    client: 'dhcpcd',
    address: value,
    prefixLength: 24,
    gateways: [value.replace(/\.\d+$/, '.1')],
    server: null,
    serverMac: null,
    dns: [],
    search: [],
    selection: [],
    ntp: [],
    mtu: null,
    routes: [],
    portal: null,
    ipv6Only: null,
    lifetime: seconds(3600),
    unpublished: [],
    ...some,
  });
export const leaseLost = (ifname: string, client = 'dhcpcd'): Unstamped =>
  world('lease4.lost', { ifname: name(ifname), client, reason: 'released' });

type Left6 = { readonly valid: Millis | null; readonly preferred: Millis | null };
const HOUR: Left6 = { valid: seconds(3600), preferred: seconds(1800) };
export const leased6 = (value: string, some: Partial<Left6> = {}) => ({ address: value, ...HOUR, ...some });
export const delegated = (prefix: string, some: Partial<Left6> = {}) => ({ prefix, ...HOUR, ...some });
export const lease6 = (ifname: string, some: Some<'lease6.bound'> = {}): Unstamped =>
  world('lease6.bound', {
    ifname: name(ifname),
    client: 'dhcpcd',
    kind: 'stateful',
    addresses: [],
    prefixes: [],
    server: '00010001deadbeef020000000001',
    dns: [],
    search: [],
    selection: [],
    ntp: [],
    policyTable: null,
    unpublished: [],
    ...some,
  });
export const lease6Lost = (ifname: string, client = 'dhcpcd'): Unstamped =>
  world('lease6.lost', { ifname: name(ifname), client, reason: 'released' });

export const policy = (author: Author, rules: readonly PolicyRule[], pvd: string | null = null): Unstamped =>
  world('policy.loaded', { author, pvd, rules, from: 'test' });
export const policyRejected = (author: Author, problem: string): Unstamped =>
  world('policy.rejected', { author, pvd: null, problem, from: 'test' });
export const settings = (some: object = {}): Unstamped => world('settings.loaded', { settings: Settings.parse(some) });
export const published = (ifname: string | null, servers: readonly string[], search: readonly string[] = []): Unstamped =>
  world('resolver.published', {
    publisher: 'resolv.conf',
    file: '/etc/resolv.conf',
    ifname: ifname === null ? null : name(ifname),
    servers,
    search,
  });

type CheckTold = 'validated' | 'assumed' | 'partial' | 'portal' | 'failed' | 'curtailed';
type Measured = Partial<Pick<Data<'check.validated'>, 'bytes' | 'rtt' | 'sent' | 'lost'>>;
export function check(told: CheckTold, pvd: string, family: Family = 4, generation = 1, some: Measured = {}): Unstamped {
  const base = { pvd, generation, family, took: seconds(0), bytes: 0, rtt: null, sent: 0, lost: 0, ...some };
  switch (told) {
    case 'validated':
      return world('check.validated', base);
    case 'assumed':
      return world('check.assumed', base);
    case 'partial':
      return world('check.partial', { ...base, problem: 'HTTPS failed' });
    case 'portal':
      return world('check.portal', { ...base, url: 'http://portal.example/' });
    case 'failed':
      return world('check.failed', { ...base, problem: 'no answer' });
    case 'curtailed':
      return world('check.curtailed', base);
    default:
      return told satisfies never;
  }
}
export const answered = (pvd: string, addresses: string | readonly string[], some: Some<'name.answered'> = {}): Unstamped =>
  world('name.answered', {
    pvd,
    generation: 1,
    addresses: typeof addresses === 'string' ? [addresses] : addresses,
    keep: seconds(300),
    ...some,
  });
export const passed = (id: string, due: Instant): Unstamped => world('deadline.passed', { id, due });
export const resumed = (): Unstamped => world('host.resumed', { slept: seconds(60) });

/** The answer to a command: the same fact, told because we asked. */
export const answering = (fact: Unstamped, command: string): Unstamped => ({ ...fact, class: 'answer', for: command });

export const started = (some: Some<'agent.started'> = {}): Unstamped =>
  world('agent.started', { version: '0', machines: '1', boot: 'b', uptime: seconds(1), mode: 'observe', checks: false, ...some });
export const opened = (): Unstamped => world('epoch.opened', { epoch: 1, reason: 'start', previous: null });
export const carried = (memory: Partial<Memory> = {}): Unstamped => world('memory.carried', { memory: { ...NO_MEMORY, ...memory } });

/** An ordinary IPv4 network: link, lease, its address and the gateway's link-layer address. */
export function network4(ifname: string, prefix: string, mac: string, some: Some<'lease4.bound'> = {}): readonly Unstamped[] {
  return [
    address(ifname, `${prefix}.7/24`, { valid: seconds(3600) }),
    neighbour(ifname, `${prefix}.1`, mac),
    lease(ifname, `${prefix}.7`, { dns: [`${prefix}.53`], ...some }),
  ];
}
