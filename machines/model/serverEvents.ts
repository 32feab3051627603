/**
 * Server-sent events as our agent writes them: one line a field and one data line an event (HTML, «server-sent events»); and what
 * stands between the facts of a stream that is asked for with digests.
 */
import { z } from 'zod';
import { Seq } from './units.ts';

export type ServerEvent = { readonly event: string; readonly id: string; readonly data: string };

/** The first event: which fact is the agent's newest. */
export const Newest = z.object({ newest: Seq });
export type Newest = z.infer<typeof Newest>;
/** `digest`, behind the last fact of a transaction: what the agent had come to then. */
export const Digested = z.object({ digest: z.string(), newest: Seq });
export type Digested = z.infer<typeof Digested>;

/** The events that are whole in this text, and what is left of it. A comment, as a heartbeat is, is none. */
export function eventsIn(text: string): { readonly events: readonly ServerEvent[]; readonly rest: string } {
  const blocks = text.split('\n\n');
  const rest = blocks.pop() ?? '';
  return { events: blocks.flatMap(eventOf), rest };
}

function eventOf(block: string): readonly ServerEvent[] {
  const lines = block.split('\n');
  const said = (field: string): string | undefined => lines.find((line) => line.startsWith(`${field}: `))?.slice(field.length + 2);
  const data = said('data');
  return data === undefined ? [] : [{ event: said('event') ?? '', id: said('id') ?? '', data }];
}
