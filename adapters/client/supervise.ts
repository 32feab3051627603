/**
 * Runs one client program for each interface: starts it, starts it again with back-off when it ends, ends it when asked or
 * when we end. It answers `client.start` with `client.started` and `client.stop` with `command.done`; what a client does by
 * itself is a fact about the world. One thing at a time happens to an interface, in the order it was asked for.
 */
import { mkdirSync } from 'node:fs';
import { answer, world } from '../../machines/model/facts/index.ts';
import type { Emit } from '../../machines/model/port.ts';
import { type IfName, millis } from '../../machines/model/units.ts';
import { endLeftovers, forgetChild, recordChild } from './leftover.ts';
import { createAllowance, printable } from './lines.ts';
import { type Launch, launch, type Recipe, type Running } from './process.ts';

/** The command that is answered. */
export type Asked = { readonly id: string; readonly target: string };
export type SuperviseOptions = {
  readonly client: 'udhcpc' | 'dhcpcd';
  /** Private to us; made with mode 0700 where it is missing. Records of children are in it. */
  readonly folder: string;
  readonly emit: Emit;
  readonly notice: (line: string) => void;
  /** Lines that say no more than facts do. */
  readonly routine?: RegExp;
  /** What a child gets when we die: `TERM` unless said. */
  readonly deathSignal?: string;
  /** Before each start and after each end of a process: what was known of the one before it is void. */
  readonly onStart?: (ifname: IfName) => void;
  readonly times?: Times;
};
/** All in milliseconds. */
export type Times = { readonly first: number; readonly longest: number; readonly steady: number; readonly patience: number };
export type Supervisor = {
  /** Ends what an earlier run left behind. To be awaited before the first start. */
  open(): Promise<void>;
  /** Running already in just this way: says so again, and leaves it alone. With another recipe it is replaced. */
  start(asked: Asked, ifname: IfName, recipe: Recipe): Promise<void>;
  /** Not running is as good as stopped. `before`: what is to be done while it still runs. */
  stop(asked: Asked, ifname: IfName, before?: (running: Running) => Promise<void>): Promise<void>;
  /** The interface has gone: ended, told, and not started again. */
  drop(ifname: IfName, problem: string): Promise<void>;
  /** Ended and started at once: its own way to begin anew. Only its new pid is told. */
  restart(ifname: IfName): Promise<void>;
  /** Null: none runs (at the moment). */
  running(ifname: IfName): Running | null;
  /** Ends all. Nothing is told. */
  close(): Promise<void>;
};

/** Guesses. A client that lived for `steady` is thought to be well. */
const TIMES: Times = { first: 1_000, longest: 60_000, steady: 60_000, patience: 2_000 };
/** Lines of output that become notices at once, and one more every so often. A guess. */
const [NOTICES, NOTICE_EVERY] = [16, 10_000];

type Slot = { recipe: Recipe; running: Running | null; wait: number; timer: NodeJS.Timeout | undefined; isEnding: boolean };

