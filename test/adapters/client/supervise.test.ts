/** Real processes under supervision: back-off, ends, leftovers, output. */
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { createSupervisor, findProgram, type Recipe, type Supervisor } from '../../../adapters/client/index.ts';
import { IfName } from '../../../machines/model/units.ts';
import { listen } from '../../contracts/heard.ts';

const WLAN = IfName.parse('wlan0');
const ETH = IfName.parse('eth0');
const TIMES = { first: 20, longest: 80, steady: 60_000, patience: 200 };
const shell = (script: string): Recipe => ({
  program: findProgram('sh') ?? '',
  args: ['-c', script],
  env: { PATH: process.env.PATH ?? '' },
});
const SLEEP: Recipe = { program: findProgram('sleep') ?? '', args: ['60'], env: {} };
const asked = (n: number) => ({ id: `1.${n}`, target: 'udhcpc wlan0' });
const isAlive = (pid: number): boolean => existsSync(`/proc/${pid}`) && !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));

const [folders, open]: [string[], Supervisor[]] = [[], []];
async function bed(folder = mkdtempSync(join(tmpdir(), 'mh-client-')), starts: string[] = []) {
  folders.push(folder);
  const heard = listen();
  const { emit } = heard;
  const notice = heard.notice;
  const supervisor = createSupervisor({ client: 'udhcpc', folder, emit, notice, times: TIMES, onStart: (ifname) => starts.push(ifname) });
  open.push(supervisor);
  await supervisor.open();
  return { folder, heard, supervisor, starts };
}
afterEach(async () => {
  await Promise.all(open.splice(0).map((supervisor) => supervisor.close()));
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

describe('a supervised client', () => {
  test('start answers with its pid, start again with the same one, stop once it is reaped; stop of nothing is done', async () => {
    const { folder, heard, supervisor } = await bed();
    await supervisor.start(asked(0), WLAN, SLEEP);
    const { pid, ...answer } = await heard.next('client.started');
    expect(answer).toMatchObject({ class: 'answer', for: '1.0', client: 'udhcpc', ifname: 'wlan0' });
    await supervisor.start(asked(1), WLAN, SLEEP);
    expect(await heard.next('client.started', undefined, 1)).toMatchObject({ for: '1.1', pid });
    await supervisor.start(asked(2), WLAN, shell('exec sleep 61'));
    expect((await heard.next('client.started', undefined, 2)).pid).not.toBe(pid);
    expect(isAlive(pid)).toBe(false);
    const last = supervisor.running(WLAN)?.pid ?? 0;
    await supervisor.stop(asked(3), WLAN);
    await supervisor.stop(asked(4), ETH);
    expect(isAlive(last)).toBe(false);
    expect(heard.facts.slice(3)).toMatchObject([
      { type: 'command.done', for: '1.3', command: 'client.stop' },
      { type: 'command.done', for: '1.4' },
    ]);
    expect(existsSync(join(folder, 'udhcpc.wlan0.child.json'))).toBe(false);
  });

  test('one that ends is started again, ever later up to the longest wait, and each end says how', async () => {
    const { heard, supervisor, starts } = await bed();
    await supervisor.start(asked(0), WLAN, shell('echo no device >&2; exit 3'));
    await heard.next('client.exited', ({ again }) => again === TIMES.longest);
    await heard.next('client.exited', undefined, heard.facts.length);
    const exits = heard.facts.filter((fact) => fact.type === 'client.exited');
    expect(exits.map(({ again }) => again)).toEqual([20, 40, 80, 80]);
    expect(exits.map((exit) => exit.class)).toEqual(['world', 'world', 'world', 'world']);
    expect(exits[3]?.problem).toMatch(/^ended with code 3/);
    expect(starts.length).toBe(4);
  });

  test('no such program, and one that may not be run, are answers', async () => {
    const { folder, heard, supervisor } = await bed();
    writeFileSync(join(folder, 'plain'), 'x', { mode: 0o600 });
    await supervisor.start(asked(0), WLAN, { ...SLEEP, program: '/nowhere/udhcpc' });
    await supervisor.start(asked(1), WLAN, { ...SLEEP, program: folder });
    expect(heard.facts).toMatchObject([
      { type: 'command.failed', for: '1.0', command: 'client.start', code: 'ERR_NO_PROGRAM' },
      { type: 'command.failed', for: '1.1', code: 'ERR_NO_PROGRAM' },
    ]);
    expect(supervisor.running(WLAN)).toBeNull();
  });

  test('one that does not heed SIGTERM is killed, and so are its children; close leaves nobody', async () => {
    const { heard, supervisor } = await bed();
    await supervisor.start(asked(0), WLAN, shell('trap "" TERM; sleep 60 & echo child $!; while :; do sleep 60; done'));
    const { pid } = await heard.next('client.started');
    await expect.poll(() => heard.notices.join('\n')).toMatch(/child \d+/);
    const child = Number(/child (\d+)/.exec(heard.notices.join('\n'))?.[1]);
    await supervisor.close();
    await expect.poll(() => [isAlive(pid), isAlive(child)]).toEqual([false, false]);
    await supervisor.start(asked(1), WLAN, SLEEP);
    expect(heard.facts).toHaveLength(1);
  });

  test('a start that is still under way when all is closed leaves nobody', async () => {
    const { supervisor } = await bed();
    const starting = [supervisor.start(asked(0), WLAN, SLEEP), supervisor.start(asked(1), WLAN, shell('exec sleep 61'))];
    await supervisor.close();
    await Promise.all(starting);
    expect(supervisor.running(WLAN)).toBeNull();
  });

  test('an interface that goes ends it for good; what it says is bounded and printable', async () => {
    const { heard, supervisor } = await bed();
    await supervisor.start(asked(0), WLAN, shell(`printf 'a\\033[2J%0500d\\n' 1; yes x | head -n 20000; exec sleep 60`));
    await expect.poll(() => heard.notices.length).toBe(16);
    await supervisor.drop(WLAN, 'the interface has gone');
    expect(await heard.next('client.exited')).toMatchObject({ problem: 'the interface has gone', again: null });
    expect(heard.notices.length).toBe(16);
    expect(heard.notices[0]).toMatch(/^udhcpc.wlan0: a \[2J0+…$/);
    await supervisor.drop(WLAN, 'again');
    expect(heard.facts).toHaveLength(2);
  });

  test('what an earlier run left is ended by its record; another process with that number is not; a spoilt record is forgotten', async () => {
    const { folder, heard, supervisor } = await bed();
    await supervisor.start(asked(0), WLAN, SLEEP);
    const record = readFileSync(join(folder, 'udhcpc.wlan0.child.json'), 'utf8');
    const { pid } = await heard.next('client.started');
    const stranger = spawn('sleep', ['60']);
    // Both may have started within one tick of the clock.
    const before = { ...JSON.parse(record), start: String(Number(JSON.parse(record).start) - 1) };
    writeFileSync(join(folder, 'udhcpc.eth0.child.json'), JSON.stringify({ ...before, pid: stranger.pid }));
    writeFileSync(join(folder, 'udhcpc.eth1.child.json'), '{"pid":');
    const next = await bed(folder);
    expect(next.heard.notices).toEqual([`udhcpc.wlan0: process ${pid} of an earlier run was still there and was ended`]);
    expect(isAlive(pid)).toBe(false);
    expect(isAlive(stranger.pid ?? 0)).toBe(true);
    stranger.kill('SIGKILL');
  });
});
