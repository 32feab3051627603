/**
 * A seeded story of a host's networks as one epoch's facts: links that come and go, roaming, leases, advertisements,
 * neighbours, policies, checks; and every deadline that the loop arms passes when it is due, as a live clock would have it.
 */
import { Fact, type Unstamped, world } from '../../machines/model/facts/index.ts';
import { DEFAULT_SETTINGS, Settings } from '../../machines/model/settings.ts';
import { IfName, millis, seconds } from '../../machines/model/units.ts';
import { createLoop, type Fold, type Tick } from '../../streams/loop.ts';
import { MACHINES } from '../../streams/version.ts';
import { type Random, randomEvents } from '../machines/random.ts';

export type Pace = 'restless' | 'quiet';
export type Told = { readonly fact: Fact; readonly tick: Tick | null; readonly fold: Fold };
/** What else happens, after each happening of the networks: programs that have sessions. */
export type Beside = (fold: Fold) => readonly Unstamped[];
const nobody: Beside = () => [];
const START = 1_790_000_000_000;
/** Of a thousand happenings, those that only say again what was so. */
const REFRESHES = 960;
const KINDS = ['wifi', 'ethernet', 'cellular', 'wifi', 'ethernet', 'tun', 'wifi', 'ethernet'] as const;

/**
 * `pvds` interfaces with a dual-stack network each. Mostly refreshes; a restless host changes its decision with one fact in
 * twenty, a quiet one (a gateway, a sensor hub that stays where it is) with one in three hundred.
 */
export function* story(seed: number, count: number, pvds = 3, pace: Pace = 'restless', beside: Beside = nobody): Generator<Told> {
  const random = randomEvents.seeded(seed);
  const loop = createLoop();
  let [seq, at] = [0, START];
  const tell = (fact: Unstamped): Told => {
    const stamped = Fact.parse({ ...fact, seq: ++seq, at });
    const tick = loop.take(stamped);
    return { fact: stamped, tick, fold: loop.fold };
  };
  for (const fact of opening(pvds)) yield tell(fact);
  const networks = Array.from({ length: pvds }, () => 1);
  while (seq < count) {
    at += random.int(2_000);
    const due = loop.fold.plan.armed.filter((d) => d.due <= at).sort((a, b) => a.due - b.due)[0];
    if (due) {
      yield tell(world('deadline.passed', { id: due.id, due: due.due }));
      continue;
    }
    for (const fact of happening(random, networks, loop.fold, pace)) yield tell(fact);
    for (const fact of beside(loop.fold)) yield tell(fact);
  }
}

const ifname = (i: number) => IfName.parse(`if${i}`);
const mac = (network: number, i: number) => `02:00:00:00:${(network % 256).toString(16).padStart(2, '0')}:0${i}`;

function* opening(pvds: number): Generator<Unstamped> {
  yield world('agent.started', { version: '0', machines: MACHINES, boot: 'story', uptime: millis(1000), mode: 'observe', checks: false });
  yield world('settings.loaded', { settings: Settings.parse({ ...DEFAULT_SETTINGS, checks: { http: ['http://check.example/204'] } }) });
  yield world('policy.loaded', { author: 'user', pvd: null, rules: [{ avoid: { interface: 'if2' } }], from: 'story' });
  for (let i = 0; i < pvds; i += 1) yield world('link.appeared', link(i, true, 0));
  yield world('epoch.opened', { epoch: 1, reason: 'start', previous: null });
  for (let i = 0; i < pvds; i += 1) yield* arrival(i, 1);
}

const link = (i: number, carrier: boolean, downs: number) => ({
  ifname: ifname(i),
  ifindex: i + 2,
  kind: KINDS[i % KINDS.length] ?? ('other' as const),
  mac: mac(0, i),
  mtu: 1500,
  up: true,
  carrier,
  dormant: false,
  downs,
  master: null,
});

const lease = (i: number, network: number) =>
  world('lease4.bound', {
    ifname: ifname(i),
    client: 'dhcpcd',
    address: `10.${i}.${network % 250}.7`,
    prefixLength: 24,
    gateways: [`10.${i}.${network % 250}.1`],
    server: `10.${i}.${network % 250}.1`,
    serverMac: null,
    dns: [`10.${i}.${network % 250}.53`],
    search: [`n${network}.example`],
    selection: [],
    ntp: i === 1 ? ['10.1.1.123'] : [],
    mtu: null,
    routes: i === 1 ? [{ destination: '172.16.0.0/12', gateway: `10.${i}.${network % 250}.1` }] : [],
    portal: null,
    ipv6Only: null,
    lifetime: seconds(3600),
    unpublished: [],
  });

const advertisement = (i: number, network: number, router = 1) =>
  world('router.advertised', {
    ifname: ifname(i),
    router: `fe80::${router}`,
    mac: mac(network, router),
    hopLimit: 64,
    managed: false,
    other: false,
    lifetime: seconds(1800),
    preference: 'medium',
    prefixes: [
      {
        prefix: `2001:db8:${(network * 16 + i).toString(16)}:${router}::/64`,
        onLink: true,
        autonomous: true,
        valid: seconds(7200),
        preferred: seconds(3600),
      },
    ],
    routes: [],
    dns: [{ server: `2001:db8:${(network * 16 + i).toString(16)}:${router}::53`, lifetime: seconds(600) }],
    search: [{ domain: `n${network}.example`, lifetime: seconds(600) }],
    pref64: [],
    mtu: null,
    portal: null,
    unknown: [],
    dropped: 0,
    pvd: null,
  });

