/** A resolver in this thread: engine, desks and doors put together. The worker runs one; without doors it is a resolver in memory. */
import { decodeMessage } from '../../machines/model/dns/index.ts';
import { millis } from '../../machines/model/units.ts';
import { createDesk } from './desk.ts';
import { createDoors, type Doors, type Listen } from './doors.ts';
import { createEngine, type Engine, type EngineOptions, wantedText } from './engine.ts';
import type { Given } from './node.ts';
import type { CachedDomain, PvdDoor, PvdSample, Resolver, ServerState, Told } from './port.ts';
import { age } from './stored.ts';

/** `listen`: null for nowhere. */
export type LocalOptions = EngineOptions & { readonly listen: Listen | null };

export function createLocalResolver(options: LocalOptions): Resolver {
  const { time, listen } = options;
  const engine = createEngine(options);
  const doors = listen && doorsOf(engine, options, listen);
  let isClosed = false;
  return {
    open: async () => (doors ? doors.open() : []),
    show: async (view) => {
      if (isClosed) return view.seq;
      engine.show(view);
      doors?.follow(view.domains.map(({ slot }) => slot));
      return view.seq;
    },
    resolve: async ({ name, type, pvd }) => {
      if (isClosed) return { ok: false, problem: 'closed' };
      const wanted = wantedText(name, type);
      return wanted ? toldOf(await engine.find(wanted, pvd), time.now()) : { ok: false, problem: 'badName' };
    },
    cache: async () => cachedOf(engine, time.now()),
    flush: async () => engine.flush(),
    stats: async () => ({ counts: { ...engine.counters }, servers: serversOf(engine, time.now()), doors: doorsAt(engine, doors) }),
    samples: async () => samplesOf(engine),
    close: async () => {
      isClosed = true;
      engine.close();
      await doors?.close();
    },
  };
}

const doorsOf = (engine: Engine, { time, notice = () => {} }: LocalOptions, listen: Listen): Doors =>
  createDoors({
    listen,
    node: createDesk(engine, time, () => null),
    deskAt: (slot) => createDesk(engine, time, () => engine.at(slot) ?? undefined),
    counters: engine.counters,
    notice,
  });

const samplesOf = (engine: Engine): readonly PvdSample[] =>
  engine
    .domains()
    .map(({ spec, sample }) => ({ pvd: spec.pvd, generation: spec.generation, ...sample() }))
    .filter(({ asked }) => asked > 0);

const doorsAt = (engine: Engine, doors: Doors | null): readonly PvdDoor[] =>
  [...(doors?.bound() ?? [])].flatMap(([slot, endpoint]) => {
    const pvd = engine.at(slot);
    return pvd === null ? [] : [{ pvd, ...endpoint }];
  });

function toldOf(given: Given, now: number): Told {
  if (!given.ok) return given;
  const { stored, pvd, generation } = given;
  age(stored, now);
  const read = decodeMessage(stored.bytes);
  if (!read.ok) return { ok: false, problem: 'failed' };
  return { ok: true, pvd, generation, isSynthesised: stored.isSynthesised, message: read.value };
}

const cachedOf = (engine: Engine, now: number): readonly CachedDomain[] =>
  engine.domains().map(({ spec, cache }) => ({
    pvd: spec.pvd,
    generation: spec.generation,
    entries: cache.entries(now).map(({ wanted, rcode, addresses, expires, isSynthesised, bytes }) => ({
      ...{ name: wanted.name, type: wanted.type, rcode, addresses, ttl: millis(Math.round(expires - now)), isSynthesised },
      bytes: bytes.length,
    })),
  }));

const serversOf = (engine: Engine, now: number): readonly ServerState[] =>
  engine.domains().flatMap(({ spec, servers }) =>
    servers.all().map(({ server, rtt, failures, until }) => ({
      pvd: spec.pvd,
      address: server.address,
      rtt: rtt === null ? null : millis(Math.round(rtt)),
      failures,
      penalty: millis(Math.max(0, Math.round(until - now))),
    })),
  );
