/** What an actor was given by the fact at the cursor: which transitions it took, and whose guards said no. */
import type { JSX } from 'preact';
import type { Heard as Event, Told } from '../chart/happened.ts';
import type { ChartAt } from '../protocol.ts';
import type { Model } from './model.ts';

/** Guards that are named of one event; a policy of many states may ask dozens. */
const NAMED = 12;

/** What scrolls can be scrolled with the keyboard. */
const SCROLLED = { tabIndex: 0, role: 'region', 'aria-label': 'what the fact did to it' } as const;

export function Heard({ model, at }: { readonly model: Model; readonly at: ChartAt }): JSX.Element {
  const seq = at.last && model.track.value.seqs[at.last.index];
  return (
    <div class="heard" aria-live="polite" {...SCROLLED}>
      {at.heard.length === 0 && (
        <p class="quiet">
          {at.active ? 'This fact says nothing to it.' : 'It is not there.'}
          {seq && (
            <>
              {' '}
              Its last change was{' '}
              <button type="button" class="fact" aria-label={`go to fact ${seq}`} onClick={() => model.goToSeq(seq)}>
                #{seq}
              </button>
              {at.active && ', which is lit'}.
            </>
          )}
        </p>
      )}
      <ul>
        {at.heard.map((event, i) => (
          <One key={`${i} ${event.on}`} event={event} />
        ))}
      </ul>
    </div>
  );
}

function One({ event: { on, taken, refused } }: { readonly event: Event }): JSX.Element {
  return (
    <li>
      <b class="mono">{on}</b>
      {taken.map((told) => (
        <span key={told.id} class="taken">
          {words(told)}
        </span>
      ))}
      {taken.length + refused.length === 0 && <span class="quiet">is nothing in this state</span>}
      {refused.slice(0, NAMED).map((told) => (
        <span key={told.id} class="no">
          <span class="chip dead">no</span> <code>{told.guard}</code> <span class="quiet">in {told.from}</span>
        </span>
      ))}
      {refused.length > NAMED && <span class="quiet">and {refused.length - NAMED} more</span>}
    </li>
  );
}

const words = ({ from, to, guard }: Told): string =>
  `${to === null || to === from ? `stays ${from || 'as it is'}` : `${from} → ${to}`}${guard === null ? '' : `, for ${guard}`}`;
