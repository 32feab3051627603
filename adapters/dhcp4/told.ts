/** What a line of udhcpc's hook means after the lines before it: pure, a table of events. */
import { type Unstamped, world } from '../../machines/model/facts/index.ts';
import type { IfName } from '../../machines/model/units.ts';
import { type HookReading, printable } from '../client/index.ts';
import { leaseOfEnvironment } from './environment.ts';
import { type Held, isHeld } from './held.ts';

export type Told = {
  /** A client that starts says `deconfig` first, which only means that it begins. */
  readonly isFresh: boolean;
  readonly held: Held | null;
  /** It has been said that there is no lease. */
  readonly isLost: boolean;
  /** What could not be read of the lease, as it was said last: a renewal with the same faults is no news. */
  readonly problems: string;
};
/** `rejected`: why the line, or a part of it, is not believed. `isAnswer`: a server has spoken. */
export type Hearing = {
  readonly told: Told;
  readonly facts: readonly Unstamped[];
  readonly rejected: readonly string[];
  readonly isAnswer: boolean;
};

export const toldOf = (held: Held | null): Told => ({ isFresh: true, held, isLost: false, problems: '' });

/** `now` in milliseconds since boot. */
export function hear(told: Told, read: HookReading, ifname: IfName, now: number): Hearing {
  if (!read.ok) return { told, facts: [], rejected: [read.problem], isAnswer: false };
  const { event, env } = read.value;
  const next = { ...told, isFresh: false };
  const nothing = { told: next, facts: [], rejected: [], isAnswer: false };
  switch (event) {
    case 'bound':
    case 'renew':
      return bound(next, env, ifname, now);
    case 'nak':
      return { ...lost(next, ifname, refusal(env.get('message'))), isAnswer: true };
    // Its first is a beginning; later it says that the lease has ended, was refused or was released.
    case 'deconfig':
      return told.isFresh || told.held === null ? nothing : lost(next, ifname, 'the lease has ended, or was given back');
    // Nobody answers a client that began anew: a lease that has not ended is good until it does (RFC 2131 §4.4.5).
    case 'leasefail':
      return isHeld(told.held, now) ? nothing : lost(next, ifname, 'no DHCP server answers');
    default:
      return { ...nothing, rejected: [`an event that udhcpc does not have: ${event}`] };
  }
}

function bound(told: Told, env: ReadonlyMap<string, string>, ifname: IfName, now: number): Hearing {
  const read = leaseOfEnvironment(env, ifname);
  if (!read.ok) return { told, facts: [], rejected: [read.problem], isAnswer: true };
  const { lease, problems } = read;
  const held = { address: lease.address, until: lease.lifetime === null ? null : now + lease.lifetime };
  const said = problems.join('; ');
  return {
    told: { isFresh: false, held, isLost: false, problems: said },
    facts: [world('lease4.bound', lease)],
    rejected: said === told.problems ? [] : problems,
    isAnswer: true,
  };
}

const lost = (told: Told, ifname: IfName, reason: string): Hearing => ({
  told: { ...told, held: null, isLost: true },
  facts: told.isLost ? [] : [world('lease4.lost', { ifname, client: 'udhcpc', reason })],
  rejected: [],
  isAnswer: false,
});

const refusal = (message: string | undefined): string =>
  message === undefined ? 'the server refused it' : printable(`the server refused it: ${message}`, 256);
