/** The page's door: the worker, the agent that served the page, or the log that came with it or is dropped on it, the keyboard and the address. */
import { render } from 'preact';
import type { ToPage } from '../protocol.ts';
import { App } from './app.tsx';
import { followHash } from './hash.ts';
import { onKey } from './keys.ts';
import { createModel, type Model } from './model.ts';
import { hasToken, takeToken } from './token.ts';

export function startPage(document: Document): void {
  const worker = new Worker(URL.createObjectURL(new Blob([document.getElementById('code')?.textContent ?? ''])));
  const model = createModel((question) => worker.postMessage(question));
  worker.onmessage = ({ data }: MessageEvent<ToPage>) => model.hear(data);
  worker.onerror = ({ message }) => model.hear({ kind: 'failed', problem: message });
  followHash(model);
  if (document.documentElement.dataset.served !== undefined) joinAgent(model);
  document.addEventListener('keydown', (event) => onKey(model, event));
  acceptDrops(document, model);
  const root = document.getElementById('page');
  if (root) render(<App model={model} />, root);
  openEnclosed(document, model);
}

/** An address with another token is another agent's: only what stands behind the `#` is new then, and the page stays. */
function joinAgent(model: Model): void {
  model.join(location.origin, takeToken());
  addEventListener('hashchange', () => hasToken() && model.join(location.origin, takeToken()));
}

/** A log inside the page: base64 of what `export` writes. */
function openEnclosed(document: Document, model: Model): void {
  const enclosed = document.getElementById('log');
  const text = enclosed?.textContent?.trim() ?? '';
  if (!enclosed || text === '') return;
  const letters = atob(text);
  // A loop: `Uint8Array.from` takes half a second for a log of 100,000 facts.
  const bytes = new Uint8Array(letters.length);
  for (let i = 0; i < letters.length; i += 1) bytes[i] = letters.charCodeAt(i);
  enclosed.textContent = '';
  model.open(new Blob([bytes]), enclosed.dataset.name ?? 'log');
}

function acceptDrops(document: Document, model: Model): void {
  document.addEventListener('dragover', (event) => event.preventDefault());
  document.addEventListener('drop', (event) => {
    event.preventDefault();
    const file = event.dataTransfer?.files[0];
    if (file) model.open(file, file.name);
  });
}
