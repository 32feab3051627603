/** `multihome run` as a whole, in a network namespace of its own. */
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { DecisionSchema } from '../../../adapters/cli/offline/decisionSchema.ts';
import { DecisionAnswer } from '../../../adapters/control/index.ts';
import { suite } from '../../tools/needs.ts';
import { folder } from '../control/served.ts';
import { start } from './command.ts';

const UNSHARE = process.getuid?.() === 0 ? ['unshare', '-n'] : ['unshare', '-Urn'];

suite('multihome run', ['namespaces'], () => {
  let place: ReturnType<typeof folder>;
  beforeEach(() => {
    place = folder();
  });
  afterEach(() => place.remove());
  const at = (name: string) => join(place.path, name);
  const run = (...args: readonly string[]) => start(['run', ...args], place.path, UNSHARE);
  const recording = async (...args: readonly string[]) => {
    const running = run('--log', at('log.sqlite'), ...args);
    await running.said('Recording');
    return running;
  };

  /** In the namespace of the command, where it hears of it. */
  const inside = ({ child }: ReturnType<typeof start>, script: string) => {
    const user = process.getuid?.() === 0 ? [] : ['-U', '--preserve-credentials'];
    const done = spawnSync('nsenter', ['-t', String(child.pid), ...user, '-n', 'sh', '-c', script], { encoding: 'utf8' });
    expect([done.status, done.stderr]).toEqual([0, '']);
  };

  test('--once --json prints the decision and ends', async () => {
    const { code, stdout } = await run('--once', '--json').ended;
    const answer = DecisionAnswer.parse(JSON.parse(stdout));
    expect([code, Object.keys(answer.decision).sort()]).toEqual([0, Object.keys(DecisionSchema.shape).sort()]);
    expect(answer).toMatchObject({ phase: 'settled', digest: expect.stringMatching(/^[0-9a-f]{64}$/) });
    expect(readdirSync(place.path)).toEqual([]);
  });

  test('SIGTERM ends it with 0: the log is whole, the sockets are gone', async () => {
    const running = await recording();
    expect(readdirSync(at('c')).sort()).toEqual(['control.sock', 'state.sock']);
    const status = await start(['status', '--json'], place.path).ended;
    expect([status.code, JSON.parse(status.stdout).mode]).toEqual([0, 'observe']);
    running.child.kill('SIGTERM');
    expect(await running.ended).toMatchObject({ code: 0, stdout: expect.stringContaining('Decision at fact') });
    expect(readdirSync(at('c'))).toEqual([]);
    const replayed = await start(['replay', at('log.sqlite')], place.path).ended;
    expect([replayed.code, replayed.stderr]).toEqual([0, '']);
  });

  test('Ctrl-C ends it as cleanly, with 130', async () => {
    const running = await recording();
    running.child.kill('SIGINT');
    expect((await running.ended).code).toBe(130);
    expect(readdirSync(at('c'))).toEqual([]);
  });

  test('a change of the decision is told with its reason; a reader that has gone ends it, quietly', async () => {
    const running = await recording();
    inside(running, 'ip link add mh0 type veth peer name mh1 index 77 && ip address add 192.0.2.2/24 dev mh0');
    inside(running, 'ip link set mh0 up && ip link set mh1 up && ip route add default via 192.0.2.1');
    await running.said('  IPv4 pvd:mh0: place 1, it is the only one that can be used\n');
    // What is so already is waited for no longer.
    expect(await start(['wait', '--pvd', 'mh0'], place.path).ended).toMatchObject({ code: 0, stdout: 'pvd:mh0 is provisioned\n' });
    running.child.stdout?.destroy();
    inside(running, 'ip link set mh1 down && ip link set mh1 up && ip link delete mh0');
    expect(await running.ended).toMatchObject({ code: 0, stderr: '' });
    expect(readdirSync(at('c'))).toEqual([]);
  });

  test('a second agent: on the same log, and on the same sockets, one line and exit code 1', async () => {
    const running = await recording();
    const sameLog = await run('--log', at('log.sqlite')).ended;
    expect([sameLog.code, sameLog.stderr]).toEqual([1, expect.stringMatching(/^multihome: [^\n]+\n$/)]);
    const sameSockets = await run('--log', at('other.sqlite'), '--json').ended;
    expect([sameSockets.code, JSON.parse(sameSockets.stderr.split('\n').at(-2) ?? '').error.code]).toEqual([1, 'ERR_SOCKET_IN_USE']);
    running.child.kill('SIGTERM');
    expect((await running.ended).code).toBe(0);
  });

  test('a mistake in the configuration: file, line and what is allowed, before anything is opened', async () => {
    writeFileSync(at('bad.yaml'), 'version: 1\ninterfaces:\n  wlan0:\n    kind: wify\n');
    const { code, stdout, stderr } = await run('--config', at('bad.yaml'), '--log', at('log.sqlite')).ended;
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toMatch(/bad\.yaml:4:\d+: .*wifi.*\n$/);
    expect(existsSync(at('log.sqlite'))).toBe(false);
  });
});
