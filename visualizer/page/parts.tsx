/** The other parts of the decision: conflicts, sessions, names, values of the whole node, routes. */
import type { ComponentChildren, JSX } from 'preact';
import type { View } from '../protocol.ts';
import { counted } from '../words.ts';
import type { Model } from './model.ts';
import { Beaten, Why } from './why.tsx';

type Props = { readonly model: Model; readonly view: View };
/** Rows of a part that are drawn; a host may have thousands of routes or sessions. A guess. */
const DRAWN = 200;

export function Conflicts({ model, view }: Props): JSX.Element | null {
  const { conflicts } = view.decision;
  if (conflicts.length === 0) return null;
  return (
    <Part title="Conflicts" count={conflicts.length} isOpen>
      <ul class="rows">
        {conflicts.slice(0, DRAWN).map(({ id, kind, about, winner, loser, because }) => (
          <li key={id}>
            <span class="chip limited">{kind}</span> {about}: <b class="pvd">{winner}</b> over <span class="pvd">{loser}</span>
            <Why model={model} because={because} />
          </li>
        ))}
      </ul>
    </Part>
  );
}

const VERDICTS = { keep: 'good', migrate: 'checking', reconnect: 'checking', drain: 'limited', end: 'dead' } as const;

export function Sessions({ model, view: { sessions } }: Props): JSX.Element | null {
  if (sessions.length === 0) return null;
  return (
    <Part title="Sessions" count={sessions.length} isOpen>
      <ul class="rows">
        {sessions.slice(0, DRAWN).map(({ id, pvd, verdict, to, because, losers }) => (
          <li key={id}>
            <b>{id}</b> <span class={`chip ${VERDICTS[verdict]}`}>{verdict}</span> <span class="pvd">{pvd}</span>
            {to !== null && <span class="pvd"> → {to}</span>}
            <Why model={model} because={because} />
            <Beaten model={model} beaten={losers} />
          </li>
        ))}
      </ul>
    </Part>
  );
}

export function Names({ model, view }: Props): JSX.Element {
  const asked = view.decision.resolution.filter((rule) => rule.place === 1);
  const [reverse, forward] = [asked.filter(({ kind }) => kind === 'reverse'), asked.filter(({ kind }) => kind !== 'reverse')];
  return (
    <Part title="Names" count={asked.length} isOpen>
      <ul class="rows">
        {[...forward, ...reverse].slice(0, DRAWN).map(({ id, suffix, family, pvd, servers, because, kind }) => (
          <li key={id}>
            <b>{suffix === '.' ? 'all other names' : suffix}</b>{' '}
            <span class="quiet">
              IPv{family} {kind}
            </span>{' '}
            <span class="pvd">{pvd}</span>
            <span class="mono"> {servers.length === 0 ? 'asked nowhere' : servers.join(', ')}</span>
            <Why model={model} because={because} />
          </li>
        ))}
      </ul>
    </Part>
  );
}

export function Node({ model, view }: Props): JSX.Element | null {
  const { node } = view.decision;
  if (node.length === 0) return null;
  return (
    <Part title="Node" count={node.length}>
      <ul class="rows">
        {node.map(({ id, values, pvd, because }) => (
          <li key={id}>
            <b>{id}</b> <span class="mono">{values.join(', ')}</span> <span class="pvd">{pvd}</span>
            <Why model={model} because={because} />
          </li>
        ))}
      </ul>
    </Part>
  );
}

export function Routes({ view }: { readonly view: View }): JSX.Element {
  const { routes, rules } = view.decision.routing;
  return (
    <Part title="Routes and rules" count={routes.length + rules.length}>
      <ul class="rows mono">
        {routes.slice(0, DRAWN).map(({ id, route }) => (
          <li key={id}>
            {route.kind === 'unreachable' && 'unreachable '}
            {route.destination}
            {route.gateway !== null && ` via ${route.gateway}`}
            {route.ifname !== null && ` dev ${route.ifname}`}
            {route.source !== null && ` src ${route.source}`} table {route.table}
          </li>
        ))}
        {rules.slice(0, DRAWN).map(({ id }) => (
          <li key={id}>{id}</li>
        ))}
      </ul>
    </Part>
  );
}

type PartProps = { readonly title: string; readonly count: number; readonly isOpen?: boolean; readonly children: ComponentChildren };
const Part = ({ title, count, isOpen = false, children }: PartProps): JSX.Element => (
  <details class="card" open={isOpen}>
    <summary>
      <h3>{title}</h3> <span class="quiet">{count > DRAWN ? `${DRAWN} of ${counted(count, 'row')}` : count}</span>
    </summary>
    {children}
  </details>
);
