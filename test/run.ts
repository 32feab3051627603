/**
 * `npm test`: types, lint, then every test; at the end what was skipped and why, and one line of counts.
 * Words given are passed on to vitest (file names, `-t NAME`), and then types and lint are left out.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

type Report = {
  readonly testResults: readonly {
    readonly name: string;
    readonly status: string;
    readonly assertionResults: readonly { readonly status: string; readonly fullName: string }[];
  }[];
};
type Result = { readonly passed: number; readonly failed: number; readonly skipped: readonly string[] };

const ALONE = ['--project', 'alone', '--no-file-parallelism'];
/** More files than these do not fail by accident. A guess. */
const AGAIN_MAX = 4;
const GOOD: Result = { passed: 1, failed: 0, skipped: [] };
const BAD: Result = { passed: 0, failed: 1, skipped: [] };

const root = fileURLToPath(new URL('..', import.meta.url));
const words = process.argv.slice(2);
const bin = (name: string) => join(root, 'node_modules/.bin', name);
/** By file, or by the name of what was done. */
const results = new Map<string, Result>();

function step(name: string, command: string, args: readonly string[]): boolean {
  console.log(`\n— ${name}`);
  return spawnSync(bin(command), args, { cwd: root, stdio: 'inherit' }).status === 0;
}

const checked = (name: string, command: string, args: readonly string[]) => results.set(name, step(name, command, args) ? GOOD : BAD);

/** Gives the files that failed. */
function tested(name: string, args: readonly string[]): readonly string[] {
  const folder = mkdtempSync(join(tmpdir(), 'multihome-test-'));
  const report = join(folder, 'report.json');
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  const isGood = step(name, 'vitest', ['run', ...args, ...reporters, '--passWithNoTests']);
  const read = resultsOf(JSON.parse(readFileSync(report, 'utf8')));
  rmSync(folder, { recursive: true, force: true });
  for (const [file, result] of read) results.set(file, result);
  const failed = read.filter(([, result]) => result.failed > 0).map(([file]) => file);
  // A worker that died has no test of its own that failed.
  if (!isGood && failed.length === 0) results.set(name, BAD);
  return failed;
}

function resultsOf({ testResults }: Report): readonly (readonly [file: string, Result])[] {
  return testResults.map(({ name, status, assertionResults }) => {
    const file = name.slice(root.length);
    const those = (...statuses: readonly string[]) => assertionResults.filter((one) => statuses.includes(one.status));
    const skipped = assertionResults.filter((one) => !['passed', 'failed'].includes(one.status)).map((one) => `${file}: ${one.fullName}`);
    // A file that could not be read has no tests.
    const failed = those('failed').length || Number(status === 'failed');
    return [file, { passed: those('passed').length, failed, skipped }];
  });
}

/**
 * Real kernels, daemons and clocks, on a machine that others use too: a few files that fail are run once more with the machine for
 * themselves, and the last line says so. What fails twice has failed.
 */
function testedTwice(name: string, args: readonly string[]): readonly string[] {
  const failed = tested(name, args);
  if (failed.length === 0 || failed.length > AGAIN_MAX || words.length > 0) return [];
  tested('once more, one file after another', ['--no-file-parallelism', ...failed]);
  return failed;
}

// Many tests start agents and commands, most of whose start is the reading of the same sources.
const compiled = mkdtempSync(join(tmpdir(), 'multihome-compiled-'));
process.env.NODE_COMPILE_CACHE = compiled;

if (words.length === 0) {
  checked('types', 'tsc', ['-p', '.']);
  checked('lint and format', 'biome', ['check', '.']);
}
const again = [
  ...testedTwice('tests of the pure parts and the adapters', ['--project', 'unit', ...words]),
  ...testedTwice('tests in the lab', ['--project', 'lab', ...words]),
  ...testedTwice('tests that need the machine for themselves, one file after another', [...ALONE, ...words]),
];

rmSync(compiled, { recursive: true, force: true });

const all = [...results.values()];
const sum = (key: 'passed' | 'failed') => all.reduce((total, result) => total + result[key], 0);
const skipped = all.flatMap((result) => result.skipped);
if (skipped.length > 0) console.log(`\nskipped, and why:\n${skipped.map((name) => `  ${name}`).join('\n')}`);
if (again.length > 0) console.log(`\nfailed at first and were run once more:\n${again.map((file) => `  ${file}`).join('\n')}`);
console.log(`\n${sum('passed')} passed, ${sum('failed')} failed, ${skipped.length} skipped, ${again.length} files run twice`);
process.exit(sum('failed') === 0 ? 0 : 1);
