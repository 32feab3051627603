/** A host with three networks, an agent in apply mode and users, and what happens to its networks. */
import { fileURLToPath } from 'node:url';
import { type NodeChild, spawnNode } from '../lab/agent.ts';
import { waitUntil } from '../lab/exec.ts';
import { PUBLIC } from '../lab/internet.ts';
import type { Lab } from '../lab/lab.ts';
import type { Link } from '../lab/link.ts';
import { randoms } from '../lab/random.ts';
import { startService } from '../lab/service.ts';
import { type Order, PORTS } from './sessions-words.ts';

export type World = {
  readonly users: NodeChild;
  /** The next thing that happens; what it was. */
  step(): Promise<string>;
  /** All networks are well: whoever set himself no deadline on one that was dead goes on. */
  calm(): Promise<void>;
};

const NETWORKS = {
  eth0: { ipv4: '192.168.10.0/24', ipv6: '2001:db8:10::/64' },
  wlan0: { ipv4: '192.168.20.0/24', ipv6: '2001:db8:20::/64' },
  wwan0: { ipv4: '10.30.0.0/24', ipv6: '2001:db8:30::/64' },
} as const;
const KINDS = 'interfaces: { eth0: { kind: ethernet }, wlan0: { kind: wifi }, wwan0: { kind: cellular } }';
const WITHIN = 40_000;
const child = (name: string): string => fileURLToPath(new URL(name, import.meta.url));

export async function openWorld(
  lab: Lab,
  order: Pick<Order, 'users' | 'seed' | 'held'>,
  script = child('./sessions-child.ts'),
): Promise<World> {
  const internet = await lab.internet();
  const web = await internet.web();
  const server = spawnNode({ name: 'internet', spawn: internet.spawn }, child('./sessions-server-child.ts'));
  await server.lines.waitFor('the far end listens', () => true, WITHIN);
  const host = await lab.host('m1', { client: 'none' });
  const links: Link[] = [];
  for (const [as, options] of Object.entries(NETWORKS))
    links.push(await lab.connect(host, await lab.network(`net-${as}`, options), { as }));
  const { tail } = await startService(
    host,
    `version: 1\nmode: apply\n${KINDS}\nchecks: { http: [${JSON.stringify(web.url)}], https: [${JSON.stringify(web.secureUrl)}], ca: ${web.ca} }\n`,
  );
  for (const link of links) link.network().advertiseNow();
  const ranked = async () => (await host.run('sh', ['-c', 'ip rule; ip -6 rule'])).stdout.match(/^22\d{3}:.*lookup/gm) ?? [];
  await waitUntil('all networks are at work', async () => (await ranked()).length === 2 * links.length, { within: WITHIN, tail });
  const whole: Order = { ...order, name: 'www.example.net', addresses: [PUBLIC.server4, PUBLIC.server6], ports: PORTS };
  const users = spawnNode(host, script, [JSON.stringify(whole)], { node: ['--expose-gc'] });
  return { users, ...happening(links, order.seed) };
}

type Network = { readonly link: Link; isUp: boolean; isDead: boolean };

/** A link is lost or back, all of them are for a moment, a network dies behind its router or lives again; what is gone comes back with the next event about it. */
function happening(links: readonly Link[], seed: number): Pick<World, 'step' | 'calm'> {
  const random = randoms(seed);
  const networks: readonly Network[] = links.map((link) => ({ link, isUp: true, isDead: false }));
  const all = async (isUp: boolean): Promise<void> => {
    await Promise.all(networks.map(({ link }) => (isUp ? link.up() : link.down())));
    for (const network of networks) network.isUp = isUp;
  };
  const calm = async (): Promise<void> => {
    await all(true);
    await Promise.all(networks.filter(({ isDead }) => isDead).map(({ link }) => link.network().recover()));
  };
  const step = async (): Promise<string> => {
    const network = networks[random() % networks.length];
    if (!network) throw new RangeError('a world needs a network');
    const { link, isUp, isDead } = network;
    const name = link.device;
    if (random() % 12 === 0) {
      await all(false);
      await all(true);
      return 'all links lost and back';
    }
    if (!isUp || (!isDead && random() % 3 > 0)) {
      network.isUp = !isUp;
      await (isUp ? link.down() : link.up());
      return `${name} ${isUp ? 'lost' : 'back'}`;
    }
    network.isDead = !isDead;
    await (isDead ? link.network().recover() : link.network().failSilently());
    return `${name} ${isDead ? 'alive' : 'dead'}`;
  };
  return { step, calm };
}
