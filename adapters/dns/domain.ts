/** One PvD in one attachment: its servers, its answers, and what is being asked there. All of it ends with it (dns-5). */
import { nameBytes, TYPE } from '../../machines/model/dns/index.ts';
import type { NameServer, NamesDomain } from '../../machines/model/names.ts';
import { IPV4_ONLY, prefixesIn } from '../../machines/model/nat64.ts';
import { seconds } from '../../machines/model/units.ts';
import { type Asked, askServers } from './ask.ts';
import { type Bounds, type Cache, createCache } from './cache.ts';
import type { Counters } from './counters.ts';
import { isTranslatable, lacksAddress, translated, translatedQuestion } from './dns64.ts';
import type { Discovered } from './port.ts';
import { type Wanted, wantedName } from './query.ts';
import { createSampler, type Sample } from './sample.ts';
import { createServers, type Servers } from './servers.ts';
import type { Stored } from './stored.ts';
import type { Cancel, Time } from './time.ts';
import type { Reach } from './transport.ts';

export type DomainOptions = {
  readonly reach: Reach;
  readonly time: Time;
  readonly counters: Counters;
  readonly discovered: (found: Discovered) => void;
  readonly notice: (line: string) => void;
  /** An answer is no longer kept. */
  readonly dropped: (stored: Stored) => void;
  readonly bounds?: Bounds;
};
export type Domain = {
  readonly spec: NamesDomain;
  readonly cache: Cache;
  readonly servers: Servers;
  /** From the cache, or from its servers (or others of its, for this name); equal questions are asked once. Never rejects. */
  find(wanted: Wanted, servers?: readonly NameServer[] | null): Promise<Asked>;
  /** What it was asked from outside since the last look. */
  sample(): Sample;
  /** The same attachment, told anew. */
  update(spec: NamesDomain): void;
  /** What was learned is forgotten, and what is under way called off. */
  forget(): void;
  close(): void;
};

/** Questions under way for one PvD. A guess. */
const PENDING_MAX = 1_024;
/** Lists of servers for suffixes of their own. A guess. */
const SPECIAL_MAX = 16;
/** RFC 7050 §3: the name that has no AAAA but by synthesis, and how long a finding holds at least and at most. */
const WELL_KNOWN = nameBytes(IPV4_ONLY) ?? new Uint8Array(1);
const [DISCOVERY_MIN, DISCOVERY_MAX] = [seconds(60), seconds(7_200)];

export function createDomain(first: NamesDomain, options: DomainOptions): Domain {
  const { time, counters, reach, notice } = options;
  const cache = createCache(counters, options.dropped, options.bounds);
  const servers = createServers(first, reach, notice);
  /** Servers for some suffixes only, by their list. */
  const special = new Map<string, Servers>();
  const pending = new Map<string, Promise<Asked>>();
  const cancels = new Set<Cancel>();
  const sampler = createSampler();
  let spec = first;
  let rediscover = 0;

  const serversOf = (list: readonly NameServer[] | null): Servers => {
    if (list === null) return servers;
    const key = JSON.stringify(list);
    const known = special.get(key) ?? createServers({ ...spec, servers: list }, reach, notice);
    if (!special.has(key) && special.size >= SPECIAL_MAX) closeSpecial();
    special.set(key, known);
    return known;
  };
  const closeSpecial = (): void => {
    for (const group of special.values()) group.close();
    special.clear();
  };
  const ask = async (wanted: Wanted, list: readonly NameServer[] | null): Promise<Asked> => {
    const asking = askServers(serversOf(list).order(time.now()), wanted, time, counters);
    cancels.add(asking.cancel);
    const asked = await asking.asked;
    cancels.delete(asking.cancel);
    return asked;
  };
  /** RFC 6147 §5.1.2: an error other than NXDOMAIN is as an empty answer; silence is not, for it would be asked for nothing. */
  const askTranslated = async (wanted: Wanted, list: readonly NameServer[] | null): Promise<Asked> => {
    const asked = await ask(wanted, list);
    const isDone = asked.ok ? !lacksAddress(asked.stored) : asked.why !== 'failed';
    if (spec.pref64.length === 0 || isDone || !isTranslatable(wanted)) return asked;
    const found = await find(translatedQuestion(wanted), list);
    const stored = found.ok ? translated(wanted, asked.ok ? asked.stored : null, found.stored, spec.pref64, time.now()) : null;
    if (!found.ok && found.why === 'gone') return found;
    if (!stored) return asked;
    counters.synthesised += 1;
    return { ok: true, stored };
  };
  const find = (wanted: Wanted, list: readonly NameServer[] | null = null): Promise<Asked> => {
    const kept = cache.find(wanted.key, time.now());
    if (kept) return Promise.resolve({ ok: true, stored: kept });
    const before = pending.get(wanted.key);
    if (before) {
      counters.coalesced += 1;
      return before;
    }
    if (pending.size >= PENDING_MAX) {
      counters.overloaded += 1;
      return Promise.resolve({ ok: false, why: 'failed' });
    }
    const asked = askTranslated(wanted, list).then((told) => {
      if (pending.get(wanted.key) !== asked) return { ok: false, why: 'gone' } as const;
      pending.delete(wanted.key);
      if (told.ok) cache.keep(told.stored);
      return told;
    });
    pending.set(wanted.key, asked);
    discover();
    return asked;
  };
  /** RFC 7050 §3: where there is no IPv4 and nobody told a prefix, the network may translate all the same. */
  const discover = (): void => {
    if (spec.pref64.length > 0 || spec.sources[4] !== null || time.now() < rediscover) return;
    rediscover = time.now() + DISCOVERY_MIN;
    find(wantedName(WELL_KNOWN, TYPE.AAAA, 0)).then((told) => {
      const prefixes = told.ok ? prefixesIn(told.stored.addresses) : [];
      if (!told.ok || prefixes.length === 0) return;
      const { lifetime } = told.stored;
      const ttl = lifetime < DISCOVERY_MIN ? DISCOVERY_MIN : lifetime > DISCOVERY_MAX ? DISCOVERY_MAX : lifetime;
      rediscover = time.now() + ttl;
      options.discovered({ pvd: spec.pvd, generation: spec.generation, prefixes, ttl });
    });
  };
  const forget = (): void => {
    cache.clear();
    pending.clear();
    for (const cancel of cancels) cancel();
  };

  return {
    get spec() {
      return spec;
    },
    cache,
    servers,
    find: (wanted, list) => {
      const asked = find(wanted, list);
      sampler.note(wanted.name, asked);
      return asked;
    },
    sample: sampler.take,
    update: (next) => {
      // What a portal said is no word of the network behind it (dns-8), and what was synthesised holds for its prefix alone (dns-6).
      if (next.isOpen !== spec.isOpen || next.pref64.join() !== spec.pref64.join()) forget();
      // A portal that caught packets on the way keeps the flows that it has: a socket from before would still be answered by it.
      if (next.isOpen !== spec.isOpen) servers.close();
      spec = next;
      servers.update(next);
      closeSpecial();
    },
    forget,
    close: () => {
      forget();
      servers.close();
      closeSpecial();
    },
  };
}
