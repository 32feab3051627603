/** Deep links: `#at=1234&q=type:link&actor=pvd:wlan0` is the fact with that number, a filter, and a lane of the time line. */
import { computed, effect } from '@preact/signals';
import type { Model } from './model.ts';

/** Browsers refuse an address that changes too often, in milliseconds. A guess below all of them. */
const SETTLED = 250;

export function followHash(model: Model): void {
  const read = (): void => {
    const said = new URLSearchParams(location.hash.slice(1));
    const [at, actor, q] = [said.get('at'), said.get('actor'), said.get('q')];
    if (q !== null && q !== model.search.value.text) model.find(q);
    if (actor !== null) model.choose(actor);
    if (at !== null && /^\d{1,15}$/.test(at)) model.goToSeq(Number(at));
  };
  read();
  addEventListener('hashchange', read);
  let timer: ReturnType<typeof setTimeout> | undefined;
  // Others of what it is made of differ more often.
  const made = computed(() => hashOf(model));
  effect(() => {
    const hash = made.value;
    clearTimeout(timer);
    if (hash !== null)
      timer = setTimeout(() => location.hash === hash || history.replaceState(null, '', hash || location.pathname), SETTLED);
  });
}

/** Null: nothing is there yet. While a running agent's newest fact is followed, there is no fact to point at. */
function hashOf({ view, search, lane, status, paused }: Model): string | null {
  if (!view.value) return null;
  const isNewest = status.value.phase === 'live' && paused.value === null;
  const said = new URLSearchParams(isNewest ? {} : { at: String(view.value.fact.seq) });
  if (search.value.text !== '') said.set('q', search.value.text);
  if (lane.value !== null) said.set('actor', lane.value);
  return said.size > 0 ? `#${said}` : '';
}
