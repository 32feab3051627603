/** Hosts with a link to each of two networks, each under another manager as it comes: an agent of ours in apply mode, NetworkManager, systemd-networkd. */
import { join } from 'node:path';
import { startBus } from '../lab/beside/bus.ts';
import { startNetworkManager } from '../lab/beside/network-manager.ts';
import { startNetworkd } from '../lab/beside/networkd.ts';
import { tailOf, waitUntil } from '../lab/exec.ts';
import type { Host } from '../lab/host.ts';
import type { Link } from '../lab/link.ts';
import { startService } from '../lab/service.ts';
import type { World } from './sessions-far.ts';

export const MANAGERS = ['multihome', 'NetworkManager', 'systemd-networkd'] as const;
export type Manager = (typeof MANAGERS)[number];
export type Managed = {
  readonly manager: Manager;
  readonly host: Host;
  readonly links: readonly [Link, Link];
  /** Both networks could carry traffic, in both families, and nothing goes on. */
  readonly settled: () => Promise<void>;
};

const DEVICES = ['eth0', 'wlan0'] as const;
/** With equal ones, which are networkd's own, each connection goes by one or the other. */
const METRICS = [100, 200] as const;
const WITHIN = 40_000;
/** ms between two looks that have to see the same, and how often. */
const [LOOK, SAME] = [200, 3];

export async function openManaged(world: World, manager: Manager, name: string): Promise<Managed> {
  const { lab, networks } = world;
  const host = await lab.host(name, { client: 'none' });
  const log = await start(host, manager, world);
  const settled = async (devices: readonly string[] = DEVICES): Promise<void> => {
    let [last, same] = ['', 0];
    const isSettled = async (): Promise<boolean> => {
      const text = await shown(host, manager);
      [last, same] = [text, text === last ? same + 1 : 0];
      return same >= SAME && hasAll(text, manager, devices);
    };
    const tail = () => `${last}\n${tailOf(log())}`;
    await waitUntil(`${devices.join(' and ')} are at work in ${name}`, isSettled, { within: WITHIN, every: LOOK, tail });
  };
  const plug = async (i: 0 | 1): Promise<Link> => {
    const link = await lab.connect(host, networks[i], { as: DEVICES[i] });
    networks[i].advertiseNow();
    // One after the other, so that the first is everybody's first choice.
    await settled(DEVICES.slice(0, i + 1));
    return link;
  };
  return { manager, host, links: [await plug(0), await plug(1)], settled };
}

/** Defaults of both families, and of ours the rules that lead to them; what counts down is left out. */
async function shown({ run }: Host, manager: Manager): Promise<string> {
  const script = manager === 'multihome' ? 'ip rule; ip -6 rule' : 'ip route show default; ip -6 route show default';
  const { stdout } = await run('sh', ['-c', script]);
  return stdout.replaceAll(/expires \d+sec/g, '');
}
const hasAll = (text: string, manager: Manager, devices: readonly string[]): boolean =>
  manager === 'multihome'
    ? (text.match(/^22\d{3}:.*lookup/gm) ?? []).length === 2 * devices.length
    : devices.every((device) => (text.match(new RegExp(` dev ${device}\\b`, 'g')) ?? []).length >= 2);

/** Gives what it has said so far. */
async function start(host: Host, manager: Manager, world: World): Promise<() => string> {
  if (manager === 'multihome') return startOurs(host, world);
  if (manager === 'systemd-networkd') return (await startNetworkd(host, { manages: DEVICES, metrics: METRICS })).log;
  await startBus(host);
  return (await startNetworkManager(host, { manages: DEVICES })).log;
}

/** What a real device would say of itself; all else is as it comes. */
const configOf = ({ web }: World): string => `version: 1
mode: apply
interfaces: { wlan0: { kind: wifi } }
checks: { http: [${JSON.stringify(web.url)}], https: [${JSON.stringify(web.secureUrl)}], ca: ${web.ca} }
`;
const startOurs = async (host: Host, world: World): Promise<() => string> =>
  (await startService(host, configOf(world), join(world.lab.folder, `${host.name}.sqlite`))).tail;
