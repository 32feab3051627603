/** `/v1/programs`: sessions are their program's own and end with it, a slow reader gets the newest only, and agents may restart. */
import { type ChildProcess, spawn } from 'node:child_process';
import { chmodSync } from 'node:fs';
import { connect } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ask, type Control, Failure, type Limits, type ServerEvent, serve, stream } from '../../../adapters/control/index.ts';
import { openRemote, type Remote } from '../../../adapters/control/remote.ts';
import { type MemoryPrograms, memoryPrograms } from '../../../adapters/programs/memory.ts';
import { SPEC } from '../../contracts/programs.ts';
import { waitUntil } from '../../lab/exec.ts';
import { suite } from '../../tools/needs.ts';
import { ETH, WLAN } from '../programs/subjects.ts';
import { programsView } from '../programs/views.ts';
import { bodyOf, folder, get, raw, statusOf, testAgent } from './served.ts';

let place: ReturnType<typeof folder>;
let far: MemoryPrograms;
let control: Control | null = null;
const remotes: Remote[] = [];
const state = () => `${place.path}/state.sock`;
const open = async (limits: Partial<Limits> = {}, programs: MemoryPrograms | null = far) => {
  control = await serve({ ...testAgent(), programs: programs?.port ?? null }, { folder: place.path, limits });
};
const program = async (): Promise<Remote> => {
  const remote = openRemote(state());
  remotes.push(remote);
  await waitUntil('the program is connected', () => remote.view() !== null);
  return remote;
};
const closed = (i = 0) => far.sessions()[i]?.closed;

beforeEach(() => {
  place = folder();
  far = memoryPrograms();
  far.show(programsView(1, [ETH]));
});
afterEach(async () => {
  for (const remote of remotes.splice(0)) remote.close();
  await control?.close();
  control = null;
  place.remove();
});

/** The stream of a program, and what its agent calls it. */
async function entered(): Promise<{ readonly client: string; readonly events: AsyncIterator<ServerEvent>; leave(): void }> {
  const over = new AbortController();
  const opened = await stream({ socket: state(), path: 'programs', signal: over.signal });
  if (!opened.ok || opened.value.status !== 200) throw new Error(`no stream: ${JSON.stringify(opened)}`);
  const events = opened.value.events[Symbol.asyncIterator]();
  const first = await events.next();
  const { client } = JSON.parse(first.done ? '' : first.value.data);
  return { client, events, leave: () => over.abort() };
}
const post = async (path: string, body: object) => {
  const asked = await ask({ socket: state(), path: `programs/${path}`, method: 'POST', body });
  if (!asked.ok) return asked.problem;
  const failure = Failure.safeParse(asked.value.body);
  return failure.success ? [asked.value.status, failure.data.error.code] : asked.value.body;
};

