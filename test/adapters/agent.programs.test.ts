/** The library for programs in the agent's own process. */
import { once } from 'node:events';
import { createServer } from 'node:net';
import { describe, expect, test } from 'vitest';
import { createAgent } from '../../adapters/agent.ts';
import type { SessionVerdict } from '../../adapters/programs/index.ts';
import type { Unstamped } from '../../machines/model/facts/index.ts';
import type { SessionSpec } from '../../machines/model/session.ts';
import { waitUntil } from '../lab/exec.ts';
import { dual, lost, wifi, wired } from '../streams/networks.ts';

const agentWith = async (facts: readonly Unstamped[]) => {
  const agent = await createAgent({ sources: [], mode: 'observe' });
  agent.tell(facts);
  return agent;
};

describe('api-1: an agent in the process has what programs use', () => {
  test('api-1: the view follows the decision, and who watches is told of what differs', async () => {
    await using agent = await agentWith([...wired(), ...wifi()]);
    const told: (readonly string[])[] = [];
    const unwatch = agent.programs.watch((view) => told.push(view?.domains.map((d) => d.pvd) ?? []));
    agent.tell([lost('eth0')]);
    unwatch();
    agent.tell([lost('wlan0')]);
    expect(told).toEqual([['pvd:wlan0']]);
    expect(agent.programs.view()?.domains).toEqual([]);
  });

  test('api-1: networks can be listed and watched, as current value, observable and iterator', async () => {
    await using agent = await agentWith([...wired(), ...wifi()]);
    const seen: number[] = [];
    agent.views.subscribe(({ domains }) => seen.push(domains.length));
    agent.tell([lost('eth0')]);
    expect([seen, agent.views.current?.domains.length]).toEqual([[2, 1], 1]);
    for await (const { domains } of agent.views) {
      expect(domains.map(({ pvd }) => pvd)).toEqual(['pvd:wlan0']);
      break;
    }
    await agent.close();
    for await (const _ of agent.views) throw new Error('there is none any more');
  });

  test('api-2: candidates are addresses per network, with where they mean anything', async () => {
    await using agent = await agentWith(dual(0));
    expect(agent.candidates()).toMatchObject([
      { pvd: 'pvd:eth0', address: '10.1.0.7', family: 4, reach: 'private', means: 'pvd', rank: 1 },
      { pvd: 'pvd:eth0', address: '2001:db8:10::7', family: 6, reach: 'public', means: 'anywhere', rank: 1 },
    ]);
  });

  test('what cannot be had is said', async () => {
    await using agent = await agentWith([]);
    expect(agent.missing()[0]).toMatch(/only observes/);
  });

  test('this host itself is reached whatever the networks are', async () => {
    await using agent = await agentWith([]);
    const server = createServer((socket) => socket.end('hello'));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const at = server.address();
    const socket = await agent.connect({ host: 'localhost', port: typeof at === 'object' && at ? at.port : 0 });
    expect(String((await once(socket, 'data'))[0])).toBe('hello');
    socket.destroy();
    server.close();
  });

  test.each<[string, object, string]>([
    ['no network', { host: 'www.example.net' }, 'ERR_NO_PVD_FITS'],
    ['an unknown one', { host: 'www.example.net', use: 'pvd:eth9' }, 'ERR_NO_SUCH_PVD'],
    ['nobody’s address', { host: '192.0.2.9' }, 'ERR_NOT_REACHABLE'],
  ])('%s: at once', async (_name, options, code) => {
    await using agent = await agentWith([]);
    await expect(agent.connect({ host: '', port: 80, ...options })).rejects.toMatchObject({ code });
  });

  test('with the agent closed nothing new begins', async () => {
    const agent = await agentWith(wired());
    await agent.close();
    await expect(agent.connect({ host: 'www.example.net', port: 80 })).rejects.toMatchObject({ code: 'ERR_AGENT_GONE' });
    expect(() => agent.candidates()).toThrow(expect.objectContaining({ code: 'ERR_AGENT_GONE' }));
    expect(() => agent.udp()).toThrow(expect.objectContaining({ code: 'ERR_AGENT_GONE' }));
  });
});

describe('session-5: a session that a program declares', () => {
  const SPEC: SessionSpec = {
    ...{ manager: 'test', needs: null, pvd: 'pvd:eth0', generation: 1, family: 4, mobility: 'reconnect' },
    ...{ better: 'keep', loss: 'move', failBack: 'keep' },
  };
  test('session-5: it is told where to go when its network is lost, and what becomes of it are facts', async () => {
    await using agent = await agentWith([...wired(), ...wifi()]);
    const verdicts: SessionVerdict[] = [];
    const session = await agent.programs.sessions.open(SPEC, (verdict) => verdicts.push(verdict));
    agent.tell([lost('eth0')]);
    await waitUntil('it is told', () => verdicts.some((v) => v.to === 'pvd:wlan0'));
    expect(verdicts.at(-1)).toMatchObject({ session: session.id, verdict: 'reconnect', to: 'pvd:wlan0' });
    session.moved({ pvd: 'pvd:wlan0', generation: 1 });
    session.idle(true);
    session.close('done');
    session.close('twice');
    const facts = [...agent.log.transactions()].flatMap(({ facts }) => facts).filter(({ type }) => type.startsWith('session.'));
    expect(facts.map(({ type }) => type)).toEqual(['session.opened', 'session.moved', 'session.idled', 'session.closed']);
  });
  test('a manager whose name is no word is refused, with its reason', async () => {
    await using agent = await agentWith(wired());
    const refused = agent.programs.sessions.open({ ...SPEC, manager: 'a b' }, () => {});
    await expect(refused).rejects.toMatchObject({ code: 'ERR_SESSION_REFUSED' });
  });
});
