/**
 * Looks at the files of the table. A file counts once two looks agree on it; one that cannot be read as what it should be is given longer,
 * because it may be half-written; until then its last good content stands. The same for one that vanishes: it may be about to be replaced.
 */
import { closeSync, openSync, readdirSync, readlinkSync, readSync, statSync } from 'node:fs';
import { posix } from 'node:path';
import type { FileKind, Place } from './table.ts';

export type SeenFile = {
  readonly kind: FileKind;
  readonly path: string;
  readonly name: string;
  /** Null: larger than any such file may be, or only its presence was asked. */
  readonly bytes: Uint8Array | null;
  /** When it was written, in milliseconds of the wall clock. */
  readonly written: number;
};
export type Look = {
  readonly files: readonly SeenFile[];
  /** Something is not settled: look again soon. */
  readonly unsettled: boolean;
  readonly problems: readonly string[];
};

/** In milliseconds. Guesses: longer than a write takes, shorter than somebody waits. */
export const QUIET = 50;
const PATIENCE = 500;
const ABSENCE = 250;
/** No file of the table is as large; `/etc/resolv.conf` of a hostile network is cut by its writer long before. */
const FILE_MAX = 65_536;
const FILES_MAX = 256;

type Candidate = { readonly print: string; readonly file: SeenFile; readonly since: number; readonly reads: boolean };
type Entry = { print: string | null; file: SeenFile | null; candidate: Candidate | null; absent: number | null };

/** `now` is monotonic. `reads` says whether a content can be read as what its place says. */
export function openFiles(root: string, places: readonly Place[], reads: (file: SeenFile) => boolean): (now: number) => Look {
  const entries = new Map<string, Entry>();

  return (now) => {
    const problems: string[] = [];
    const present = new Set<string>();
    for (const place of places) {
      for (const name of namesIn(root, place, problems)) {
        const path = `${place.folder}/${name}`;
        if (consider(place, path, name, now, problems)) present.add(`${place.kind} ${path}`);
      }
    }
    for (const [key, entry] of entries) if (!present.has(key)) depart(key, entry, now);
    const all = [...entries.values()];
    return {
      files: all.flatMap(({ file }) => file ?? []),
      unsettled: all.some(({ candidate, absent }) => candidate !== null || absent !== null),
      problems,
    };
  };

  function consider(place: Place, path: string, name: string, now: number, problems: string[]): boolean {
    const stat = tried(() => statSync(inside(root, path)), path, problems);
    if (!stat?.isFile()) return false;
    const key = `${place.kind} ${path}`;
    const entry = entries.get(key) ?? { print: null, file: null, candidate: null, absent: null };
    const print = place.presence ? 'present' : `${stat.ino} ${stat.mtimeMs} ${stat.ctimeMs} ${stat.size}`;
    entry.absent = null;
    if (print === entry.print) entry.candidate = null;
    else if (entry.candidate?.print !== print) {
      const bytes = place.presence || stat.size > FILE_MAX ? null : tried(() => readUpTo(inside(root, path)), path, problems);
      if (bytes === undefined) return false;
      const file = { kind: place.kind, path, name, bytes, written: Math.round(stat.mtimeMs) };
      entry.candidate = { print, file, since: now, reads: reads(file) };
    } else if (now - entry.candidate.since >= (entry.candidate.reads ? QUIET : PATIENCE)) {
      Object.assign(entry, { print, file: entry.candidate.file, candidate: null });
    }
    entries.set(key, entry);
    return true;
  }

  function depart(key: string, entry: Entry, now: number): void {
    entry.candidate = null;
    entry.absent ??= now;
    if (entry.file === null || now - entry.absent >= ABSENCE) entries.delete(key);
  }
}

/** The path under `root`; a final link is followed there and not on the machine itself. */
export function inside(root: string, path: string): string {
  let at = path;
  for (let hops = 0; root !== '/' && hops < 8; hops++) {
    const target = linkOf(posix.join(root, at));
    if (target === null) break;
    at = posix.resolve(posix.dirname(at), target);
  }
  return posix.join(root, at);
}

function linkOf(path: string): string | null {
  try {
    return readlinkSync(path);
  } catch (error) {
    if (codeOf(error) === 'EINVAL' || isAbsence(error)) return null;
    throw error;
  }
}

function namesIn(root: string, place: Place, problems: string[]): readonly string[] {
  const names = tried(() => readdirSync(inside(root, place.folder)), place.folder, problems) ?? [];
  const ours = names.filter((name) => place.file.test(name)).sort();
  if (ours.length > FILES_MAX) problems.push(`${place.folder} has ${ours.length} files; ${FILES_MAX} are read`);
  return ours.slice(0, FILES_MAX);
}

/** Undefined when the file went away meanwhile or may not be read; the latter is said. */
function tried<T>(what: () => T, path: string, problems: string[]): T | undefined {
  try {
    return what();
  } catch (error) {
    if (!isAbsence(error)) problems.push(`${path} may not be read (${codeOf(error)})`);
    return undefined;
  }
}

export const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : String(error);
export const isAbsence = (error: unknown): boolean => ['ENOENT', 'ENOTDIR', 'ESRCH'].includes(codeOf(error));

function readUpTo(path: string): Uint8Array | null {
  const fd = openSync(path, 'r');
  try {
    const bytes = new Uint8Array(FILE_MAX + 1);
    let length = 0;
    for (let got = -1; got !== 0 && length < bytes.length; length += got) got = readSync(fd, bytes, length, bytes.length - length, null);
    return length > FILE_MAX ? null : bytes.slice(0, length);
  } finally {
    closeSync(fd);
  }
}
