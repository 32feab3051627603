/**
 * Web servers of a lab: they answer by a table that can be changed while they run, and tell who has asked what.
 *
 *   const web = await (await lab.internet()).web();
 *   web.url                                       // http://check.test/generate_204, and `secureUrl`
 *   await web.answer([{ path: '/generate_204', status: 200, body: 'hello' }]);   // before the standing answers; [] ends it
 *   await web.requests()                          // all so far: [{ from, to, secure, host, path, status, … }]
 *   await web.countBySource()                     // { '198.51.100.2': 3, '2001:db8:10::5': 1 }
 *
 * The one in the Internet (`CHECK`) is at `check.test`, `check4.test`, `check6.test` and every name below `web.test`; it answers
 * /generate_204 by 204, and everything else by 404. A portal has one of its own (portal.ts).
 */
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { spawnNode } from './agent.ts';
import type { Certificate } from './authority.ts';
import type { Space } from './space.ts';
import { type Answer, type Order, WebRequest } from './web-child.ts';

export type { WebRequest } from './web-child.ts';
/** Status 200, no body, for any host and path, unless said otherwise. */
export type AnswerInput = z.input<typeof Answer>;

export type Web = {
  /** Answers that come before the standing ones; in force when it resolves. */
  answer(answers: readonly AnswerInput[]): Promise<void>;
  /** All that came before this was asked. */
  requests(): Promise<readonly WebRequest[]>;
  /** How many of them came from each address. */
  countBySource(): Promise<Readonly<Record<string, number>>>;
};

const CHILD = fileURLToPath(new URL('./web-child.ts', import.meta.url));
const Said = z.union([z.looseObject({ mark: z.number() }), z.looseObject({ request: WebRequest })]);
const WITHIN = 20_000;

/** On port 80, and 443 with a certificate, of each address; `::` is all of both families. */
export async function openWeb(
  space: Space,
  addresses: readonly string[],
  certificate: Certificate,
  standing: readonly AnswerInput[],
): Promise<Web> {
  const listen = addresses.flatMap((address) => [
    { address, port: 80 },
    { address, port: 443, ...certificate },
  ]);
  const child = spawnNode(space, CHILD, [JSON.stringify({ listen, answers: [...standing] } satisfies z.input<typeof Order>)]);
  await child.lines.waitFor('ready', (line) => z.looseObject({ ready: z.literal(true) }).safeParse(line).success, WITHIN);
  let marks = 0;
  /** The child reads and writes in order: what it said before the mark came before. */
  const mark = async (more: { readonly answers?: readonly AnswerInput[] } = {}): Promise<void> => {
    const number = marks++;
    const from = child.lines.all.length;
    child.tell(JSON.stringify({ ...more, mark: number }));
    await child.lines.waitFor(`mark ${number}`, (line) => z.looseObject({ mark: z.literal(number) }).safeParse(line).success, WITHIN, from);
  };
  const requests = async (): Promise<readonly WebRequest[]> => {
    await mark();
    return child.lines.all.flatMap((line) => {
      const said = Said.safeParse(line);
      return said.success && 'request' in said.data ? [WebRequest.parse(said.data.request)] : [];
    });
  };
  return {
    answer: (answers) => mark({ answers: [...answers, ...standing] }),
    requests,
    countBySource: async () => {
      const counts: Record<string, number> = {};
      for (const { from } of await requests()) counts[from] = (counts[from] ?? 0) + 1;
      return counts;
    },
  };
}
