/** What may be asked to change, over control.sock: a check now, the configuration read again. */
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { ask, type Control, ReloadAnswer, type Reloaded, Requested, serve } from '../../../adapters/control/index.ts';
import type { Unstamped } from '../../../machines/model/facts/index.ts';
import { world } from '../../../machines/model/facts/index.ts';
import { seconds } from '../../../machines/model/units.ts';
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

const refusals: readonly (readonly [string, string, string, number, string])[] = [
  ['a network that is not there', 'check?pvd=tun0', 'control.sock', 404, 'ERR_NO_SUCH_PVD'],
  ['a misspelt parameter', 'check?pdv=wlan0', 'control.sock', 400, 'ERR_BAD_PARAMETER'],
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
