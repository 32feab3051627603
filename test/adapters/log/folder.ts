/** A folder of its own for a test, taken away at the end. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';

export function folder(): string {
  const path = mkdtempSync(join(tmpdir(), 'mh-log-'));
  afterAll(() => rmSync(path, { recursive: true, force: true }));
  return path;
}
