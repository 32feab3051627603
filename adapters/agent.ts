/** The wiring: sources → log → loop → exits. It knows every room and decides nothing. Fold, commit, act (law 6). */
import { type Observable, Subject } from 'rxjs';
import type { Command } from '../machines/model/command.ts';
import type { Fact, Unstamped } from '../machines/model/facts/index.ts';
import type { NamesView } from '../machines/model/names.ts';
import type { AgentSource, Namer, Source } from '../machines/model/port.ts';
import { isEqual } from '../machines/model/settle.ts';
import { type Instant, instant } from '../machines/model/units.ts';
import { isPinnable } from '../machines/pins.ts';
import { createLoop, type Fold, INITIAL_FOLD, type Tick } from '../streams/loop.ts';
import { createNamesView } from '../streams/names.ts';
import { isPinned } from '../streams/routing/pins.ts';
import { bootId } from './agent/boot.ts';
import { createExit, type Exit } from './agent/exits.ts';
import { createKeeper, inMemory } from './agent/keeper.ts';
import { lastFold, nowInEpochOf } from './agent/last.ts';
import { type Opening, reopening, stamped, starting } from './agent/opening.ts';
import { createLocalPrograms } from './agent/programs.ts';
import { createViews } from './agent/views.ts';
import type { Clock } from './clock/index.ts';
import { openClock } from './clock/index.ts';
import { type Config, DEFAULT_CONFIG, toFacts } from './config/index.ts';
import type { NamesSource } from './dns/index.ts';
import { type EventLog, memoryLog, OCTETS } from './log/index.ts';
import { createPrograms, type Programs, type ProgramsFace } from './programs/index.ts';
import { hostSources } from './sources.ts';
import { VERSION } from './version.ts';

export type AgentOptions = {
  /** Default: no policies, the default settings. */
  readonly config?: Config;
  /** Where the configuration came from, for the facts that cite it. */
  readonly configFrom?: string;
  /** Where facts are kept; the agent closes it. Default: in memory, one epoch and what of those before it fits into as much again. */
  readonly log?: EventLog;
  /** `apply` puts the decision into the kernel; default: what the configuration says. */
  readonly mode?: 'observe' | 'apply';
  /** Whether connectivity checks are made; default: in apply mode. */
  readonly checks?: boolean;
  /** What is heard, and what carries commands out. Default: this host's kernel, routers, managers, clients and checks. */
  readonly sources?: readonly AgentSource[];
  readonly clock?: Clock;
  /** Which boot of the host this is. Default: the kernel's boot_id. */
  readonly boot?: string;
  /** One line for each thing that cannot be seen or done here. Default: nowhere; `notices` keeps them. */
  readonly notice?: (line: string) => void;
};

export type Agent = AsyncDisposable &
  Omit<ProgramsFace, 'close'> & {
    /** All that the log has been folded into. */
    readonly fold: Fold;
    /** The current decision, then each that differs. */
    readonly decisions: Exit<Tick>;
    /** Every fact, once it is durable (or once it is known that it cannot be). */
    readonly facts: Observable<Fact>;
    readonly log: EventLog;
    readonly notices: readonly string[];
    /** Names, each asked in the right provisioning domain; null where no resolver runs here. */
    readonly names: NamesSource['names'] | null;
    /** What connections, sockets and sessions of programs go by; `connect` and the others are made of it. */
    readonly programs: Programs;
    readonly views: ReturnType<typeof createViews>['exit'];
    /** Facts from whoever embeds it: a check that is wanted (`check.requested`), a configuration (`toFacts`). */
    tell(facts: readonly Unstamped[]): void;
    /** Opens a new epoch: the log may be read from there on alone. */
    openEpoch(): void;
    /** Ends all sources and closes the log. Idempotent. */
    close(): Promise<void>;
  };

/** The newest lines that are kept: a client that fails every minute says so for years. A guess. */
const NOTICES_MAX = 256;

/**
 * Starts an agent in this process: reads what is there, makes the first decision, and goes on.
 * Rejects with a coded error when the log cannot be used (`ERR_LOG_…`); a source that may not see something says so in a notice.
 */
