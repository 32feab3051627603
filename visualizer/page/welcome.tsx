/** Before there is a log. */
import type { JSX, TargetedEvent } from 'preact';
import type { Model } from './model.ts';

export function Welcome({ model }: { readonly model: Model }): JSX.Element {
  const choose = ({ currentTarget }: TargetedEvent<HTMLInputElement>) => {
    const file = currentTarget.files?.[0];
    if (file) model.open(file, file.name);
  };
  const status = model.status.value;
  const problem = status.phase === 'empty' ? status.problem : undefined;
  return (
    <main class="welcome">
      <h1>multihome</h1>
      <p>See the host think: what it decided, when, and why.</p>
      {problem !== undefined && (
        <p class="badge dead" role="alert">
          Not joined to the agent: {problem}. Open the address that <code>multihome run --web</code> prints; each start has one of its own.
        </p>
      )}
      <label class="choose">
        Open an export
        <input type="file" accept=".ndjson,.gz" onChange={choose} />
      </label>
      <p class="quiet">
        Or drop it here: what <code>multihome export</code> wrote, plain or packed. It is replayed in this page by the agent’s own code;
        nothing is uploaded.
      </p>
    </main>
  );
}
