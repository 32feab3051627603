/** The decision at the cursor: who ranks where, and why and why not; names, sessions, conflicts, routes; and what the fact changed. */
import type { ComponentChildren, JSX } from 'preact';
import { FAMILIES } from '../../machines/model/units.ts';
import type { Place } from '../../streams/ranking.ts';
import { meaningOf } from '../meaning.ts';
import type { View } from '../protocol.ts';
import { ActorLink } from './actors.tsx';
import { Changes } from './changes.tsx';
import { Checks, Failures } from './checks.tsx';
import type { Model } from './model.ts';
import { Conflicts, Names, Node, Routes, Sessions } from './parts.tsx';
import { Beaten, Why } from './why.tsx';

export function DecisionView({ model }: { readonly model: Model }): JSX.Element {
  const view = model.view.value;
  return (
    <section class="decision" aria-labelledby="decision-title">
      <h2 id="decision-title">Decision</h2>
      {view && !view.isSettled && (
        <p class="quiet">An epoch is opening or the kernel is being read: nothing is decided until that is whole.</p>
      )}
      {view && (
        <>
          <Changes model={model} view={view} />
          <Ranking model={model} view={view} />
          <Conflicts model={model} view={view} />
          <Failures view={view} />
          <Sessions model={model} view={view} />
          <Checks view={view} />
          <Names model={model} view={view} />
          <Node model={model} view={view} />
          <Routes view={view} />
          <p class="quiet digest">
            digest <code id="moment-digest">{view.digest}</code>
          </p>
        </>
      )}
    </section>
  );
}

function Ranking({ model, view }: { readonly model: Model; readonly view: View }): JSX.Element {
  return (
    <div class="families">
      {FAMILIES.map((family) => (
        <Card key={family} title={`IPv${family}`}>
          <ol class="places">
            {placesOf(view, family).map((place) => (
              <PlaceRow key={place.id} model={model} place={place} />
            ))}
          </ol>
          {placesOf(view, family).length === 0 && <p class="quiet">no network</p>}
        </Card>
      ))}
    </div>
  );
}

/** Best first; those without a place last. */
const placesOf = ({ decision }: View, family: number): readonly Place[] =>
  decision.ranking.filter((p) => p.family === family).toSorted((a, b) => (a.place ?? Number.MAX_VALUE) - (b.place ?? Number.MAX_VALUE));

function PlaceRow({ model, place }: { readonly model: Model; readonly place: Place }): JSX.Element {
  const isFirst = place.place === 1;
  return (
    <li class={`place ${isFirst ? 'first' : place.place === null ? 'unranked' : ''}`} data-place={place.place ?? 'none'}>
      <span class="number">{place.place ?? '–'}</span>
      <div>
        <b class="pvd">
          <ActorLink model={model} id={place.pvd} />
        </b>{' '}
        <span class={`chip ${meaningOf('pvd', place.reach)}`}>{place.reach}</span>
        <Why model={model} because={place.because} />
        <Beaten model={model} beaten={place.beaten} />
      </div>
    </li>
  );
}

export const Card = ({ title, children }: { readonly title: string; readonly children: ComponentChildren }): JSX.Element => (
  <div class="card">
    <h3>{title}</h3>
    {children}
  </div>
);
