/** The loop: a fact in, one tick out. Live and replay run this same code (law 3). */
import { Subject, type Subscription } from 'rxjs';
import { step } from '../machines/host.ts';
import type { Command } from '../machines/model/command.ts';
import type { Fact } from '../machines/model/facts/index.ts';
import { type Host, INITIAL_HOST } from '../machines/state.ts';
import { type Aside, type Decision, decisions, NO_ASIDE, NO_DECISION } from './decision.ts';
import { type Change, changes, digestAfter, digestOf, type Hash, inJavaScript, NO_DIGEST } from './digest.ts';
import { readsSources } from './links.ts';
import { areSame } from './memo.ts';
import type { Readable } from './part.ts';
import { advance, heard, NO_PLAN, type Plan } from './plan.ts';

/** Everything that a fact is folded into: plain and immutable, so it can be kept and resumed. */
export type Fold = {
  readonly host: Host;
  readonly decision: Decision;
  readonly aside: Aside;
  readonly plan: Plan;
  readonly digest: string;
};
export const INITIAL_FOLD: Fold = { host: INITIAL_HOST, decision: NO_DECISION, aside: NO_ASIDE, plan: NO_PLAN, digest: NO_DIGEST };

/** What one fact led to. `changed` is empty when the decision is the one before. */
export type Tick = { readonly fold: Fold; readonly commands: readonly Command[]; readonly changed: readonly Change[] };

export type Loop = {
  /** Null while an epoch opens or the kernel is read again: the fact is folded, nothing is decided. */
  take(fact: Fact): Tick | null;
  readonly fold: Fold;
};

export function createLoop(from: Fold = INITIAL_FOLD, hash: Hash = inJavaScript): Loop {
  let fold = from;
  let tick: Tick | null = null;
  /** The digest that an opening epoch is chained to; null within an epoch. */
  let chained: string | null = null;
  let hosts = new Subject<Host>();
  let subscription: Subscription | null = null;
  /** The host that the parts saw last. */
  let read: Host | null = null;

  const begin = (seed: Decision, aside: Aside) => {
    subscription?.unsubscribe();
    hosts = new Subject<Host>();
    read = null;
    subscription = decisions(hosts, seed, aside).subscribe((made) => settle(...made));
  };
  const settle = (host: Host, now: Decision, aside: Aside) => {
    const changed = changes(fold.decision, now);
    const decision = changed.length === 0 ? fold.decision : now;
    const { plan, commands } = advance(fold.plan, host, decision, aside);
    const digest =
      chained !== null ? digestOf(chained, decision, commands, hash) : digestAfter(fold.digest, host.seq, changed, commands, hash);
    fold = { host, decision, aside, plan, digest };
    tick = { fold, commands, changed };
  };
  begin(fold.decision, fold.aside);

  return {
    take(fact) {
      // A new epoch begins from nothing but the digest it is chained to.
      if (fact.type === 'agent.started') {
        fold = { ...INITIAL_FOLD, digest: fold.digest };
        begin(NO_DECISION, NO_ASIDE);
      }
      chained = fact.type === 'epoch.opened' ? (fact.previous ?? NO_DIGEST) : null;
      const host = step(fold.host, fact);
      fold = { ...fold, host, plan: heard(fold.plan, fact) };
      tick = null;
      if (host.phase !== 'settled') return null;
      // What no part reads makes no part run: the decision is the one before, and only the plan is asked.
      if (read && isSame(read, host)) settle(host, fold.decision, fold.aside);
      else hosts.next(host);
      read = host;
      return tick;
    },
    get fold() {
      return fold;
    },
  };
}

/** All that parts read of a host but its time, which is read with the rest or not at all. `decisions` is given no more (part.ts). */
const READ: { readonly [K in Exclude<keyof Readable, 'at' | 'leases' | 'leases6' | 'routers'>]: true } = {
  ...{ pvds: true, interfaces: true, policies: true, settings: true, settingsSince: true, recalled: true },
  ...{ managers: true, started: true, woken: true, failures: true, pins: true, listening: true, information: true },
  ...{ sessions: true, sessionsAwake: true },
  ...{ left: true, endpoints: true, mptcp: true },
};
const KEYS = Object.keys(READ) as readonly (keyof typeof READ)[];
function isSame(a: Readable, b: Readable): boolean {
  if (!KEYS.every((key) => a[key] === b[key])) return false;
  if (a.leases === b.leases && a.leases6 === b.leases6 && a.routers === b.routers) return true;
  return areSame(readsSources(a), readsSources(b));
}
