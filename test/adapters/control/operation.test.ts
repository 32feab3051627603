/** What status says of an agent that applies and checks: owners, failures, measurements, and who is held back. */
import { beforeEach, expect, test } from 'vitest';
import { operationInWords } from '../../../adapters/cli/operation.ts';
import { answer, Status } from '../../../adapters/control/index.ts';
import { type Unstamped, world } from '../../../machines/model/facts/index.ts';
import { IfName, millis, seconds } from '../../../machines/model/units.ts';
import { link } from '../../machines/facts.ts';
import { subjectOf, type TestAgent, TWO_NETWORKS, testAgent } from './served.ts';

let agent: TestAgent;
const status = async () => {
  const { status: code, body } = await answer(subjectOf(agent), 'status', new URLSearchParams());
  expect(code).toBe(200);
  return Status.parse(body);
};
const words = async () =>
  operationInWords(await status(), {
    style: (_style, text) => text,
    isJson: false,
    isTerminal: false,
    line: () => {},
    data: () => {},
    note: () => {},
  });
const started = world('agent.started', { version: '0', machines: '1', boot: 'b', uptime: seconds(1), mode: 'apply', checks: true });
const found = (type: 'validated' | 'failed', pvd: string): Unstamped => {
  const generation = agent.fold.host.pvds.find((p) => p.id === pvd)?.snapshot.context.generation ?? 0;
  const told = { pvd, generation, family: 4, took: millis(12), bytes: 640, rtt: type === 'failed' ? null : 7.5, sent: 2, lost: 0 } as const;
  return type === 'failed' ? world('check.failed', { ...told, problem: 'nobody answers' }) : world('check.validated', told);
};

beforeEach(() => {
  agent = testAgent();
  agent.tell(
    started,
    ...TWO_NETWORKS.slice(1, 4),
    link('wwan0', { kind: 'cellular', ifindex: 4 }),
    world('manager.noticed', { name: 'NetworkManager', interfaces: [IfName.parse('wwan0')], evidence: ['process 812'] }),
    ...TWO_NETWORKS.slice(4, 5),
  );
  for (const fact of TWO_NETWORKS.slice(5)) agent.tell(fact);
});

test('an interface that another manager owns is refused, with its name', async () => {
  const { mode, checking, ownership } = await status();
  expect([mode, checking]).toEqual(['apply', true]);
  expect(ownership.map((o) => [o.ifname, o.isManaged, o.owner])).toEqual([
    ['eth0', true, null],
    ['wlan0', true, null],
    ['wwan0', false, 'NetworkManager'],
  ]);
  expect(await words()).toEqual(
    expect.arrayContaining(['Ours to change: eth0, wlan0', expect.stringMatching(/^wwan0 is left alone, NetworkManager has it: /)]),
  );
});

test('a command that failed is told with what, why, and when it is tried again', async () => {
  const target = 'rule 4 22001 lookup 27000';
  for (const _ of [1, 2]) agent.tell(world('command.failed', { command: 'rule.add', target, code: 'EPERM', problem: 'not permitted' }));
  expect((await status()).failures).toMatchObject([
    { what: `rule.add ${target}`, code: 'EPERM', problem: 'not permitted', times: 2, again: 500 },
  ]);
  expect(await words()).toContain(`rule.add ${target} failed 2 times: not permitted (EPERM); tried again in 500 ms`);
});

test('a check is told with its age, what was measured and what was spent', async () => {
  agent.tell(found('validated', 'pvd:eth0'));
  agent.tell(found('validated', 'pvd:wlan0'));
  const { checks } = await status();
  expect(checks).toMatchObject([
    { pvd: 'pvd:eth0', family: 4, reach: 'validated', rtt: 7.5, loss: 0, spent: 640, budget: null, portal: null },
    { pvd: 'pvd:wlan0', family: 4, age: 0 },
  ]);
  expect((await words()).join('\n')).toMatch(/pvd:eth0 +IPv4 +validated +\d+ m?s +7\.5 ms +0 % .* 640 of any/);
});

test('a network that was lost and is back is held back, and for how long', async () => {
  agent.tell(found('validated', 'pvd:eth0'));
  agent.tell(found('validated', 'pvd:wlan0'));
  for (let i = 0; i < 2; i++) agent.tell(found('failed', 'pvd:eth0'));
  expect((await status()).heldBack).toEqual([]);
  agent.tell(found('validated', 'pvd:eth0'));
  const { heldBack } = await status();
  expect(heldBack).toMatchObject([{ family: 4, pvd: 'pvd:eth0', losses: 1, left: expect.any(Number) }]);
  expect(await words()).toContainEqual(expect.stringMatching(/^pvd:eth0 is held back in IPv4 after 1 loss, for \d/));
});

test('an agent that observes says none of this', async () => {
  agent = testAgent();
  agent.tell(...TWO_NETWORKS.slice(0, 5));
  expect(await words()).toEqual([]);
});
