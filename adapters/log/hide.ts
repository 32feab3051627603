/**
 * How names that programs ask for are written down (`log.names`). Hashed by a key of this host, kept beside the log and in no
 * export: the same name is the same for whoever reads this log, and no other.
 */
import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { systemFault } from './fault.ts';
import { type NamesMode, type Rename, renamer } from './names.ts';

export type Hiding = {
  readonly mode: NamesMode;
  /** None of them, where they are left out. */
  hide(names: readonly string[]): readonly string[];
};

const SIZE = 32;

/** The key is made when it is needed first. Where it cannot be kept it lasts as long as this process. */
export function createHiding(mode: NamesMode, keyFile: string): Hiding {
  let rename: Rename | null = null;
  const hashed = (name: string): string => {
    rename ??= renamer('hash', keyIn(keyFile)) ?? ((same) => same);
    return rename(name);
  };
  return { mode, hide: (names) => (mode === 'omit' ? [] : mode === 'keep' ? names : names.map(hashed)) };
}

function keyIn(file: string): Uint8Array {
  const key = randomBytes(SIZE);
  try {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    writeFileSync(file, key, { mode: 0o600, flag: 'wx' });
    return key;
  } catch (error) {
    if (!systemFault(error)) throw error;
    return keptIn(file) ?? key;
  }
}

/** Null: it cannot be read, or is none. */
function keptIn(file: string): Uint8Array | null {
  try {
    const kept = readFileSync(file);
    return kept.length === SIZE ? kept : null;
  } catch (error) {
    if (!systemFault(error)) throw error;
    return null;
  }
}
