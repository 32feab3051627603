/** Which file is the configuration, and where things are by default. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { DEFAULT_CONFIG, defaultConfigPath, defaultControlDirectory, defaultLogPath, findConfig } from '../../../adapters/config/index.ts';

let home = '';
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'mh-config-'));
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

const user = (env: Record<string, string> = {}) => ({ uid: 1000, home, env });
const root = { uid: 0, home: '/nowhere', env: { XDG_CONFIG_HOME: '/nowhere', XDG_RUNTIME_DIR: '/nowhere' } };

describe('default places', () => {
  test.each([
    ['root: the configuration is the host’s', defaultConfigPath(root), '/etc/multihome/config.yaml'],
    ['root: the log is the host’s', defaultLogPath(root), '/var/lib/multihome/log.sqlite'],
    ['root: the sockets are the host’s', defaultControlDirectory(root), '/run/multihome'],
    ['a user: below XDG_CONFIG_HOME', defaultConfigPath(user({ XDG_CONFIG_HOME: '/x' })), '/x/multihome/config.yaml'],
    ['a user: below XDG_STATE_HOME', defaultLogPath(user({ XDG_STATE_HOME: '/x' })), '/x/multihome/log.sqlite'],
    ['a user: below XDG_RUNTIME_DIR', defaultControlDirectory(user({ XDG_RUNTIME_DIR: '/x' })), '/x/multihome'],
    ['a user without: temporary', defaultControlDirectory(user()), join(tmpdir(), 'multihome-1000')],
  ])('%s', (_what, path, expected) => expect(path).toBe(expected));

  test('a relative XDG path is ignored, as its specification has it', () => {
    expect(defaultLogPath(user({ XDG_STATE_HOME: 'x' }))).toBe(join(home, '.local/state/multihome/log.sqlite'));
    expect(defaultConfigPath(user({ XDG_CONFIG_HOME: 'x' }))).toBe(join(home, '.config/multihome/config.yaml'));
  });
});

describe('the file', () => {
  test('the default one may be missing', () => {
    expect(findConfig(null, user())).toEqual({ ok: true, value: DEFAULT_CONFIG, file: null });
  });

  test('the default one is read when it is there', () => {
    mkdirSync(join(home, '.config/multihome'), { recursive: true });
    writeFileSync(join(home, '.config/multihome/config.yaml'), 'version: 1\nlinger: 3s\n');
    expect(findConfig(null, user())).toMatchObject({ ok: true, value: { linger: 3000 } });
  });

  test('a mistake in the default one is an error, not the default', () => {
    mkdirSync(join(home, '.config/multihome'), { recursive: true });
    writeFileSync(join(home, '.config/multihome/config.yaml'), 'version: 3\n');
    expect(findConfig(null, user())).toMatchObject({ ok: false, errors: [{ line: 1, path: 'version' }] });
  });

  test.each([
    ['a named file must be there', () => join(home, 'none.yaml'), 'there is no such file'],
    ['a folder is no file', () => home, 'not a regular file'],
    ['a device is no file', () => '/dev/zero', 'not a regular file'],
  ])('%s', (_what, path, problem) => {
    expect(findConfig(path(), user())).toMatchObject({ ok: false, errors: [{ file: path(), line: 1, problem }] });
  });

  test('a file that is not UTF-8, and one above the cap, are refused', () => {
    const file = join(home, 'c.yaml');
    writeFileSync(file, Buffer.from([0x76, 0xff, 0xfe]));
    expect(findConfig(file, user())).toMatchObject({ ok: false, errors: [{ problem: 'the file is not UTF-8' }] });
    writeFileSync(file, `version: 1\n${'#\n'.repeat(200_000)}`);
    expect(findConfig(file, user())).toMatchObject({ ok: false, errors: [{ problem: 'the file is larger than 256 KiB' }] });
  });
});
