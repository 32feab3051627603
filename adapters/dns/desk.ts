/** Where programs' queries are answered: at once from what is ready, else after a while; nothing here waits for the one before. */
import { MESSAGE_MAX, RCODE } from '../../machines/model/dns/index.ts';
import type { Engine } from './engine.ts';
import { createQuery, DROP, type Query, readQuery, wantedOf } from './query.ts';
import { codeReply, replyOf, truncatedReply } from './reply.ts';
import type { Time } from './time.ts';

export type Desk = {
  /** Null: not at once. */
  hit(bytes: Uint8Array, isStream: boolean): Buffer | null;
  /** For what was no hit. Null: to be passed over in silence. Never rejects. */
  miss(bytes: Uint8Array, isStream: boolean): Promise<Buffer | null>;
};

/** A datagram's most, IPv4 and UDP taken off. */
const DATAGRAM_MAX = 65_507;

/** `pvdOf`: whose answers are given here; null for the node, undefined when there is nobody. */
export function createDesk(engine: Engine, time: Time, pvdOf: () => string | null | undefined): Desk {
  const { counters, ready } = engine;
  const isNode = pvdOf() === null;
  /** One for all hits: none of them waits. */
  const read = createQuery();

  const hit = (bytes: Uint8Array, isStream: boolean): Buffer | null => {
    counters.queries += 1;
    if (!isNode || readQuery(bytes, read) !== RCODE.NOERROR) return null;
    const now = time.now();
    const stored = ready.find(bytes, read, now);
    if (stored === null) return null;
    counters.hits += 1;
    return replyOf(bytes, read, stored, now, limitOf(read, isStream)) ?? cut(bytes, read);
  };
  const cut = (bytes: Uint8Array, query: Query): Buffer => {
    counters.truncated += 1;
    return truncatedReply(bytes, query);
  };
  const miss = async (bytes: Uint8Array, isStream: boolean): Promise<Buffer | null> => {
    const query = createQuery();
    const code = readQuery(bytes, query);
    if (code === DROP) {
      counters.dropped += 1;
      return null;
    }
    if (code !== RCODE.NOERROR) {
      counters.malformed += 1;
      return codeReply(bytes, query, code);
    }
    const pvd = pvdOf();
    const given = pvd === undefined ? null : await engine.find(wantedOf(bytes, query), pvd);
    if (!given?.ok) return codeReply(bytes, query, RCODE.SERVFAIL);
    return replyOf(bytes, query, given.stored, time.now(), limitOf(query, isStream)) ?? cut(bytes, query);
  };
  return { hit, miss };
}

const limitOf = ({ size }: Query, isStream: boolean): number => (isStream ? MESSAGE_MAX : Math.min(size, DATAGRAM_MAX));
