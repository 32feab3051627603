/** This machine as a host of a lab is: where a program can be started. */
import { spawn } from 'node:child_process';
import type { Host } from '../lab/host.ts';

export const here: Pick<Host, 'name' | 'spawn'> = {
  name: 'this machine',
  spawn: (command, args = [], options = {}) => {
    const started = spawn(command, args, { stdio: options.stdio ?? ['ignore', 'pipe', 'pipe'], env: { ...process.env, ...options.env } });
    const { promise, resolve, reject } = Promise.withResolvers<{ code: number | null; signal: NodeJS.Signals | null }>();
    started.once('close', (code, signal) => resolve({ code, signal }));
    started.once('error', reject);
    return { process: started, exited: promise, kill: (signal = 'SIGTERM') => void started.kill(signal) };
  },
};
