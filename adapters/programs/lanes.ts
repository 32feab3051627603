/** What may be tried in one network: its own answers for the name, each with a source of its own (laws 7 and 8, policy-1). */
import { addressBytes, familyOf, isInPrefix, reachOf } from '../../machines/model/address.ts';
import { embed } from '../../machines/model/nat64.ts';
import type { ProgramsDomain, ProgramsView } from '../../machines/model/programs.ts';
import { select } from '../../machines/model/selection/index.ts';
import { FAMILIES, type Family } from '../../machines/model/units.ts';
import { canSend, leadsTo } from './choose.ts';
import { LaneOver } from './failure.ts';
import type { Attachment } from './held.ts';
import type { Asking } from './options.ts';
import type { Answer, Programs } from './port.ts';
import type { Lane } from './race.ts';
import type { Time } from './time.ts';
import { mayCarry } from './traffic.ts';

/** One attempt. `at` null: this host itself. */
export type Pair = { readonly address: string; readonly port: number; readonly at: Attachment | null };
export type Request = Asking & { readonly port: number; readonly protocol: 'tcp' | 'udp' };

/** RFC 8305 §8: how long an A record waits for the AAAA. */
const RESOLUTION_DELAY = 50;
/** ms before a metered network is tried beside an unmetered one. A guess: a slow handshake is worth less than the bytes. */
const RELUCTANCE = 1_000;
const TYPES: { readonly [F in Family]: number } = { 4: 1, 6: 28 };

/** `first`: the one that is tried before all others. */
export const reluctanceOf = (domain: ProgramsDomain, first: ProgramsDomain | undefined): number =>
  domain.metered && first?.metered === false ? RELUCTANCE : 0;

export function addressLane(
  view: ProgramsView,
  domain: ProgramsDomain,
  addresses: readonly string[],
  request: Request,
  reluctance: number,
): Lane<Pair> {
  return {
    ...{ name: domain.pvd, reluctance },
    open: async (tell) => {
      const pairs = pairsOf(view, domain, addresses, request);
      if (pairs.length === 0) throw new LaneOver('ERR_NO_SOURCE', `nothing to send from to ${addresses.join(', ')}`);
      tell(pairs);
    },
  };
}

export type NameOptions = Pick<Programs, 'resolve'> & { readonly view: ProgramsView; readonly name: string; readonly time: Time };

export function nameLane(options: NameOptions, domain: ProgramsDomain, request: Request, reluctance: number): Lane<Pair> {
  return {
    ...{ name: domain.pvd, reluctance },
    open: async (tell, signal) => {
      const families = FAMILIES.filter((family) => (request.family ?? family) === family && canSend(domain, family));
      if (families.length === 0) throw new LaneOver('ERR_NO_SOURCE', 'it has no address to send from');
      const answers = createAnswers(options, domain, request, tell);
      await Promise.all(families.map((family) => answers.ask(family, families.length > 1, signal)));
      answers.end();
    },
  };
}

/** Both families' answers as they come: AAAA at once, A a little later unless AAAA is there. RFC 8305 §3. */
function createAnswers(
  { resolve, view, name, time }: NameOptions,
  domain: ProgramsDomain,
  request: Request,
  tell: (pairs: readonly Pair[]) => void,
) {
  const told = new Map<Family, Answer>();
  let isWaiting = false;
  const addresses = (): readonly string[] => [...told.values()].flatMap((answer) => (answer.ok ? answer.addresses : []));
  const show = (): void => {
    const pairs = pairsOf(view, domain, addresses(), request);
    if (pairs.length > 0) tell(pairs);
  };
  return {
    ask: async (family: Family, isOneOfTwo: boolean, signal: AbortSignal): Promise<void> => {
      const answer = await resolve({ name, type: TYPES[family], pvd: domain.pvd, signal });
      told.set(family, answer);
      if (signal.aborted) return;
      if (family === 4 && isOneOfTwo && !told.has(6)) {
        isWaiting = true;
        const stop = time.wait(RESOLUTION_DELAY, () => {
          isWaiting = false;
          show();
        });
        signal.addEventListener('abort', stop, { once: true });
      } else if (!isWaiting || family === 6) show();
    },
    end: (): void => {
      isWaiting = false;
      if (pairsOf(view, domain, addresses(), request).length === 0) throw nothing(name, [...told.values()], addresses());
      show();
    },
  };
}

function nothing(name: string, answers: readonly Answer[], addresses: readonly string[]): LaneOver {
  const problem = answers.find((answer) => !answer.ok);
  if (addresses.length > 0) return new LaneOver('ERR_NOT_REACHABLE', `nothing of it leads to ${addresses.join(', ')}`);
  if (answers.some((answer) => answer.ok)) {
    const exists = answers.some((answer) => answer.ok && answer.exists);
    return new LaneOver('ERR_NAME_NOT_FOUND', exists ? `${name} has no address` : `${name} does not exist`, true);
  }
  const why = problem && !problem.ok ? problem.problem : 'silent';
  if (why === 'badName') return new LaneOver('ERR_NAME_NOT_FOUND', `${name} is no name`, true);
  if (why === 'closed') return new LaneOver('ERR_AGENT_GONE', 'the agent does not answer', true);
  // Its servers are at work, if to no use: what they know is not asked of others.
  return new LaneOver('ERR_NAME_NOT_ANSWERED', `its servers: ${why}`, why === 'failed');
}

/** In the order of RFC 6724 by the PvD's own table, the families taking turns (RFC 8305 §4). */
function pairsOf(view: ProgramsView, domain: ProgramsDomain, found: readonly string[], request: Request): readonly Pair[] {
  const { pvd, generation, ifname } = domain;
  const usable = found
    .filter((address) => leadsTo(domain, address) && mayCarry(view, { ...request, family: familyOf(address), address }, pvd))
    .flatMap((address) => translated(domain, address));
  const local = usable.filter((address) => reachOf(address) === 'linkLocal').map((destination) => ({ destination, source: null }));
  const loopback = usable.filter((address) => reachOf(address) === 'loopback');
  const selected = select(domain, usable, request.prefer).filter(
    ({ destination }) => !loopback.includes(destination) && reachOf(destination) !== 'linkLocal',
  );
  return [
    ...loopback.map((address) => ({ address, port: request.port, at: null })),
    ...takingTurns([...local, ...selected]).map(({ destination, source }): Pair => {
      const at = { pvd, generation, ifname, source: source?.address ?? null };
      return { address: destination, port: request.port, at };
    }),
  ];
}

/** An IPv4 address is reached by its NAT64 where there is no IPv4. RFC 8305 §7.1. */
function translated({ addresses, pref64 }: ProgramsDomain, address: string): readonly string[] {
  const [prefix] = pref64;
  if (addressBytes(address)?.length !== 4 || prefix === undefined || addresses.some((own) => familyOf(own.address) === 4)) return [address];
  const made = isInPrefix(address, '127.0.0.0/8') ? address : embed(prefix, address);
  return made === null ? [] : [made];
}

function takingTurns<T extends { readonly destination: string }>(pairs: readonly T[]): readonly T[] {
  const [first] = pairs;
  if (!first) return pairs;
  const own = pairs.filter(({ destination }) => familyOf(destination) === familyOf(first.destination));
  const other = pairs.filter((pair) => !own.includes(pair));
  return own.flatMap((pair, i) => [pair, ...other.slice(i, i + 1)]).concat(other.slice(own.length));
}

/** An answer of this host itself: no network. */
export const isLoopbackName = (name: string): boolean => name === 'localhost' || name.endsWith('.localhost');
