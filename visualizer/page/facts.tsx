/** The list of facts: only those rows exist that can be seen. */
import { useSignal } from '@preact/signals';
import type { JSX, TargetedEvent } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { lastUpTo } from '../search.ts';
import { counted, timeOf } from '../words.ts';
import type { Model } from './model.ts';

/** In pixels, as the style sheet has it. */
const ROW = 26;
/** Browsers draw nothing that is much higher, in pixels (Firefox: 17,895,697): a longer list is scrolled faster than it moves. */
const HEIGHT_MAX = 16_000_000;
/** Rows made beyond the edges, so that scrolling shows no gap. */
const SPARE = 8;

export function Facts({ model }: { readonly model: Model }): JSX.Element {
  const { text, hits, share, problem } = model.search.value;
  const count = hits ? hits.length : model.track.value.times.length;
  const find = ({ currentTarget }: TargetedEvent<HTMLInputElement>) => model.find(currentTarget.value);
  return (
    <section class="facts" aria-labelledby="facts-title">
      <div class="head">
        <h2 id="facts-title">Facts</h2>
        <input
          id="filter"
          type="search"
          placeholder="filter: type:link -is:answer"
          aria-label="filter"
          value={text}
          onInput={find}
          spellcheck={false}
        />
        <output class="quiet" id="shown">
          {problem ?? `${counted(count, 'fact')}${share < 1 ? `, ${Math.floor(100 * share)} % searched` : ''}`}
        </output>
      </div>
      <List model={model} count={count} />
    </section>
  );
}

function List({ model, count }: { readonly model: Model; readonly count: number }): JSX.Element {
  const list = useRef<HTMLDivElement>(null);
  const [top, height] = [useSignal(0), useSignal(600)];
  const { hits } = model.search.value;
  const place = hits ? lastUpTo(hits, model.cursor.value) : model.cursor.value;
  const whole = Math.min(count * ROW, HEIGHT_MAX);
  /** Pixels of the list to one of what is scrolled; 1, but for the longest. */
  const stretch = Math.max(1, (count * ROW - height.value) / Math.max(1, whole - height.value));
  useShown(list, place, count, height, stretch);
  const from = top.value * stretch;
  const first = Math.max(0, Math.floor(from / ROW) - SPARE);
  const last = Math.min(count, Math.ceil((from + height.value) / ROW) + SPARE);
  const indices = Array.from({ length: Math.max(0, last - first) }, (_, i) => (hits ? (hits[first + i] ?? 0) : first + i));
  model.want(indices);
  const scrolled = ({ currentTarget }: TargetedEvent<HTMLDivElement>) => {
    top.value = currentTarget.scrollTop;
    height.value = currentTarget.clientHeight;
  };
  return (
    <div
      class="list"
      ref={list}
      role="listbox"
      aria-label="facts"
      tabIndex={0}
      aria-activedescendant={`fact-${model.cursor.value}`}
      onScroll={scrolled}
    >
      <div class="all" role="presentation" style={{ height: `${whole}px` }}>
        <div role="presentation" style={{ transform: `translateY(${first * ROW - from + top.value}px)` }}>
          {indices.map((index, i) => (
            // Elements go round: what is scrolled out at one end is filled anew at the other.
            <Row
              key={(first + i) % indices.length}
              model={model}
              index={index}
              isHere={model.cursor.value === index}
              place={first + i}
              count={count}
            />
          ))}
        </div>
      </div>
    </div>
  );
}

/** The row under the cursor is always in sight. */
function useShown(
  list: { readonly current: HTMLDivElement | null },
  place: number,
  count: number,
  height: { value: number },
  stretch: number,
): void {
  // When it is another row, not when anything else is drawn.
  useLayoutEffect(() => {
    const box = list.current;
    if (!box) return;
    height.value = box.clientHeight;
    const [y, top] = [place * ROW, box.scrollTop * stretch];
    if (y < top) box.scrollTop = (y - ROW) / stretch;
    else if (y + ROW > top + box.clientHeight) box.scrollTop = (y + 2 * ROW - box.clientHeight) / stretch;
  }, [place, count]);
}

type RowProps = {
  readonly model: Model;
  readonly index: number;
  readonly isHere: boolean;
  readonly place: number;
  readonly count: number;
};

/** Drawn anew when its props change or rows have come, and not whenever the cursor moves: what reads a signal is left alone otherwise. */
function Row({ model, index, isHere, place, count }: RowProps): JSX.Element {
  const row = model.rows.value.get(index);
  const marks = `${row?.isDecisive ? ' decisive' : ''}${row?.isRefused ? ' refused' : ''}${row?.class === 'answer' ? ' answer' : ''}`;
  return (
    <div
      id={`fact-${index}`}
      class={`row${marks}`}
      role="option"
      tabIndex={-1}
      aria-selected={isHere}
      aria-posinset={place + 1}
      aria-setsize={count}
      onPointerDown={() => model.goTo(index)}
    >
      {row && (
        <>
          <time>{timeOf(row.at)}</time>
          <b>{row.type}</b>
          <span>{row.text}</span>
        </>
      )}
    </div>
  );
}