describe('sec-5: sessions are their program’s own', () => {
  beforeEach(() => open());

  test('a program that goes away has its sessions closed, with the reason; those of others stay', async () => {
    const [one, two] = [await program(), await program()];
    await one.sessions.open(SPEC, () => {});
    await two.sessions.open(SPEC, () => {});
    one.close();
    await waitUntil('it is closed', () => closed() !== null);
    expect([closed(0), closed(1)]).toEqual(['the program that had it has gone', null]);
  });

  test('nobody else may move or close one, nor open one in another’s name', async () => {
    const { client } = await entered();
    expect(await post('open', { client, spec: SPEC })).toEqual({ v: 1, session: 's1' });
    const other = await entered();
    const [close, moved] = [{ close: 'mine now' }, { moved: { pvd: 'pvd:wlan0', generation: 1 } }];
    expect(await post('tell', { client: other.client, session: 's1', told: close })).toEqual([404, 'ERR_NO_SUCH_SESSION']);
    expect(await post('tell', { client: 'guessed', session: 's1', told: moved })).toEqual([403, 'ERR_NO_SUCH_CLIENT']);
    expect(await post('open', { client: 'guessed', spec: SPEC })).toEqual([403, 'ERR_NO_SUCH_CLIENT']);
    expect(far.sessions()).toMatchObject([{ closed: null, at: { pvd: 'pvd:eth0' } }]);
  });

  test('whose a session is says the kernel', async () => {
    await (await program()).sessions.open({ ...SPEC, manager: 'mqtt' }, () => {});
    expect(far.sessions()[0]?.spec.manager).toBe(`${process.getuid?.()}:${process.pid}:mqtt`);
  });

  test('a program that has gone is nobody', async () => {
    const { client, leave } = await entered();
    leave();
    await waitUntil('it is forgotten', async () => String(await post('open', { client, spec: SPEC })) === '403,ERR_NO_SUCH_CLIENT');
  });

  test.each<[string, object, number]>([
    ['no client', { spec: SPEC }, 400],
    ['a field too many', { client: 'x', spec: SPEC, more: 1 }, 400],
    ['a family that is none', { client: 'x', spec: { ...SPEC, family: 5 } }, 400],
    ['a manager that is no word', { client: 'x', spec: { ...SPEC, manager: 'two words' } }, 400],
    ['needs that no selector has', { client: 'x', spec: { ...SPEC, needs: { speed: 1 } } }, 400],
    ['more than a body holds', { client: 'x'.repeat(5000), spec: SPEC }, 413],
  ])('an order with %s is refused', async (_what, body, status) => {
    expect(await post('open', body)).toEqual([status, expect.any(String)]);
  });

  test.each<[string, string, number]>([
    ['POST', 'programs', 405],
    ['GET', 'programs/open', 405],
    ['GET', 'programs/resolve?name=x&type=5&pvd=y', 400],
    ['GET', 'programs/resolve?name=x&type=1', 400],
    ['GET', 'programs?from=1', 400],
  ])('%s %s is refused', async (method, path, status) => {
    expect(statusOf(await raw(state(), get(`/v1/${path}`).replace('GET', method)))).toBe(status);
  });
});

suite('sec-5: another user', ['root'], () => {
  /** Says the status of each answer, and keeps what is open until it is killed. */
  const SAY = `const http = require('node:http'); const [socketPath, method, path, times, body] = process.argv.slice(1);
for (let i = 0; i < Number(times); i += 1) http.request({ socketPath, path, method, agent: false }, (r) => { console.log(r.statusCode); r.resume(); }).end(body);`;
  const children: ChildProcess[] = [];
  afterEach(() => {
    for (const child of children.splice(0)) child.kill('SIGKILL');
  });
  const stranger = (...words: readonly string[]): Promise<readonly string[]> => {
    const child = spawn(process.execPath, ['-e', SAY, state(), ...words], { uid: 54_321, gid: 54_321, cwd: '/' });
    children.push(child);
    let said = '';
    child.stdout.on('data', (text) => {
      said += text;
    });
    const lines = () => said.split('\n').slice(0, -1);
    return waitUntil('it is answered', () => lines().length === Number(words[2]) && lines());
  };
  const openToAll = async (limits: Partial<Limits> = {}) => {
    chmodSync(place.path, 0o755);
    await open(limits);
    chmodSync(state(), 0o666);
  };

  test('not even one who knows the client’s name may touch its sessions', async () => {
    await openToAll();
    const { client } = await entered();
    await post('open', { client, spec: SPEC });
    const order = JSON.stringify({ client, session: 's1', told: { close: 'mine now' } });
    expect([await stranger('POST', '/v1/programs/tell', '1', order), closed()]).toEqual([['403'], null]);
  });

  test('has so many programs and no more; there is room for others', async () => {
    await openToAll({ programsOfUser: 2 });
    expect((await stranger('GET', '/v1/programs', '3')).toSorted()).toEqual(['200', '200', '503']);
    await Promise.all([entered(), entered(), entered()]);
  });
});

