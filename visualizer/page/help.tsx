/** What the keys do and what a filter may say. */
import type { JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { MARKS } from '../filter.ts';
import { BINDINGS } from './keys.ts';
import type { Model } from './model.ts';

const FILTERS: readonly (readonly [string, string])[] = [
  ['type:link', 'facts of that type, or a part of it'],
  ['actor:pvd:wlan0', 'facts that changed that actor'],
  ['pvd:wlan0', 'facts of that provisioning domain'],
  ...MARKS.map((mark) => [`is:${mark}`, IS(mark)] as const),
  ['-is:answer', 'all but those'],
  ['"192.0.2.1"', 'text in the payload; quotes keep blanks'],
  ['type:"link.c" -eth0', 'words that all hold; quotes and minus go with any'],
];

function IS(mark: (typeof MARKS)[number]): string {
  const said = {
    refused: 'what was turned away',
    decision: 'what changed the decision',
    answer: 'answers to commands of ours',
    world: 'what would have happened anyway',
  };
  return said[mark];
}

export function Help({ model }: { readonly model: Model }): JSX.Element {
  const dialog = useRef<HTMLDialogElement>(null);
  const isShown = model.isHelp.value;
  useEffect(() => {
    if (isShown && !dialog.current?.open) dialog.current?.showModal();
    if (!isShown && dialog.current?.open) dialog.current.close();
  }, [isShown]);
  return (
    <dialog ref={dialog} aria-labelledby="help-title" onClose={() => model.help(false)}>
      <div class="title">
        <h2 id="help-title">Keys</h2>
        <button type="button" onClick={() => model.help(false)}>
          Close
        </button>
      </div>
      <dl>
        {BINDINGS.map(({ keys, does }) => Entry(keys.map((key) => (key === ' ' ? 'Space' : key.replace('Arrow', ''))).join(' · '), does))}
      </dl>
      <h2>Filter</h2>
      <dl>{FILTERS.map(([text, means]) => Entry(text, means))}</dl>
    </dialog>
  );
}

const Entry = (term: string, means: string): JSX.Element => (
  <div key={term}>
    <dt>
      <kbd>{term}</kbd>
    </dt>
    <dd>{means}</dd>
  </div>
);
