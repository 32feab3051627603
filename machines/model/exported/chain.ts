/** The hash chain: how a transaction continues what came before it. Appending and reading compute the same row. */
import { canonical } from '../canonical.ts';
import type { Fact } from '../facts/index.ts';
import type { Octets } from './octets.ts';
import type { Position, Transaction } from './position.ts';

/** The hash before the first transaction. */
export const GENESIS = '0'.repeat(64);
/** A line of an export, so also a fact. */
export const MAX_FACT = 1 << 20;
/** A transaction is read as a whole, so it is bounded. A guess: far above a dump of every route on a large host. */
export const MAX_TRANSACTION = 64 << 20;
const DIGEST = /^[0-9a-f]{0,128}$/;

export type Row = Transaction & { readonly at: number; readonly bytes: number };
export type Linked = { readonly ok: true; readonly row: Row } | { readonly ok: false; readonly seq: number; readonly problem: string };

export type Chain = {
  /** sha256(previous, each fact's canonical JSON, digest), newline-separated: canonical JSON has no newline of its own. */
  chainHash(previous: string, texts: readonly string[], digest: string): string;
  /** The row of the transaction that these facts make after `position` (null: an empty log, which takes any first seq). `known`: its hash, when it has been computed. */
  link(position: Position | null, facts: readonly Fact[], texts: readonly string[], digest: string, known?: string): Linked;
};

export const positionOf = ({ id, epoch, last, at, bytes, hash, digest }: Row): Position => ({
  id,
  epoch,
  seq: last,
  at,
  bytes,
  hash,
  digest,
});

/** RFC 8785 text of each fact; a value that has none (a lone surrogate, NaN) is a problem. */
export function textsOf(facts: readonly Fact[]): { ok: true; texts: readonly string[] } | { ok: false; seq: number; problem: string } {
  const texts: string[] = [];
  for (const fact of facts) {
    try {
      texts.push(canonical(fact));
    } catch (error) {
      return { ok: false, seq: fact.seq, problem: `fact has no canonical JSON: ${error instanceof Error ? error.message : String(error)}` };
    }
  }
  return { ok: true, texts };
}

/** The hash before the next transaction. */
export const previousOf = (position: Position | null): string => position?.hash ?? GENESIS;

export function createChain({ sha256, size }: Octets): Chain {
  const sizeOf = (texts: readonly string[]): number => {
    let bytes = 0;
    for (const text of texts) bytes += size(text);
    return bytes;
  };

  function oversize(facts: readonly Fact[], texts: readonly string[], bytes: number): Fault | null {
    const at = texts.findIndex((text) => text.length * 3 > MAX_FACT && size(text) > MAX_FACT);
    const long = facts[at];
    if (long) return { seq: long.seq, problem: `fact is longer than ${MAX_FACT} bytes` };
    return bytes > MAX_TRANSACTION ? { seq: facts[0]?.seq ?? 0, problem: `transaction is larger than ${MAX_TRANSACTION} bytes` } : null;
  }

  const chainHash: Chain['chainHash'] = (previous, texts, digest) => sha256(`${previous}\n${texts.join('\n')}\n${digest}`);

  const link: Chain['link'] = (position, facts, texts, digest, known) => {
    const [head] = facts;
    const last = facts.at(-1);
    if (!head || !last) return { ok: false, seq: (position?.seq ?? -1) + 1, problem: 'a transaction has at least one fact' };
    const opens = head.type === 'agent.started';
    const epoch = position ? position.epoch + (opens ? 1 : 0) : 1;
    const total = sizeOf(texts);
    const fault = disorder(position, facts, epoch) ?? oversize(facts, texts, total);
    if (fault) return { ok: false, ...fault };
    if (!DIGEST.test(digest)) return { ok: false, seq: head.seq, problem: 'a digest is a hexadecimal string' };
    const bytes = (opens ? 0 : (position?.bytes ?? 0)) + total;
    const previous = previousOf(position);
    const hash = known ?? chainHash(previous, texts, digest);
    return {
      ok: true,
      row: { id: (position?.id ?? 0) + 1, epoch, first: head.seq, last: last.seq, at: last.at, bytes, previous, hash, digest },
    };
  };

  return { chainHash, link };
}

type Fault = { readonly seq: number; readonly problem: string };

function disorder(position: Position | null, facts: readonly Fact[], epoch: number): Fault | null {
  let seq = position && !jumps(position, facts) ? position.seq + 1 : facts[0]?.seq;
  let at = position?.at ?? 0;
  for (const [i, fact] of facts.entries()) {
    const fault = (problem: string): Fault => ({ seq: seq ?? 0, problem });
    if (fact.seq !== seq) return fault(`seq ${fact.seq} where ${seq} continues the log`);
    if (fact.type === 'agent.started' && i > 0) return fault('agent.started opens an epoch and comes first in its transaction');
    if (fact.type === 'agent.started') at = 0;
    if (fact.at < at) return fault(`time goes back from ${at} to ${fact.at} within an epoch`);
    if (fact.type === 'epoch.opened' && fact.epoch !== epoch) return fault(`epoch.opened says ${fact.epoch} in epoch ${epoch}`);
    at = fact.at;
    seq += 1;
  }
  return null;
}

/** Only an epoch that owns up to lost facts may leave out their numbers. */
const jumps = (position: Position, [first, second]: readonly Fact[]): boolean =>
  first?.type === 'agent.started' && second?.type === 'log.gap' && first.seq > position.seq;
