/** Two agents on one log: the second is refused with one clear line, and the first one notices nothing. */
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { folder } from '../adapters/log/folder.ts';
import { agentChild } from './child.ts';

test('a second agent on one log is refused with the pid of the first, which goes on', { timeout: 60_000 }, async () => {
  const path = join(folder(), 'log.db');
  const first = agentChild(path, 1);
  await first.acknowledged(20);
  const second = agentChild(path, 2);
  const { code, errors } = await second.ended;
  expect(errors).toBe(`ERR_LOG_IN_USE: log ${path} is in use by process ${first.pid}\n`);
  expect(code).toBe(1);
  await first.acknowledged(60);
  expect((await first.kill()).errors).toBe('');
});