describe('sec-5: too much', () => {
  test('programs beyond the bound are refused; when one goes, there is room', async () => {
    await open({ programs: 2 });
    const [one] = [await entered(), await entered()];
    const answer = await raw(state(), get('/v1/programs'));
    expect([statusOf(answer), Failure.parse(bodyOf(answer)).error.code]).toEqual([503, 'ERR_TOO_MANY_PROGRAMS']);
    one.leave();
    await waitUntil('there is room', async () => {
      const opened = await stream({ socket: state(), path: 'programs' });
      return opened.ok && opened.value.status === 200;
    });
  });

  test('sessions beyond the bound are refused', async () => {
    await open({ sessions: 2 });
    const { client } = await entered();
    const all = [];
    for (let i = 0; i < 3; i += 1) all.push(await post('open', { client, spec: SPEC }));
    expect(all).toMatchObject([{ session: 's1' }, { session: 's2' }, [503, 'ERR_SESSION_REFUSED']]);
  });

  test('a slow reader is told the newest view and the newest verdict, and nothing piles up', async () => {
    await open();
    const reader = connect(state());
    let text = '';
    reader.setEncoding('utf8').on('data', (piece) => {
      text += piece;
    });
    reader.write(get('/v1/programs'));
    await waitUntil('the first view', () => text.includes('event: view'));
    reader.pause();
    const many = Array.from({ length: 300 }, (_, i) => ({ ...ETH, pvd: `pvd:eth${i}` }));
    for (let seq = 2; seq <= 400; seq += 1) {
      far.show(programsView(seq, many));
      await new Promise((resolve) => setImmediate(resolve));
    }
    reader.resume();
    await waitUntil('the newest', () => text.includes('\nid: 400\n'));
    expect(text.match(/^event: view$/gm)?.length).toBeLessThan(100);
    reader.destroy();
  });

  test('an agent that serves no programs says so', async () => {
    await open({}, null);
    const answer = await raw(state(), get('/v1/programs'));
    expect([statusOf(answer), Failure.parse(bodyOf(answer)).error.code]).toEqual([409, 'ERR_NO_PROGRAMS']);
  });
});

describe('an agent that goes, and comes again', () => {
  test('what is asked of it ends at once; its next one is told of the sessions as they are now', async () => {
    await open();
    far.name('pvd:eth0', 'silent.example', 'silent');
    const remote = await program();
    const verdicts: string[] = [];
    const session = await remote.sessions.open(SPEC, ({ verdict }) => verdicts.push(verdict));
    const ended = await remote.sessions.open(SPEC, () => {});
    const asked = remote.resolve({ name: 'silent.example', type: 1, pvd: 'pvd:eth0' });
    await control?.close();
    expect(await asked).toEqual({ ok: false, problem: 'closed' });
    await waitUntil('it is known to be gone', () => remote.view() === null);
    await expect(remote.sessions.open(SPEC, () => {})).rejects.toMatchObject({ code: 'ERR_AGENT_GONE' });
    session.moved({ pvd: 'pvd:wlan0', generation: 2 });
    session.idle(true);
    ended.close('done meanwhile');

    far = memoryPrograms();
    far.show(programsView(9, [ETH, WLAN]));
    await open();
    await waitUntil('it is there again', () => remote.view()?.seq === 9);
    await waitUntil('the session is declared anew', () => far.sessions()[0]?.isIdle === true);
    expect(far.sessions()).toMatchObject([{ spec: { pvd: 'pvd:wlan0', generation: 2 }, closed: null }]);
    far.decide(session.id, 'keep', null);
    await waitUntil('its verdict is heard', () => verdicts.length > 0);
    session.close('done');
    await waitUntil('it is closed', () => closed() === 'done');
  });

  test('a session that the next agent refuses is told to end', async () => {
    await open();
    const remote = await program();
    const verdicts: string[] = [];
    await remote.sessions.open(SPEC, ({ verdict }) => verdicts.push(verdict));
    await control?.close();
    far = memoryPrograms(() => 'no');
    far.show(programsView(9, [ETH]));
    await open();
    await waitUntil('it is told', () => verdicts.length > 0);
    expect(verdicts).toEqual(['end']);
  });
});
