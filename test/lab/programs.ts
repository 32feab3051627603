/**
 * The programs that a lab runs. Those on PATH are used as they are; those that are missing are unpacked, not installed,
 * out of Debian packages into a cache folder, once for each set of missing programs.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { accessSync, constants, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';

export type Programs = {
  /** A PATH on which all of them are found. */
  readonly path: string;
  /** To be preloaded into a child whose clock is to step. */
  readonly libfaketime: string;
  /** Where the missing ones were unpacked; null when none was missing. */
  readonly unpacked: string | null;
};
export type Found = { readonly ok: true; readonly value: Programs } | { readonly ok: false; readonly error: string };
/** The folder that they are in. */
export type Unpacked = { readonly ok: true; readonly value: string } | { readonly ok: false; readonly error: string };

/** Each program with the Debian package that has it. */
export const PACKAGES: Readonly<Record<string, string>> = {
  NetworkManager: 'network-manager',
  busybox: 'busybox',
  curl: 'curl',
  'dbus-daemon': 'dbus-daemon',
  dhcp6s: 'wide-dhcpv6-server',
  dhcpcd: 'dhcpcd-base',
  dig: 'bind9-dnsutils',
  dnsmasq: 'dnsmasq-base',
  ethtool: 'ethtool',
  faketime: 'faketime',
  ip: 'iproute2',
  nft: 'nftables',
  openssl: 'openssl',
  ping: 'iputils-ping',
  radvd: 'radvd',
  'systemd-networkd': 'systemd',
  tcpdump: 'tcpdump',
};

/** They come with util-linux, which every Debian has; without them nothing here works. */
const BASE = ['unshare', 'nsenter', 'setpriv', 'flock', 'mount'];
const UNPACK_WITHIN = 240_000;

/** An ordinary user's PATH often lacks the sbin folders, where half of these programs are; systemd's daemons are on nobody's. */
const FOLDERS = ['/usr/sbin', '/usr/bin', '/sbin', '/bin', '/usr/lib/systemd', '/lib/systemd'];
export const machinePath: readonly string[] = [...new Set([...(process.env.PATH ?? '').split(delimiter), ...FOLDERS])].filter(Boolean);

let found: Found | undefined;

/** Where the programs are; unpacks the missing ones first. Synchronous, for a test's skip is decided before it starts. */
export function findPrograms(): Found {
  found ??= look();
  return found;
}

export const cacheFolder = (): string =>
  process.env.MULTIHOME_LAB_CACHE ?? join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'multihome-lab');

function look(): Found {
  const without = BASE.filter((name) => !isOnPath(name));
  if (without.length > 0) return { ok: false, error: `no ${without.join(', ')} (util-linux)` };
  const missing = Object.keys(PACKAGES).filter((name) => !isOnPath(name));
  if (missing.length === 0) return use(null);
  const unpacked = unpack(missing.map((name) => [name, PACKAGES[name] ?? name]));
  return unpacked.ok ? use(unpacked.value) : unpacked;
}

/** Into a folder of their own, unless they are there already. The lock is the kernel's, so that one who was killed holds none. */
export function unpack(missing: readonly (readonly [program: string, from: string])[]): Unpacked {
  const names = missing.map(([name]) => name);
  const packages = missing.map(([, from]) => from);
  const target = join(cacheFolder(), keyOf(names));
  if (existsSync(join(target, 'stamp'))) return { ok: true, value: target };
  const problem = make(cacheFolder());
  if (problem !== null) return { ok: false, error: `missing ${names.join(', ')}: ${problem}` };
  const script = join(import.meta.dirname, 'unpack.ts');
  const argv = ['-w', String(UNPACK_WITHIN / 1000), join(cacheFolder(), 'lock'), process.execPath, script, target, ...packages];
  const ran = spawnSync('flock', argv, {
    encoding: 'utf8',
    timeout: 2 * UNPACK_WITHIN,
    env: { ...process.env, PATH: machinePath.join(delimiter) },
  });
  if (ran.status === 0) return { ok: true, value: target };
  const why = ran.error?.message ?? (ran.stderr.trim().split('\n').at(-1) || `unpacking ended with ${ran.signal ?? ran.status}`);
  return { ok: false, error: `missing ${names.join(', ')}: ${why}` };
}

function make(folder: string): string | null {
  try {
    mkdirSync(folder, { recursive: true });
    return null;
  } catch (error) {
    return String(error);
  }
}

function use(target: string | null): Found {
  const path = [...machinePath, ...(target ? [join(target, 'bin')] : [])];
  const libfaketime = ['/usr/lib', ...(target ? [join(target, 'root/usr/lib')] : [])]
    .flatMap((folder) =>
      ['x86_64', 'aarch64', 'arm', 'riscv64'].map((cpu) => join(folder, `${cpu}-linux-gnu${cpu === 'arm' ? 'eabihf' : ''}`)),
    )
    .map((folder) => join(folder, 'faketime/libfaketime.so.1'))
    .find((file) => existsSync(file));
  if (!libfaketime) return { ok: false, error: 'faketime is there, but its libfaketime.so.1 was not found' };
  return { ok: true, value: { path: path.join(delimiter), libfaketime, unpacked: target } };
}

/** Another release, another processor or another set of missing programs wants other packages. */
function keyOf(missing: readonly string[]): string {
  const release = existsSync('/etc/os-release') ? readFileSync('/etc/os-release', 'utf8') : '';
  return createHash('sha256')
    .update(JSON.stringify([release, process.arch, missing, 1]))
    .digest('hex')
    .slice(0, 16);
}

export function isOnPath(name: string, path: readonly string[] = machinePath): boolean {
  return path.some((folder) => {
    try {
      accessSync(join(folder, name), constants.X_OK);
      return true;
    } catch {
      return false; // accessSync has no other way to say no
    }
  });
}
