import { once } from 'node:events';
import { Socket } from 'node:net';
import { expect, test } from 'vitest';
import { inOurWords } from '../../../adapters/programs/ended.ts';

const AT = { pvd: 'pvd:wlan0', generation: 3 };
const of = (code: string): Error => Object.assign(new Error(`read ${code}`), { code });

test.each<[string, string, string]>([
  ['session-5: a connection that was ended by SOCK_DESTROY says that its network has gone', 'ECONNABORTED', 'ERR_PVD_GONE'],
  ['what its peer did to it is told as it is', 'ECONNRESET', 'ECONNRESET'],
])('%s', async (_name, code, told) => {
  const socket = new Socket();
  inOurWords(socket, AT);
  const error = of(code);
  socket.destroy(error);
  const [heard] = await once(socket, 'error');
  expect({ code: heard.code, cause: heard.cause ?? error }).toEqual({ code: told, cause: error });
  expect(socket.errored).toBe(heard);
});

test('one that ends by itself has no error', async () => {
  const socket = new Socket();
  inOurWords(socket, AT);
  socket.on('error', (error) => expect.fail(error.message)).destroy();
  await once(socket, 'close');
});
