/** Seeded random events for every machine, out of few enough values that they meet. */
import { NO_FINGERPRINT } from '../../machines/attachment.ts';

export type Random = { int(below: number): number; pick<T>(list: readonly T[]): T; chance(of: number): boolean };

/** mulberry32: small, seeded, the same everywhere. */
function seeded(seed: number): Random {
  let state = seed;
  const next = () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
  const int = (below: number) => Math.floor(next() * below);
  return {
    int,
    pick: (list) => {
      const value = list[int(list.length)];
      if (value === undefined) throw new RangeError('nothing to pick from');
      return value;
    },
    chance: (of) => next() < of,
  };
}

export function* stampedWith(
  random: Random,
  make: (stamp: { seq: number; at: number; v: 1; class: 'world' }) => object,
): Generator<object> {
  for (let seq = 1, at = 1_000_000; ; seq += 1, at += random.int(5_000)) yield make({ seq, at, v: 1, class: 'world' });
}

const ifname = 'wlan0';
const link = (r: Random) => ({
  ifname,
  ifindex: 2,
  kind: 'wifi',
  mac: '02:00:00:00:00:01',
  mtu: 1500,
  up: r.chance(0.8),
  carrier: r.chance(0.7),
  dormant: r.chance(0.2),
  downs: r.int(4),
  master: null,
});

const interfaceEvents = (r: Random) =>
  stampedWith(r, (stamp) =>
    r.pick([
      { ...stamp, type: 'link.appeared', ...link(r) },
      { ...stamp, type: 'link.changed', ...link(r) },
      { ...stamp, type: 'link.carrierChanged', ifname, carrier: r.chance(0.6), dormant: r.chance(0.2), downs: r.int(5) },
      { ...stamp, type: 'link.attached', ifname, network: r.pick(['home', 'cafe']) },
      { ...stamp, type: 'link.signalled', ifname, quality: r.pick(['good', 'poor']) },
      ...(r.chance(0.2) ? [{ ...stamp, type: 'link.removed', ifname }] : []),
      {
        ...stamp,
        type: 'address.added',
        ifname,
        address: r.pick(['192.0.2.1', '2001:db8::1']),
        prefixLength: 24,
        peer: null,
        scope: 'global',
        flags: [],
        protocol: 0,
        valid: r.pick([null, 1000]),
        preferred: null,
      },
      { ...stamp, type: 'address.removed', ifname, address: '192.0.2.1', prefixLength: 24 },
      {
        ...stamp,
        type: 'route.added',
        ifname,
        table: 254,
        destination: '0.0.0.0/0',
        metric: r.int(2),
        gateway: '192.0.2.254',
        kind: 'unicast',
        protocol: 16,
        scope: 'global',
        source: null,
        mtu: null,
        preference: null,
        expires: null,
      },
      { ...stamp, type: 'route.removed', ifname, table: 254, destination: '0.0.0.0/0', metric: r.int(2), gateway: '192.0.2.254' },
      {
        ...stamp,
        type: 'neighbour.changed',
        ifname,
        address: '192.0.2.254',
        mac: r.pick(['02:00:00:00:00:02', '02:00:00:00:00:03']),
        state: 'known',
        router: false,
      },
      { ...stamp, type: 'neighbour.removed', ifname, address: '192.0.2.254' },
    ]),
  );

const passed = (stamp: { at: number }, id: string, due: number) => ({ ...stamp, type: 'deadline.passed', id, due });

function lease4Events(r: Random): Iterable<object> {
  let due = 0;
  return stampedWith(r, (stamp) => {
    const lifetime = r.pick([null, 1_000, 20_000]);
    const bound = { ...stamp, type: 'lease4.bound', ifname, client: 'dhcpcd', address: r.pick(['192.0.2.1', '192.0.2.2']), lifetime };
    const event = r.pick([
      bound,
      { ...stamp, type: 'lease4.lost', ifname, client: r.pick(['dhcpcd', 'other']), reason: 'x' },
      passed(stamp, 'lease4:wlan0:expiry', due),
    ]);
    if (event.type === 'lease4.bound' && lifetime !== null) due = stamp.at + lifetime;
    return event;
  });
}

const nothing = { prefixes: [], routes: [], dns: [], search: [], pref64: [], mtu: null, portal: null, unknown: [], dropped: 0 };
function router6Events(r: Random): Iterable<object> {
  const dues: number[] = [0];
  return stampedWith(r, (stamp) => {
    const life = () => {
      const value = r.pick([0, 1_000, 30_000, null]);
      if (value) dues.push(stamp.at + value);
      return value;
    };
    const advertised = {
      ...stamp,
      type: 'router.advertised',
      ifname,
      router: 'fe80::1',
      mac: r.pick([null, '02:00:00:00:00:09']),
      hopLimit: 64,
      managed: r.chance(0.5),
      other: false,
      lifetime: life() ?? 0,
      preference: r.pick(['high', 'medium', 'low']),
      ...nothing,
      prefixes: r.chance(0.5)
        ? [{ prefix: r.pick(['2001:db8:1::/64', '2001:db8:2::/64']), onLink: true, autonomous: true, valid: life(), preferred: 0 }]
        : [],
      dns: r.chance(0.5) ? [{ server: '2001:db8::53', lifetime: life() }] : [],
      mtu: r.pick([null, 1400, 100]),
      pvd: null,
    };
    return r.pick([
      advertised,
      advertised,
      passed(stamp, 'router6:wlan0/fe80::1:expiry', r.pick(dues.slice(-6))),
      {
        ...stamp,
        type: 'router.tookOver',
        ifname,
        router: 'fe80::1',
        by: r.pick(['router6:wlan0/fe80::1', 'other']),
        objects: ['dns 2001:db8::53'],
      },
      ...(r.chance(0.2) ? [{ ...stamp, type: 'link.lost', ifname }] : []),
    ]);
  });
}

