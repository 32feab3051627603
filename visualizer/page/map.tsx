/** The map at the cursor: which way packets go, what is in the way elsewhere, and of each place why. */
import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';
import { drawMap } from '../map/draw.ts';
import type { Place } from '../map/seen.ts';
import { ActorLink } from './actors.tsx';
import { drawn } from './drawn.tsx';
import type { Model } from './model.ts';
import { FactLink } from './why.tsx';
import { scrollTo, useWidth } from './width.ts';

export function MapView({ model }: { readonly model: Model }): JSX.Element {
  const box = useRef<HTMLDivElement>(null);
  const [width, looked] = [useWidth(box), useSignal<string | null>(null)];
  const { index } = model.view.value ?? {};
  useEffect(() => {
    if (index !== undefined) model.ask({ kind: 'map', index });
  }, [index]);
  const map = model.map.value;
  const led = map?.places.flatMap(({ id, chosen }) => chosen.map((family) => `${family} ${id}`)).join();
  useLayoutEffect(() => scrollTo(box, box.current?.querySelector('.chosen')), [led]);
  const look = ({ target }: Event) => {
    const found = target instanceof Element ? target.closest<SVGElement>('[data-place]')?.dataset.place : undefined;
    if (found !== undefined) looked.value = found;
  };
  const place = map && placeOf(map.places, looked.value);
  return (
    <section class="map" aria-labelledby="map-title" data-at={map?.index}>
      <div class="head">
        <h2 id="map-title">Map</h2>
        <span class="key v4">IPv4 goes this way</span>
        <span class="key v6">IPv6 goes this way</span>
        {map && map.left > 0 && <span class="quiet">{map.left} more are not drawn</span>}
      </div>
      <div class="scroll" ref={box}>
        {map && drawn(drawMap(map, width.value), { onFocusCapture: look, onPointerOver: look, onClick: look })}
      </div>
      <div class="heard" aria-live="polite">
        {place ? <Told model={model} place={place} /> : <p class="quiet">Each place tells why: point at it, or go there with Tab.</p>}
      </div>
    </section>
  );
}

const placeOf = (places: readonly Place[], id: string | null): Place | null => {
  for (const place of places) {
    const found = place.id === id ? place : placeOf(place.inner, id);
    if (found) return found;
  }
  return null;
};

function Told({ model, place: { id, kind, name, says, why } }: { readonly model: Model; readonly place: Place }): JSX.Element {
  const isActor = kind === 'interface' || kind === 'pvd';
  return (
    <>
      <p>
        <b class="pvd">{name}</b>{' '}
        {says.map(({ word, meaning }) => (
          <span key={word} class={`chip ${meaning}`}>
            {word}
          </span>
        ))}{' '}
        {isActor && <ActorLink model={model} id={id} says="its chart" />}
      </p>
      {why.map(({ text, facts }) => (
        <p key={text} class="why">
          {text}
          {facts.slice(0, 4).map((seq) => (
            <FactLink key={seq} model={model} seq={seq} />
          ))}
        </p>
      ))}
    </>
  );
}
