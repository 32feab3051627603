/** The page as a whole. */
import type { JSX } from 'preact';
import { Bar } from './bar.tsx';
import { DecisionView } from './decision.tsx';
import { Facts } from './facts.tsx';
import { Help } from './help.tsx';
import type { Model } from './model.ts';
import { TimeLine } from './timeline.tsx';
import { Welcome } from './welcome.tsx';

export function App({ model }: { readonly model: Model }): JSX.Element {
  if (model.status.value.phase === 'empty') return <Welcome model={model} />;
  return (
    <>
      <Bar model={model} />
      <main>
        <DecisionView model={model} />
        <Facts model={model} />
        <TimeLine model={model} />
      </main>
      <Help model={model} />
    </>
  );
}
