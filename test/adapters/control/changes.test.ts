/** What may be asked to change, over control.sock: a check now, the configuration read again. */
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { AskAnswer, ask, type Control, ReloadAnswer, type Reloaded, Requested, serve } from '../../../adapters/control/index.ts';
import type { Unstamped } from '../../../machines/model/facts/index.ts';
import { world } from '../../../machines/model/facts/index.ts';
import { seconds } from '../../../machines/model/units.ts';
import { sessionOpened } from '../../machines/sessionFacts.ts';
import { folder, type TestAgent, TWO_NETWORKS, testAgent } from './served.ts';

let place: ReturnType<typeof folder>;
let agent: TestAgent;
let told: Unstamped[];
let reloaded: Reloaded;
let control: Control;
const post = (path: string, socket = 'control.sock') => ask({ socket: join(place.path, socket), path, method: 'POST' });
const start = (checks: boolean) =>
  world('agent.started', { version: '0', machines: '1', boot: 'b', uptime: seconds(1), mode: 'observe', checks });

beforeEach(async () => {
  place = folder();
  agent = testAgent();
  agent.tell(start(true), ...TWO_NETWORKS.slice(1, 5));
  for (const fact of TWO_NETWORKS.slice(5)) agent.tell(fact);
  agent.tell(sessionOpened('s1', 'pvd:wlan0', { manager: 'feed', mobility: 'reconnect' }));
  told = [];
  reloaded = { ok: true, file: '/etc/multihome/config.yaml', later: ['log'] };
  const tell = (facts: readonly Unstamped[]) => {
    told.push(...facts);
    agent.tell(...facts);
  };
  control = await serve(agent, { folder: place.path, tell, reload: () => reloaded });
});
afterEach(async () => {
  await control.close();
  place.remove();
});

test('a check that is asked for is a fact, and the answer names the checks that run', async () => {
  const asked = await post('check?pvd=wlan0');
  expect(told).toMatchObject([{ type: 'check.requested', class: 'world', pvd: 'pvd:wlan0' }]);
  const answer = Requested.parse(asked.ok && asked.value.body);
  expect(answer.seq).toBe(agent.fold.host.seq);
  expect(answer.checks.map((c) => `${c.pvd} ${c.family}`)).toEqual(['pvd:wlan0 4', 'pvd:wlan0 6']);
});

test('without a name it is of all', async () => {
  const asked = await post('check');
  expect(told).toMatchObject([{ pvd: null }]);
  expect(new Set(Requested.parse(asked.ok && asked.value.body).checks.map((c) => c.pvd))).toEqual(new Set(['pvd:eth0', 'pvd:wlan0']));
});

test('the configuration read again is said with what waits for a start; a mistake in it is a refusal', async () => {
  const good = await post('reload');
  expect(ReloadAnswer.parse(good.ok && good.value.body)).toMatchObject({ file: '/etc/multihome/config.yaml', later: ['log'] });
  reloaded = { ok: false, problem: 'config.yaml:3:1: no' };
  expect(await post('reload')).toMatchObject({
    value: { status: 422, body: { error: { code: 'ERR_CONFIG', message: 'config.yaml:3:1: no' } } },
  });
});

test('session-6: what is asked of a session is a fact, and the answer is what has become of it', async () => {
  const asked = async (query: string) => {
    const said = await post(`ask?session=s1&${query}`);
    const { verdict, to, by, refused } = AskAnswer.parse(said.ok && said.value.body).session;
    return { is: [verdict, to, by], vain: refused.map((r) => `${r.manager} ${r.ask}: ${r.says}`) };
  };
  expect((await asked('ask=move&to=eth0')).is).toEqual(['reconnect', 'pvd:eth0', 'user control']);
  expect(told).toMatchObject([{ type: 'session.asked', session: 's1', ask: 'move', to: 'pvd:eth0', manager: 'control', author: 'user' }]);
  const { is, vain } = await asked('ask=end&manager=oam&author=operator');
  expect(is).toEqual(['end', null, 'operator oam']);
  expect(vain).toContainEqual(expect.stringMatching(/^control move: operator oam says: prohibition/));
});

test('session-6: more managers than may ask of one session are told so', async () => {
  for (let i = 0; i < 8; i += 1) expect(await post(`ask?session=s1&ask=keep&manager=m${i}`)).toMatchObject({ value: { status: 200 } });
  expect(await post('ask?session=s1&ask=keep&manager=m8')).toMatchObject({
    value: { status: 409, body: { error: { code: 'ERR_SESSION_REFUSED' } } },
  });
  expect(await post('ask?session=s1&ask=nothing&manager=m8')).toMatchObject({ value: { status: 200 } });
});

const refusals: readonly (readonly [string, string, string, number, string])[] = [
  ['a network that is not there', 'check?pvd=tun0', 'control.sock', 404, 'ERR_NO_SUCH_PVD'],
  ['a misspelt parameter', 'check?pdv=wlan0', 'control.sock', 400, 'ERR_BAD_PARAMETER'],
  ['no such wish, whatever the session', 'ask?session=s9&ask=fly', 'control.sock', 400, 'ERR_BAD_PARAMETER'],
  ['a session that is not there', 'ask?session=s9&ask=move', 'control.sock', 404, 'ERR_NO_SUCH_SESSION'],
  ['a wish that is none', 'ask?session=s1&ask=fly', 'control.sock', 400, 'ERR_BAD_PARAMETER'],
  ['a network for who is to end', 'ask?session=s1&ask=end&to=wlan0', 'control.sock', 400, 'ERR_BAD_PARAMETER'],
  ['a move to a network that is not there', 'ask?session=s1&ask=move&to=tun0', 'control.sock', 404, 'ERR_NO_SUCH_PVD'],
  ['a name that is no word', 'ask?session=s1&ask=move&manager=a%20b', 'control.sock', 400, 'ERR_BAD_PARAMETER'],
  ['a wish through the socket for reading', 'ask?session=s1&ask=move', 'state.sock', 403, 'ERR_READ_ONLY'],
  ['a parameter of a path that takes none', 'reload?x=1', 'control.sock', 400, 'ERR_BAD_PARAMETER'],
  ['a check through the socket for reading', 'check', 'state.sock', 403, 'ERR_READ_ONLY'],
  ['a reload through the socket for reading', 'reload', 'state.sock', 403, 'ERR_READ_ONLY'],
];
test.each(refusals)('%s is refused, and changes nothing', async (_what, path, socket, status, code) => {
  expect(await post(path, socket)).toMatchObject({ value: { status, body: { error: { code } } } });
  expect(told).toEqual([]);
});

test('an agent that does not check says so', async () => {
  await control.close();
  agent = testAgent();
  agent.tell(start(false), ...TWO_NETWORKS.slice(1, 5));
  control = await serve(agent, { folder: place.path, tell: (facts) => told.push(...facts) });
  expect(await post('check')).toMatchObject({ value: { status: 409, body: { error: { code: 'ERR_NO_CHECKS' } } } });
  expect([await post('reload'), told]).toMatchObject([{ value: { status: 404 } }, []]);
});
