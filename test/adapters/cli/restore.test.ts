/** What `--apply` leaves in the kernel, and that `--restore` and `multihome restore` take it back, in a network namespace of the test's own. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { RestoreOutput } from '../../../adapters/cli/commands/restore.ts';
import { confText, isOurs } from '../../../adapters/publish/conf.ts';
import { take } from '../../../adapters/publish/file.ts';
import { findPrograms } from '../../lab/programs.ts';
import { suite } from '../../tools/needs.ts';
import { folder } from '../control/served.ts';
import { start, within } from './command.ts';

/** 192.0.2.0/24 is for examples (RFC 5737). The kernel's neighbour table is everybody's, so nobody answers here. */
const SETUP = `ip link add mh0 type veth peer name mh1 && ip address add 192.0.2.2/24 dev mh0 && ip link set mh0 up && ip link set mh1 up && ip route add default via 192.0.2.1`;
const CONFIG = `version: 1
interfaces:
  mh0: { dhcp4: false, dhcp6: false, static: { gateways: [192.0.2.1] } }
  mh1: { ignore: true }
# The machine's own resolv.conf is nobody's business here.
resolver: { listen: [], publish: none }
`;
/** All that applying touches, as the kernel and nft tell it. */
const LOOK = `ip mptcp endpoint; ip mptcp limits; ip rule; ip -6 rule; ip route show table all proto 109; ip address show proto 109; nft list ruleset; grep -H . /proc/sys/net/ipv[46]/conf/mh0/{arp_ignore,arp_announce,rp_filter,accept_ra,accept_ra_defrtr,ignore_routes_with_linkdown} 2>/dev/null`;

suite('taking back what was applied', ['root', 'lab'], () => {
  let place: ReturnType<typeof folder>;
  let holder: ChildProcess;
  const found = findPrograms();
  const PATH = found.ok ? found.value.path : '';
  const at = (name: string) => join(place.path, name);
  const enter = () => ['nsenter', '-t', String(holder.pid), '-n'];
  const inside = (script: string) => {
    const done = spawnSync('nsenter', [...enter().slice(1), 'bash', '-c', script], { encoding: 'utf8', env: { PATH } });
    return done.stdout;
  };
  const run = (...args: readonly string[]) => start(args, place.path, enter(), { PATH });
  const applying = async (...args: readonly string[]) => {
    const agent = run('run', '--apply', '--config', at('config.yaml'), '--log', at('log.sqlite'), ...args);
    await agent.said('Recording');
    await expect.poll(() => inside('ip rule; nft list tables'), { timeout: 20_000 }).toMatch(/^22001:[\s\S]*inet multihome/m);
    return agent;
  };

  beforeEach(async () => {
    place = folder();
    writeFileSync(at('config.yaml'), CONFIG);
    holder = spawn('unshare', ['-n', 'sh', '-c', 'echo ready; exec cat'], { stdio: ['pipe', 'pipe', 'ignore'] });
    if (holder.stdout) await once(holder.stdout, 'data');
    inside(SETUP);
  });
  afterEach(async () => {
    const gone = once(holder, 'exit');
    holder.stdin?.end();
    await gone;
    place.remove();
  });

  test('SIGTERM keeps routes and rules; with --restore all is as it was before', async () => {
    const before = inside(LOOK);
    const agent = await applying();
    agent.child.kill('SIGTERM');
    expect(await agent.ended).toMatchObject({ code: 0 });
    expect(inside('ip rule')).toContain('22001:');
    expect(inside('ip mptcp endpoint')).toContain('id 109 subflow dev mh0');
    const again = await applying('--restore');
    again.child.kill('SIGTERM');
    expect(await again.ended).toMatchObject({ code: 0, stdout: expect.stringMatching(/Removed \d+ rules, \d+ routes/) });
    expect(inside(LOOK)).toBe(before);
  });

  test('what a killed agent left goes by multihome restore, which a second time finds nothing', async () => {
    const before = inside(LOOK);
    const agent = await applying();
    const status = await within(['status'], place.path);
    expect(status.stdout).toContain('apply mode');
    expect(status.stdout).toContain('Ours to change: mh0');
    expect(await run('restore', '--log', at('log.sqlite')).ended).toMatchObject({ code: 9, stdout: '' });
    agent.child.kill('SIGKILL');
    await agent.ended;
    const { code, stdout } = await run('restore', '--log', at('log.sqlite'), '--json').ended;
    expect([code, RestoreOutput.parse(JSON.parse(stdout))]).toMatchObject([0, { guarded: ['mh0'], problems: [] }]);
    expect(inside(LOOK)).toBe(before);
    const second = RestoreOutput.parse(JSON.parse((await run('restore', '--log', at('log.sqlite'), '--json').ended).stdout));
    expect(second).toMatchObject({ rules: 0, routes: 0, addresses: 0, guarded: [], problems: [] });
  });

  test('resolv.conf of a killed agent is what it was before, by restore --resolv-conf; all else stays', async () => {
    const [conf, backup] = [at('mine'), at('resolv.conf.before')];
    writeFileSync(conf, 'nameserver 192.0.2.53\n');
    const leave = () => take({ file: conf, backup, isOurs }, confText({ servers: ['127.0.0.55'], search: [] }, backup));
    writeFileSync(at('config.yaml'), `${CONFIG}log: { path: ${at('log.sqlite')} }\n`);
    // The machine's own is out of sight there.
    const script = 'mount --bind "$0" /etc/resolv.conf; exec "$@"';
    const own = [...enter(), 'unshare', '-m', 'sh', '-c', script, conf];
    const restore = () => start(['restore', '--resolv-conf', '--config', at('config.yaml')], place.path, own, { PATH }).ended;
    const agent = await applying();
    leave();
    expect(await restore()).toMatchObject({ code: 9 });
    agent.child.kill('SIGKILL');
    await agent.ended;
    expect(await restore()).toMatchObject({ code: 0, stdout: 'resolv.conf is what it was before\n', stderr: '' });
    expect(readFileSync(conf, 'utf8')).toBe('nameserver 192.0.2.53\n');
    expect(await restore()).toMatchObject({ code: 0, stdout: 'resolv.conf was not ours\n' });
    expect(inside('ip rule')).toContain('22001:');
  });
});
