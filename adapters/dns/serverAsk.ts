/** One question to one server, by whatever way it takes: UDP, a stream where that was cut, forged or is secret, without EDNS where it is not known. */
import { FLAG, RCODE, RCODE_MASK, word } from '../../machines/model/dns/index.ts';
import type { Counters } from './counters.ts';
import type { Wanted } from './query.ts';
import type { Server } from './servers.ts';
import type { Attempt, Outcome } from './transport.ts';

/** Told of each attempt, so that it can be cancelled. */
export type Track = (attempt: Attempt) => Attempt;

/** `answer` is never one that was cut. */
export async function askServer(server: Server, wanted: Wanted, counters: Counters, track: Track): Promise<Outcome> {
  counters.asked += 1;
  const first = await (server.server.tls === null ? byDatagram(server, wanted, track) : byStream(server, wanted, track));
  if (!lacksEdns(first, server)) return uncut(first);
  // RFC 6891 §7: without, and from now on.
  server.hasEdns = false;
  return uncut(await byDatagram(server, wanted, track));
}

async function byDatagram(server: Server, wanted: Wanted, track: Track): Promise<Outcome> {
  const shape = { isMixed: server.keepsCase, hasEdns: server.hasEdns, isPadded: false };
  const told = await track(server.transport.datagram(wanted, shape)).outcome;
  if (told.kind === 'answer') return isCut(told.bytes) ? byStream(server, wanted, track) : told;
  if (told.kind !== 'wrongCase' && told.kind !== 'flooded') return told;
  const sure = await byStream(server, wanted, track);
  // Nobody forges a stream, so the server is there, and it was the server that changed the letters.
  if (told.kind === 'wrongCase' && sure.kind === 'answer') server.keepsCase = false;
  return sure;
}

const byStream = (server: Server, wanted: Wanted, track: Track): Promise<Outcome> =>
  track(server.transport.stream(wanted, { isMixed: false, hasEdns: server.hasEdns, isPadded: false })).outcome;

/** A server that cuts what comes by a stream lies. RFC 7766 §5. */
const uncut = (told: Outcome): Outcome =>
  told.kind === 'answer' && isCut(told.bytes) ? { kind: 'failed', problem: 'an answer that was cut on a stream' } : told;

const isCut = (bytes: Uint8Array): boolean => (word(bytes, 2) & FLAG.TC) !== 0;

/** It says so by FORMERR or NOTIMP to a question with an OPT record, without one of its own. */
function lacksEdns(told: Outcome, { hasEdns }: Server): boolean {
  if (!hasEdns) return false;
  if (told.kind === 'plain') return true;
  if (told.kind !== 'answer' || word(told.bytes, 10) !== 0) return false;
  const rcode = word(told.bytes, 2) & RCODE_MASK;
  return rcode === RCODE.FORMERR || rcode === RCODE.NOTIMP;
}
