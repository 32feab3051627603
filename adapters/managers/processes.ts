/** The managers' processes in our own network namespace, from /proc; and which interfaces that namespace has. */
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { posix } from 'node:path';
import { codeOf, isAbsence } from './files.ts';
import { MANAGERS } from './table.ts';

/** `foreign`: its network namespace may not be read, so that it may be another's. `ifname`: what its command line names. */
export type SeenProcess = { readonly manager: string; readonly pid: number; readonly foreign: boolean; readonly ifname: string | null };
export type ProcessList = {
  readonly processes: readonly SeenProcess[];
  /** Clients that we run ourselves: nobody else. */
  readonly own: readonly number[];
  /** False: /proc hides processes, so that files alone have to tell. */
  readonly visible: boolean;
  readonly problems: readonly string[];
};

/** Processes read between two turns of the event loop: about half a millisecond. */
const SLICE = 64;
/** Between us and a process of a client of ours: the client itself, and what it forks. A guess. */
const GENERATIONS = 4;
const NAMES = new Map(MANAGERS.map(({ name, process }) => [process, name]));

export async function scanProcesses(root: string): Promise<ProcessList> {
  const proc = posix.join(root, 'proc');
  const ours = tried(() => readlinkSync(`${proc}/self/ns/net`));
  const pids = tried(() => readdirSync(proc)) ?? [];
  const processes: SeenProcess[] = [];
  const own: number[] = [];
  const self = tried(() => readlinkSync(`${proc}/self`)) ?? '';
  const problems: string[] = [];
  let visible = false;
  for (const [i, pid] of pids.filter((name) => /^\d+$/.test(name)).entries()) {
    if (i % SLICE === SLICE - 1) await new Promise(setImmediate);
    const comm = tried(() => readFileSync(`${proc}/${pid}/comm`, 'utf8').trim());
    if (comm !== undefined && pid !== String(process.pid)) visible = true;
    const manager = NAMES.get(comm ?? '');
    if (manager === undefined) continue;
    if (isDescendant(proc, pid, self)) {
      own.push(Number(pid));
      continue;
    }
    const theirs = tried(() => readlinkSync(`${proc}/${pid}/ns/net`));
    if (theirs !== undefined && ours !== undefined && theirs !== ours) continue;
    const foreign = theirs === undefined || ours === undefined;
    if (foreign) problems.push(`whether a process of ${manager} is in our network namespace may not be read: its files have to show it`);
    processes.push({
      manager,
      pid: Number(pid),
      foreign,
      ifname: manager === 'udhcpc' ? interfaceOf(proc, pid) : null,
    });
  }
  return {
    processes,
    own,
    visible,
    problems: visible ? problems : [...problems, '/proc shows no processes: managers are known by their files only'],
  };
}

/** Our child, or a child of such a one: a client that gives its privileges away runs as several processes. */
function isDescendant(proc: string, pid: string, of: string): boolean {
  for (let [at, depth] = [pid, 0]; depth < GENERATIONS; depth++) {
    // Field 4 of /proc/PID/stat, proc_pid_stat(5); the name before it may hold spaces and parentheses.
    const parent = tried(() => readFileSync(`${proc}/${at}/stat`, 'utf8'))
      ?.replace(/^.*\) /s, '')
      .split(' ')[1];
    if (parent === undefined || parent === '0') return false;
    if (parent === of) return true;
    at = parent;
  }
  return false;
}

/** `udhcpc -i wlan0`. */
function interfaceOf(proc: string, pid: string): string | null {
  const words = tried(() => readFileSync(`${proc}/${pid}/cmdline`, 'utf8').slice(0, 4096).split('\0')) ?? [];
  const at = words.indexOf('-i');
  return at < 0 ? null : (words[at + 1] ?? null);
}

/** Interfaces of this network namespace, from what /proc/net says of IPv4 and IPv6: /sys may show another namespace's. */
export function interfacesInProc(root: string): readonly { readonly ifname: string; readonly ifindex: number }[] {
  const read = (file: string): readonly string[] =>
    (tried(() => readFileSync(posix.join(root, 'proc/self/net', file), 'utf8')) ?? '').split('\n');
  const v4 = read('igmp').flatMap((line) => pair(/^(\d+)\s+(\S+)\s*:/.exec(line)));
  const v6 = read('if_inet6').flatMap((line) => {
    const words = line.trim().split(/\s+/);
    return words.length === 6 ? [{ ifname: words[5] ?? '', ifindex: Number.parseInt(words[1] ?? '', 16) }] : [];
  });
  return [...new Map([...v4, ...v6].map((found) => [found.ifindex, found])).values()];
}

const pair = (match: RegExpExecArray | null) => (match ? [{ ifname: match[2] ?? '', ifindex: Number(match[1]) }] : []);

/** Undefined for what has gone or may not be read: the caller says what that means. */
function tried<T>(what: () => T): T | undefined {
  try {
    return what();
  } catch (error) {
    if (isAbsence(error) || ['EACCES', 'EPERM'].includes(codeOf(error))) return undefined;
    throw error;
  }
}
