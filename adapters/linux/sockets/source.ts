/**
 * Connections of programs that know nothing of us, as facts: how many each PvD has, and how many of them stand still; and their end,
 * where that is commanded. Whose a socket is, is told by commands; nothing is decided here.
 */
import type { Command, CommandOf } from '../../../machines/model/command.ts';
import { answer, type Unstamped, world } from '../../../machines/model/facts/index.ts';
import type { Owner } from '../../../machines/model/facts/socket.ts';
import type { Emit, Sink, Source } from '../../../machines/model/port.ts';
import { failed } from '../apply/outcome.ts';
import { type Devices, isToEnd, type Sample, type Seen, sampled } from './judge.ts';
import type { Diag } from './kernel.ts';

export type SocketsSource = Source & Sink;
/** A socket that can be listed and ended: the kernel's, or one in memory. */
export type Surroundings = {
  readonly diag: Diag;
  readonly devices: Devices;
  /** ms, never backwards. */
  now(): number;
  /** Calls again after so many ms, until it is stopped. */
  every(ms: () => number, run: () => void): { stop(): void };
};

/** So often it is looked, and never more than this part of the time is spent with it. Guesses: two looks a second find a stall within a second and a half. */
const [EVERY, SHARE] = [500, 1 / 20];
/** What is told of one PvD: at most once a second, and that connections come and go, which nobody acts upon, every ten. A guess. */
const [LEAST, IDLY] = [1_000, 10_000];
const NONE: Sample = { open: 0, stalled: 0 };

export function createSockets({ diag, devices, now, every }: Surroundings): SocketsSource {
  let [emit, notice]: [Emit, (line: string) => void] = [() => {}, () => {}];
  let owners: readonly Owner[] = [];
  let told = new Map<string, Sample & { readonly at: number }>();
  let timer: { stop(): void } | null = null;
  let [cost, isClosed] = [0, false];
  const said = new Set<string>();
  const sayOnce = (line: string): void => {
    if (!said.has(line)) notice(line);
    said.add(line);
  };

  const look = (): void => {
    const began = now();
    const listed = diag.list();
    if (!listed.ok) return sayOnce(`connections of programs cannot be counted here (${listed.refused.code})`);
    const facts = changesOf(sampled(listed.sockets, owners, devices.indexOf));
    cost = now() - began;
    if (facts.length > 0) emit(facts);
  };
  const changesOf = (samples: readonly Sample[]): readonly Unstamped[] =>
    owners.flatMap(({ pvd, generation }, i) => {
      const [id, sample, at] = [`${pvd}@${generation}`, samples[i] ?? NONE, now()];
      const last = told.get(id) ?? { ...NONE, at: Number.NEGATIVE_INFINITY };
      if (sample.stalled === last.stalled && sample.open === last.open) return [];
      if (at - last.at < (sample.stalled === last.stalled ? IDLY : LEAST)) return [];
      told.set(id, { ...sample, at });
      return [world('sockets.sampled', { pvd, generation, ...sample })];
    });
  /** Those that stall from now on are others: told of at the next look, also where they are as many, or none. */
  const forgetStalled = (): void => {
    told = new Map([...told].map(([id, last]) => [id, last.stalled === 0 ? last : { ...last, stalled: Number.NaN }]));
  };
  const watch = (command: CommandOf<'sockets.watch'>): Unstamped => {
    owners = command.owners;
    const known = new Set(owners.map(({ pvd, generation }) => `${pvd}@${generation}`));
    told = new Map([...told].filter(([id]) => known.has(id)));
    if (owners.length === 0) {
      timer?.stop();
      timer = null;
    } else timer ??= every(() => Math.max(EVERY, cost / SHARE), look);
    return answer(command.id, 'sockets.watched', { owners });
  };
  const end = (command: CommandOf<'sockets.end'>): Unstamped => {
    const listed = diag.list(true);
    const isMeant = (socket: Seen): boolean => isToEnd(socket, command, devices);
    const keys = listed.ok ? listed.sockets.filter(isMeant).map(({ key }) => key) : [];
    const { ended, refused } = listed.ok ? diag.end(keys) : { ended: 0, ...listed };
    if (command.isStalled) forgetStalled();
    if (refused === null) return answer(command.id, 'sockets.ended', { target: command.target, count: ended });
    sayOnce(`connections of a network that is gone cannot be ended here (${refused.code}): their programs may wait for minutes`);
    return failed(command, refused);
  };
  const carryOut = (command: Command): Unstamped => {
    if (command.type === 'sockets.watch') return watch(command);
    if (command.type === 'sockets.end') return end(command);
    return failed(command, { code: 'ERR_NOT_CARRIED', problem: 'not a command about sockets' });
  };

  return {
    name: 'sockets',
    carries: ['sockets'],
    open: async (to, say) => {
      [emit, notice] = [to, say];
    },
    // Once what is being done is done: that the ranked rules went is heard before.
    carry: (commands) => {
      queueMicrotask(() => {
        if (!isClosed) emit(commands.map(carryOut));
      });
    },
    close: async () => {
      isClosed = true;
      timer?.stop();
      diag.close();
    },
  };
}
