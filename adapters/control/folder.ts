/** Where a client looks for an agent: where it was told to, then its own user's, then the system's. */
import { existsSync, lstatSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type Asker, defaultControlDirectory, thisUser } from '../config/index.ts';

export type SocketName = 'state.sock' | 'control.sock';

/** `told`: by an option, `MULTIHOME_CONTROL` or the configuration; then nowhere else. Without any agent: where it would be. */
export function findSocket(name: SocketName, told: string | null = null, asker: Asker = thisUser()): string {
  const folders = told === null ? [defaultControlDirectory(asker), defaultControlDirectory({ ...asker, uid: 0 })] : [told];
  const paths = folders.map((folder) => join(folder, name));
  return paths.find((path) => existsSync(path) && (told !== null || isTrusted(path, asker.uid))) ?? paths[0] ?? name;
}

/** A folder among the temporary files may be a stranger's, who would answer in the agent's name. */
const isTrusted = (path: string, uid: number): boolean => [0, uid].includes(lstatSync(dirname(path)).uid);
