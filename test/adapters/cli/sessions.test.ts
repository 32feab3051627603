/** Sessions as people and programs ask for them: `sessions`, `why session`, `status`, and the same under /v1. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { answer, type Control, Sessions, Status, serve, Why } from '../../../adapters/control/index.ts';
import { summary } from '../../../adapters/control/summary.ts';
import { millis } from '../../../machines/model/units.ts';
import { stamped } from '../../machines/facts.ts';
import * as s from '../../machines/sessionFacts.ts';
import { folder, subjectOf, type TestAgent, twoNetworks } from '../control/served.ts';
import { within } from './command.ts';

let place: ReturnType<typeof folder>;
let control: Control;
let agent: TestAgent;
const ask = (...args: readonly string[]) => within(args, place.path);

/** eth0 is the better one of the two. */
beforeAll(async () => {
  place = folder();
  agent = twoNetworks();
  agent.tell(
    s.sessionOpened('s1', 'pvd:eth0', { manager: 'mqtt' }),
    s.sessionOpened('s2', 'pvd:wlan0', { manager: 'mqtt', better: 'keep' }),
    s.sessionOpened('s10', 'pvd:wlan0', { manager: 'backup', better: { drain: millis(60_000) } }),
    s.asked('s2', 'move', { manager: 'oam', author: 'operator' }),
  );
  control = await serve(agent, { folder: `${place.path}/c`, tell: (facts) => agent.tell(...facts) });
});
afterAll(async () => {
  await control.close();
  place.remove();
});

describe('sessions, for people', () => {
  test('session-6: a table of all, and below it whoever asked in vain', async () => {
    const { code, stdout } = await ask('sessions');
    expect(code).toBe(0);
    expect(stdout).toMatch(/^SESSION +MANAGER +NETWORK +FAMILY +ACTIVITY +MOBILITY +VERDICT +BECAUSE/);
    expect(
      stdout
        .split('\n')
        .slice(1, 4)
        .map((line) => line.split(/\s+/)[0]),
    ).toEqual(['s1', 's2', 's10']);
    expect(stdout).toMatch(/^s2 +mqtt +pvd:wlan0 +IPv4 +busy +reconnect +keep +a better network is there, but it asks to stay/m);
    expect(stdout).toMatch(/^s10 +backup +pvd:wlan0 .* drain to pvd:eth0 \(\d+ m?s left\)/m);
    expect(stdout).toContain('s2: operator oam asked in vain to move: application mqtt says: authority');
  });
  test('of one network; of none that there is: exit 10', async () => {
    expect((await ask('sessions', 'eth0')).stdout.split('\n')).toHaveLength(3);
    expect(await ask('sessions', 'tun0')).toMatchObject({
      code: 10,
      stdout: '',
      stderr: expect.stringContaining('there is no provisioning domain tun0'),
    });
  });
  test('session-6: why a session is treated as it is', async () => {
    const { stdout } = await ask('why', 'session', 's2');
    expect(stdout).toMatch(/^session s2: keep$/m);
    expect(stdout).toMatch(/because a better network is there, but it asks to stay \[betterKept\]/);
    expect(stdout).toMatch(/#16 \S+Z mqtt opened the session s2 on pvd:wlan0/);
    expect(stdout).toMatch(/not pvd:eth0: a better network is there/);
    expect(stdout).toMatch(/not operator oam: move: application mqtt says: authority/);
  });
  test('… of none that there is: exit 10, with those that there are', async () => {
    expect(await ask('why', 'session', 's7')).toMatchObject({
      code: 10,
      stdout: '',
      stderr: 'multihome: there is no session s7 (there are s1, s2, s10)\n',
    });
  });
  test('status counts them', async () => {
    expect((await ask('status')).stdout).toContain('3 sessions of programs: 2 keep, 1 drain');
  });
  test('help has examples', async () => {
    expect((await ask('sessions', '--help')).stdout).toMatch(/Examples:[\s\S]*why session/);
  });
});

describe('sessions, for programs', () => {
  const body = async (path: string, query = '') => {
    const { status, body } = await answer(subjectOf(agent), path, new URLSearchParams(query));
    expect(status).toBe(200);
    return body;
  };
  test('/v1/sessions', async () => {
    const { sessions } = Sessions.parse(await body('sessions', 'pvd=pvd:wlan0'));
    expect(sessions.map((one) => [one.id, one.verdict, one.to, one.rule, one.refused.length])).toEqual([
      ['s2', 'keep', null, 'betterKept', 1],
      ['s10', 'drain', 'pvd:eth0', 'drain', 0],
    ]);
  });
  test('/v1/why/session', async () => {
    const why = Why.parse(await body('why/session', 'session=s10'));
    expect([why.answer, why.details.drainLeft, why.details.better]).toEqual(['drain to pvd:eth0', 59_000, 'drain within 60000 ms']);
  });
  test('/v1/status', async () => {
    const { sessions } = Status.parse(await body('status'));
    expect(sessions.managers).toEqual([
      { manager: 'backup', count: 1 },
      { manager: 'mqtt', count: 2 },
    ]);
  });
  test('every fact of a session is a sentence', () => {
    const facts = [
      s.sessionOpened('s', 'pvd:eth0'),
      s.idled('s'),
      s.busied('s'),
      s.asked('s', 'move', { to: 'eth0' }),
      s.moved('s', 'pvd:eth0'),
      s.closed('s'),
    ];
    for (const fact of facts) expect(summary(stamped(fact, 1))).toMatch(/session s\b/);
  });
});

describe('sessions, asked something of', () => {
  test('session-6: what somebody asks of one is said with what has become of it, and taken back', async () => {
    const moved = await ask('ask', 's1', 'move', '--to', 'wlan0');
    expect(moved).toMatchObject({ code: 0, stdout: expect.stringMatching(/^s1 .* reconnect to pvd:wlan0 +user control says: move/m) });
    expect((await ask('ask', 's1', 'nothing')).stdout).toMatch(/^s1 .* keep +no network is better/m);
    expect(await ask('ask', 's7', 'end')).toMatchObject({ code: 10, stderr: expect.stringContaining('there is no session s7') });
  });
});
