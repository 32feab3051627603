/** `connectAgent`: a program's view of an agent behind its socket, which may not be there, hang, go, and come again. */
import { createServer as createHttp } from 'node:http';
import { type AddressInfo, connect as connectTo, createServer, type Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Control, serve } from '../../adapters/control/index.ts';
import { openRemote } from '../../adapters/control/remote.ts';
import { createPrograms } from '../../adapters/programs/index.ts';
import { type MemoryPrograms, memoryPrograms } from '../../adapters/programs/memory.ts';
import { createReaching } from '../../adapters/programs/reaching.ts';
import { connectAgent, type RemoteAgent } from '../../adapters/remote.ts';
import type { ProgramsView } from '../../machines/model/programs.ts';
import { waitUntil } from '../lab/exec.ts';
import { published } from '../machines/facts.ts';
import { folder, type TestAgent, twoNetworks } from './control/served.ts';
import { ETH, WLAN } from './programs/subjects.ts';
import { programsView } from './programs/views.ts';

let place: ReturnType<typeof folder>;
let agent: TestAgent;
let far: MemoryPrograms;
let control: Control | null = null;
const opened: RemoteAgent[] = [];
const socket = () => `${place.path}/state.sock`;
const open = async () => {
  control = await serve({ ...agent, programs: far.port }, { folder: place.path });
};
const openAgain = (view: ProgramsView) => {
  far.show(view);
  return open();
};
const connected = async (options: { readonly signal?: AbortSignal } = {}): Promise<RemoteAgent> => {
  const remote = await connectAgent({ socket: socket(), ...options });
  opened.push(remote);
  return remote;
};
beforeEach(() => {
  place = folder();
  agent = twoNetworks();
  far = memoryPrograms();
  far.show(programsView(1, [ETH]));
});
afterEach(async () => {
  for (const remote of opened.splice(0)) await remote.close();
  await control?.close();
  control = null;
  place.remove();
});

describe('connecting', () => {
  test('no agent: ERR_AGENT_GONE at once, with why', async () => {
    await expect(connected()).rejects.toMatchObject({ code: 'ERR_AGENT_GONE', reasons: [expect.stringContaining('no agent listens')] });
  });

  test('an agent that serves no programs: ERR_AGENT_GONE', async () => {
    control = await serve(agent, { folder: place.path });
    await expect(connected()).rejects.toMatchObject({ code: 'ERR_AGENT_GONE', reasons: ['this agent serves no programs'] });
  });

  test('one that hangs is given up by the signal, with its reason', async () => {
    const silent = createServer(() => {});
    await new Promise<void>((resolve) => silent.listen(socket(), resolve));
    const given = new AbortController();
    const reason = new Error('given up');
    setImmediate(() => given.abort(reason));
    await expect(connected({ signal: given.signal })).rejects.toBe(reason);
    silent.close();
  });

  test('one of another version is said to be so', async () => {
    const other = createHttp((_asked, answer) => answer.end('event: client\ndata: {"v":2}\n\n'));
    await new Promise<void>((resolve) => other.listen(socket(), resolve));
    const reasons = [expect.stringMatching(/speaks in a way that this version does not know$/)];
    await expect(connected()).rejects.toMatchObject({ code: 'ERR_AGENT_GONE', reasons });
    other.close();
  });

  test('a signal that is aborted already is heeded before anything is asked', async () => {
    await expect(connected({ signal: AbortSignal.abort('no') })).rejects.toBe('no');
  });
});

describe('what is there', () => {
  beforeEach(() => open());

  test('status is that of `multihome status`', async () => {
    expect(await (await connected()).status()).toMatchObject({ v: 1, phase: 'settled', pvds: [{ id: 'pvd:eth0' }, { id: 'pvd:wlan0' }] });
  });

  test('api-1: networks can be listed and watched, as current value, observable and iterator', async () => {
    const remote = await connected();
    expect(remote.views.current?.domains.map(({ pvd }) => pvd)).toEqual(['pvd:eth0']);
    const seqs: number[] = [];
    remote.views.subscribe(({ seq }) => seqs.push(seq));
    far.show(programsView(2, [ETH, WLAN]));
    for await (const { seq } of remote.views) if (seq === 2) break;
    expect([seqs, remote.views.current?.seq]).toEqual([[1, 2], 2]);
  });

  test('decisions: the current one, then each that differs, while somebody listens', async () => {
    const remote = await connected();
    expect(remote.decisions.current).toBe(null);
    const seqs: number[] = [];
    const listening = remote.decisions.subscribe(({ seq }) => seqs.push(seq));
    await waitUntil('the current one', () => seqs.length === 1);
    agent.tell(published('eth0', ['203.0.113.53']));
    await waitUntil('the next one', () => seqs.length === 2);
    listening.unsubscribe();
    expect([seqs, remote.decisions.current?.seq]).toEqual([[14, 15], 15]);
  });

  test('api-1: a bad need is told with its reasons, at once', async () => {
    const remote = await connected();
    const asked = (use: object | string) => remote.connect({ host: '198.51.100.1', port: 9, use });
    await expect(asked('wlan7')).rejects.toMatchObject({ code: 'ERR_NO_SUCH_PVD', reasons: ['pvd:eth0'] });
    await expect(asked({ kind: 'wifi' })).rejects.toMatchObject({ code: 'ERR_NO_PVD_FITS', reasons: ['pvd:eth0: kind is ethernet'] });
    await expect(remote.fetch('http://198.51.100.1/', { use: 'wlan7' })).rejects.toMatchObject({ code: 'ERR_NO_SUCH_PVD' });
  });
});

