/**
 * `moving-child.ts {to, port, socket}`: a program with a session that it declares to the agent: it can connect anew, and may be moved
 * to a better network while it is idle. It sends by its connection until `idle` on stdin, and when it is told to migrate it connects
 * by that network first and leaves the old one then. It says from where its far end sees it, what is decided, and where it is.
 */
import { createInterface } from 'node:readline';
import { z } from 'zod';
import { openRemote } from '../../../adapters/control/remote.ts';

import { type Connection, createPrograms } from '../../../adapters/programs/index.ts';
import type { SessionHandle, SessionVerdict } from '../../../adapters/programs/port.ts';
import { familyOf } from '../../../machines/model/address.ts';
import type { Use } from '../../../machines/model/needs.ts';

export const MovingOrder = z.strictObject({ to: z.string(), port: z.number(), socket: z.string() });
export const MovingLine = z.union([
  z.strictObject({ on: z.string(), from: z.string() }),
  z.strictObject({ verdict: z.string(), to: z.string().nullable(), rule: z.string() }),
  z.strictObject({ failed: z.string() }),
]);
export type MovingLine = z.infer<typeof MovingLine>;
/** ms between two bytes of a session that is at work. */
const EVERY = 50;
const say = (line: MovingLine): boolean => process.stdout.write(`${JSON.stringify(line)}\n`);

if (import.meta.main) await run(MovingOrder.parse(JSON.parse(process.argv[2] ?? '')));

async function run({ to, port: remotePort, socket }: z.infer<typeof MovingOrder>): Promise<void> {
  const port = openRemote(socket);
  const { promise, resolve } = Promise.withResolvers<void>();
  port.watch((view) => view && resolve());
  await promise;
  const face = createPrograms(port);
  const open = async (use?: Use) => {
    const connection = await face.connect({ host: to, port: remotePort, ...(use === undefined ? {} : { use }) });
    connection.on('error', ({ message }) => say({ failed: message }));
    say({ on: connection.attachment?.pvd ?? '', from: await greeting(connection) });
    return connection;
  };
  let connection = await open();
  const home = connection.attachment;
  if (!home) throw new Error('it is connected by no network');
  const sending = setInterval(() => connection.write('.'), EVERY);

  const migrate = async (target: string): Promise<void> => {
    const next = await open(target);
    connection.end();
    connection = next;
    if (next.attachment) session.moved(next.attachment);
  };
  const hear = ({ verdict, to: target, because }: SessionVerdict): void => {
    say({ verdict, to: target, rule: because.rule });
    if (verdict === 'migrate' && target !== null) void migrate(target);
  };
  const spec = {
    manager: 'moving',
    needs: null,
    family: familyOf(to),
    mobility: 'other',
    better: 'idle',
    loss: 'move',
    failBack: 'idle',
  } as const;
  const { pvd, generation } = home;
  const session: SessionHandle = await port.sessions.open({ ...spec, pvd, generation }, hear);
  session.idle(false);
  createInterface({ input: process.stdin }).once('line', () => {
    clearInterval(sending);
    session.idle(true);
  });
}

/** The line that an echo begins with. */
function greeting(connection: Connection): Promise<string> {
  return new Promise((done) => connection.once('data', (bytes) => done(bytes.toString().split('\n')[0] ?? '')));
}
