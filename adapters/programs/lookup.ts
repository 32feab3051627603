/** `dns.lookup`, asked in one network: all addresses of an answer are one PvD's, in the order of RFC 6724 by its table. */
import type { LookupAddress, LookupOptions } from 'node:dns';
import { promisify } from 'node:util';
import { familyOf, reachOf } from '../../machines/model/address.ts';
import { FAMILIES, type Family } from '../../machines/model/units.ts';
import { lanesFor, type Parts, spellings } from './connect.ts';
import { ProgramsError } from './errors.ts';
import { errorOf, type Failure, LaneOver, toFailure } from './failure.ts';
import type { Pair } from './lanes.ts';
import { type Asking, type ConnectOptions, checkedConnect } from './options.ts';
import type { Lane } from './race.ts';

/**
 * As of `dns.lookup`, with `use` and `prefer`. `hints`: addresses of a family that the network does not have are never given
 * (ADDRCONFIG), and none are mapped (V4MAPPED): what it gives can be sent to.
 */
export type Lookup = {
  (host: string, callback: One): void;
  (host: string, family: Family | 0, callback: One): void;
  (host: string, options: Wanted & { readonly all: true }, callback: All): void;
  (host: string, options: Wanted & { readonly all?: false | undefined }, callback: One): void;
  (host: string, options: Wanted, callback: Either): void;
  /** Of `util.promisify`, as `dns.lookup` has it. */
  readonly __promisify__: Promised;
};
type Promised = {
  (host: string, options: Wanted & { readonly all: true }): Promise<LookupAddress[]>;
  (host: string, options?: Family | 0 | (Wanted & { readonly all?: false | undefined })): Promise<LookupAddress>;
  (host: string, options: Wanted): Promise<LookupAddress | LookupAddress[]>;
};
type Wanted = Omit<LookupOptions, 'family'> & Omit<Asking, 'family'> & { readonly family?: LookupOptions['family'] };
type One = (error: NodeJS.ErrnoException | null, address: string, family: number) => void;
type All = (error: NodeJS.ErrnoException | null, addresses: LookupAddress[]) => void;
/** As a method, whose parameters may be narrower: whoever asks for one address is told one. */
type Either = { told(error: NodeJS.ErrnoException | null, address: string | LookupAddress[], family?: number): void }['told'];

export function createLookup(parts: Parts): Lookup {
  function lookup(host: string, callback: One): void;
  function lookup(host: string, family: Family | 0, callback: One): void;
  function lookup(host: string, options: Wanted & { readonly all: true }, callback: All): void;
  function lookup(host: string, options: Wanted & { readonly all?: false | undefined }, callback: One): void;
  function lookup(host: string, options: Wanted, callback: Either): void;
  function lookup(host: string, second: Wanted | Family | 0 | Either, third?: Either): void {
    const callback = typeof second === 'function' ? second : third;
    if (typeof callback !== 'function') throw bad('callback', callback, 'a function of (error, address, family)');
    const options = typeof second === 'function' ? {} : optionsOf(second);
    // What the callback throws is the program's own, and no rejection of ours.
    lookedUp(parts, host, options).then(
      ({ first, all }) => process.nextTick(callback, null, ...(options.all ? [all] : [first.address, first.family])),
      (error: Error) => process.nextTick(callback, error, options.all ? [] : ''),
    );
  }
  function promised(host: string, options: Wanted & { readonly all: true }): Promise<LookupAddress[]>;
  function promised(host: string, options?: Family | 0 | (Wanted & { readonly all?: false | undefined })): Promise<LookupAddress>;
  function promised(host: string, options: Wanted): Promise<LookupAddress | LookupAddress[]>;
  async function promised(host: string, second?: Family | 0 | Wanted): Promise<LookupAddress | LookupAddress[]> {
    const options = optionsOf(second);
    const { first, all } = await lookedUp(parts, host, options);
    return options.all ? all : first;
  }
  return Object.assign(lookup, { __promisify__: promised, [promisify.custom]: promised });
}

