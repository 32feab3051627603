/**
 * Names for the node: asked of the PvDs that the present view names, held while there is none, and handed out only when the view
 * still says so and the routes stand (law 8). Equal questions are one.
 */
import type { Counters } from './counters.ts';
import type { Domain } from './domain.ts';
import { ofFamilies } from './familyless.ts';
import { createHeld } from './held.ts';
import type { PinRequest, Problem } from './port.ts';
import type { Wanted } from './query.ts';
import type { Ready } from './ready.ts';
import type { Choice, Rules } from './rules.ts';
import { specialAnswer } from './special.ts';
import type { Stored } from './stored.ts';
import type { Time } from './time.ts';

/** `pvd`: null for a name that no network was asked for. */
export type Given =
  | { readonly ok: true; readonly stored: Stored; readonly pvd: string | null; readonly generation: number | null }
  | { readonly ok: false; readonly problem: Problem };
export type Node = { find(wanted: Wanted): Promise<Given>; show(rules: Rules): void; close(): void };
export type NodeOptions = {
  readonly first: Rules;
  readonly time: Time;
  readonly counters: Counters;
  readonly ready: Ready;
  /** The PvD in its present attachment. */
  readonly domainOf: (pvd: string) => Domain | undefined;
  readonly pin: (request: PinRequest) => Promise<boolean>;
};

/** ms that a question waits for a network, and an answer for its routes. Guesses: glibc waits 5 s. */
const [HOLD, PIN] = [1_500, 50];
/** Views that may pass by while one question is answered. A guess. */
const RESTARTS_MAX = 32;
/** Questions of programs under way. A guess. */
const PENDING_MAX = 4_096;

type Told = { readonly domain: Domain; readonly stored: Stored };

export function createNode({ first, time, counters, ready, domainOf, pin }: NodeOptions): Node {
  let [rules, isOpen] = [first, true];
  const pending = new Map<string, Promise<Given>>();
  const waiting = new Set<() => void>();
  const held = createHeld();

  const give = async (wanted: Wanted): Promise<Given> => {
    const until = time.now() + HOLD;
    for (let i = 0; i < RESTARTS_MAX && isOpen; i += 1) {
      const way = rules.wayOf(wanted.name, wanted.type);
      if (way.kind === 'special') return special(wanted, way.zone);
      if (way.kind === 'ask') {
        const given = await fromDomains(way.choices, wanted);
        if (given) return given;
      } else if (way.kind === 'nobody' || time.now() >= until) {
        counters.nobody += 1;
        return failure('nobody');
      } else await nextView(until - time.now());
    }
    return failure(isOpen ? 'silent' : 'closed');
  };
  /** Null: meanwhile the view is another, and says otherwise. */
  const fromDomains = async (choices: readonly Choice[], wanted: Wanted): Promise<Given | null> => {
    let why: Problem = 'silent';
    for (const { pvd, servers } of choices) {
      const domain = domainOf(pvd);
      if (!domain) return null;
      const asked = await domain.find(wanted, servers);
      if (!serves(domain, wanted)) return null;
      const stored = asked.ok ? ofFamilies(asked.stored, domain.spec, time.now()) : null;
      if (asked.ok) return stored ? handOut({ domain, stored }, wanted) : failure('failed');
      if (asked.why === 'gone') return null;
      why = asked.why;
      // Its servers are at work, if to no use: what they know is not asked of others.
      if (why === 'failed') break;
      counters.silent += 1;
    }
    return failure(why);
  };
  const handOut = async ({ domain, stored }: Told, wanted: Wanted): Promise<Given | null> => {
    const { pvd, generation } = domain.spec;
    const pinned = toPin(pvd, stored.addresses);
    if (pinned.length > 0) {
      // From here on what others have answered with these addresses is not handed out at once.
      for (const address of pinned) held.add(address, pvd);
      ready.dropWith(pinned);
      const isPinned = await inTime({ pvd, generation, addresses: pinned, ttl: stored.lifetime });
      const isStill = serves(domain, wanted) && rules.strays(pvd, stored.addresses).every((address) => pinned.includes(address));
      if (!isStill) return null;
      if (!isPinned) {
        counters.unpinned += 1;
        return failure('unpinned');
      }
      ready.dropWith(pinned);
    }
    ready.put(stored);
    return { ok: true, stored, pvd, generation };
  };
  const toPin = (pvd: string, addresses: readonly string[]): readonly string[] => {
    const strays = rules.strays(pvd, addresses);
    return addresses.filter((address) => strays.includes(address) || held.isOthers(address, pvd));
  };
  const serves = (domain: Domain, { name, type }: Wanted): boolean => {
    const way = rules.wayOf(name, type);
    return way.kind === 'ask' && way.choices.some(({ pvd }) => domainOf(pvd) === domain);
  };
  const inTime = (request: PinRequest): Promise<boolean> => {
    counters.pins += 1;
    const { promise, resolve } = Promise.withResolvers<boolean>();
    const stop = time.wait(PIN, () => resolve(false));
    pin(request).then(resolve, () => resolve(false));
    return promise.finally(stop);
  };
  const special = (wanted: Wanted, zone: string): Given => {
    counters.special += 1;
    const stored = specialAnswer(wanted, zone, time.now());
    if (!stored) return failure('failed');
    ready.put(stored);
    return { ok: true, stored, pvd: null, generation: null };
  };
  const nextView = (patience: number): Promise<void> => {
    counters.held += 1;
    const { promise, resolve } = Promise.withResolvers<void>();
    const stop = time.wait(patience, resolve);
    waiting.add(resolve);
    return promise.finally(() => {
      stop();
      waiting.delete(resolve);
    });
  };
  const wake = (): void => {
    for (const resolve of waiting) resolve();
  };

  return {
    find: (wanted) => {
      const before = pending.get(wanted.key);
      if (before) {
        counters.coalesced += 1;
        return before;
      }
      if (pending.size >= PENDING_MAX) {
        counters.overloaded += 1;
        return Promise.resolve(failure('overloaded'));
      }
      const given = give(wanted).finally(() => pending.delete(wanted.key));
      pending.set(wanted.key, given);
      return given;
    },
    show: (next) => {
      rules = next;
      ready.clear();
      wake();
    },
    close: () => {
      isOpen = false;
      wake();
    },
  };
}

const failure = (problem: Problem): Given => ({ ok: false, problem });
