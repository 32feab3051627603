/** `dns.lookup`, asked in one network: all addresses of an answer are one PvD's, in the order of RFC 6724 by its table. */
import type { LookupAddress, LookupOptions } from 'node:dns';
import { familyOf, reachOf } from '../../machines/model/address.ts';
import type { Use } from '../../machines/model/needs.ts';
import { FAMILIES, type Family } from '../../machines/model/units.ts';
import { lanesFor, type Parts } from './connect.ts';
import { ProgramsError } from './errors.ts';
import { errorOf, type Failure, LaneOver, toFailure } from './failure.ts';
import { type Asking, checked } from './options.ts';

/**
 * As of `dns.lookup`, with `use` and `prefer`. `hints`: addresses of a family that the network does not have are never given
 * (ADDRCONFIG), and none are mapped (V4MAPPED): what it gives can be sent to.
 */
export type Lookup = {
  (host: string, callback: One): void;
  (host: string, family: Family, callback: One): void;
  (host: string, options: Wanted & { readonly all: true }, callback: All): void;
  (host: string, options: Wanted & { readonly all?: false | undefined }, callback: One): void;
  (host: string, options: Wanted, callback: Either): void;
};
type Wanted = Omit<LookupOptions, 'family'> & Omit<Asking, 'family'> & { readonly family?: LookupOptions['family'] };
type One = (error: NodeJS.ErrnoException | null, address: string, family: number) => void;
type All = (error: NodeJS.ErrnoException | null, addresses: LookupAddress[]) => void;
/** As a method, whose parameters may be narrower: whoever asks for one address is told one. */
type Either = { told(error: NodeJS.ErrnoException | null, address: string | LookupAddress[], family?: number): void }['told'];

export function createLookup(parts: Parts): Lookup {
  function lookup(host: string, callback: One): void;
  function lookup(host: string, family: Family, callback: One): void;
  function lookup(host: string, options: Wanted & { readonly all: true }, callback: All): void;
  function lookup(host: string, options: Wanted & { readonly all?: false | undefined }, callback: One): void;
  function lookup(host: string, options: Wanted, callback: Either): void;
  function lookup(host: string, second: Wanted | Family | Either, third?: Either): void {
    const callback = typeof second === 'function' ? second : third;
    const options: Wanted = typeof second === 'number' ? { family: second } : typeof second === 'function' ? {} : second;
    if (!callback) throw new ProgramsError('ERR_BAD_OPTION', 'callback is missing', ['a function of (error, address, family)']);
    lookedUp(parts, host, options).then(
      (found) => {
        const [first] = found;
        if (options.all) callback(null, [...found]);
        else callback(null, first?.address ?? '', first?.family);
      },
      (error: Error) => callback(error, options.all ? [] : ''),
    );
  }
  return lookup;
}

async function lookedUp(parts: Parts, host: string, { family, use, prefer, signal, order }: Wanted): Promise<readonly LookupAddress[]> {
  const own = familyFrom(family);
  const found = await addressesOf(parts, host, { family: own, use, prefer, signal });
  const asked = order === 'ipv4first' ? FAMILIES : order === 'ipv6first' ? FAMILIES.toReversed() : null;
  const all = found.map((address) => ({ address, family: familyOf(address) }));
  return asked ? asked.flatMap((one) => all.filter((entry) => entry.family === one)) : all;
}

const familyFrom = (family: LookupOptions['family']): Family | undefined =>
  family === 4 || family === 'IPv4' ? 4 : family === 6 || family === 'IPv6' ? 6 : undefined;

/** Of the first network that answers; those that are silent are passed over, as the node's own resolver does. */
async function addressesOf(parts: Parts, host: string, asking: Asking & { readonly use?: Use | undefined }): Promise<readonly string[]> {
  const view = parts.port.view();
  if (!view) throw new ProgramsError('ERR_AGENT_GONE', 'there is no decision yet, or no agent any more');
  const ending = new AbortController();
  const stop = parts.held.pend((error) => ending.abort(error));
  const signal = asking.signal ? AbortSignal.any([asking.signal, ending.signal]) : ending.signal;
  const failures: Failure[] = [];
  try {
    for (const lane of lanesFor(parts, view, checked({ ...asking, host, port: 0 }))) {
      let found: readonly string[] = [];
      try {
        await lane.open((pairs) => {
          found = pairs.map(({ address, at }) =>
            at && reachOf(address) === 'linkLocal' && !address.includes('%') ? `${address}%${at.ifname}` : address,
          );
        }, signal);
        if (found.length > 0) return found;
      } catch (error) {
        signal.throwIfAborted();
        failures.push(toFailure(lane.name, error));
        if (error instanceof LaneOver && error.isFinal) break;
      }
    }
    throw errorOf(host, failures);
  } finally {
    stop();
  }
}
