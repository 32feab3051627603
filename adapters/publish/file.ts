/**
 * One file that is ours while we run: written whole or not at all, and what was there before (a file, a link, nothing) is kept
 * until it is put back. Errors are thrown as Node has them.
 */
import { lstatSync, mkdirSync, readFileSync, readlinkSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { Text } from '../../machines/model/plain.ts';

const Before = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('nothing') }),
  z.strictObject({ kind: z.literal('link'), target: Text }),
  z.strictObject({ kind: z.literal('file'), text: Text, mode: z.number() }),
]);
type Before = z.infer<typeof Before>;

/** As root has resolv.conf: readable by all. */
const MODE = 0o644;

export type Place = { readonly file: string; readonly backup: string; readonly isOurs: (text: string) => boolean };

/** Null: there is none. */
export function read(file: string): string | null {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if (isCode(error, 'ENOENT')) return null;
    throw error;
  }
}

/** Keeps what is there, unless that is ours already, and puts `text` in its place. */
export function take(place: Place, text: string): void {
  const there = read(place.file);
  if (there === text && !isLink(place.file)) return;
  if (there === null || !place.isOurs(there)) keep(place);
  replace(place.file, text);
}

/** What was there before is there again, unless somebody else has written there meanwhile. False: there was nothing of ours. */
export function giveBack({ file, backup, isOurs }: Place): boolean {
  const [there, kept] = [read(file), read(backup)];
  const isStill = there !== null && isOurs(there);
  if (isStill) {
    const before = parse(kept);
    if (before.kind === 'file') replace(file, before.text, before.mode);
    else rmSync(file, { force: true });
    if (before.kind === 'link') symlinkSync(before.target, file);
  }
  if (kept !== null) rmSync(backup, { force: true });
  return isStill;
}

function keep({ file, backup }: Place): void {
  mkdirSync(dirname(backup), { recursive: true });
  replace(backup, JSON.stringify(look(file)));
}

function look(file: string): Before {
  try {
    const stat = lstatSync(file);
    if (stat.isSymbolicLink()) return { kind: 'link', target: readlinkSync(file) };
    return { kind: 'file', text: readFileSync(file, 'utf8'), mode: stat.mode & 0o777 };
  } catch (error) {
    if (isCode(error, 'ENOENT')) return { kind: 'nothing' };
    throw error;
  }
}

function parse(kept: string | null): Before {
  try {
    return Before.parse(JSON.parse(kept ?? ''));
  } catch {
    return { kind: 'nothing' }; // Lost or spoilt: there is nothing to put back.
  }
}

/** A file that is mounted over (as containers have it) cannot be replaced, only written; a link would lead us to another's file. */
function replace(file: string, text: string, mode = MODE): void {
  const fresh = join(dirname(file), `.multihome-${process.pid}`);
  try {
    writeFileSync(fresh, text, { mode, flush: true });
    renameSync(fresh, file);
  } catch (error) {
    rmSync(fresh, { force: true });
    if (!isCode(error, 'EBUSY', 'EXDEV', 'EROFS', 'EACCES') || isLink(file)) throw error;
    writeFileSync(file, text, { flush: true });
  }
}

const isLink = (file: string): boolean => lstatSync(file, { throwIfNoEntry: false })?.isSymbolicLink() === true;
const isCode = (error: unknown, ...codes: readonly string[]): boolean =>
  error instanceof Error && 'code' in error && codes.includes(String(error.code));
