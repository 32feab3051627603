/** A full disk: a small file system of its own, in a mount namespace. */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { suite } from '../../tools/needs.ts';
import { folder } from './folder.ts';

const FILLER = fileURLToPath(new URL('./filler.ts', import.meta.url));
const MOUNT = 'mount -t tmpfs -o size=1m mh-log "$1" && exec "$2" "$3" "$1"';

suite('a full disk', ['namespaces'], () => {
  test('appends fail cleanly, nothing is lost, and they succeed again when there is space', { timeout: 60_000 }, () => {
    const flags = process.getuid?.() === 0 ? ['-m'] : ['-Urm'];
    const run = spawnSync('unshare', [...flags, 'sh', '-c', MOUNT, 'sh', folder(), process.execPath, FILLER], { encoding: 'utf8' });
    expect(run.stderr).not.toContain('Error');
    expect(JSON.parse(run.stdout)).toEqual({
      full: { code: 'ERR_LOG_FULL', attempts: 20 },
      unchanged: true,
      afterSpace: true,
      kept: true,
      newLogOnFullDisk: 'ERR_LOG_FULL',
    });
  });
});
