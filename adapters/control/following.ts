/** One stream of an agent's events that is opened again whenever it ends: an agent may restart, and its clients go on. */
import { setTimeout as pause } from 'node:timers/promises';
import { Failure } from './answers.ts';
import { type ServerEvent, stream } from './client.ts';

export type Follower = {
  event(event: ServerEvent): void;
  /** It ended, or could not be opened; it is tried again. */
  gone(why: string): void;
};

/** ms before the second try, doubled up to the longest; a restarted agent is there within 300 ms. Guesses. */
const FIRST = 50;
const LONGEST = 2000;

/** Resolves at the signal only. */
export async function follow(socket: string, path: string, signal: AbortSignal, { event, gone }: Follower): Promise<void> {
  for (let wait = FIRST; !signal.aborted; wait = Math.min(2 * wait, LONGEST)) {
    const why = await once(socket, path, signal, (told) => {
      wait = FIRST;
      event(told);
    });
    if (signal.aborted) return;
    gone(why);
    await pause(wait, undefined, { signal }).catch(() => undefined);
  }
}

/** Resolves, when it is over, with why. */
async function once(socket: string, path: string, signal: AbortSignal, event: Follower['event']): Promise<string> {
  const opened = await stream({ socket, path, signal });
  if (!opened.ok) return opened.message;
  const { status, events } = opened.value;
  try {
    for await (const told of events) {
      if (status !== 200) return refusal(socket, told.data);
      event(told);
    }
    return `the agent on ${socket} has ended`;
  } catch (error) {
    return `the agent on ${socket} has gone: ${error instanceof Error ? error.message : String(error)}`;
  }
}

function refusal(socket: string, data: string): string {
  const failure = Failure.safeParse(JSON.parse(data));
  return failure.success ? failure.data.error.message : `the agent on ${socket} refuses it`;
}
