/** The bar above: which log, whether it replays, and where in it one is. */
import type { JSX, TargetedEvent } from 'preact';
import { counted, dateOf, timeOf } from '../words.ts';
import { Live } from './live.tsx';
import type { Model, Status } from './model.ts';
import { type Player, SPEEDS } from './player.ts';

export function Bar({ model }: { readonly model: Model }): JSX.Element {
  const status = model.status.value;
  return (
    <header>
      <h1>
        multihome <span class="file">{status.phase === 'empty' ? '' : status.name}</span>
      </h1>
      <Badge status={status} />
      <Live model={model} />
      <Transport model={model} />
    </header>
  );
}

function Badge({ status }: { readonly status: Status }): JSX.Element {
  const [kind, text, more] = said(status);
  return (
    <div class={`badge ${kind}`} role={status.phase === 'live' ? undefined : 'status'} title={more}>
      {text}
      {status.phase === 'folding' && <progress value={status.share} max={1} aria-label="folding" />}
      {'outcome' in status && status.outcome && (
        <>
          {' '}
          <code id="digest" data-digest={status.outcome.digest}>
            {status.outcome.digest.slice(0, 12)}
          </code>
        </>
      )}
    </div>
  );
}

type Said = readonly [kind: string, text: string, more: string];
function said(status: Status): Said {
  if (status.phase === 'empty') return ['', '', ''];
  if (status.phase === 'folding') return ['checking', counted(status.facts, 'fact'), 'folding goes on; what is there can be looked at'];
  if (status.phase === 'failed') return ['dead', status.problem, ''];
  if (!status.outcome) return ['checking', 'no fact yet', ''];
  const { damage, verdict, facts, epochs, skipped, digest } = status.outcome;
  const sum = `${counted(facts, 'fact')}, ${counted(epochs, 'epoch')}${skipped > 0 ? `, ${counted(skipped, 'fact')} before the first epoch left out` : ''}; digest ${digest}`;
  if (damage) return ['dead', `ends at line ${damage.line}: ${damage.problem}`, sum];
  if (verdict.kind === 'equal') return ['good', `${counted(facts, 'fact')} · digest equal`, `${sum}: equal to the agent’s`];
  if (verdict.kind === 'diverged')
    return ['dead', `diverged at fact ${verdict.seq}`, `stored ${verdict.stored}, computed ${verdict.computed}`];
  if (verdict.kind === 'noDigests') return ['idle', `${counted(facts, 'fact')} · names hidden, not compared`, sum];
  return ['idle', `of version ${verdict.recorded}, this page is ${verdict.here}: not compared`, sum];
}

function Transport({ model }: { readonly model: Model }): JSX.Element {
  const { times, seqs } = model.track.value;
  const index = model.cursor.value;
  const [at, seq] = [times[index] ?? 0, seqs[index] ?? 0];
  const move = ({ currentTarget }: TargetedEvent<HTMLInputElement>) => model.goTo(Number(currentTarget.value));
  return (
    <fieldset class="transport" aria-label="moment">
      <Button label="previous decision" sign="«" run={() => model.stepDecision(-1)} />
      <Button label="previous fact" sign="‹" run={() => model.step(-1)} />
      <Button label="next fact" sign="›" run={() => model.step(1)} />
      <Button label="next decision" sign="»" run={() => model.stepDecision(1)} />
      <Play player={model.player} />
      <input
        type="range"
        min={0}
        max={Math.max(0, times.length - 1)}
        value={index}
        onInput={move}
        aria-label="fact"
        aria-valuetext={`fact ${seq}, ${timeOf(at)}`}
      />
      <output id="moment">
        #{seq} <span class="quiet">{dateOf(at)}</span> {timeOf(at)}
      </output>
      <Button label="help" sign="?" run={() => model.help(true)} />
    </fieldset>
  );
}

function Play({ player: { isPlaying, speed, ...player } }: { readonly player: Player }): JSX.Element {
  return (
    <>
      <Button label={isPlaying.value ? 'pause' : 'play'} sign={isPlaying.value ? '❚❚' : '▶\uFE0E'} run={player.toggle} />
      <select
        aria-label="speed"
        title="so many times as fast as it was (< and >)"
        onChange={({ currentTarget }) => player.at(Number(currentTarget.value))}
      >
        {SPEEDS.map((one) => (
          <option key={one} value={one} selected={one === speed.value}>
            ×{one.toLocaleString('en')}
          </option>
        ))}
      </select>
    </>
  );
}

const Button = ({ label, sign, run }: { readonly label: string; readonly sign: string; readonly run: () => void }): JSX.Element => (
  <button type="button" class="sign" aria-label={label} title={label} onClick={run}>
    <span aria-hidden="true">{sign}</span>
  </button>
);