describe('an agent that goes away', () => {
  beforeEach(() => open());

  test('what is under way ends with ERR_AGENT_GONE, and nothing new begins until it is back', async () => {
    far.name('pvd:eth0', 'silent.example', 'silent');
    far.show({ ...programsView(2, [ETH]), names: { rules: RULES, search: [] } });
    const remote = await connected();
    const pending = [remote.connect({ host: 'silent.example', port: 9 }), remote.fetch('http://silent.example/')];
    const ends = Promise.allSettled(pending);
    await control?.close();
    expect((await ends).map((end) => end.status === 'rejected' && end.reason.code)).toEqual(['ERR_AGENT_GONE', 'ERR_AGENT_GONE']);
    await expect(remote.status()).rejects.toMatchObject({ code: 'ERR_AGENT_GONE' });
    await expect(remote.connect({ host: '198.51.100.1', port: 9 })).rejects.toMatchObject({ code: 'ERR_AGENT_GONE' });

    await open();
    far.show(programsView(3, [WLAN]));
    await waitUntil('it is back', () => remote.views.current?.seq === 3);
    await expect(remote.connect({ host: '198.51.100.1', port: 9, use: 'eth0' })).rejects.toMatchObject({ code: 'ERR_NO_SUCH_PVD' });
  });

  test.each<[string, typeof WLAN, readonly string[]]>([
    ['stays where its network is still there', ETH, []],
    ['ends where its network has gone meanwhile', WLAN, ['ERR_PVD_GONE']],
    ['ends where its network is another attachment now', { ...ETH, generation: 2 }, ['ERR_PVD_GONE']],
  ])('session-5: what was open %s, once the next agent says so', async (_what, domain, ended) => {
    const server = createServer((socket) => socket.on('error', () => {}));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const remote = openRemote(socket());
    await waitUntil('it is connected', () => remote.view() !== null);
    // Whatever is asked for, it is reached on this host.
    const connect = () => new Promise<Socket>((resolve) => resolve(connectTo(port, '127.0.0.1')));
    const face = createPrograms(remote, { reaching: { ...createReaching(), connect } });
    const open = await face.connect({ host: '198.51.100.1', port, use: 'eth0' });
    const codes: unknown[] = [];
    open.on('error', (error) => codes.push('code' in error && error.code));
    await control?.close();
    await waitUntil('the agent has gone', () => remote.view() === null);
    expect([open.destroyed, codes]).toEqual([false, []]);
    await openAgain(programsView(9, [domain]));
    await waitUntil('it is back', () => remote.view()?.seq === 9);
    await waitUntil('it is judged', () => open.destroyed === ended.length > 0);
    expect(codes).toEqual(ended);
    open.destroy();
    remote.close();
    server.close();
  });

  test('its decisions go on with the next one', async () => {
    const remote = await connected();
    const seqs: number[] = [];
    remote.decisions.subscribe(({ seq }) => seqs.push(seq));
    await waitUntil('the first', () => seqs.length === 1);
    await control?.close();
    await open();
    await waitUntil('the next agent’s', () => seqs.length === 2);
  });
});

test('when it is disposed, all ends: iterators, calls, sessions', async () => {
  await open();
  let remote: RemoteAgent;
  {
    await using own = await connectAgent({ socket: socket() });
    remote = own;
  }
  for await (const _ of remote.decisions) throw new Error('there is none any more');
  await expect(remote.connect({ host: '198.51.100.1', port: 9 })).rejects.toMatchObject({ code: 'ERR_AGENT_GONE' });
});

const RULES = ([4, 6] as const).map((family) => ({ suffix: '.', family, pvds: ['pvd:eth0'], exclusive: false }));