export function createSupervisor(options: SuperviseOptions): Supervisor {
  const { client, folder, emit, notice, routine, deathSignal = 'TERM', onStart = () => {}, times = TIMES } = options;
  const slots = new Map<IfName, Slot>();
  const turns = new Map<IfName, Promise<void>>();
  const allowances = new Map<IfName, ReturnType<typeof createAllowance>>();
  let isClosed = false;
  const nameOf = (ifname: IfName): string => `${client}.${ifname}`;

  /** After all that was asked of this interface before. */
  function inTurn(ifname: IfName, run: () => Promise<void>): Promise<void> {
    const turn = (turns.get(ifname) ?? Promise.resolve())
      .then(run)
      .catch((error: unknown) => notice(`${nameOf(ifname)}: ${String(error)}`));
    turns.set(ifname, turn);
    return turn.finally(() => turns.get(ifname) === turn && turns.delete(ifname));
  }

  function say(ifname: IfName, text: string): void {
    // A program begins its lines with its name, which stands before them already.
    const line = text.replace(`${client}: `, '');
    if (routine?.test(line)) return;
    const allowance = allowances.get(ifname) ?? createAllowance(NOTICES, NOTICE_EVERY);
    allowances.set(ifname, allowance);
    const before = allowance.allow();
    if (before !== null) notice(`${nameOf(ifname)}: ${line}${before === 0 ? '' : ` (after ${before} lines that are not shown)`}`);
  }

  async function bringUp(ifname: IfName, slot: Slot): Promise<Launch> {
    onStart(ifname);
    const { program, env, extra } = slot.recipe;
    const args = [...slot.recipe.args, ...(extra?.() ?? [])];
    const launched = await launch({ program, args, env }, { deathSignal, onLine: (line) => say(ifname, line) });
    if (!launched.ok) return launched;
    const { running } = launched;
    slot.running = running;
    const since = performance.now();
    const record = recordChild(folder, nameOf(ifname), running.pid, [program, ...args]);
    if (record !== null) say(ifname, record);
    void running.exited.then((how) => {
      if (slot.running !== running) return;
      slot.running = null;
      forgetChild(folder, nameOf(ifname));
      if (slot.isEnding) return;
      if (performance.now() - since >= times.steady) slot.wait = times.first;
      again(ifname, slot, how);
    });
    return launched;
  }

  function again(ifname: IfName, slot: Slot, problem: string): void {
    emit([world('client.exited', { client, ifname, problem: printable(problem, 256), again: millis(slot.wait) })]);
    slot.timer = setTimeout(() => {
      void inTurn(ifname, async () => {
        if (slot.isEnding || slot.running || slots.get(ifname) !== slot) return;
        const launched = await bringUp(ifname, slot);
        if (launched.ok) emit([world('client.started', { client, ifname, pid: launched.running.pid })]);
        else again(ifname, slot, launched.problem);
      });
    }, slot.wait);
    slot.wait = Math.min(2 * slot.wait, times.longest);
  }

  async function bringDown(ifname: IfName): Promise<boolean> {
    const slot = slots.get(ifname);
    if (!slot) return false;
    slot.isEnding = true;
    clearTimeout(slot.timer);
    await slot.running?.end(times.patience);
    slots.delete(ifname);
    return true;
  }

  return {
    open: async () => {
      mkdirSync(folder, { recursive: true, mode: 0o700 });
      for (const line of await endLeftovers(folder, client, times.patience)) notice(line);
    },
    start: (asked, ifname, recipe) =>
      inTurn(ifname, async () => {
        if (isClosed) return;
        const before = slots.get(ifname);
        if (before?.running && isSame(before.recipe, recipe)) {
          return emit([answer(asked.id, 'client.started', { client, ifname, pid: before.running.pid })]);
        }
        await bringDown(ifname);
        if (isClosed) return;
        const slot: Slot = { recipe, running: null, wait: times.first, timer: undefined, isEnding: false };
        slots.set(ifname, slot);
        const launched = await bringUp(ifname, slot);
        if (launched.ok) return emit([answer(asked.id, 'client.started', { client, ifname, pid: launched.running.pid })]);
        slots.delete(ifname);
        emit([failed(asked, launched.code, launched.problem)]);
      }),
    stop: (asked, ifname, before) =>
      inTurn(ifname, async () => {
        const running = slots.get(ifname)?.running;
        if (before && running) await before(running);
        await bringDown(ifname);
        emit([answer(asked.id, 'command.done', { command: 'client.stop', target: asked.target })]);
      }),
    drop: (ifname, problem) =>
      inTurn(ifname, async () => {
        if (await bringDown(ifname)) emit([world('client.exited', { client, ifname, problem, again: null })]);
      }),
    restart: (ifname) =>
      inTurn(ifname, async () => {
        const slot = slots.get(ifname);
        if (!slot?.running) return;
        slot.isEnding = true;
        await slot.running.end(times.patience);
        slot.isEnding = false;
        const launched = await bringUp(ifname, slot);
        if (launched.ok) emit([world('client.started', { client, ifname, pid: launched.running.pid })]);
        else again(ifname, slot, launched.problem);
      }),
    running: (ifname) => slots.get(ifname)?.running ?? null,
    close: async () => {
      isClosed = true;
      await Promise.all(
        [...new Set([...slots.keys(), ...turns.keys()])].map((ifname) => inTurn(ifname, async () => void (await bringDown(ifname)))),
      );
    },
  };
}

/** For a client that cannot be started at all: `ERR_NO_PROGRAM`, and what to install. */
export const failed = (asked: Asked, code: string, problem: string, command = 'client.start') =>
  answer(asked.id, 'command.failed', { command, target: asked.target, code: printable(code, 64), problem: printable(problem, 256) });

const isSame = (a: Recipe, b: Recipe): boolean => JSON.stringify(a) === JSON.stringify(b);
