import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { findSocket } from '../../../adapters/control/index.ts';
import { folder } from './served.ts';

describe('where a client looks for an agent', () => {
  let place: ReturnType<typeof folder>;
  const uid = process.getuid?.() ?? 0;
  beforeEach(() => {
    place = folder();
    mkdirSync(join(place.path, 'multihome'));
    writeFileSync(join(place.path, 'multihome', 'state.sock'), '');
  });
  afterEach(() => place.remove());
  const asker = (id: number) => ({ uid: id, env: { XDG_RUNTIME_DIR: place.path }, home: '/nowhere' });

  test('where it was told, and nowhere else', () => {
    expect(findSocket('control.sock', '/elsewhere', asker(uid))).toBe('/elsewhere/control.sock');
  });

  test('root asks the system’s agent', () => {
    expect(findSocket('state.sock', null, asker(0))).toBe('/run/multihome/state.sock');
  });

  test('a user asks an own agent; without any, the place where it would be is named', () => {
    const user = uid === 0 ? 1000 : uid;
    expect(findSocket('state.sock', null, asker(user))).toBe(join(place.path, 'multihome', 'state.sock'));
    expect(findSocket('state.sock', null, { ...asker(user), env: { XDG_RUNTIME_DIR: '/nowhere' } })).toMatch(
      /^\/(nowhere|run)\/multihome\/state\.sock$/,
    );
  });
});
