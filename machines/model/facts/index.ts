/** The whole vocabulary of facts. A new meaning is a new version and an upcast, never an edit. */
import { z } from 'zod';
import { checkFacts } from './check.ts';
import { clockFacts } from './clock.ts';
import { clientFacts, commandFacts, sysctlFacts } from './command.ts';
import { epochFacts } from './epoch.ts';
import { informationFacts } from './information.ts';
import { addressFacts, kernelFacts, linkFacts, neighbourFacts, routeFacts, ruleFacts } from './kernel.ts';
import { leaseFacts } from './lease.ts';
import { lease6Facts } from './lease6.ts';
import { managerFacts } from './manager.ts';
import { nameFacts } from './name.ts';
import { policyFacts } from './policy.ts';
import { publicationFacts } from './publication.ts';
import { routerFacts } from './router.ts';
import { sampleFacts } from './sample.ts';
import { sessionFacts } from './session.ts';
import { mptcpFacts, socketFacts } from './socket.ts';

export const Fact = z.discriminatedUnion('type', [
  ...linkFacts,
  ...addressFacts,
  ...routeFacts,
  ...ruleFacts,
  ...neighbourFacts,
  ...kernelFacts,
  ...routerFacts,
  ...leaseFacts,
  ...lease6Facts,
  ...managerFacts,
  ...policyFacts,
  ...clockFacts,
  ...checkFacts,
  ...commandFacts,
  ...sysctlFacts,
  ...clientFacts,
  ...informationFacts,
  ...nameFacts,
  ...publicationFacts,
  ...sampleFacts,
  ...sessionFacts,
  ...socketFacts,
  ...mptcpFacts,
  ...epochFacts,
]);
export type Fact = z.infer<typeof Fact>;
export type FactType = Fact['type'];
export type FactOf<T extends FactType> = Extract<Fact, { type: T }>;
/** All facts whose type begins with one of the prefixes: `FactsOf<'lease4' | 'deadline'>`. */
export type FactsOf<P extends string> = Extract<Fact, { type: `${P}.${string}` }>;

type Stamp = 'seq' | 'at';
/** A fact as an adapter hands it over: the log adds `seq` and `at`. */
export type Unstamped<F extends Fact = Fact> = F extends Fact ? Omit<F, Stamp> : never;
export type Data<T extends FactType> = Omit<FactOf<T>, 'type' | 'v' | 'class' | 'of' | 'for' | Stamp>;

/** What became of a command of ours, not yet stamped. */
export const answer = <T extends FactType>(command: string, type: T, data: Data<T>): Unstamped =>
  ({ type, v: 1, class: 'answer', for: command, ...data }) as unknown as Unstamped;

/** A fact about the world, not yet stamped. */
export const world = <T extends FactType>(type: T, data: Data<T>, of?: number): Unstamped =>
  ({ type, v: 1, class: 'world', ...(of === undefined ? {} : { of }), ...data }) as unknown as Unstamped;
