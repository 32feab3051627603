/**
 * The checker inside a host of the lab: `check-child.ts [CA]`. On stdin lines of JSON: `{ run: [commands] }`, `{ fds: N }` (answered
 * by the number of open descriptors), `{ close: true }`; what it tells comes out as lines of JSON.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { rootCertificates } from 'node:tls';
import { openChecker } from '../../adapters/check/index.ts';
import type { Command } from '../../machines/model/command.ts';

type Told = { readonly run?: readonly Command[]; readonly fds?: number; readonly close?: true };

const [path] = process.argv.slice(2);
const say = (line: object) => process.stdout.write(`${JSON.stringify(line)}\n`);
const checker = openChecker(path ? { ca: [...rootCertificates, readFileSync(path, 'utf8')] } : {});
await checker.open(
  (facts) => facts.forEach(say),
  (line) => say({ notice: line }),
);
createInterface({ input: process.stdin }).on('line', (line) => {
  const told: Told = JSON.parse(line);
  if (told.run) checker.carry(told.run);
  if (told.fds !== undefined) say({ fds: readdirSync('/proc/self/fd').length, asked: told.fds });
  if (told.close) void checker.close().then(() => say({ closed: true }));
});
process.on('SIGTERM', () => process.exit(0));
say({ ready: true });
