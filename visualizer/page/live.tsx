/** Of a running agent: how it stands with it, and whether its newest fact is followed or one is looked at while others come. */
import type { JSX } from 'preact';
import type { Link } from '../protocol.ts';
import { counted } from '../words.ts';
import type { Model } from './model.ts';

export function Live({ model }: { readonly model: Model }): JSX.Element | null {
  const status = model.status.value;
  if (status.phase !== 'live') return null;
  const [kind, text, more] = said(status.link);
  const left = status.left > 0 ? `${counted(status.left, 'earlier fact')} no longer kept here; they are in the agent’s log. ` : '';
  return (
    <div class="live">
      <span id="link" class={`badge ${kind}`} role="status" title={`${left}${more}`}>
        {text}
      </span>
      <Switch model={model} />
    </div>
  );
}

function Switch({ model }: { readonly model: Model }): JSX.Element {
  const before = model.paused.value;
  const more = before === null ? 0 : Math.max(0, model.track.value.times.length - before);
  return (
    <button
      type="button"
      id="follow"
      title={before === null ? 'stay at this fact while others come (f)' : 'go to the newest fact, and follow (f)'}
      onClick={() => model.follow(before !== null)}
    >
      {before === null ? 'pause' : 'go live'}
      {more > 0 && <span class="chip checking">{more.toLocaleString('en')} new</span>}
    </button>
  );
}

type Said = readonly [kind: string, text: string, more: string];
function said(link: Link): Said {
  switch (link.state) {
    case 'joining':
      return ['checking', 'joining', 'the agent is being asked'];
    case 'live':
      return ['good', 'live', 'all that the agent has is here'];
    case 'behind':
      return ['checking', `behind by ${counted(link.by, 'fact')}`, 'folding goes on; what is there can be looked at'];
    case 'gone':
      return [
        'dead',
        'agent gone, trying again',
        `${link.problem}; tried again in ${(link.again / 1000).toFixed(link.again < 1000 ? 2 : 0)} s`,
      ];
    case 'refused':
      return ['dead', 'another agent: open the address it printed', link.problem];
    default:
      return link satisfies never;
  }
}
