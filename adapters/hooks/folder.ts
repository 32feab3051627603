/** The programs of the hooks' folder, and why any other file there is not one: what a stranger could change is not run in our name. */
import { constants, type Stats } from 'node:fs';
import { access, lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';

export type Refusal = { readonly path: string; readonly problem: string };
export type Found = { readonly programs: readonly string[]; readonly refused: readonly Refusal[] };

/** As many as one change may start. A guess. */
const PROGRAMS_MAX = 32;
/** Editors' and packages' leftovers (`chrony~`, `.chrony.swp`, `chrony.dpkg-old`) are no hooks. */
const NAME = /^[A-Za-z0-9][A-Za-z0-9_-]*(\.(sh|js|mjs|py|pl))?$/;

/** By name, in order. A folder that is not there has none. */
export async function findHooks(directory: string): Promise<Found> {
  const unfit = await problemOf(directory, 'folder');
  if (unfit === 'ENOENT') return { programs: [], refused: [] };
  if (unfit !== null) return { programs: [], refused: [{ path: directory, problem: unfit }] };
  const names = (await readdir(directory).catch(() => [])).filter((name) => NAME.test(name)).toSorted();
  const looked = await Promise.all(
    names
      .slice(0, PROGRAMS_MAX)
      .map(async (name) => ({ path: join(directory, name), problem: await problemOf(join(directory, name), 'file') })),
  );
  const surplus = names
    .slice(PROGRAMS_MAX)
    .map((name) => ({ path: join(directory, name), problem: `only the first ${PROGRAMS_MAX} are run` }));
  return {
    programs: looked.filter(({ problem }) => problem === null).map(({ path }) => path),
    refused: [...looked.flatMap(({ path, problem }) => (problem === null || problem === 'ENOENT' ? [] : [{ path, problem }])), ...surplus],
  };
}

/** Null: it may be run. `ENOENT`: it is not there, or not any more. */
export async function problemOf(path: string, kind: 'file' | 'folder'): Promise<string | null> {
  try {
    const problem = strangeness(await lstat(path), kind);
    if (problem === null && kind === 'file') await access(path, constants.X_OK);
    return problem;
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    if (code === 'EACCES' && kind === 'file') return 'it is not executable';
    return code;
  }
}

/** A link may lead to where others write, so it is none of ours. */
function strangeness(stats: Stats, kind: 'file' | 'folder'): string | null {
  const us = process.geteuid?.() ?? 0;
  if (kind === 'file' ? !stats.isFile() : !stats.isDirectory()) return kind === 'file' ? 'it is no regular file' : 'it is no folder';
  if (stats.uid !== 0 && stats.uid !== us) return 'it belongs to another user';
  return (stats.mode & 0o022) === 0 ? null : 'others than its owner may write to it';
}
