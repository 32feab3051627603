/**
 * The host takes a fact: actors hear it by the table in delivery.ts, their notices are delivered in the same tick, and
 * interfaces whose sources changed are assembled into provisioning domains. Then the host may be read once (law 5).
 */
import { deliver, pass } from './delivery.ts';
import { settleDomains } from './domains.ts';
import type { Fact } from './model/facts/index.ts';
import { NOTICE_DEPTH, type Notice } from './model/notice.ts';
import { settlePins } from './pins.ts';
import { settleSessions } from './sessions.ts';
import { settleLeft } from './sockets.ts';
import { type Draft, type Host, INITIAL_HOST } from './state.ts';

/** All actors take the fact, then their notices; then the host may be read once. `agent.started` begins from nothing. */
export function step(before: Host, fact: Fact): Host {
  const host: Draft = { ...(fact.type === 'agent.started' ? INITIAL_HOST : before), seq: fact.seq, at: fact.at };
  const notices: Notice[] = [];
  deliver(host, fact, notices);
  for (let depth = 0; notices.length > 0; depth += 1) {
    if (depth >= NOTICE_DEPTH) throw new RangeError(`notices of fact ${fact.seq} (${fact.type}) run deeper than ${NOTICE_DEPTH}`);
    for (const notice of notices.splice(0)) pass(host, notice, notices);
  }
  if (host.phase === 'settled') {
    settleDomains(before, host, fact);
    settleLeft(before, host);
  }
  settlePins(before, host);
  settleSessions(before, host);
  return host;
}
