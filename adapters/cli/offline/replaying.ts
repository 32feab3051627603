/** A log file through `replay`: the SQLite form as it is read, an export an epoch at a time, so that neither is held whole. */
import { NO_DIGEST } from '../../../streams/digest.ts';
import { type Recorded, type Replayed, type ReplayOptions, replay, type Verdict } from '../../../streams/replay.ts';
import { OCTETS, type ReadTransaction } from '../../log/index.ts';
import { asCliError } from './fault.ts';
import { type LogFile, transactionsOf } from './logFile.ts';

/** `skipped`: facts before the first epoch that begins in the file. */
export type Replay = Pick<Replayed, 'facts' | 'epochs' | 'verdict'> & { readonly digest: string; readonly skipped: number };
export type ReplayRequest = { readonly until: number | null; readonly keepGoing: boolean; readonly onFacts: (facts: number) => void };

/** `damage`: a CliError, when the file could not be read to its end; what was replayed before it counts. */
export async function replayFile(from: LogFile, request: ReplayRequest): Promise<Replay & { readonly damage: unknown }> {
  let done: Replay = { facts: 0, epochs: 0, verdict: { kind: 'equal' }, digest: NO_DIGEST, skipped: 0 };
  let damage: unknown = null;
  for await (const batch of from.kind === 'log' ? [readable(from.log.transactions(to(request)))] : epochsOf(from, request)) {
    const before = done;
    const counted = batch.counted;
    const options: ReplayOptions = {
      keepGoing: request.keepGoing,
      hash: OCTETS.sha256,
      until: (fact) => request.until !== null && fact.seq > request.until,
      onTransaction: (facts) => {
        counted.facts = facts;
        request.onFacts(before.facts + facts);
      },
    };
    const { result, error } = attempt(from.file, () => replay(batch, options));
    damage = error ?? batch.damage;
    done = joined(
      before,
      result ?? { facts: counted.facts, epochs: counted.epochs, verdict: before.verdict, digest: before.digest },
      counted.skipped,
    );
    if (damage !== null || (done.verdict.kind === 'diverged' && !request.keepGoing)) break;
  }
  return { ...done, damage };
}

type Counted = { facts: number; epochs: number; skipped: number };
type Batch = Iterable<Recorded> & { readonly counted: Counted; readonly damage: unknown };
const to = ({ until }: ReplayRequest): { to?: number } => (until === null ? {} : { to: until });

type Part = { facts: number; epochs: number; verdict: Verdict; digest: string };
function joined(before: Replay, now: Part, skipped: number): Replay {
  return {
    facts: before.facts + now.facts,
    epochs: before.epochs + now.epochs,
    verdict: before.verdict.kind === 'diverged' ? before.verdict : now.verdict,
    digest: now.digest,
    skipped: before.skipped + skipped,
  };
}

function attempt(file: string, work: () => Replayed): { readonly result: Part | null; readonly error: unknown } {
  try {
    const { fold, facts, epochs, verdict } = work();
    return { result: { facts, epochs, verdict, digest: fold.digest }, error: null };
  } catch (error) {
    const known = asCliError(file, error);
    if (known === error) throw error;
    return { result: null, error: known };
  }
}

/** Without what stands before the first beginning of an epoch; a digest that was not stored is null. */
function readable(transactions: Iterable<ReadTransaction>, damage: unknown = null): Batch {
  const counted = { facts: 0, epochs: 0, skipped: 0 };
  function* all(): Generator<Recorded> {
    let begun = false;
    for (const { facts, digest } of transactions) {
      const opens = facts[0]?.type === 'agent.started';
      begun ||= opens;
      if (opens) counted.epochs += 1;
      if (begun) yield { facts, digest: digest === '' ? null : digest };
      else counted.skipped += facts.length;
    }
  }
  return { counted, damage, [Symbol.iterator]: all };
}

/**
 * Cut only before a transaction that opens an epoch whole: there the loop begins from nothing, whatever was before.
 * An opening that is spread over several transactions stays with the epoch before it, to which its digests are chained.
 */
async function* epochsOf(from: LogFile, request: ReplayRequest): AsyncGenerator<Batch> {
  let batch: ReadTransaction[] = [];
  try {
    for await (const transaction of transactionsOf(from, to(request).to)) {
      const opens = transaction.facts[0]?.type === 'agent.started' && transaction.facts.some((fact) => fact.type === 'epoch.opened');
      if (opens && batch.length > 0) {
        yield readable(batch);
        batch = [];
      }
      batch.push(transaction);
    }
  } catch (error) {
    yield readable(batch, error);
    return;
  }
  yield readable(batch);
}
