/** The page as a whole: five views by one cursor, as many at once as there is room for. */
import type { ComponentType, JSX } from 'preact';
import { useMemo } from 'preact/hooks';
import { Bar } from './bar.tsx';
import { Charts } from './charts.tsx';
import { DecisionView } from './decision.tsx';
import { Facts } from './facts.tsx';
import { Help } from './help.tsx';
import { MapView } from './map.tsx';
import type { Model } from './model.ts';
import { VIEWS, type ViewName } from './pictures.ts';
import { FRONT, followRoom, type Room } from './room.ts';
import { TimeLine } from './timeline.tsx';
import { Welcome } from './welcome.tsx';

type View = { readonly name: string; readonly show: ComponentType<{ readonly model: Model }> };
const SHOWN: Readonly<Record<ViewName, View>> = {
  decision: { name: 'Decision', show: DecisionView },
  charts: { name: 'Charts', show: Charts },
  map: { name: 'Map', show: MapView },
  facts: { name: 'Facts', show: Facts },
  timeline: { name: 'Time line', show: TimeLine },
};

export function App({ model }: { readonly model: Model }): JSX.Element {
  const room = useMemo(followRoom, []);
  if (model.status.value.phase === 'empty') return <Welcome model={model} />;
  const shown = shownIn(room.value, model.front.value);
  return (
    <>
      <Bar model={model} />
      <main class={room.value} data-at={model.view.value?.fact.seq}>
        {room.value !== 'wall' && <Tabs model={model} names={room.value === 'desk' ? FRONT : VIEWS} shown={shown} />}
        {VIEWS.filter((name) => shown.includes(name)).map((name) => {
          const { show: Show } = SHOWN[name];
          return <Show key={name} model={model} />;
        })}
      </main>
      <Help model={model} />
    </>
  );
}

/** A desk has facts and time line anyway: then what was in front before them is. */
function shownIn(size: Room, front: ViewName): readonly ViewName[] {
  if (size === 'wall') return VIEWS;
  if (size === 'narrow') return [front];
  return [FRONT.includes(front) ? front : 'decision', 'facts', 'timeline'];
}

type TabsProps = { readonly model: Model; readonly names: readonly ViewName[]; readonly shown: readonly ViewName[] };
const Tabs = ({ model, names, shown }: TabsProps): JSX.Element => (
  <nav class="tabs" aria-label="views">
    {names.map((name) => (
      <button key={name} type="button" aria-pressed={shown.includes(name)} onClick={() => model.show(name)}>
        {SHOWN[name].name}
      </button>
    ))}
  </nav>
);