const policyEvents = (r: Random) =>
  stampedWith(r, (stamp) =>
    r.pick([
      { ...stamp, type: 'policy.loaded', author: 'user', pvd: null, rules: r.pick([[], [{ prefer: { kind: 'wifi' } }]]), from: 'x' },
      { ...stamp, type: 'policy.rejected', author: 'user', pvd: null, problem: 'bad', from: 'x' },
    ]),
  );

const id = 'pvd:wlan0';
const pvdInput = { id, ifname, identity: null, slot: 0, generation: 1, fingerprint: NO_FINGERPRINT };
const told = { source: 'dhcp4', by: 'x' };
const address = (flags: readonly string[]) => ({
  kind: 'address',
  value: '192.0.2.7',
  prefixLength: 24,
  flags,
  id: 'a',
  since: 1,
  ...told,
});
const gateway = { kind: 'gateway', value: '192.0.2.1', family: 4, preference: 'medium', metric: null, id: 'g', since: 1, ...told };

function pvdEvents(r: Random): Iterable<object> {
  const dues: number[] = [0];
  return stampedWith(r, (stamp) => {
    for (const wait of [10_000, 1_000, 2_000, 4_000, 300_000]) dues.push(stamp.at + wait);
    const objects = r.pick([[], [gateway], [address([]), gateway], [address(['deprecated']), gateway]]);
    const fingerprint = {
      ...NO_FINGERPRINT,
      gateway: r.pick([null, '192.0.2.1']),
      gatewayMac: r.pick([null, 'm1', 'm2']),
      prefix4: r.pick(['p1', 'p2']),
    };
    const assembled = {
      ...stamp,
      type: 'pvd.assembled',
      assembled: { id, ifname, identity: null, objects, fingerprint },
      linked: r.chance(0.8),
      linger: 10_000,
      isChecked: r.chance(0.7),
      rhythm: r.pick([
        { every: 300_000, budget: null },
        { every: 5_000, budget: 1_600 },
      ]),
    };
    const outcome = {
      ...stamp,
      generation: r.int(3) + 1,
      family: r.pick([4, 6]),
      took: 1,
      bytes: r.pick([1, 400]),
      rtt: r.pick([null, 12]),
      sent: 2,
      lost: r.int(3),
      pvd: id,
    };
    return r.pick([
      assembled,
      assembled,
      { ...outcome, type: 'check.validated' },
      { ...outcome, type: 'check.assumed' },
      { ...outcome, type: 'check.partial', problem: 'x' },
      { ...outcome, type: 'check.portal', url: 'http://p' },
      { ...outcome, type: 'check.failed', problem: 'x' },
      { ...outcome, type: 'check.curtailed' },
      { ...outcome, type: 'check.failed', problem: 'x' },
      { ...stamp, type: 'neighbour.changed', ifname, address: '192.0.2.1', mac: null, state: 'failed', router: false },
      { ...stamp, type: 'link.signalled', ifname, quality: r.pick(['good', 'poor']) },
      { ...stamp, type: 'check.requested', pvd: null },
      passed(stamp, `${id}:linger`, r.pick(dues.slice(-60))),
      passed(stamp, `${id}:check${r.pick([4, 6])}`, r.pick(dues.slice(-60))),
      { ...stamp, type: 'host.resumed', slept: 1000 },
      {
        ...stamp,
        type: 'pvd.recalled',
        memory: {
          id,
          ifname,
          state: 'attached',
          generation: 2,
          slot: 0,
          fingerprint,
          lingers: 10_000,
          reach: [{ family: 4, state: r.pick(['validated', 'suspect', 'portal']), age: 5, portal: null, since: 3 }],
          waits: r.pick([[], [{ family: 6, left: r.pick([1000, null]), failed: 2 }]]),
          spent: r.pick([null, { bytes: 98_000, age: 3_600_000 }]),
          quality: r.pick([[], [{ family: 4, rtt: 12, loss: null }]]),
        },
      },
    ]);
  });
}

export const randomEvents = {
  seeded,
  interface: interfaceEvents,
  lease4: lease4Events,
  router6: router6Events,
  policy: policyEvents,
  pvd: pvdEvents,
  pvdInput,
};
