/** sec-5, wrong user: the permissions of the sockets' files are what keeps others out. */
import { spawnSync } from 'node:child_process';
import { chmodSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Control, serve } from '../../../adapters/control/index.ts';
import { suite } from '../../tools/needs.ts';
import { folder, twoNetworks } from './served.ts';

/** Some group of this machine that is not root's, and a user who is nobody here. */
const [GROUP = '', , GID = ''] =
  readFileSync('/etc/group', 'utf8')
    .split('\n')
    .map((l) => l.split(':'))
    .find((f) => Number(f[2]) > 0) ?? [];
const STRANGER = 54_321;
/** Says how connecting went: `connected`, or the error's code. */
const CONNECT = `require('node:net').connect(process.argv[1]).on('connect', () => { console.log('connected'); process.exit(); }).on('error', (e) => console.log(e.code))`;

suite('sec-5: another user', ['root'], () => {
  let place: ReturnType<typeof folder>;
  let control: Control;
  beforeEach(async () => {
    place = folder();
    // The folder lets everybody through, as /run/multihome does: what refuses is the socket itself.
    chmodSync(place.path, 0o755);
    control = await serve(twoNetworks(), { folder: place.path, group: GROUP });
  });
  afterEach(async () => {
    await control.close();
    place.remove();
  });
  const connects = (uid: number, gid: number, name: string) => {
    const child = spawnSync(process.execPath, ['-e', CONNECT, join(place.path, name)], { uid, gid, cwd: '/', encoding: 'utf8' });
    return child.stdout.trim() || child.stderr;
  };

  test('the modes are 0660 with the group, and 0600', () => {
    expect(['state.sock', 'control.sock'].map((name) => (statSync(join(place.path, name)).mode & 0o777).toString(8))).toEqual([
      '660',
      '600',
    ]);
    expect(statSync(join(place.path, 'state.sock')).gid).toBe(Number(GID));
  });

  const table: readonly (readonly [string, number, number, string, string])[] = [
    ['a stranger may not read', STRANGER, STRANGER, 'state.sock', 'EACCES'],
    ['a stranger may not change', STRANGER, STRANGER, 'control.sock', 'EACCES'],
    ['a member of the group may read', STRANGER, Number(GID), 'state.sock', 'connected'],
    ['a member of the group may not change', STRANGER, Number(GID), 'control.sock', 'EACCES'],
    ['the owner may read', 0, 0, 'state.sock', 'connected'],
    ['the owner may change', 0, 0, 'control.sock', 'connected'],
  ];
  test.each(table)('%s', async (_what, uid, gid, name, outcome) => {
    // The child blocks this process, but the kernel accepts for it.
    expect(connects(uid, gid, name)).toBe(outcome);
  });
});
