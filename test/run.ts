/**
 * `npm test`: types, lint, then every test; at the end what was skipped and why, and one line of counts.
 * Words given are passed on to vitest (file names, `-t NAME`), and then types and lint are left out.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const words = process.argv.slice(2);
const bin = (name: string) => join(root, 'node_modules/.bin', name);

type Report = {
  readonly testResults: readonly {
    readonly name: string;
    readonly status: string;
    readonly message?: string;
    readonly assertionResults: readonly Assertion[];
  }[];
};
type Assertion = { readonly status: string; readonly fullName: string };
type Count = { passed: number; failed: number; skipped: string[] };

const count: Count = { passed: 0, failed: 0, skipped: [] };

function step(name: string, command: string, args: readonly string[]): boolean {
  console.log(`\n— ${name}`);
  return spawnSync(bin(command), args, { cwd: root, stdio: 'inherit' }).status === 0;
}

function checked(name: string, command: string, args: readonly string[]): void {
  if (step(name, command, args)) count.passed += 1;
  else count.failed += 1;
}

function tested(name: string, args: readonly string[]): void {
  const folder = mkdtempSync(join(tmpdir(), 'multihome-test-'));
  const file = join(folder, 'report.json');
  const isGood = step(name, 'vitest', [
    'run',
    ...args,
    ...words,
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${file}`,
    '--passWithNoTests',
  ]);
  const before = count.failed;
  read(file);
  // A worker that died, or a file that could not be read, has no test of its own that failed.
  if (!isGood && count.failed === before) count.failed += 1;
  rmSync(folder, { recursive: true, force: true });
}

function read(file: string): void {
  const report: Report = JSON.parse(readFileSync(file, 'utf8'));
  for (const { name, status, assertionResults } of report.testResults) {
    if (assertionResults.length === 0 && status === 'failed') count.failed += 1;
    for (const { status: outcome, fullName } of assertionResults) {
      if (outcome === 'passed') count.passed += 1;
      else if (outcome === 'failed') count.failed += 1;
      else count.skipped.push(`${name.slice(root.length)}: ${fullName}`);
    }
  }
}

if (words.length === 0) {
  checked('types', 'tsc', ['-p', '.']);
  checked('lint and format', 'biome', ['check', '.']);
}
tested('tests of the pure parts and the adapters', ['--project', 'unit']);
tested('tests in the lab', ['--project', 'lab']);
tested('tests that need the machine for themselves, one file after another', ['--project', 'alone', '--no-file-parallelism']);

if (count.skipped.length > 0) console.log(`\nskipped, and why:\n${count.skipped.map((name) => `  ${name}`).join('\n')}`);
console.log(`\n${count.passed} passed, ${count.failed} failed, ${count.skipped.length} skipped`);
process.exit(count.failed === 0 ? 0 : 1);
