/** The servers of one PvD: which is asked first, what each can, and for how long one that failed stands behind the others. */
import { familyOf, reachOf } from '../../machines/model/address.ts';
import type { NameServer, NamesDomain } from '../../machines/model/names.ts';
import type { From, Reach, Transport } from './transport.ts';

export type Server = {
  readonly server: NameServer;
  readonly transport: Transport;
  /** ms, smoothed; null before the first answer. */
  rtt: number | null;
  failures: number;
  /** Until then others are asked first. */
  until: number;
  /** Both are believed until the server shows otherwise. */
  hasEdns: boolean;
  keepsCase: boolean;
};
export type Servers = {
  /** Those without penalty as the network lists them, then the others, soonest free first. */
  order(now: number): readonly Server[];
  all(): readonly Server[];
  /** Those that stay keep what is known of them. */
  update(domain: NamesDomain): void;
  close(): void;
};

/** Doubled with each failure in a row. Guesses. */
const [PENALTY, PENALTY_MAX] = [1_000, 60_000];
/** How much a new measurement counts; as RFC 6298 §2. */
const SMOOTHING = 1 / 8;
/** A network that lists more is asked no more than these. A guess. */
const SERVERS_MAX = 6;

/** `notice`: told of each server that cannot be asked, and why. */
export function createServers(domain: NamesDomain, reach: Reach, notice: (line: string) => void): Servers {
  let known: ReadonlyMap<string, Server> = new Map();
  const update = (next: NamesDomain): void => {
    const fresh = new Map<string, Server>();
    for (const server of next.servers) {
      const from = fromOf(next, server);
      if (typeof from === 'string') notice(`${next.pvd}: the resolver ${server.address} is not asked: ${from}`);
      else if (fresh.size < SERVERS_MAX) {
        const key = JSON.stringify([server, from]);
        fresh.set(key, known.get(key) ?? created(server, reach(server, from)));
      }
    }
    for (const [key, server] of known) if (!fresh.has(key)) server.transport.close();
    known = fresh;
  };
  update(domain);
  return {
    order: (now) => {
      const all = [...known.values()];
      const isFree = (server: Server) => server.until <= now;
      return [...all.filter(isFree), ...all.filter((server) => !isFree(server)).toSorted((a, b) => a.until - b.until)];
    },
    all: () => [...known.values()],
    update,
    close: () => {
      for (const { transport } of known.values()) transport.close();
      known = new Map();
    },
  };
}

export function succeeded(server: Server, took: number): void {
  server.rtt = server.rtt === null ? took : server.rtt + SMOOTHING * (took - server.rtt);
  server.failures = 0;
  server.until = 0;
}

export function failed(server: Server, now: number): void {
  // Questions under way together fail together: that is one failure.
  if (server.until > now) return;
  server.until = now + Math.min(PENALTY_MAX, PENALTY * 2 ** server.failures);
  server.failures += 1;
}

const created = (server: NameServer, transport: Transport): Server => ({
  ...{ server, transport, rtt: null, failures: 0, until: 0, hasEdns: true, keepsCase: true },
});

/** The source of the server's family; a link-local server can be asked without one. Else why it cannot be asked. */
function fromOf({ ifname, sources }: NamesDomain, { address }: NameServer): From | string {
  const reach = reachOf(address);
  // A network must not make the host ask itself: its own programs, or this resolver in a circle.
  if (reach === 'loopback' && ifname !== 'lo') return 'loopback';
  if (reach === 'unspecified' || reach === 'multicast') return reach;
  const family = familyOf(address);
  const source = sources[family];
  return source === null && reach !== 'linkLocal' ? `no IPv${family} address to ask it from` : { ifname, source };
}
