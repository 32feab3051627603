/** The configuration that is in force: the file that was named, else the default one, else the built-in values. */
import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import { type ConfigError, type ConfigResult, parseConfig } from './parse.ts';
import { type Asker, defaultConfigPath, thisUser } from './paths.ts';
import { DEFAULT_CONFIG } from './schema.ts';
import { SIZE_MAX } from './yaml.ts';

/** `file` is null when there is none and the built-in values hold. */
export type FoundConfig = ConfigResult & { readonly file: string | null };

/** A named file must be there; the default one may be missing. */
export function findConfig(named: string | null, asker: Asker = thisUser()): FoundConfig {
  const file = named ?? defaultConfigPath(asker);
  const read = readCapped(file);
  if (read.ok) return { file, ...parseConfig(read.text, file) };
  if (read.missing && named === null) return { ok: true, value: DEFAULT_CONFIG, file: null };
  const error: ConfigError = { file, line: 1, column: 1, path: '', problem: read.missing ? 'there is no such file' : read.problem };
  return { ok: false, errors: [error], file };
}

type Read = { readonly ok: true; readonly text: string } | { readonly ok: false; readonly missing: boolean; readonly problem: string };

/** One byte above the cap at most, from a regular file: a fifo or a device would never end. */
function readCapped(file: string): Read {
  let descriptor: number | null = null;
  try {
    descriptor = openSync(file, constants.O_RDONLY | constants.O_NONBLOCK);
    if (!fstatSync(descriptor).isFile()) return { ok: false, missing: false, problem: 'not a regular file' };
    const bytes = Buffer.alloc(SIZE_MAX + 1);
    let length = 0;
    for (let n = -1; n !== 0 && length < bytes.length; length += n) n = readSync(descriptor, bytes, length, bytes.length - length, length);
    return { ok: true, text: new TextDecoder('utf-8', { fatal: true }).decode(bytes.subarray(0, length)) };
  } catch (error) {
    if (!(error instanceof Error && 'code' in error)) throw error;
    if (error.code === 'ERR_ENCODING_INVALID_ENCODED_DATA') return { ok: false, missing: false, problem: 'the file is not UTF-8' };
    return { ok: false, missing: error.code === 'ENOENT' || error.code === 'ENOTDIR', problem: `cannot be read (${error.code})` };
  } finally {
    if (descriptor !== null) closeSync(descriptor);
  }
}
