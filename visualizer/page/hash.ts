/** Deep links: `#at=1234&q=type:link&actor=pvd:wlan0&view=charts` is the fact with that number, a filter, an actor or lane, and a view. */
import { effect } from '@preact/signals';
import type { Model } from './model.ts';
import { VIEWS } from './pictures.ts';

/** Browsers refuse an address that changes too often, in milliseconds. A guess below all of them. */
const SETTLED = 250;

export function followHash(model: Model): void {
  const read = (hash: string): void => {
    const said = new URLSearchParams(hash.slice(1));
    const [at, actor, q] = [said.get('at'), said.get('actor'), said.get('q')];
    if (q !== null && q !== model.search.value.text) model.find(q);
    if (actor !== null) model.choose(actor);
    const front = VIEWS.find((name) => name === said.get('view'));
    if (front) model.show(front);
    if (at !== null && /^\d{1,15}$/.test(at)) model.goToSeq(Number(at));
  };
  read(location.hash);
  // As it was said: by the time that one hears of it, this page may have written its own.
  addEventListener('hashchange', ({ newURL }) => read(new URL(newURL).hash));
  let timer: ReturnType<typeof setTimeout> | undefined;
  let last: string | null = null;
  effect(() => {
    const hash = hashOf(model);
    // What it is made of differs more often.
    if (hash === last) return;
    last = hash;
    clearTimeout(timer);
    if (hash !== null)
      timer = setTimeout(() => location.hash === hash || history.replaceState(null, '', hash || location.pathname), SETTLED);
  });
}

/** Null: nothing is there yet. While a running agent's newest fact is followed, there is no fact to point at. */
function hashOf({ view, search, lane, front, status, paused }: Model): string | null {
  if (!view.value) return null;
  const isNewest = status.value.phase === 'live' && paused.value === null;
  const said = new URLSearchParams(isNewest ? {} : { at: String(view.value.fact.seq) });
  if (search.value.text !== '') said.set('q', search.value.text);
  if (lane.value !== null) said.set('actor', lane.value);
  if (front.value !== VIEWS[0]) said.set('view', front.value);
  return said.size > 0 ? `#${said}` : '';
}
