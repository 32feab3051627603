/** The other parts of the decision: conflicts, sessions, names, values of the whole node, routes. */
import type { JSX } from 'preact';
import type { View } from '../protocol.ts';
import { ActorLink } from './actors.tsx';
import type { Model } from './model.ts';
import { Part } from './part.tsx';
import { Beaten, Refused, Why } from './why.tsx';

type Props = { readonly model: Model; readonly view: View };

export function Conflicts({ model, view: { decision, lengths } }: Props): JSX.Element | null {
  const { conflicts } = decision;
  if (conflicts.length === 0) return null;
  return (
    <Part
      title="Conflicts"
      rows={conflicts}
      length={lengths.conflicts}
      isOpen
      row={({ kind, about, winner, loser, because }) => (
        <>
          <span class="chip limited">{kind}</span> {about}: <b class="pvd">{winner}</b> over <span class="pvd">{loser}</span>
          <Why model={model} because={because} />
        </>
      )}
    />
  );
}

const VERDICTS = { keep: 'good', migrate: 'checking', reconnect: 'checking', drain: 'limited', end: 'dead' } as const;

export function Sessions({ model, view: { sessions, lengths } }: Props): JSX.Element | null {
  if (sessions.length === 0) return null;
  return (
    <Part
      title="Sessions"
      rows={sessions}
      length={lengths.sessions}
      isOpen
      row={({ id, pvd, verdict, to, because, losers, refused }) => (
        <>
          <b>
            <ActorLink model={model} id={id} />
          </b>{' '}
          <span class={`chip ${VERDICTS[verdict]}`}>{verdict}</span> <span class="pvd">{pvd}</span>
          {to !== null && <span class="pvd"> → {to}</span>}
          <Why model={model} because={because} />
          <Beaten model={model} beaten={losers} />
          <Refused model={model} refused={refused} />
        </>
      )}
    />
  );
}

export function Names({ model, view: { decision, lengths } }: Props): JSX.Element {
  const asked = decision.resolution.filter((rule) => rule.place === 1);
  const [reverse, forward] = [asked.filter(({ kind }) => kind === 'reverse'), asked.filter(({ kind }) => kind !== 'reverse')];
  return (
    <Part
      title="Names"
      rows={[...forward, ...reverse]}
      length={lengths.resolution}
      isOpen
      row={({ suffix, family, pvd, servers, because, kind }) => (
        <>
          <b>{suffix === '.' ? 'all other names' : suffix}</b>{' '}
          <span class="quiet">
            IPv{family} {kind}
          </span>{' '}
          <span class="pvd">{pvd}</span>
          <span class="mono"> {servers.length === 0 ? 'asked nowhere' : servers.join(', ')}</span>
          <Why model={model} because={because} />
        </>
      )}
    />
  );
}

export function Node({ model, view }: Props): JSX.Element | null {
  const { node } = view.decision;
  if (node.length === 0) return null;
  return (
    <Part
      title="Node"
      rows={node}
      row={({ id, values, pvd, because }) => (
        <>
          <b>{id}</b> <span class="mono">{values.join(', ')}</span> <span class="pvd">{pvd}</span>
          <Why model={model} because={because} />
        </>
      )}
    />
  );
}

type RouteRow = View['decision']['routing']['routes'][number];
const Route = ({ route }: RouteRow): JSX.Element => (
  <>
    {route.kind === 'unreachable' && 'unreachable '}
    {route.destination}
    {route.gateway !== null && ` via ${route.gateway}`}
    {route.ifname !== null && ` dev ${route.ifname}`}
    {route.source !== null && ` src ${route.source}`} table {route.table}
  </>
);

export function Routes({ view: { decision, lengths } }: { readonly view: View }): JSX.Element {
  const { routes, rules } = decision.routing;
  return (
    <>
      <Part title="Routes" rows={routes} length={lengths.routes} look="mono" row={Route} />
      <Part title="Rules" rows={rules} length={lengths.rules} look="mono" row={({ id }) => id} />
    </>
  );
}
