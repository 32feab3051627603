/** What of ours tells programs whom to ask for names, where our resolver listens, and what others do to it. */
import { withDone, withTaken } from './failures.ts';
import { type FactsOf, type Unstamped, world } from './model/facts/index.ts';
import { type Publication, publicationId, RESOLVED } from './model/publication.ts';
import { drop, find, put, type Row } from './model/rows.ts';
import type { Seq } from './model/units.ts';
import type { Draft, Host } from './state.ts';

export type Published = Row & { readonly publication: Publication; readonly since: Seq };
/** Addresses of our resolver, in systemd-resolved's spelling; empty while there is none, and `problem` says why. */
export type Listening = { readonly addresses: readonly string[]; readonly problem: string | null; readonly since: Seq };
export const NOT_LISTENING: Listening = { addresses: [], problem: null, since: 0 };

export function toPublishing(host: Draft, fact: FactsOf<'names'> | Extract<FactsOf<'resolver'>, { type: 'resolver.listening' }>): void {
  const since = fact.of ?? fact.seq;
  switch (fact.type) {
    case 'names.published': {
      const id = publicationId(fact.publication);
      host.publications = put(host.publications, { id, publication: fact.publication, since });
      host.failures = withDone(host.failures, `names.publish ${id}`);
      return;
    }
    case 'names.withdrawn':
      if (fact.class === 'world' && find(host.publications, fact.target))
        host.failures = withTaken(host.failures, `names.publish ${fact.target}`, fact);
      host.publications = drop(host.publications, fact.target);
      return;
    case 'resolver.listening':
      host.listening = { addresses: fact.addresses, problem: fact.problem, since };
      return;
    default:
      fact satisfies never;
  }
}

/** What systemd-resolved was told goes with its process, or may: the next one is told at once, and all of it. */
export function forgetTold(host: Draft): void {
  const isTold = ({ id }: Row): boolean => id.includes(TO_RESOLVED);
  host.publications = host.publications.filter((row) => !isTold(row));
  host.failures = host.failures.filter((row) => !isTold(row));
}
const TO_RESOLVED = `${RESOLVED} `;

/** Within one process: what another one had published was taken back with its end. */
export const restatePublishing = (host: Host): readonly Unstamped[] => [
  ...host.publications.map(({ publication, since }) => world('names.published', { publication }, since)),
  ...(host.listening.since === 0 ? [] : [restated(host.listening)]),
];
const restated = ({ addresses, problem, since }: Listening): Unstamped => world('resolver.listening', { addresses, problem }, since);
