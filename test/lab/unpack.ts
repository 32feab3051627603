/**
 * Unpacks Debian packages, with whatever they need that is not installed, into a folder: `unpack.ts TARGET PACKAGE…`.
 * Nothing is installed and no state of the machine is changed: when its own package lists do not do, they are fetched
 * into the cache. Started by programs.ts under a lock; what it says last on stderr is why it failed.
 */
import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';

/** Where packages have their programs; the last two hold systemd's daemons, among other things. */
const PROGRAMS = ['bin', 'sbin', 'usr/bin', 'usr/sbin', 'lib/systemd', 'usr/lib/systemd'];
const SANDBOX = ['-o', 'APT::Sandbox::User=root', '-o', 'Debug::NoLocking=true'];

const [target = '', ...packages] = process.argv.slice(2);
if (!existsSync(join(target, 'stamp'))) main();

function main(): void {
  mkdirSync(dirname(target), { recursive: true });
  const build = mkdtempSync(join(dirname(target), '.unpack-'));
  const names = fetchAll(build);
  for (const file of readdirSync(build).filter((name) => name.endsWith('.deb'))) {
    must('dpkg', ['-x', join(build, file), join(build, 'root')]);
    rmSync(join(build, file));
  }
  repairDhcpcd();
  repairChromium();
  wrap(build);
  writeFileSync(join(build, 'stamp'), `${names.join('\n')}\n`);
  rmSync(target, { recursive: true, force: true });
  renameSync(build, target);

  /** Its hooks are found by an absolute path. */
  function repairDhcpcd(): void {
    const hooks = join(build, 'root/usr/lib/dhcpcd/dhcpcd-run-hooks');
    if (existsSync(hooks))
      writeFileSync(hooks, readFileSync(hooks, 'utf8').replaceAll('/usr/lib/dhcpcd/', `${target}/root/usr/lib/dhcpcd/`));
  }

  /** What it has on PATH is a script that knows the program by an absolute path. */
  function repairChromium(): void {
    const script = join(build, 'root/usr/bin/chromium');
    if (!existsSync(join(build, 'root/usr/lib/chromium/chromium'))) return;
    rmSync(script);
    symlinkSync('../lib/chromium/chromium', script);
  }
}

/** First with the machine's package lists; when they are missing or outdated, with fresh ones of our own. */
function fetchAll(build: string): readonly string[] {
  const own = join(dirname(target), 'apt');
  const lists = ['-o', `Dir::State::Lists=${own}/lists`, '-o', `Dir::Cache=${own}/cache`];
  const first = download(build, []);
  if (first.ok) return first.names;
  for (const folder of ['lists/partial', 'cache/archives/partial']) mkdirSync(join(own, folder), { recursive: true });
  must('apt-get', [...SANDBOX, ...lists, '-qq', 'update']);
  const second = download(build, lists);
  if (second.ok) return second.names;
  fail(second.error);
}

type Download = { readonly ok: true; readonly names: readonly string[] } | { readonly ok: false; readonly error: string };

function download(build: string, options: readonly string[]): Download {
  const plan = apt([...options, '-s', 'install', '--no-install-recommends', ...packages], build);
  if (plan.status !== 0) return { ok: false, error: lastLine(plan.stderr) };
  const names = [...plan.stdout.matchAll(/^Inst (\S+)/gm)].map((match) => match[1] ?? '');
  const ran = apt([...options, '-q', 'download', ...names], build);
  return ran.status === 0 ? { ok: true, names } : { ok: false, error: lastLine(ran.stderr) };
}

function apt(args: readonly string[], cwd: string): { status: number | null; stdout: string; stderr: string } {
  const ran = spawnSync('apt-get', [...SANDBOX, ...args], {
    cwd,
    encoding: 'utf8',
    timeout: 180_000,
    env: { ...process.env, LC_ALL: 'C' },
  });
  if (ran.error) fail(`cannot run apt-get (${ran.error.message}); install ${packages.join(' ')}`);
  return ran;
}

/** A script for each unpacked program, which finds the libraries that were unpacked beside it. */
function wrap(build: string): void {
  const final = (path: string): string => path.replace(build, target);
  // Three deep: systemd's own library is in lib/x86_64-linux-gnu/systemd.
  const libraries = ['lib', 'usr/lib']
    .map((folder) => join(build, 'root', folder))
    .flatMap((folder) => [folder, ...foldersIn(folder), ...foldersIn(folder).flatMap(foldersIn)])
    .filter((folder) => existsSync(folder) && readdirSync(folder).some((name) => /\.so(\.|$)/.test(name)));
  mkdirSync(join(build, 'bin'));
  for (const folder of PROGRAMS.map((name) => join(build, 'root', name)).filter((path) => existsSync(path))) {
    const isDaemons = folder.endsWith('/systemd');
    for (const name of readdirSync(folder).filter((name) => !isDaemons || name.startsWith('systemd-'))) {
      const line = `LD_LIBRARY_PATH='${libraries.map(final).join(':')}' exec '${final(join(folder, name))}' "$@"`;
      writeFileSync(join(build, 'bin', name), `#!/bin/sh\n${line}\n`);
      chmodSync(join(build, 'bin', name), 0o755);
    }
  }
}

function foldersIn(folder: string): readonly string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => (entry.isDirectory() ? [join(folder, entry.name)] : []));
}

function must(command: string, args: readonly string[]): void {
  const ran = spawnSync(command, args, { encoding: 'utf8', timeout: 180_000, env: { ...process.env, LC_ALL: 'C' } });
  if (ran.status !== 0) fail(`${command} ${args.at(-1) ?? ''} failed: ${ran.error?.message ?? lastLine(ran.stderr)}`);
}

function lastLine(text: string): string {
  return text.trim().split('\n').at(-1) ?? '';
}

function fail(why: string): never {
  console.error(why);
  process.exit(1);
}
