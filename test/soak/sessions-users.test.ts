import { createServer as createWebServer } from 'node:http';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { ProgramsError } from '../../adapters/programs/errors.ts';
import { waitUntil } from '../lab/exec.ts';
import { type Face, openUsers } from './sessions-users.ts';

const open: (() => void)[] = [];
afterEach(() => {
  for (const close of open.splice(0)) close();
});

async function listening(server: Server): Promise<number> {
  open.push(() => server.close());
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const address = server.address();
  return typeof address === 'object' && address ? address.port : 0;
}
async function farEnd() {
  const echo = createServer((socket) => socket.on('error', () => socket.destroy()).pipe(socket));
  const web = createWebServer((_, response) => response.end('begun ended'));
  return { echo: await listening(echo), web: await listening(web) };
}
const connected = (port: number): Promise<Socket> =>
  new Promise((done) => {
    const socket = connect(port, '127.0.0.1', () => done(socket));
  });
/** A face of loopback; `fails`: what becomes of its requests instead. */
const faceOf = (fails: () => unknown): Face => ({
  connect: async ({ port }) => connected(port),
  fetch: async (url) => {
    const error = fails();
    if (error !== null) throw error;
    return await fetch(url);
  },
});

test.each<[string, () => unknown, number]>([
  ['what works is good', () => null, 0],
  ['a documented failure is counted, and nothing odd', () => new ProgramsError('ERR_PVD_GONE', 'lost'), 0],
  ['one of node is odd: the soak would see it', () => Object.assign(new Error('reset'), { code: 'ECONNRESET' }), 1],
])('%s', async (_name, fails, isOdd) => {
  const odd: string[] = [];
  const order = { users: 6, seed: 3, name: '127.0.0.1', addresses: ['127.0.0.1'], held: { least: 20, more: 100 }, ports: await farEnd() };
  const users = openUsers(faceOf(fails), order, new AbortController().signal, (what) => odd.push(what));
  const isSeen = () => users.tally.good > 0 && (fails() === null || Object.keys(users.tally.failed).length > 0);
  await waitUntil('both kinds have had their turn', isSeen, { within: 20_000 });
  await users.stop();
  expect({ odd: odd.length > 0, hung: users.tally.hung, underWay: users.underWay }).toEqual({ odd: isOdd > 0, hung: 0, underWay: 0 });
});
