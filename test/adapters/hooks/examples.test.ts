/** The example hooks, run as they stand in docs/hooks with a decision of the agent's own making and programs that stand in for the real ones. */
import { spawnSync } from 'node:child_process';
import { chmodSync, copyFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { decisionAnswer } from '../../../adapters/control/index.ts';
import { lease } from '../../machines/facts.ts';
import { folder, type TestAgent, twoNetworks } from '../control/served.ts';

const EXAMPLES = [
  {
    name: 'chrony',
    variable: 'MULTIHOME_CHRONY',
    file: 'multihome.sources',
    calls: 'chronyc',
    said: 'reload sources',
    none: '',
    two: 'server 198.51.100.123 iburst\nserver 198.51.100.124 iburst\n',
  },
  {
    name: 'systemd-timesyncd',
    variable: 'MULTIHOME_TIMESYNCD',
    file: 'multihome.conf',
    calls: 'systemctl',
    said: 'try-restart systemd-timesyncd.service',
    none: null,
    two: '[Time]\nNTP=\nNTP=198.51.100.123 198.51.100.124\n',
  },
] as const;

describe.each(EXAMPLES)('the hook for $name', ({ name, variable, file, calls, said, none, two }) => {
  let place: ReturnType<typeof folder>;
  let agent: TestAgent;
  const at = (path: string) => join(place.path, path);
  const read = (path: string) => (existsSync(at(path)) ? readFileSync(at(path), 'utf8') : null);
  const program = (script: string) => {
    writeFileSync(at(calls), `#!/bin/sh\n${script}\n`);
    chmodSync(at(calls), 0o755);
  };
  /** As it is when it has been copied: outside of this package. */
  const run = (decision: object) => {
    const env = { PATH: [place.path, dirname(process.execPath), '/usr/bin', '/bin'].join(':'), [variable]: at('out'), OUT: place.path };
    return spawnSync(at(name), [], { input: `${JSON.stringify(decision)}\n`, env, encoding: 'utf8', timeout: 30_000 });
  };
  const withNtp = (...ntp: readonly string[]) => {
    agent.tell(lease('eth0', '198.51.100.7', { dns: ['198.51.100.53'], ntp }));
    return decisionAnswer(agent.fold);
  };

  beforeEach(() => {
    place = folder();
    agent = twoNetworks();
    copyFileSync(join(import.meta.dirname, '../../../docs/hooks', name), at(name));
    program('echo "$@" >>"$OUT/calls"');
  });
  afterEach(() => place.remove());

  test('writes the servers of the decision, tells the program once for each change, and takes them back', () => {
    expect(run(decisionAnswer(agent.fold))).toMatchObject({ status: 0, stderr: '' });
    expect([read(`out/${file}`), read('calls')]).toEqual([null, null]);
    const decided = withNtp('198.51.100.123', '198.51.100.124');
    for (let i = 0; i < 2; i++) expect(run(decided)).toMatchObject({ status: 0, stderr: '' });
    expect([read(`out/${file}`), read('calls')]).toEqual([two, `${said}\n`]);
    expect(run(withNtp())).toMatchObject({ status: 0, stderr: '' });
    expect([read(`out/${file}`), read('calls')]).toEqual([none, `${said}\n${said}\n`]);
  });

  test('writes nothing but addresses', () => {
    const decision = {
      node: [{ id: 'ntp', values: ['198.51.100.123', 'evil.example', '198.51.100.9\nserver evil', '198.51.100.124', '::1%x y'] }],
    };
    expect(run({ v: 1, seq: 1, decision })).toMatchObject({ status: 0, stderr: '' });
    expect(read(`out/${file}`)).toBe(two);
  });

  test('fails, and says why, when the program does', () => {
    program('echo "506 cannot talk" >&2; exit 1');
    expect(run(withNtp('198.51.100.123'))).toMatchObject({ status: 1, stderr: expect.stringContaining('506 cannot talk') });
  });
});
