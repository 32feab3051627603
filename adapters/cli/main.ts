#!/usr/bin/env node
/** The `multihome` command. */
import { createIo } from './io.ts';
import { cli, report } from './program.ts';

const args = process.argv.slice(2);

/** A reader that has enough (`| head`) is no failure. */
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  // Commands that have something to close end by themselves.
  if (process.stdout.listenerCount('error') === 1) process.exit(process.exitCode);
});
process.once('uncaughtException', (error) => {
  const isJson = args.includes('--json');
  process.exit(report(error, createIo({ isJson: () => isJson }), isJson));
});

process.exitCode = await cli(args);