export async function createAgent(options: AgentOptions = {}): Promise<Agent> {
  const { config = DEFAULT_CONFIG, log = memoryLog(), clock = openClock() } = options;
  const mode = options.mode ?? config.mode;
  const checks = options.checks ?? mode === 'apply';
  const sources = options.sources ?? hostSources({ config, mode, checks });
  const sinks = sources.filter((source) => 'carry' in source);
  const namers = sources.filter((source) => 'settle' in source);
  const namesOf = createNamesView();
  const notices: string[] = [];
  const notice = (line: string) => {
    notices.push(line);
    if (notices.length > NOTICES_MAX) notices.shift();
    options.notice?.(line);
  };
  const loop = createLoop(INITIAL_FOLD, OCTETS.sha256);
  const decisions = createExit<Tick>();
  const facts = new Subject<Fact>();
  const keeper = createKeeper(log, options.log ? config.log : inMemory(config.log), clock, notice);
  const boot = options.boot ?? bootId();
  let last = lastFold(log, notice);
  let seq = log.last?.seq ?? 0;
  let at = 0;
  let isOpen = false;
  /** What is heard while a fact is being taken; null when none is. */
  let waiting: (readonly Unstamped[])[] | null = null;
  let isClosed = false;
  const shown = new Map<Namer, NamesView>();

  const now = (): Instant => instant(Math.max(at, Math.round(clock.now())));
  const opening = (reason: Opening['reason'], lost = 0): Opening => ({
    version: VERSION,
    boot,
    uptime: clock.uptime(),
    mode,
    checks,
    epoch: (log.last?.epoch ?? 0) + 1,
    previous: log.last?.digest || null,
    reason,
    lost,
  });

  /** One transaction: folded, made durable, then acted upon and told. */
  function take(batch: readonly Unstamped[]): void {
    if (batch.length === 0 || isClosed) return;
    if (keeper.isToTryAgain()) return reopen('gap', batch);
    const whole = stamped(batch, seq + 1, now());
    const ticks = whole.map((fact) => loop.take(fact)).filter((tick) => tick !== null);
    seq += whole.length;
    at = whole.at(-1)?.at ?? at;
    keeper.keep(whole, loop.fold.digest);
    for (const { commands } of ticks) if (commands.length > 0) act(commands);
    for (const namer of namers) tellNames(namer);
    programs.tick();
    for (const fact of whole) facts.next(fact);
    const changed = ticks.filter((tick, i) => tick.changed.length > 0 || (decisions.exit.current === null && i === ticks.length - 1));
    for (const tick of changed) if (!isKnown(tick)) decisions.push(tick);
    if (isOpen && keeper.isFull()) reopen('size');
  }

  /** A new epoch decides from nothing what was decided before it. */
  const isKnown = ({ fold }: Tick): boolean => isEqual(decisions.exit.current?.fold.decision, fold.decision);

  /** A new epoch, and then what is waiting: all is restated, so the log may be read from here on alone. */
  function reopen(reason: 'size' | 'gap', waiting: readonly Unstamped[] = []): void {
    const restated = reopening(opening(reason, keeper.begin()), loop.fold, now());
    clock.rebase();
    at = 0;
    take(restated);
    keeper.opened();
    take(waiting);
  }

  /** In observe mode only deadlines (and checks, where asked for) are carried out, and what changes and sends nothing; what else is commanded stays in flight until it is no longer wanted. */
  function act(commands: readonly Command[]): void {
    for (const command of commands) {
      if (command.type === 'deadline.arm') clock.arm(command.target, command.due);
      if (command.type === 'deadline.disarm') clock.disarm(command.target);
    }
    for (const sink of sinks) {
      const own = commands.filter(({ type }) => {
        const kind = type.slice(0, type.indexOf('.'));
        return sink.carries.includes(kind) && (kind === 'check' ? checks : mode === 'apply' || OBSERVING.has(type));
      });
      if (own.length > 0) sink.carry(own);
    }
  }

  /** Only once: a view that nothing has changed in is the same one. */
  function tellNames(namer: Source & Namer): void {
    const { fold } = loop;
    const view = fold.host.phase === 'settled' ? namesOf(fold) : undefined;
    if (view && shown.get(namer) !== view) {
      shown.set(namer, view);
      namer.show(view);
    }
    namer.settle((address, pvd) => !isPinnable(address) || isPinned(fold, address, pvd));
  }

  async function close(): Promise<void> {
    if (isClosed) return;
    isClosed = true;
    await face.close();
    await programs.close();
    views.end();
    for (const source of [...sources, clock].toReversed()) await source.close();
    decisions.end();
    facts.complete();
    log.close();
  }

  const names = sources.find(isNames)?.names ?? null;
  const tell = (told: readonly Unstamped[]) => hear(told);
  const programs = createLocalPrograms({ fold: () => loop.fold, namesOf, resolver: names, mode, tell, notice });
  const face = createPrograms(programs.port);
  const views = createViews(programs.port);
  const early: Unstamped[] = [];
  const hear = (batch: readonly Unstamped[]) => {
    for (const source of sources) source.follow?.(batch);
    if (waiting) waiting.push(batch);
    else if (!isOpen) early.push(...batch);
    else inTurn(() => take(batch));
  };
  /** A command's answer may come while the fact that led to it is still being told. */
  const inTurn = (first: () => void) => {
    const queue: (readonly Unstamped[])[] = [];
    waiting = queue;
    try {
      first();
      for (let next = queue.shift(); next; next = queue.shift()) take(next);
    } finally {
      waiting = null;
    }
  };
  try {
    for (const source of [clock, ...sources]) {
      await source
        .open(hear, notice)
        .catch((error: unknown) => notice(`${source.name}: ${error instanceof Error ? error.message : String(error)}`));
    }
    const before = last && { fold: last, now: nowInEpochOf(last, clock) };
    inTurn(() => {
      take(starting(opening('start'), toFacts(config, options.configFrom ?? 'options'), early, before));
      keeper.opened();
      isOpen = true;
    });
  } catch (error) {
    await close();
    throw error;
  }
  last = null;

  return {
    ...{ ...face, programs: programs.port, views: views.exit },
    get fold() {
      return loop.fold;
    },
    decisions: decisions.exit,
    facts,
    log,
    notices,
    names,
    tell: hear,
    openEpoch: () => reopen('size'),
    close,
    [Symbol.asyncDispose]: close,
  };
}

const OBSERVING: ReadonlySet<Command['type']> = new Set(['sockets.watch']);

const isNames = (source: AgentSource): source is NamesSource => 'names' in source;
