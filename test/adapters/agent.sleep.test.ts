/** session-7: the host of an agent sleeps: boot time goes on, timers do not. What ended meanwhile is over at the first look. */
import { afterEach, describe, expect, test } from 'vitest';
import { type Agent, createAgent } from '../../adapters/agent.ts';
import { type MemoryClock, memoryClock } from '../../adapters/clock/index.ts';
import { createMemoryKernel } from '../../adapters/linux/index.ts';
import type { Fact, FactOf, FactType } from '../../machines/model/facts/index.ts';
import { millis, seconds } from '../../machines/model/units.ts';
import { replay } from '../../streams/replay.ts';
import * as f from '../machines/facts.ts';

const [LASTING, FLEETING] = ['2001:db8:1::1800', '2001:db8:1::5'];
const THERE = [
  f.link('wlan0'),
  f.address('wlan0', '192.0.2.7/24', { valid: seconds(600) }),
  f.neighbour('wlan0', '192.0.2.1', '02:00:00:00:01:01'),
  f.lease('wlan0', '192.0.2.7', { dns: ['192.0.2.1'], lifetime: seconds(600) }),
  f.address('wlan0', '2001:db8:1::7/64', { valid: seconds(86_400) }),
  f.ra('wlan0', 'fe80::1', {
    prefixes: [f.pio('2001:db8:1::/64')],
    dns: [f.rdnss(LASTING, seconds(1800)), f.rdnss(FLEETING, seconds(5))],
  }),
];

describe('session-7: an agent whose host sleeps', () => {
  let agent: Agent | undefined;
  const heard: Fact[] = [];
  afterEach(async () => {
    await agent?.close();
    heard.length = 0;
  });
  const open = async (): Promise<{ readonly agent: Agent; readonly clock: MemoryClock }> => {
    const clock = memoryClock();
    const opened = await createAgent({ clock, sources: [createMemoryKernel(THERE)], boot: 'one' });
    agent = opened;
    opened.facts.subscribe((fact) => heard.push(fact));
    return { agent: opened, clock };
  };
  const told = <T extends FactType>(type: T): readonly FactOf<T>[] => heard.filter((fact): fact is FactOf<T> => fact.type === type);
  const servers = (of: Agent): readonly string[] =>
    (of.fold.host.pvds[0]?.snapshot.context.objects ?? []).filter((o) => o.kind === 'dns').map((o) => o.value);
  const expectReplayed = (of: Agent): void => {
    const { verdict, fold } = replay(of.log.transactions());
    expect([verdict, fold.digest]).toEqual([{ kind: 'equal' }, of.fold.digest]);
  };

  test('what has a lifetime is there before', async () => {
    const { agent, clock } = await open();
    clock.advance(millis(4_900));
    expect(servers(agent)).toEqual(['192.0.2.1', LASTING, FLEETING]);
    expect(heard).toEqual([]);
  });

  test('a minute asleep: told at the first look, and the short life is over at once', async () => {
    const { agent, clock } = await open();
    clock.sleep(seconds(60));
    expect(heard).toEqual([]);
    clock.advance(seconds(1));
    expect(heard.map((fact) => fact.type)).toEqual(['host.resumed', 'deadline.passed']);
    expect(told('host.resumed')[0]?.slept).toBe(60_000);
    expect(told('deadline.passed')[0]?.id).toBe('router6:wlan0/fe80::1:expiry');
    expect(servers(agent)).toEqual(['192.0.2.1', LASTING]);
    expectReplayed(agent);
  });

  test('all that was overdue passes at once, the earliest first; what lives longer than the sleep lives on', async () => {
    const { agent, clock } = await open();
    clock.sleep(seconds(900));
    clock.advance(seconds(1));
    const [resumed, ...passed] = heard;
    expect(resumed?.type).toBe('host.resumed');
    expect(told('deadline.passed').map((fact) => fact.id)).toEqual(['router6:wlan0/fe80::1:expiry', 'lease4:wlan0:expiry']);
    expect(new Set(passed.map((fact) => fact.at)).size).toBe(1);
    expect(servers(agent)).toEqual([LASTING]);
    expect(agent.fold.decision.ranking.map((p) => [p.id, p.place, p.because.rule])).toEqual([
      ['4 pvd:wlan0', null, 'noGateway'],
      ['6 pvd:wlan0', 1, 'onlyCandidate'],
    ]);
    expectReplayed(agent);
  });

  test('a sleep longer than every life ends the provisioning domain', async () => {
    const { agent, clock } = await open();
    clock.sleep(seconds(100_000));
    clock.advance(seconds(1));
    expect(agent.fold.decision.ranking.filter((p) => p.place !== null)).toEqual([]);
    expectReplayed(agent);
  });

  test.each([3600, -3600])('the wall clock steps by %i s while the host sleeps: both are told, only the sleep counts', async (by) => {
    const { agent, clock } = await open();
    const before = agent.fold.host.at;
    clock.sleep(seconds(60));
    clock.step(by * 1000);
    clock.advance(seconds(1));
    expect(told('host.resumed')[0]?.slept).toBe(60_000);
    expect(told('clock.stepped')[0]?.by).toBe(by * 1000);
    expect(servers(agent)).toEqual(['192.0.2.1', LASTING]);
    expect(heard.every((fact) => fact.at === before + 61_000)).toBe(true);
    expectReplayed(agent);
  });
});
