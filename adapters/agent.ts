/** The wiring: sources → log → loop → exits. It knows every room and decides nothing. Fold, commit, act (law 6). */
import { type Observable, Subject } from 'rxjs';
import type { Command } from '../machines/model/command.ts';
import type { Fact, Unstamped } from '../machines/model/facts/index.ts';
import type { Source } from '../machines/model/port.ts';
import { type Instant, instant } from '../machines/model/units.ts';
import { createLoop, type Fold, INITIAL_FOLD, type Tick } from '../streams/loop.ts';
import { replay } from '../streams/replay.ts';
import { bootId } from './agent/boot.ts';
import { createExit, type Exit } from './agent/exits.ts';
import { type Opening, reopening, stamped, starting } from './agent/opening.ts';
import type { Clock } from './clock/index.ts';
import { openClock } from './clock/index.ts';
import { type Config, DEFAULT_CONFIG, toFacts } from './config/index.ts';
import { type EventLog, LogFailed, memoryLog } from './log/index.ts';
import { hostSources } from './sources.ts';
import { VERSION } from './version.ts';

export type AgentOptions = {
  /** Default: no policies, the default settings. */
  readonly config?: Config;
  /** Where the configuration came from, for the facts that cite it. */
  readonly configFrom?: string;
  /** Where facts are kept; the agent closes it. Default: in memory. */
  readonly log?: EventLog;
  /** What is heard; the clock is one of them. Default: this host's kernel, routers and managers. */
  readonly sources?: readonly Source[];
  readonly clock?: Clock;
  /** Which boot of the host this is. Default: the kernel's boot_id. */
  readonly boot?: string;
  /** One line for each thing that cannot be seen or done here. Default: nowhere; `notices` keeps them. */
  readonly notice?: (line: string) => void;
};

export type Agent = AsyncDisposable & {
  /** All that the log has been folded into. */
  readonly fold: Fold;
  /** The current decision, then each that differs. */
  readonly decisions: Exit<Tick>;
  /** Every fact, once it is durable (or once it is known that it cannot be). */
  readonly facts: Observable<Fact>;
  readonly log: EventLog;
  readonly notices: readonly string[];
  /** Opens a new epoch: the log may be read from there on alone. */
  openEpoch(): void;
  /** Ends all sources and closes the log. Idempotent. */
  close(): Promise<void>;
};

/**
 * Starts an agent in this process: reads what is there, makes the first decision, and goes on.
 * Rejects with a coded error when the log cannot be used (`ERR_LOG_…`); a source that may not see something says so in a notice.
 */
