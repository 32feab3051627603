/** Which actor's chart is shown, and the choice of another. */
import type { JSX } from 'preact';
import { after } from '../search.ts';
import type { Model } from './model.ts';

/** The actor of the lane that was chosen, or what was chosen itself; else the first of all. */
export function actorOf({ lane, track }: Model): string | null {
  const { lanes } = track.value;
  const chosen = lanes.find(({ id, actor }) => id === lane.value || actor === lane.value);
  return (chosen ?? lanes[0])?.actor ?? null;
}

/** An actor's id begins with its machine, but that of a session, which its program gave it. */
const MACHINES = ['interface', 'lease4', 'lease6', 'router6', 'pvd', 'information', 'policy'];
export const machineOf = (actor: string | null): string => MACHINES.find((machine) => actor?.startsWith(`${machine}:`)) ?? 'session';

/** The fact that brought the actor to the state that it is in. */
export function lastChange({ track }: Model, actor: string, index: number): number | null {
  const changes = track.value.lanes.filter((lane) => lane.actor === actor).map((lane) => lane.index[after(lane.index, index) - 1] ?? -1);
  const last = Math.max(-1, ...changes);
  return last < 0 ? null : last;
}

/** Leads to its chart. */
export function ActorLink({ model, id, says = id }: { readonly model: Model; readonly id: string; readonly says?: string }): JSX.Element {
  const open = () => {
    model.choose(id);
    model.show('charts');
  };
  return (
    <button type="button" class="actor-link" title={`chart of ${id}`} onClick={open}>
      {says}
    </button>
  );
}

export function Actors({ model, actor }: { readonly model: Model; readonly actor: string | null }): JSX.Element {
  const ids = [...new Set(model.track.value.lanes.map((lane) => lane.actor))];
  return (
    <select aria-label="actor" value={actor ?? ''} onChange={({ currentTarget }) => model.choose(currentTarget.value)}>
      {ids.map((id) => (
        <option key={id}>{id}</option>
      ))}
    </select>
  );
}
