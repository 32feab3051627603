/** The addresses of a name, asked of the PvD's own servers from its own addresses, and of nobody else (law 8). */
import { randomInt } from 'node:crypto';
import { familyOf, reachOf } from '../../machines/model/address.ts';
import type { Family } from '../../machines/model/units.ts';
import { udpBound, zoned } from '../system/bound.ts';

type Question = { readonly id: number; readonly name: string; readonly type: number };
type Answer = { readonly rcode: number; readonly truncated: boolean; readonly addresses: readonly string[] };
/** The codec of DNS messages, which is another adapter's. */
export type Dns = {
  encodeQuestion(question: Question): Uint8Array | null;
  decodeAnswer(bytes: Uint8Array, question: Question): { readonly ok: true; readonly value: Answer } | { readonly ok: false };
};
export type From = { readonly ifname: string; readonly sources: readonly string[]; readonly servers: readonly string[] };

const TYPE: Record<Family, number> = { 4: 1, 6: 28 };
const PORT = 53;
/** For one server to answer, and how often it is asked. Guesses. */
const [WAIT, TRIES] = [2_000, 2];
/** A guess: more than any client asks. */
const SERVERS_MAX = 4;

/** The first server that answers decides. Empty when nobody knows an address that may be connected to. */
export async function lookup(dns: Dns, name: string, family: Family, from: From, signal: AbortSignal): Promise<readonly string[]> {
  for (let i = 0; i < TRIES; i += 1) {
    for (const server of from.servers.slice(0, SERVERS_MAX)) {
      const answer = await askOnce(dns, name, family, server, from, signal);
      if (signal.aborted) return [];
      if (answer && !answer.truncated && answer.rcode === 0) return answer.addresses.filter((address) => isTarget(address));
      if (answer?.rcode === NXDOMAIN) return [];
    }
  }
  return [];
}
const NXDOMAIN = 3;

/** A network's DNS says what it likes: this host and its link are no target. */
const isTarget = (address: string): boolean => !['loopback', 'linkLocal', 'multicast', 'unspecified'].includes(reachOf(address));

function askOnce(dns: Dns, name: string, family: Family, server: string, from: From, signal: AbortSignal): Promise<Answer | null> {
  const via = familyOf(server);
  const isLinkLocal = reachOf(server) === 'linkLocal';
  const source = isLinkLocal ? null : (from.sources.find((s) => familyOf(s) === via) ?? null);
  const question = { id: randomInt(0x10000), name, type: TYPE[family] };
  const bytes = dns.encodeQuestion(question);
  // Without an address of this PvD in the server's family it cannot be asked from here.
  if (!bytes || (source === null && !isLinkLocal)) return Promise.resolve(null);
  const bound = udpBound({ ifname: from.ifname, source, family: via });
  if (!bound.ok) return Promise.resolve(null);
  const socket = bound.value;
  const { promise, resolve } = Promise.withResolvers<Answer | null>();
  const to = zoned(server, from.ifname);
  const isFromServer = (peer: { readonly address: string; readonly port: number }) =>
    peer.port === PORT && peer.address.split('%', 1)[0] === to.split('%', 1)[0];
  const give = () => resolve(null);
  const timer = setTimeout(give, WAIT);
  signal.addEventListener('abort', give, { once: true });
  socket.on('error', give);
  socket.on('message', (message, peer) => {
    if (!isFromServer(peer)) return;
    const answer = dns.decodeAnswer(message, question);
    if (answer.ok) resolve(answer.value);
  });
  socket.send(bytes, PORT, to, (error) => {
    if (error) give();
  });
  return promise.finally(() => {
    clearTimeout(timer);
    signal.removeEventListener('abort', give);
    socket.close();
  });
}
