/** Watches folders that may come and go (inotify). Only a hint to look: the slow rescan finds what a watch missed. */
import { type FSWatcher, statSync, watch } from 'node:fs';
import { posix } from 'node:path';
import { codeOf, inside, isAbsence } from './files.ts';
import type { Place } from './table.ts';

/** `refresh` begins to watch folders that appeared, or were replaced by another of the same name, and says whether there were any. */
export type Watch = { refresh(): boolean; close(): void };

export function openWatch(root: string, places: readonly Place[], hint: () => void, say: (lines: readonly string[]) => void): Watch {
  const watched = new Map<string, { readonly ino: number; readonly watcher: FSWatcher }>();
  const folders = [...new Set(places.flatMap(({ folder }) => withParents(folder)))].sort();
  const unwatched = (folder: string, error: unknown): void => {
    if (!isAbsence(error)) say([`${folder} is not watched (${codeOf(error)}): changes are seen within seconds`]);
  };
  /** /etc and /run are busy: only what the table names is of interest, and the folders on the way to it. */
  const matters = (folder: string, name: string): boolean =>
    folders.includes(posix.join(folder, name)) || places.some((place) => place.folder === folder && place.file.test(name));

  function refresh(): boolean {
    let isMore = false;
    for (const folder of folders) {
      try {
        const path = inside(root, folder);
        const ino = statSync(path, { throwIfNoEntry: false })?.ino;
        if (watched.get(folder)?.ino === ino) continue;
        watched.get(folder)?.watcher.close();
        watched.delete(folder);
        if (ino === undefined) continue;
        const watcher = watch(path, { persistent: false }, (_event, name) => {
          if (name === null || matters(folder, name)) hint();
        });
        watcher.on('error', (error) => unwatched(folder, error));
        watched.set(folder, { ino, watcher });
        isMore = true;
      } catch (error) {
        unwatched(folder, error);
      }
    }
    return isMore;
  }

  return {
    refresh,
    close: () => {
      for (const { watcher } of watched.values()) watcher.close();
      watched.clear();
    },
  };
}

/** `/run/a/b` → `/run`, `/run/a`, `/run/a/b`. */
const withParents = (folder: string): readonly string[] =>
  folder
    .split('/')
    .slice(1)
    .map((_, i, parts) => `/${parts.slice(0, i + 1).join('/')}`);
