/** The browser's way to the agent that served the page: a fetch, for an EventSource cannot say who it is. */
import type { Agent, Bytes, Opened } from './live.ts';

/** The agent says something every 10 s; one that is silent for three times as long hangs, and so does a connection. */
const SILENCE = 30_000;
/** RFC 9110 §15.5.2 and §15.5.4: it is another agent by now, or never was for us. */
const FOR_GOOD: readonly number[] = [401, 403];

export const agentAt = (origin: string, token: string): Agent => ({
  open: (from) => open(origin, token, from),
  wait: (time) => new Promise((resolve) => setTimeout(resolve, time)),
});

async function open(origin: string, token: string, from: string): Promise<Opened> {
  const abort = new AbortController();
  const alive = createWatch(() => abort.abort(new Error(`the agent has said nothing for ${SILENCE / 1000} s`)));
  try {
    const response = await fetch(`${origin}/v1/events?digests=1&from=${from}`, {
      headers: { authorization: `Bearer ${token}` },
      ...{ cache: 'no-store', credentials: 'omit', redirect: 'error', signal: abort.signal },
    });
    if (response.ok && response.body) return { ok: true, bytes: response.body.pipeThrough(alive.watched()) };
    alive.end();
    return { ok: false, isForGood: FOR_GOOD.includes(response.status), problem: await problemOf(response) };
  } catch (error) {
    alive.end();
    return { ok: false, isForGood: false, problem: error instanceof Error ? error.message : String(error) };
  }
}

/** As `error-output` has it. */
async function problemOf(response: Response): Promise<string> {
  const said: unknown = await response.json().catch(() => null);
  const error = isObject(said) && isObject(said.error) ? said.error : {};
  return typeof error.message === 'string' ? error.message : `the agent answers with ${response.status}`;
}
const isObject = (value: unknown): value is Readonly<Record<string, unknown>> => typeof value === 'object' && value !== null;

type Watch = { watched(): TransformStream<Bytes, Bytes>; end(): void };

function createWatch(silent: () => void): Watch {
  let timer = setTimeout(silent, SILENCE);
  const end = () => clearTimeout(timer);
  const transform = (piece: Bytes, out: TransformStreamDefaultController<Bytes>) => {
    end();
    timer = setTimeout(silent, SILENCE);
    out.enqueue(piece);
  };
  return { watched: () => new TransformStream({ transform, flush: end }), end };
}
