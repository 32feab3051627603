/** The library over a port in memory and a wire of a script: which address answers by which network, and what was tried. */
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { createConnection, createServer, type Server, type Socket } from 'node:net';
import { type Hosts, NO_HOSTS } from '../../../adapters/programs/hosts.ts';
import { createPrograms, type ProgramsFace } from '../../../adapters/programs/index.ts';
import type { Pair } from '../../../adapters/programs/lanes.ts';
import { type MemoryPrograms, memoryPrograms } from '../../../adapters/programs/memory.ts';
import type { Reaching } from '../../../adapters/programs/reaching.ts';
import type { ProgramsDomain, ProgramsView } from '../../../machines/model/programs.ts';
import { programsDomain, programsView } from './views.ts';

export const WLAN = 'pvd:wlan0';
export const LTE = 'pvd:wwan0';
export const VPN = 'pvd:tun0';

const address = (value: string, prefixLength: number, more: object = {}) => ({
  ...{ address: value, prefixLength, temporary: false, deprecated: false },
  ...more,
});
/** Wi-Fi leads both families, LTE is paid for and second, the VPN leads to its own network only. */
export const DOMAINS: readonly ProgramsDomain[] = [
  programsDomain(VPN, 'tun0', {
    ...{ kind: 'tun', rank: { 4: null, 6: null }, usable: { 4: null, 6: null }, unfit: { 4: 'noGateway', 6: 'noGateway' } },
    ...{ addresses: [address('10.8.0.2', 24)], prefixes: ['10.8.0.0/24'], leads: ['10.20.0.0/16'] },
  }),
  programsDomain(WLAN, 'wlan0', {
    ...{ kind: 'wifi', rank: { 4: 1, 6: 1 }, prefixes: ['192.168.1.0/24', '2001:db8:1::/64'] },
    addresses: [address('192.168.1.7', 24), address('2001:db8:1::7', 64), address('2001:db8:1::abcd', 64, { temporary: true })],
  }),
  programsDomain(LTE, 'wwan0', {
    ...{ kind: 'cellular', metered: true, rank: { 4: 2, 6: null }, usable: { 4: 'assumed', 6: null }, unfit: { 4: null, 6: 'noGateway' } },
    ...{ addresses: [address('100.64.3.7', 30)], prefixes: ['100.64.3.4/30'], leads: ['0.0.0.0/0'] },
  }),
];
const rule = (suffix: string, pvds: readonly string[], exclusive = false) =>
  ([4, 6] as const).map((family) => ({ suffix, family, pvds, exclusive }));
export const VIEW: ProgramsView = {
  ...programsView(1, DOMAINS),
  names: { rules: [...rule('corp.example', [VPN], true), ...rule('.', [WLAN, LTE])], search: ['corp.example'] },
  beside: ['172.17.0.0/16'],
};

/** What an address does by a network: takes the connection, refuses it, or is silent. Silent where it is not said. */
export type Fates = Readonly<Record<string, 'open' | 'refused'>>;
export type Bed = AsyncDisposable & {
  /** Further paths of every connection. */
  paths(count: number): void;
  readonly face: ProgramsFace;
  readonly memory: MemoryPrograms;
  /** `pvd:wlan0 203.0.113.80 from 192.168.1.7`, in the order in which they were tried. */
  readonly tried: string[];
  /** Attempts that are under way. */
  readonly pending: Set<string>;
  /** Those of the server. */
  readonly accepted: Set<Socket>;
};

/** The server says back what it is told. */
export async function openBed(fates: Fates = {}, view: ProgramsView | null = VIEW, hosts: Hosts = NO_HOSTS): Promise<Bed> {
  const memory = memoryPrograms();
  memory.show(view);
  const accepted = new Set<Socket>();
  const server: Server = createServer({ allowHalfOpen: true }, (socket) => {
    accepted.add(socket);
    socket.on('error', () => {}).on('close', () => accepted.delete(socket));
    socket.pipe(socket);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const at = server.address();
  const port = typeof at === 'object' && at ? at.port : 0;
  const [tried, pending] = [[] as string[], new Set<string>()];
  let paths = 0;
  const reaching: Reaching = {
    missing: () => ['nothing is real here'],
    paths: () => paths,
    listen: (listener, where) => void listener.listen(where),
    udp: ({ family }, names) => createSocket({ type: family === 4 ? 'udp4' : 'udp6', ...(names && { lookup: names }) }),
    connect: async (pair: Pair, mptcp, signal) => {
      const where = `${pair.at?.pvd ?? 'here'} ${pair.address}`;
      tried.push(`${where} from ${pair.at?.source ?? 'anywhere'}${mptcp ? ' mptcp' : ''}`);
      const fate = fates[where];
      if (fate === 'refused') throw Object.assign(new Error('refused'), { code: 'ECONNREFUSED' });
      if (fate === undefined) {
        pending.add(where);
        await new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason), { once: true })).finally(() =>
          pending.delete(where),
        );
      }
      const socket = createConnection({ host: '127.0.0.1', port });
      await once(socket, 'connect');
      return socket;
    },
  };
  const face = createPrograms(memory.port, { reaching, hosts });
  return {
    ...{ face, memory, tried, pending, accepted },
    paths: (count) => {
      paths = count;
    },
    [Symbol.asyncDispose]: async () => {
      await face.close();
      for (const socket of accepted) socket.destroy();
      server.close();
    },
  };
}

/** Without a PvD. */
export const without = (pvd: string, seq = 2): ProgramsView => ({ ...VIEW, seq, domains: DOMAINS.filter((d) => d.pvd !== pvd) });
export const withChanged = (pvd: string, change: Partial<ProgramsDomain>, seq = 2): ProgramsView => ({
  ...{ ...VIEW, seq },
  domains: DOMAINS.map((d) => (d.pvd === pvd ? { ...d, ...change } : d)),
});
