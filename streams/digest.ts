/** What a decision changed, and the digest that binds every change and command to the fact that caused it (law 3). */
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import { canonical } from '../machines/model/canonical.ts';
import type { Command } from '../machines/model/command.ts';
import { compareText, type Row } from '../machines/model/rows.ts';
import { differing } from '../machines/model/settle.ts';
import { differingShards, type Shards } from '../machines/model/shards.ts';
import type { Decision } from './decision.ts';
import { utf8 } from './utf8.ts';

/** `[path, value]`, the value null when the entry is gone. */
export type Change = readonly [path: string, value: Row | null];

/** Before any fact. */
export const NO_DIGEST = '0'.repeat(64);

const SHARDED = 'sessions';
/** The rows of a decision by list, in the order of their paths. */
const lists = (d: Decision): readonly (readonly [string, readonly Row[]])[] => [
  ['addresses', d.addresses],
  ['checks', d.checks],
  ['clients', d.clients],
  ['conflicts', d.conflicts],
  ['endpoints/endpoints', d.endpoints.endpoints],
  ['endpoints/limits', d.endpoints.limits],
  ['information', d.information],
  ['node', d.node],
  ['ownership', d.ownership],
  ['publications', d.publications],
  ['ranking', d.ranking],
  ['resolution', d.resolution],
  ['routing/routes', d.routing.routes],
  ['routing/rules', d.routing.rules],
  [SHARDED, d.sessions],
  ['sockets/endings', d.sockets.endings],
  ['sockets/owners', d.sockets.owners],
  ['tuning/guarded', d.tuning.guarded],
  ['tuning/sysctls', d.tuning.sysctls],
];

export function changes(before: Decision, now: Decision): readonly Change[] {
  if (before === now) return [];
  const old = lists(before);
  return lists(now).flatMap(([name, rows], i) => {
    const was = old[i]?.[1] ?? [];
    if (rows === was) return [];
    return name === SHARDED ? changedShards(before.sessions, now.sessions) : changedRows(name, was, rows);
  });
}

/** Shard by shard, each by its own list. */
function changedShards(before: Shards<Row>, now: Shards<Row>): readonly Change[] {
  const found = differingShards(before, now).flatMap((shard) => changedRows(SHARDED, shard.before, shard.now));
  return found.length < 2 ? found : found.sort(([a], [b]) => compareText(a, b));
}

/** Both sorted by id: one walk. */
function changedRows(name: string, before: readonly Row[], now: readonly Row[]): readonly Change[] {
  const found: Change[] = [];
  const { start, end, last } = differing(before, now);
  for (let i = start, j = start; i < end || j < last; ) {
    const [old, young] = [i < end ? before[i] : undefined, j < last ? now[j] : undefined];
    if (old && (!young || old.id < young.id)) {
      found.push([`${name}/${old.id}`, null]);
      i += 1;
    } else if (young && (!old || young.id < old.id)) {
      found.push([`${name}/${young.id}`, young]);
      j += 1;
    } else {
      if (old !== young && young) found.push([`${name}/${young.id}`, young]);
      i += 1;
      j += 1;
    }
  }
  return found;
}

/** The digest after a tick: a hash over the one before and what this tick changed. A tick that changed and asked nothing leaves it. */
export function digestAfter(
  digest: string,
  seq: number,
  changed: readonly Change[],
  commands: readonly Command[],
  hash = inJavaScript,
): string {
  if (changed.length === 0 && commands.length === 0) return digest;
  return hash(`${digest}${canonical([seq, changed, commands])}`);
}

/** The digest at the opening of an epoch: the whole decision, chained to the last epoch. */
export function digestOf(previous: string, decision: Decision, commands: readonly Command[], hash = inJavaScript): string {
  return hash(`${previous}${canonical([decision, commands])}`);
}

/** SHA-256 of the text in UTF-8, in hex. An engine that has one of its own is several times faster than the one in JavaScript. */
export type Hash = (text: string) => string;
export const inJavaScript: Hash = (text) => bytesToHex(sha256(utf8(text)));
