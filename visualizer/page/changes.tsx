/** The fact at the cursor, and what it changed in the decision. */
import type { JSX } from 'preact';
import type { Change } from '../../streams/digest.ts';
import type { Reason } from '../../streams/reasons.ts';
import type { View } from '../protocol.ts';
import { brief } from '../subject.ts';
import { counted } from '../words.ts';
import type { Model } from './model.ts';
import { Why } from './why.tsx';

/** Changes that are named; a network that comes or goes brings dozens of routes and rules. */
const NAMED = 5;
/** What follows from the ranking is told after it. */
const ORDER = ['ranking', 'conflicts', 'sessions', 'resolution', 'checks', 'node'];
const orderOf = ([path]: Change): number => (ORDER.indexOf(path.split('/', 1)[0] ?? '') + ORDER.length + 1) % (ORDER.length + 1);

export function Changes({ model, view }: { readonly model: Model; readonly view: View }): JSX.Element {
  const {
    fact,
    changed: { changes: changed },
    commands,
  } = view;
  const shown = changed.toSorted((a, b) => orderOf(a) - orderOf(b)).slice(0, NAMED);
  return (
    <div class="card moment">
      <h3>
        <span class="quiet">#{fact.seq}</span> {fact.type}
      </h3>
      <p class="payload">{brief(fact)}</p>
      <p class="quiet">{said(changed.length, commands)}</p>
      <ul class="changes">
        {shown.map((change) => (
          <Line key={change[0]} model={model} change={change} />
        ))}
      </ul>
      {changed.length > NAMED && <p class="quiet">and {changed.length - NAMED} more</p>}
      <details>
        <summary>the whole fact</summary>
        <pre>{JSON.stringify(fact, null, 2)}</pre>
      </details>
    </div>
  );
}

function said(changed: number, commands: readonly string[]): string {
  const asked = commands.length === 0 ? '' : ` ${counted(commands.length, 'command')}: ${[...new Set(commands)].join(', ')}.`;
  if (changed === 0) return `The decision stays.${asked}`;
  return `${changed === 1 ? '1 entry' : `${changed} entries`} of the decision changed.${asked}`;
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
