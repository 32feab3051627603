/** Missing privileges: what may not be seen is told in a line each, and there is a decision all the same. */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { NO_DECISION } from '../../streams/decision.ts';

test('an agent without privileges decides by what it may see, says what it may not, and ends by itself', { timeout: 60_000 }, () => {
  const child = fileURLToPath(new URL('./unprivileged-child.ts', import.meta.url));
  const run = spawnSync(process.execPath, [child], { encoding: 'utf8', timeout: 45_000 });
  expect(run.stderr).toBe('');
  expect(run.status).toBe(0);
  const { uid, notices, links, current, parts } = JSON.parse(run.stdout);
  expect(uid).not.toBe(0);
  expect(links).toBeGreaterThan(0);
  expect({ current, parts }).toEqual({ current: true, parts: Object.keys(NO_DECISION).length });
  // A raw ICMPv6 socket needs CAP_NET_RAW.
  expect(notices).toContainEqual(expect.stringMatching(/router|advertisement|ICMPv6/i));
  for (const notice of notices) expect(notice).not.toContain('\n');
});
