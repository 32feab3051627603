/** session-7: after a sleep everything is checked again, long before its time, and what is installed anew has what boot time has left of its life. */
import { afterEach, expect, test } from 'vitest';
import { type Agent, createAgent } from '../../adapters/agent.ts';
import { createMemoryChecker } from '../../adapters/check/index.ts';
import { type MemoryClock, memoryClock } from '../../adapters/clock/index.ts';
import { parseConfig } from '../../adapters/config/index.ts';
import { createMemoryKernel, type MemoryKernel } from '../../adapters/linux/index.ts';
import type { Fact } from '../../machines/model/facts/index.ts';
import { seconds } from '../../machines/model/units.ts';
import { pvdState } from '../../machines/pvd.ts';
import { replay } from '../../streams/replay.ts';
import * as f from '../machines/facts.ts';
import { dual } from '../streams/networks.ts';

const CONFIG = 'version: 1\nmode: apply\nchecks: { http: ["http://check.example/"], every: 1h, everyMetered: 1h }\n';
const LEASE = f.lease('eth0', '10.1.0.7', { gateways: ['10.1.0.1'], dns: ['10.1.0.53'], client: 'udhcpc', lifetime: seconds(600) });
/** Two networks of both families. */
const THERE = [...dual(0), LEASE, ...dual(1)];
const ALL = ['4 pvd:eth0', '4 pvd:eth1', '6 pvd:eth0', '6 pvd:eth1'];

type Bed = {
  readonly agent: Agent;
  readonly clock: MemoryClock;
  readonly kernel: MemoryKernel;
  readonly checked: string[];
  isDead: boolean;
};
let bed: Bed | undefined;
const heard: Fact[] = [];
afterEach(async () => {
  await bed?.agent.close();
  heard.length = 0;
});

async function open(): Promise<Bed> {
  const config = parseConfig(CONFIG, 'test');
  if (!config.ok) throw new Error(JSON.stringify(config.errors));
  const [clock, kernel, checked] = [memoryClock(), createMemoryKernel(THERE, { apply: true }), [] as string[]];
  const checker = createMemoryChecker(({ pvd, family }) => {
    checked.push(`${family} ${pvd}`);
    return made.isDead ? { type: 'check.failed', problem: 'nobody answers' } : { type: 'check.validated' };
  });
  const made = { clock, kernel, checked, isDead: false } as { -readonly [K in keyof Bed]: Bed[K] };
  made.agent = await createAgent({ config: config.value, clock, sources: [kernel, checker], boot: 'one' });
  made.agent.facts.subscribe((fact) => heard.push(fact));
  bed = made;
  return made;
}
const reaches = ({ fold }: Agent): readonly string[] =>
  fold.host.pvds.flatMap(({ snapshot }) => [pvdState(snapshot).reach4, pvdState(snapshot).reach6]);
/** Answers come by promises, no time passes. */
const answered = (agent: Agent, reach: string) => expect.poll(() => reaches(agent), { interval: 1 }).toEqual(Array(4).fill(reach));
const sleep = (clock: MemoryClock, seconds_: number): void => {
  clock.sleep(seconds(seconds_));
  clock.advance(seconds(1));
};

test('session-7: each network and family is checked again at once, and once', async () => {
  const { agent, clock, checked } = await open();
  await answered(agent, 'validated');
  clock.advance(seconds(30));
  expect(checked.toSorted()).toEqual(ALL);
  checked.length = 0;
  sleep(clock, 60);
  await expect.poll(() => checked.toSorted(), { interval: 1 }).toEqual(ALL);
  const resumed = heard.find((fact) => fact.type === 'host.resumed');
  await expect.poll(() => heard.filter((fact) => fact.type === 'check.validated' && fact.seq > (resumed?.seq ?? 0)).length).toBe(4);
  // Not because their time had come.
  expect(heard.filter((fact) => fact.type === 'deadline.passed' && fact.id.includes(':check'))).toEqual([]);
  const { verdict, fold } = replay(agent.log.transactions());
  expect([verdict, fold.digest]).toEqual([{ kind: 'equal' }, agent.fold.digest]);
});

test('session-7: what went away meanwhile is in doubt at the first look, not an hour later', async () => {
  const made = await open();
  await answered(made.agent, 'validated');
  made.isDead = true;
  sleep(made.clock, 60);
  await answered(made.agent, 'suspect');
});

test('session-7: an address that is put back after a sleep has what is left of its lease by boot time', async () => {
  const { agent, clock, kernel } = await open();
  await answered(agent, 'validated');
  const given = () =>
    heard.flatMap((fact) => (fact.type === 'address.added' && fact.address === '10.1.0.7' ? [fact.valid] : [])).at(-1) ?? null;
  clock.advance(seconds(100));
  sleep(clock, 200);
  clock.step(3_600_000);
  kernel.say([f.addressRemoved('eth0', '10.1.0.7/24')]);
  await expect.poll(given, { interval: 1 }).toBe(600_000 - 100_000 - 201_000);
});