const optionsOf = (given: Wanted | Family | 0 | null | undefined): Wanted =>
  typeof given === 'number' ? { family: given } : (given ?? {});

const bad = (name: string, value: unknown, wanted: string): ProgramsError =>
  new ProgramsError('ERR_BAD_OPTION', `${name} is ${JSON.stringify(value) ?? String(value)}`, [wanted]);

type Found = { readonly first: LookupAddress; readonly all: LookupAddress[] };

async function lookedUp(parts: Parts, host: string, wanted: Wanted): Promise<Found> {
  const { use, prefer, signal } = wanted;
  const order = orderFrom(wanted);
  const options = checkedConnect({ host, port: 0, family: familyFrom(wanted.family), use, prefer, signal });
  const told = await addressesOf(parts, options);
  const found = told.addresses.map((address) => ({ address, family: familyOf(address) }));
  const all = order === null ? found : found.toSorted((a, b) => order.indexOf(a.family) - order.indexOf(b.family));
  const [first] = all;
  if (!first) throw errorOf(`no address of ${host}`, told.failures);
  return { first, all };
}

function familyFrom(family: LookupOptions['family']): Family | undefined {
  if (family === undefined || family === 0) return undefined;
  if (family === 4 || family === 'IPv4') return 4;
  if (family === 6 || family === 'IPv6') return 6;
  throw bad('family', family, "0, 4, 6, 'IPv4' or 'IPv6'");
}

/** Null: as it was found. `verbatim` is what `order` was called before. */
function orderFrom({ order, verbatim = true }: Wanted): readonly number[] | null {
  const told = order ?? (verbatim ? 'verbatim' : 'ipv4first');
  if (told === 'verbatim') return null;
  if (told === 'ipv4first') return FAMILIES;
  if (told === 'ipv6first') return FAMILIES.toReversed();
  throw bad('order', told, "'verbatim', 'ipv4first' or 'ipv6first'");
}

type Told = { readonly addresses: readonly string[]; readonly failures: readonly Failure[] };

async function addressesOf(parts: Parts, options: ConnectOptions): Promise<Told> {
  const view = parts.port.view();
  if (!view) throw new ProgramsError('ERR_AGENT_GONE', 'there is no decision yet, or no agent any more');
  options.signal?.throwIfAborted();
  const ending = new AbortController();
  const stop = parts.held.pend((error) => ending.abort(error));
  const signal = options.signal ? AbortSignal.any([options.signal, ending.signal]) : ending.signal;
  const failures: Failure[] = [];
  try {
    for (const host of spellings(parts, view, options.host)) {
      const told = await asked(lanesFor(parts, view, { ...options, host }), signal);
      if (told.addresses.length > 0) return told;
      failures.push(...told.failures);
      if (told.failures.some(({ code }) => code !== 'ERR_NAME_NOT_FOUND')) break;
    }
    return { addresses: [], failures };
  } finally {
    stop();
  }
}

/** Of the first network that answers; those that are silent are passed over, as the node's own resolver does. */
async function asked(lanes: readonly Lane<Pair>[], signal: AbortSignal): Promise<Told> {
  const failures: Failure[] = [];
  for (const lane of lanes) {
    let addresses: readonly string[] = [];
    try {
      await lane.open((pairs) => {
        addresses = pairs.map(written);
      }, signal);
      if (addresses.length > 0) return { addresses, failures };
    } catch (error) {
      signal.throwIfAborted();
      failures.push(toFailure(lane.name, error));
      if (error instanceof LaneOver && error.isFinal) break;
    }
  }
  return { addresses: [], failures };
}

/** A link-local one with its zone. */
const written = ({ address, at }: Pair): string =>
  at && reachOf(address) === 'linkLocal' && !address.includes('%') ? `${address}%${at.ifname}` : address;
