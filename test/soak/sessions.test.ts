/** The soak of sessions, for so long as shows that it runs and what it says: the whole of it is `npm run soak -- sessions`. */
import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { suite } from '../tools/needs.ts';

const RUN = fileURLToPath(new URL('./run.ts', import.meta.url));
const SECONDS = 30;

suite('sessions', ['lab'], () => {
  test('500 connections at once while networks come and go: documented failures only, nothing leaks or hangs', async () => {
    const child = spawn(process.execPath, [RUN, 'sessions', '--seconds', String(SECONDS)], { stdio: ['ignore', 'pipe', 'pipe'] });
    const status = new Promise<number | null>((done) => child.once('close', done));
    const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)]);
    expect(stderr).toBe('');
    const said = JSON.parse(stdout.trimEnd().split('\n').at(-1) ?? '');
    expect(said, stdout).toMatchObject({ bench: 'sessions', ok: true });
    expect(said.figures.events).toBeGreaterThan(3);
    expect(await status).toBe(0);
  }, 170_000);
});