const address = (i: number, value: string, prefixLength: number, flags: readonly 'tentative'[] = []) =>
  world('address.added', {
    ifname: ifname(i),
    address: value,
    prefixLength,
    peer: null,
    scope: 'global',
    flags,
    protocol: 0,
    valid: seconds(7200),
    preferred: seconds(3600),
  });

const neighbour = (i: number, network: number) =>
  world('neighbour.changed', {
    ifname: ifname(i),
    address: `10.${i}.${network % 250}.1`,
    mac: mac(network, 1),
    state: 'known',
    router: false,
  });

function* arrival(i: number, network: number): Generator<Unstamped> {
  yield lease(i, network);
  yield address(i, `10.${i}.${network % 250}.7`, 24);
  yield neighbour(i, network);
  yield advertisement(i, network);
  yield address(i, `2001:db8:${(network * 16 + i).toString(16)}:1::7`, 64, ['tentative']);
  yield address(i, `2001:db8:${(network * 16 + i).toString(16)}:1::7`, 64);
}

function* departure(i: number, network: number): Generator<Unstamped> {
  yield world('link.carrierChanged', { ifname: ifname(i), carrier: false, dormant: false, downs: 1 });
  yield world('lease4.lost', { ifname: ifname(i), client: 'dhcpcd', reason: 'carrier lost' });
  yield world('address.removed', { ifname: ifname(i), address: `10.${i}.${network % 250}.7`, prefixLength: 24 });
}

function* happening(random: Random, networks: number[], fold: Fold, pace: Pace): Generator<Unstamped> {
  const i = random.int(networks.length);
  const network = networks[i] ?? 1;
  const isUp = fold.host.interfaces[i]?.snapshot.context.link?.carrier === true;
  const dice = random.int(pace === 'quiet' && random.chance(0.97) ? REFRESHES : 1000);
  if (!isUp) {
    if (dice < 300) return;
    if (random.chance(0.3)) networks[i] = network + 1;
    yield world('link.carrierChanged', { ifname: ifname(i), carrier: true, dormant: false, downs: 1 });
    yield* arrival(i, networks[i] ?? 1);
    return;
  }
  if (dice < 600) yield advertisement(i, network);
  else if (dice < 800) yield lease(i, network);
  else if (dice < REFRESHES) yield neighbour(i, network);
  else if (dice < 975) yield advertisement(i, network, 2);
  else if (dice < 985) yield* checked(random, fold);
  else if (dice < 988) yield* departure(i, network);
  else if (dice < 990) yield world('link.signalled', { ifname: ifname(i), quality: random.pick(['good', 'poor']) });
  else if (dice < 992)
    yield world('policy.loaded', {
      author: 'operator',
      pvd: null,
      rules: random.pick([[], [{ prefer: { kind: 'ethernet' as const } }]]),
      from: 'story',
    });
  else if (dice < 993) yield world('host.resumed', { slept: seconds(60) });
  else if (dice < 994) yield world('clock.stepped', { by: -5000 });
  else if (dice < 998) yield* answered(random, i, fold);
  else yield world('router.flooded', { ifname: ifname(i), router: null, dropped: 3 });
}

/** A name server's answer, and now and then one that shows a NAT64; two networks may give the same address. */
function* answered(random: Random, i: number, fold: Fold): Generator<Unstamped> {
  const found = fold.host.pvds.find((p) => p.snapshot.context.ifname === ifname(i));
  if (!found) return;
  const asked = { pvd: found.id, generation: found.snapshot.context.generation };
  const addresses = [`203.0.113.${random.int(8)}`, `2001:db8:ff::${random.int(8)}`];
  if (random.chance(0.7)) yield world('name.answered', { ...asked, addresses, keep: seconds(5 + random.int(300)) });
  else yield world('pref64.discovered', { ...asked, prefixes: [`2001:db8:64:${i}::/96`], lifetime: seconds(5 + random.int(300)) });
}

/** The answer to a check that the plan has in flight. */
function* checked(random: Random, fold: Fold): Generator<Unstamped> {
  const running = fold.plan.inFlight.flatMap((f) => (f.command.type === 'check.run' ? [f.command] : []));
  if (running.length === 0) return;
  const { id, pvd, generation, family } = random.pick(running);
  const answer = {
    pvd,
    generation,
    family,
    took: millis(20),
    bytes: 300,
    rtt: 10 + random.int(90),
    sent: 2,
    lost: random.int(3) === 0 ? 1 : 0,
  };
  const fact = random.pick([
    world('check.validated', answer),
    world('check.validated', answer),
    world('check.failed', { ...answer, problem: 'no answer' }),
    world('check.portal', { ...answer, url: 'http://portal.example/' }),
  ]);
  yield { ...fact, class: 'answer', for: id };
}
