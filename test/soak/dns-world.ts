/**
 * Networks that come and go: each attachment is a generation of its own with two servers of its own, one of which may be dead. One of
 * them, a VPN, alone serves the names under `corp.example`, also while it is away. What is right for a name is kept for each view.
 */
import type { NamesDomain, NamesView } from '../../machines/model/names.ts';
import type { Seq } from '../../machines/model/units.ts';
import { domain, rules, view } from '../adapters/dns/views.ts';
import { randoms } from '../lab/random.ts';
import { openServer, type Server, type State } from './dns-servers.ts';

/** Null among the answers: that it has none. */
export type Right = (name: string, answer: string | null) => boolean;
export type World = {
  /** The next thing that happens; a view when there is another one. */
  step(): Promise<NamesView | null>;
  /** By the views from one to another, both included. */
  isRight(name: string, answer: string | null, from: Seq, to: Seq): boolean;
  readonly events: number;
  close(): Promise<void>;
};
type Network = { readonly pvd: string; readonly slot: number; generation: number; servers: readonly Server[]; isOpen: boolean };

/** The last one is the VPN. */
const NAMES = ['pvd:wlan0', 'pvd:wwan0', 'pvd:eth0', 'pvd:tun0'];
export const CORP = 'corp.example';
const SERVERS = 2;
/** ms that servers go on answering to nobody, after their network has gone. */
const AFTERWARDS = 2_500;

export function openWorld(seed: number): World {
  const random = randoms(seed);
  const chance = (of: number): boolean => random() % of === 0;
  const pick = <T>(list: readonly T[]): T | undefined => list[random() % list.length];
  const networks: readonly Network[] = NAMES.map((pvd, slot) => ({ pvd, slot, generation: 0, servers: [], isOpen: true }));
  const vpn = networks.at(-1);
  const others = networks.filter((network) => network !== vpn);
  const closing = new Map<NodeJS.Timeout, readonly Server[]>();
  const right = new Map<number, Right>();
  let [opened, seq, events] = [0, 0, 0];

  const isHere = ({ servers }: Network): boolean => servers.length > 0;
  const leave = (network: Network): void => {
    const { servers } = network;
    network.servers = [];
    const timer = setTimeout(() => {
      closing.delete(timer);
      for (const server of servers) void server.close();
    }, AFTERWARDS);
    closing.set(timer, servers);
  };
  const attach = async (network: Network): Promise<void> => {
    if (isHere(network)) leave(network);
    const first = opened;
    opened += SERVERS;
    const servers = await Promise.all(Array.from({ length: SERVERS }, (_, i) => openServer(first + i)));
    Object.assign(network, { servers, isOpen: true, generation: network.generation + 1 });
  };
  /** There is always one that is here and open, besides. */
  const hasOther = (network: Network): boolean =>
    network === vpn || others.some((other) => other !== network && isHere(other) && other.isOpen);
  const happen = async (network: Network): Promise<void> => {
    if (!isHere(network) || chance(3)) await attach(network);
    else if (hasOther(network) && chance(2)) leave(network);
    else if (hasOther(network) && network !== vpn) network.isOpen = !network.isOpen;
  };
  /** One of its servers dies, or is there again; the other is well. */
  const die = async ({ servers }: Network): Promise<void> => {
    const [one, other] = chance(2) ? servers : servers.toReversed();
    await other?.become('well');
    await one?.become(pick<State>(['well', 'silent', 'gone']) ?? 'well');
  };
  const present = (): NamesView => {
    seq += 1;
    const here = networks.filter(isHere);
    const order = others.filter(isHere).toSorted(() => (chance(2) ? 1 : -1));
    const lead = order.find(({ isOpen }) => isOpen);
    right.set(seq, rightBy(order, vpn));
    return view(seq, here.map(domainOf), {
      rules: [
        ...rules(CORP, [NAMES.at(-1) ?? ''], true),
        ...rules(
          '.',
          order.map(({ pvd }) => pvd),
        ),
      ],
      ways: lead ? ['0.0.0.0/0', '::/0'].map((prefix) => ({ prefix, pvd: lead.pvd })) : [],
    });
  };

  return {
    step: async () => {
      events += 1;
      if (events === 1) for (const network of networks) await attach(network);
      const network = pick(networks);
      if (!network) return null;
      if (events > 1 && isHere(network) && chance(3)) {
        await die(network);
        return null;
      }
      if (events > 1) await happen(network);
      return present();
    },
    isRight: (name, answer, from, to) =>
      Array.from({ length: to - from + 1 }, (_, i) => right.get(from + i)).some((is) => is?.(name, answer)),
    get events() {
      return events;
    },
    close: async () => {
      for (const timer of closing.keys()) clearTimeout(timer);
      await Promise.all([...closing.values(), ...networks.map(({ servers }) => servers)].flat().map((server) => server.close()));
    },
  };
}

const domainOf = ({ pvd, slot, generation, isOpen, servers }: Network): NamesDomain =>
  domain(pvd, '', { slot, generation, isOpen, servers: servers.map(({ server }) => server) });

/** What answers there may be, by a view as it is now. */
function rightBy(order: readonly Network[], vpn: Network | undefined): Right {
  const answersOf = (list: readonly Network[]) => new Set(list.flatMap(({ servers }) => servers.map(({ answer }) => answer)));
  const [open, corp] = [answersOf(order.filter(({ isOpen }) => isOpen)), answersOf(vpn ? [vpn] : [])];
  return (name, answer) => {
    if (!name.endsWith(CORP)) return answer !== null && open.has(answer);
    return answer === null ? corp.size === 0 : corp.has(answer);
  };
}
