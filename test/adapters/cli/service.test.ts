/** `multihome run` as a service, in a network namespace of its own: the configuration read again, the state written out, systemd told. */
import { chmodSync, mkdirSync, readdirSync, readFileSync, statSync, watch, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { AF_UNIX, SOCK_CLOEXEC, SOCK_DGRAM } from '../../../adapters/system/constants.ts';
import { bind, close, createReceiver, socket, watch as watchSocket } from '../../../adapters/system/index.ts';
import { sockaddrUn } from '../../../adapters/systemd/address.ts';
import { suite } from '../../tools/needs.ts';
import { buildPage } from '../../tools/page.ts';
import { folder } from '../control/served.ts';
import { start, within } from './command.ts';

const UNSHARE = process.getuid?.() === 0 ? ['unshare', '-n'] : ['unshare', '-Urn'];

suite('multihome run as a service', ['namespaces'], () => {
  let place: ReturnType<typeof folder>;
  const running: ReturnType<typeof start>[] = [];
  const at = (name: string) => join(place.path, name);
  const configure = (text: string) => writeFileSync(at('config.yaml'), `version: 1\n${text}`);
  const run = async (args: readonly string[], env: NodeJS.ProcessEnv = {}, prefix = UNSHARE, ready = 'Recording') => {
    const child = start(['run', '--log', at('log.sqlite'), '--config', at('config.yaml'), ...args], place.path, prefix, env);
    running.push(child);
    await child.said(ready);
    return child;
  };
  const ask = (...args: readonly string[]) => within(args, place.path);
  const factsOf = async (filter: string) =>
    (await ask('events', '--filter', filter, '--json')).stdout
      .split('\n')
      .filter(Boolean)
      .map((line): unknown => JSON.parse(line));

  beforeEach(() => {
    place = folder();
    configure('policies: { user: [{ avoid: { metered: true } }] }\n');
  });
  afterEach(async () => {
    for (const { child, ended } of running.splice(0)) {
      child.kill('SIGKILL');
      await ended;
    }
    place.remove();
  });

  test('SIGHUP and reload make facts of the configuration; a mistake changes nothing and is told', async () => {
    const agent = await run([]);
    configure('linger: 20s\nlog: { names: keep }\n');
    const reloaded = await ask('reload');
    expect(reloaded).toMatchObject({ code: 0, stdout: `Read ${at('config.yaml')}\nlog is heeded at the next start only\n` });
    expect(await factsOf('settings.loaded')).toMatchObject([{ settings: { linger: 10_000 } }, { settings: { linger: 20_000 } }]);
    // The user had rules and has none now.
    expect(await factsOf('policy')).toMatchObject([
      { author: 'user', rules: [{}] },
      { author: 'user', rules: [] },
    ]);

    configure('lingre: 20s\npolicies: { user: [] }\n');
    agent.child.kill('SIGHUP');
    await agent.said('note: the configuration was not read again');
    expect(await ask('reload')).toMatchObject({ code: 1, stderr: expect.stringContaining('config.yaml:2') });
    expect(await factsOf('settings.loaded')).toHaveLength(2);
    expect((await ask('status')).stdout).toContain('was not read again');
  });

  test('a mistake is a fact of each author whose rules stay', async () => {
    const agent = await run([]);
    configure('nonsense: 1\n');
    agent.child.kill('SIGHUP');
    await agent.said('note: the configuration was not read again');
    expect(await factsOf('policy')).toMatchObject([{ type: 'policy.loaded' }, { type: 'policy.rejected', author: 'user' }]);
  });

  test('SIGUSR2 writes the whole state beside the log, for its owner only', async () => {
    const agent = await run([]);
    agent.child.kill('SIGUSR2');
    await agent.said('note: the state is in ');
    const [name = ''] = readdirSync(place.path).filter((file) => file.startsWith('state-'));
    const state: unknown = JSON.parse(readFileSync(at(name), 'utf8'));
    expect(state).toMatchObject({ v: 1, status: { mode: 'observe' }, fold: { host: { phase: 'settled' }, digest: expect.any(String) } });
    expect((statSync(at(name)).mode & 0o777).toString(8)).toBe('600');
  });

  test('systemd is told when it is ready, of each reload and of the end', async () => {
    const address = sockaddrUn(at('notify'));
    const ear = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (!address || !ear.ok || !bind(ear.value, address).ok) throw new Error('no socket');
    const receive = createReceiver(ear.value, 4096);
    const heard: string[] = [];
    const stop = watchSocket(ear.value, () => {
      for (let got = receive(); got.ok && got.value; got = receive()) heard.push(Buffer.from(got.value.bytes).toString());
    });
    try {
      const agent = await run([], { NOTIFY_SOCKET: at('notify'), WATCHDOG_USEC: '100000000' });
      await ask('reload');
      agent.child.kill('SIGTERM');
      expect(await agent.ended).toMatchObject({ code: 0 });
      await expect.poll(() => heard.at(-1), { timeout: 20_000 }).toContain('STOPPING=1');
      const kinds = heard.map((text) => text.split('\n')[0] ?? '').map((line) => (line.startsWith('STATUS') ? 'STATUS' : line));
      expect(kinds).toEqual(['WATCHDOG=1', 'STATUS', 'READY=1', 'RELOADING=1', 'READY=1', 'STOPPING=1']);
      expect(heard[2]).toBe('READY=1\nSTATUS=observing: IPv4 nowhere, IPv6 nowhere');
    } finally {
      stop();
      close(ear.value);
    }
  });

  test('--check without an endpoint warns, once, on stderr and in the notices; with one it does not', async () => {
    const agent = await run(['--check']);
    const { stdout } = await ask('status', '--json');
    expect(JSON.parse(stdout)).toMatchObject({
      mode: 'observe',
      checking: true,
      notices: expect.arrayContaining([expect.stringMatching(/^warning: /)]),
    });
    await ask('reload');
    agent.child.kill('SIGTERM');
    const { stderr } = await agent.ended;
    expect(stderr.match(/warning: checking without a check endpoint/g)).toHaveLength(1);
    configure('checks: { http: ["http://check.example/"] }\n');
    const other = await run(['--check']);
    other.child.kill('SIGTERM');
    expect((await other.ended).stderr).not.toContain('warning');
  });

  test('of two that apply in one namespace the second is refused with a code of its own; hooks get the decision', async () => {
    mkdirSync(at('hooks'), { mode: 0o755 });
    const script = `#!/bin/sh\ncat >"${at('decided.new')}"; mv "${at('decided.new')}" "${at('decided')}"\n`;
    writeFileSync(at('hooks/tell'), script);
    chmodSync(at('hooks/tell'), 0o755);
    configure(`mode: apply\nresolver: { listen: [], publish: none }\nhooks: { directory: ${at('hooks')} }\n`);
    const decided = new Promise<void>((resolve) => {
      const watcher = watch(place.path, (_event, name) => {
        if (name !== 'decided') return;
        watcher.close();
        resolve();
      });
    });
    const agent = await run([]);
    await decided;
    expect(JSON.parse(readFileSync(at('decided'), 'utf8'))).toMatchObject({ v: 1, phase: 'settled', decision: { node: [] } });
    const user = process.getuid?.() === 0 ? [] : ['-U', '--preserve-credentials'];
    const enter = ['nsenter', '-t', String(agent.child.pid), ...user, '-n'];
    const second = await start(['run', '--apply', '--log', at('other.sqlite')], place.path, enter).ended;
    expect(second).toMatchObject({ code: 9, stderr: expect.stringMatching(/process \d+ applies in this network namespace already/) });
    expect(await start(['restore', '--log', at('other.sqlite')], place.path, enter).ended).toMatchObject({ code: 9 });
    agent.child.kill('SIGTERM');
    const { code, stderr } = await agent.ended;
    expect([code, stderr.match(/warning: applying without a check endpoint/g)?.length]).toEqual([0, 1]);
  });

  test('--web prints where the page is, in --json on stderr; a port that is taken is a warning, and no reload moves it', async () => {
    await buildPage();
    const agent = await run(['--web', '0']);
    const url = /http:\/\/127\.0\.0\.1:(\d+)\/#token=[\w-]{43}$/m;
    agent.child.kill('SIGTERM');
    const [printed, port = ''] = url.exec((await agent.ended).stdout) ?? [];
    expect(printed).toBeDefined();

    configure(`web: { port: ${port} }\n`);
    const other = await run(['--json'], {}, UNSHARE, 'decision');
    const user = process.getuid?.() === 0 ? [] : ['-U', '--preserve-credentials'];
    const enter = ['nsenter', '-t', String(other.child.pid), ...user, '-n'];
    mkdirSync(at('third'));
    const third = start(['run', '--web', port, '--log', at('third.sqlite')], at('third'), enter);
    running.push(third);
    await third.said('Recording');
    third.child.kill('SIGTERM');
    expect((await third.ended).stderr).toContain(`warning: the page is not served: port ${port} of 127.0.0.1 is taken; name another port`);

    configure('web: { port: 0 }\n');
    expect(await ask('reload')).toMatchObject({ code: 0, stdout: expect.stringContaining('web is heeded at the next start only') });
    other.child.kill('SIGTERM');
    const { stdout, stderr } = await other.ended;
    expect([url.exec(stderr)?.[1], url.test(stdout)]).toEqual([port, false]);
  });

  test.each([
    ['--web with what is no port', ['--web', '65536']],
    ['--web with --once', ['--web', '--once']],
    ['--once with --apply', ['--once', '--apply']],
    ['--restore without --apply', ['--restore']],
  ])('%s is a mistake of usage', async (_what, args) => {
    expect(await within(['run', '--config', at('config.yaml'), '--log', at('log.sqlite'), ...args], place.path)).toMatchObject({
      code: 2,
      stdout: '',
    });
  });
});
