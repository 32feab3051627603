/** A resolv.conf that cannot be replaced: mounted over, as containers have it, or in a folder that nobody may write to. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { suite } from '../../tools/needs.ts';
import { folder } from '../control/served.ts';

const CHILD = fileURLToPath(new URL('./child.ts', import.meta.url));
const BEFORE = 'nameserver 192.0.2.53\n';
const OURS = expect.stringMatching(/^# Written by multihome[\s\S]*nameserver 127\.0\.0\.55/);

suite('a resolv.conf that cannot be replaced', ['namespaces'], () => {
  let place: ReturnType<typeof folder>;
  /** The mounts go with the namespace. */
  const inside = (mount: string): unknown => {
    const at = (name: string) => join(place.path, name);
    const script = `set -e; cd "$1"; ${mount}; exec "$2" "$3" etc/resolv.conf lib/before`;
    const user = process.getuid?.() === 0 ? '-m' : '-Urm';
    const ran = spawnSync('unshare', [user, 'sh', '-c', script, 'sh', at(''), process.execPath, CHILD], { encoding: 'utf8' });
    expect(ran.stderr).toBe('');
    return JSON.parse(ran.stdout);
  };
  beforeEach(() => {
    place = folder();
    mkdirSync(join(place.path, 'etc'));
    writeFileSync(join(place.path, 'etc/resolv.conf'), BEFORE);
    writeFileSync(join(place.path, 'theirs'), BEFORE);
  });
  afterEach(() => place.remove());

  test('mounted over: it is written in place, and written back', () => {
    const told = inside('mount --bind theirs etc/resolv.conf');
    expect(told).toMatchObject({ answer: { type: 'names.published' }, during: OURS, after: BEFORE, notices: [] });
  });

  test('read-only: a failure that names it, and nothing has changed', () => {
    const told = inside('mount --bind etc etc; mount -o remount,bind,ro etc');
    expect(told).toMatchObject({
      answer: { type: 'command.failed', command: 'names.publish', code: 'EROFS', problem: expect.stringMatching(/read-only/) },
      during: BEFORE,
      after: BEFORE,
    });
  });

  test('a folder that cannot be written to around a file that can: written in place', () => {
    const told = inside('mount --bind etc etc; mount -o remount,bind,ro etc; mount --bind theirs etc/resolv.conf');
    expect(told).toMatchObject({ answer: { type: 'names.published' }, during: OURS, after: BEFORE });
  });

  test('a link in a folder that cannot be written to is not written through: that file is another’s', () => {
    const told = inside('ln -sf ../theirs etc/resolv.conf; mount --bind etc etc; mount -o remount,bind,ro etc');
    expect(told).toMatchObject({ answer: { type: 'command.failed', code: 'EROFS' }, during: BEFORE, after: BEFORE });
  });
});
