/** The fact at the cursor, and what it changed in the decision. */
import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import type { Change } from '../../streams/digest.ts';
import type { Reason } from '../../streams/reasons.ts';
import type { Changed, View } from '../protocol.ts';
import { brief } from '../subject.ts';
import { counted, timeOf } from '../words.ts';
import type { Model } from './model.ts';
import { More } from './more.tsx';
import { Why } from './why.tsx';

/** Changes that are named; a network that comes or goes brings dozens of routes and rules. */
const NAMED = 5;
/** What follows from the ranking is told after it. */
const ORDER = ['ranking', 'conflicts', 'sessions', 'resolution', 'checks', 'node'];
const orderOf = ([path]: Change): number => (ORDER.indexOf(path.split('/', 1)[0] ?? '') + ORDER.length + 1) % (ORDER.length + 1);

export function Changes({ model, view }: { readonly model: Model; readonly view: View }): JSX.Element {
  const { fact, changed, commands, against, index } = view;
  const isPin = model.pinned.value === index;
  return (
    <div class="card moment">
      <div class="title">
        <h3>
          <span class="quiet">#{fact.seq}</span> {fact.type}
        </h3>
        <button type="button" aria-pressed={isPin} title="compare other moments with this one (p)" onClick={() => model.pin()}>
          {isPin ? 'unpin' : 'pin'}
        </button>
      </div>
      <p class="payload">{brief(fact)}</p>
      <p class="quiet">{said(changed, commands)}</p>
      <ChangeList key={fact.seq} model={model} changed={changed} />
      {against && !isPin && <Against model={model} against={against} />}
      <details>
        <summary>the whole fact</summary>
        <pre>{JSON.stringify(fact, null, 2)}</pre>
      </details>
    </div>
  );
}

/** What is otherwise than it was at the moment that was pinned. */
function Against({ model, against }: { readonly model: Model; readonly against: NonNullable<View['against']> }): JSX.Element {
  const count = against.changes.length + against.left;
  return (
    <div class="against">
      <p>
        Against the pinned{' '}
        <button type="button" class="fact" onClick={() => model.goToSeq(against.seq)}>
          #{against.seq}
        </button>{' '}
        of {timeOf(against.at)}: {count === 0 ? 'the same decision.' : `${entries(count)} differ${count === 1 ? 's' : ''}.`}
      </p>
      <ChangeList model={model} changed={against} />
    </div>
  );
}

function ChangeList({ model, changed: { changes, left } }: { readonly model: Model; readonly changed: Changed }): JSX.Element {
  const isWhole = useSignal(false);
  const sorted = changes.toSorted((a, b) => orderOf(a) - orderOf(b));
  const shown = isWhole.value ? sorted : sorted.slice(0, NAMED);
  const more = changes.length - shown.length;
  return (
    <>
      <ul class="changes">
        {shown.map((change) => (
          <Line key={change[0]} model={model} change={change} />
        ))}
      </ul>
      <More count={more} isWhole={isWhole} />
      {left > 0 && isWhole.value && <p class="quiet">and {left} that there was no room for</p>}
    </>
  );
}

const entries = (count: number): string => (count === 1 ? '1 entry' : `${count.toLocaleString('en')} entries`);
function said({ changes, left }: Changed, commands: readonly string[]): string {
  const asked = commands.length === 0 ? '' : ` ${counted(commands.length, 'command')}: ${[...new Set(commands)].join(', ')}.`;
  const count = changes.length + left;
  return `${count === 0 ? 'The decision stays.' : `${entries(count)} of the decision changed.`}${asked}`;
}

const isReasoned = (value: object | null): value is { readonly because: Reason } => value !== null && 'because' in value;

function Line({ model, change: [path, value] }: { readonly model: Model; readonly change: Change }): JSX.Element {
  const because = isReasoned(value) ? value.because : null;
  return (
    <li>
      <code>{path}</code>{' '}
      <span class="quiet">
        {value === null ? 'gone' : 'place' in value ? (value.place === null ? 'not used' : `place ${String(value.place)}`) : 'set'}
      </span>
      {because && <Why model={model} because={because} />}
    </li>
  );
}
