/** A full disk under a running agent: it goes on from memory, says so, and owns up to the gap when there is space again (law 6). */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { folder } from '../adapters/log/folder.ts';
import { suite } from '../tools/needs.ts';

const CHILD = fileURLToPath(new URL('./full-disk-child.ts', import.meta.url));
const MOUNT = 'mount -t tmpfs -o size=1m mh-agent "$1" && exec "$2" "$3" "$1"';

suite('a full disk', ['namespaces'], () => {
  test('the agent goes on from memory, says so, and opens a new epoch with the number of lost facts', { timeout: 120_000 }, () => {
    const flags = process.getuid?.() === 0 ? ['-m'] : ['-Urm'];
    const run = spawnSync('unshare', [...flags, 'sh', '-c', MOUNT, 'sh', folder(), process.execPath, CHILD], { encoding: 'utf8' });
    expect(run.stderr).toBe('');
    const said = JSON.parse(run.stdout);
    expect(said).toMatchObject({ filled: true, wentOn: true, decidedMeanwhile: true, unchanged: true, written: true, isWhole: true });
    expect(said.verdict).toEqual({ kind: 'equal' });
    expect(said.epochs).toBe(2);
    // The log is missing exactly what it says is missing.
    expect(said.lost).toEqual([said.missing]);
    expect(said.missing).toBeGreaterThanOrEqual(300);
    expect(said.notices).toEqual([
      expect.stringContaining('going on from memory until it can be written again'),
      `log: written again; ${said.missing} facts are missing`,
    ]);
  });
});
