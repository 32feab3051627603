/** Node's wall clock set from outside, as an administrator or NTP would: libfaketime on a child, never the machine's clock. */
import { spawn } from 'node:child_process';
import { mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readLines } from '../lab/ndjson.ts';
import { findPrograms } from '../lab/programs.ts';
import { suite } from '../tools/needs.ts';

suite('the real clock under libfaketime', ['lab'], () => {
  test.each([3600, -3600])(
    'session-7: the wall clock is set by %i s: told once, and nothing else moves',
    { timeout: 30_000 },
    async (by) => {
      const programs = findPrograms();
      if (!programs.ok) throw new Error(programs.error);
      const folder = mkdtempSync(join(tmpdir(), 'multihome-clock-'));
      const file = join(folder, 'offset');
      const set = (offset: string): void => {
        writeFileSync(`${file}.new`, offset);
        renameSync(`${file}.new`, file);
      };
      set('+0');
      const env = {
        ...process.env,
        ...{
          LD_PRELOAD: programs.value.libfaketime,
          FAKETIME_TIMESTAMP_FILE: file,
          FAKETIME_NO_CACHE: '1',
          FAKETIME_DONT_FAKE_MONOTONIC: '1',
        },
      };
      const script = new URL('./clock.fixture.ts', import.meta.url).pathname;
      const child = spawn(process.execPath, [script], { env, stdio: ['ignore', 'pipe', 'pipe'] });
      try {
        let said = '';
        child.stderr.setEncoding('utf8').on('data', (text: string) => {
          said += text;
        });
        const lines = readLines(child.stdout, () => said);
        const typed = (type: string) => (line: unknown) =>
          typeof line === 'object' && line !== null && ('type' in line ? line.type : 'ready') === type && line;
        const ready = await lines.waitFor('it is ready', typed('ready'), 10_000);
        set(by > 0 ? `+${by}` : String(by));
        await lines.waitFor('the deadline after the step', typed('deadline.passed'), 10_000);
        const [stepped, passed] = lines.all.slice(1) as { type: string; by: number; id: string; at: number; wall: number }[];
        expect(lines.all.slice(1)).toMatchObject([{ type: 'clock.stepped' }, { type: 'deadline.passed', id: 'end' }]);
        expect(Math.abs((stepped?.by ?? 0) - by * 1000)).toBeLessThan(500);
        const start = 'start' in ready && typeof ready.start === 'number' ? ready.start : 0;
        expect((passed?.at ?? 0) - start).toBeGreaterThanOrEqual(100);
        expect((passed?.at ?? 0) - start).toBeLessThan(15_000);
        expect(Math.abs((passed?.wall ?? 0) - (passed?.at ?? 0) - by * 1000)).toBeLessThan(500);
      } finally {
        child.kill('SIGKILL');
        rmSync(folder, { recursive: true });
      }
    },
  );
});
