/**
 * The resolver as a part of an agent: it hears each decision's names, tells where it listens and which addresses its answers tie
 * to a PvD, samples what was asked (with names only as `log.names` has it), and hands an answer out once the route that it waits for stands.
 */
import { type Unstamped, world } from '../../machines/model/facts/index.ts';
import { ANSWERED_MAX } from '../../machines/model/facts/name.ts';
import { SAMPLED_MAX } from '../../machines/model/facts/sample.ts';
import type { NamesView } from '../../machines/model/names.ts';
import type { Emit, Namer, Source } from '../../machines/model/port.ts';
import { formatServer } from '../../machines/model/server.ts';
import { type Millis, millis, type Seq, seconds } from '../../machines/model/units.ts';
import type { Listen } from './doors.ts';
import type { Asked, PinRequest, PvdSample, Resolver } from './port.ts';
import { openResolver } from './resolver.ts';

export type NamesOptions = {
  readonly listen?: Partial<Listen>;
  readonly ca?: readonly string[];
  /** How names that were asked for are told. Default: not at all. */
  readonly hiding?: Hiding;
  /** Between two samples. Default: a minute. */
  readonly every?: Millis;
  /** For a double. */
  readonly create?: (asked: Asked) => Resolver;
};
export type NamesSource = Source & Namer & { readonly names: Pick<Resolver, 'resolve' | 'cache' | 'flush' | 'stats'> };

/** How long after its time to live an answer's address stays tied to its PvD: programs connect late, and again. A guess. */
const IDLE = seconds(60);
/** Above this a time to live is somebody's mistake, or attack. RFC 8767 §4 has a week; the cache keeps nothing for longer than 2 h. */
const KEEP_MAX = seconds(7_200 + 60);

/** The resolver waits no longer (port.ts); ms. */
const PATIENCE = 100;

/** So often what the PvDs were asked is told. */
const EVERY = seconds(60);
type Hiding = { readonly mode: 'omit' | 'hash' | 'keep'; hide(names: readonly string[]): readonly string[] };
const OMITTED: Hiding = { mode: 'omit', hide: () => [] };

type Waiting = { readonly request: PinRequest; readonly resolve: (stands: boolean) => void };

export function openNames({ listen, ca, create, hiding = OMITTED, every = EVERY }: NamesOptions = {}): NamesSource {
  let emit: Emit = () => {};
  let notice: (line: string) => void = () => {};
  let [isOpen, shown]: [boolean, Seq] = [false, 0 as Seq];
  const waiting = new Set<Waiting>();
  const asked: Asked = {
    pin: (request) => {
      const { promise, resolve } = Promise.withResolvers<boolean>();
      const one = { request, resolve };
      const giveUp = setTimeout(resolve, PATIENCE, false);
      waiting.add(one);
      emit([answered(request)]);
      return promise.finally(() => {
        clearTimeout(giveUp);
        waiting.delete(one);
      });
    },
    discovered: ({ pvd, generation, prefixes, ttl }) =>
      emit([world('pref64.discovered', { pvd, generation, prefixes: prefixes.slice(0, ANSWERED_MAX), lifetime: ttl })]),
    notice: (line) => notice(line),
  };
  const resolver = create?.(asked) ?? openResolver({ ...asked, ...(listen ? { listen } : {}), ...(ca ? { ca } : {}) });
  const listening = (addresses: readonly string[], problem: string | null): Unstamped =>
    world('resolver.listening', { addresses: addresses.slice(0, 8), problem: problem?.slice(0, 256) ?? null });

  let sampling: NodeJS.Timeout | null = null;
  const sample = (): void => {
    resolver.samples().then(
      (samples) => samples.length > 0 && emit(samples.map((one) => sampled(one, hiding))),
      () => {}, // Its thread is being started again, which is said elsewhere.
    );
  };

  return {
    name: 'resolver',
    names: resolver,
    open: async (to, say) => {
      [emit, notice] = [to, say];
      try {
        const endpoints = await resolver.open();
        isOpen = true;
        sampling = setInterval(sample, every).unref();
        emit([
          listening(
            endpoints.map(({ address, port }) => formatServer({ address, port, tls: null })),
            null,
          ),
        ]);
      } catch (error) {
        const problem = error instanceof Error ? error.message : String(error);
        emit([listening([], problem)]);
        throw error;
      }
    },
    show: (view: NamesView) => {
      if (!isOpen) return;
      resolver.show(view).then(
        (seq) => {
          shown = seq;
        },
        (error: Error) => notice(`the resolver was not shown the names of fact ${view.seq}: ${error.message}`),
      );
    },
    get shown() {
      return shown;
    },
    settle: (isPinned) => {
      for (const { request, resolve } of waiting) if (request.addresses.every((address) => isPinned(address, request.pvd))) resolve(true);
    },
    close: async () => {
      emit = () => {};
      isOpen = false;
      if (sampling) clearInterval(sampling);
      for (const { resolve } of waiting) resolve(false);
      await resolver.close();
    },
  };
}

const sampled = ({ names, ...sample }: PvdSample, { mode, hide }: Hiding): Unstamped =>
  world('name.sampled', { ...sample, shown: mode, names: hide(names.slice(0, SAMPLED_MAX)) });

const answered = ({ pvd, generation, addresses, ttl }: PinRequest): Unstamped =>
  world('name.answered', {
    ...{ pvd, generation, addresses: addresses.slice(0, ANSWERED_MAX) },
    keep: millis(Math.min(ttl + IDLE, KEEP_MAX)),
  });