export async function createAgent(options: AgentOptions = {}): Promise<Agent> {
  const { config = DEFAULT_CONFIG, log = memoryLog(), clock = openClock() } = options;
  const sources = options.sources ?? hostSources();
  const notices: string[] = [];
  const notice = (line: string) => {
    notices.push(line);
    options.notice?.(line);
  };
  const loop = createLoop();
  const decisions = createExit<Tick>();
  const facts = new Subject<Fact>();
  let last = lastFold(log, notice);
  let seq = log.last?.seq ?? 0;
  let at = 0;
  let lost = 0;
  let isOpen = false;
  let isClosed = false;

  const now = (): Instant => instant(Math.max(at, Math.round(clock.now())));

  function opening(reason: Opening['reason']): Opening {
    const previous = log.last?.digest || null;
    return {
      version: VERSION,
      boot: options.boot ?? bootId(),
      uptime: clock.uptime(),
      epoch: (log.last?.epoch ?? 0) + 1,
      previous,
      reason,
      lost,
    };
  }

  /** One transaction: folded, made durable, then acted upon and told. */
  function take(batch: readonly Unstamped[]): void {
    if (batch.length === 0 || isClosed) return;
    if (lost > 0 && isOpen && tryAgain()) return take(batch);
    const whole = stamped(batch, seq + 1, now());
    const ticks = whole.map((fact) => loop.take(fact)).filter((tick) => tick !== null);
    seq += whole.length;
    at = whole.at(-1)?.at ?? at;
    commit(whole);
    for (const tick of ticks) for (const command of tick.commands) act(command);
    for (const fact of whole) facts.next(fact);
    const changed = ticks.filter((tick, i) => tick.changed.length > 0 || (decisions.exit.current === null && i === ticks.length - 1));
    for (const tick of changed) decisions.push(tick);
    if (isOpen && lost === 0 && log.bytesOfEpoch() > config.log.epochSize) openEpoch('size');
  }

  function commit(whole: readonly Fact[]): void {
    if (lost > 0) {
      lost += whole.length;
      return;
    }
    const result = log.append(whole, loop.fold.digest);
    if (result.ok) return;
    if (result.error.code !== 'ERR_LOG_FULL') throw new LogFailed(result.error);
    lost = whole.length;
    notice(`log: ${result.error.problem}; going on from memory until it can be written again`);
  }

  /** After a gap: a new epoch says how many facts are missing and what is so now. */
  function tryAgain(): boolean {
    const whole = stamped(reopening(opening('gap'), loop.fold, now()), seq + 1, now());
    const trial = createLoop(loop.fold);
    for (const fact of whole) trial.take(fact);
    const result = log.append(whole, trial.fold.digest);
    if (!result.ok) return false;
    notice(`log: written again; ${lost} facts are missing`);
    lost = 0;
    for (const fact of whole) loop.take(fact);
    seq += whole.length;
    rearm();
    return true;
  }

  function openEpoch(reason: 'size' | 'gap'): void {
    const facts = reopening(opening(reason), loop.fold, now());
    clock.rebase();
    at = 0;
    take(facts);
    prune();
  }

  function prune(): void {
    const removed = log.prune(config.log.keep);
    if (removed > 0) notice(`log: the oldest ${removed} epochs made room`);
  }

  const rearm = () => {
    for (const { id, due } of loop.fold.plan.armed) clock.arm(id, due);
  };

  /** In observe mode only deadlines are carried out; what else is commanded stays in flight until it is no longer wanted. */
  function act(command: Command): void {
    if (command.type === 'deadline.arm') clock.arm(command.target, command.due);
    if (command.type === 'deadline.disarm') clock.disarm(command.target);
  }

  const early: Unstamped[] = [];
  const hear = (batch: readonly Unstamped[]) => {
    for (const source of sources) source.follow?.(batch);
    if (isOpen) take(batch);
    else early.push(...batch);
  };
  for (const source of [clock, ...sources]) await source.open(hear, notice);
  const was = last && {
    fold: last,
    now: instant(Math.max(0, Math.round((last.host.started?.at ?? 0) + clock.uptime() - (last.host.started?.uptime ?? 0)))),
  };
  take(starting(opening('start'), toFacts(config, options.configFrom ?? 'options'), early, was));
  last = null;
  isOpen = true;

  return {
    get fold() {
      return loop.fold;
    },
    decisions: decisions.exit,
    facts,
    log,
    notices,
    openEpoch: () => openEpoch('size'),
    close,
    [Symbol.asyncDispose]: close,
  };

  async function close(): Promise<void> {
    if (isClosed) return;
    isClosed = true;
    for (const source of [...sources, clock].toReversed()) await source.close();
    decisions.end();
    facts.complete();
    log.close();
  }
}

/** What the last epoch of this log had been folded into; null when there is none. */
function lastFold(log: EventLog, notice: (line: string) => void): Fold | null {
  if (!log.last) return null;
  const { fold, verdict } = replay(log.transactions({ epoch: log.last.epoch }));
  if (verdict.kind === 'diverged')
    notice(`log: fact ${verdict.seq} was decided otherwise by the version that wrote it; starting afresh from here`);
  return fold === INITIAL_FOLD ? null : fold;
}
