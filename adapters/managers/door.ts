/**
 * The door: looks when a watched folder changes and every two seconds, and emits what is different. It reads only.
 * What it cannot see here: the protocol of routes, which tells managers apart too; that is in the route facts.
 */
import type { Emit, Source } from '../../machines/model/port.ts';
import { IfName } from '../../machines/model/units.ts';
import { checked, differences, NOTHING, settled } from './difference.ts';
import { type Look, openFiles, QUIET } from './files.ts';
import { readsWell, type Scene } from './findings.ts';
import { pictureOf } from './picture.ts';
import { interfacesInProc, type ProcessList, type SeenProcess, scanProcesses } from './processes.ts';
import type { ReadDhcp4 } from './reading.ts';
import { PLACES } from './table.ts';
import { openWatch } from './watch.ts';

export type ManagersOptions = {
  /** Stands before /run, /etc, /var/lib and /proc; `/` unless said. */
  readonly root?: string;
  /** The interfaces as they are now; from /proc/net unless said. */
  readonly interfaces?: () => readonly { readonly ifname: string; readonly ifindex: number }[];
  readonly readDhcp4: ReadDhcp4;
  /** Numbers of the links that we tell systemd-resolved of, or told. */
  readonly fed?: () => readonly number[];
};

const RESCAN = 2_000;
/** /proc is read no more often than this while files change. */
const PROCESSES = 200;
/** A manager that restarts is away for a moment; one that stays away so long is gone. A guess. */
const GRACE = 3_000;
/** As many different notices as one source may give. */
const NOTICES_MAX = 256;
/** Clients of ours that are remembered after their end, for a killed one leaves its file behind. */
const OWN_MAX = 64;

export function openManagers({
  root = '/',
  interfaces = () => interfacesInProc(root),
  readDhcp4,
  fed = () => [],
}: ManagersOptions): Source {
  let close = async (): Promise<void> => {};
  return {
    name: 'managers',
    open: async (emit, notice) => {
      await close();
      const door = openDoor({ root, interfaces, readDhcp4, fed }, emit, notice);
      close = door.close;
      try {
        door.prepare();
        await new Promise((resolve) => setTimeout(resolve, QUIET));
        await door.look();
      } catch (error) {
        await close();
        throw error;
      }
    },
    close: () => close(),
  };
}

function openDoor({ root, interfaces, readDhcp4, fed }: Required<ManagersOptions>, emit: Emit, notice: (line: string) => void) {
  const said = new Set<string>();
  const say = (lines: readonly string[]): void => {
    for (const line of lines) {
      if (said.has(line) || said.size >= NOTICES_MAX) continue;
      said.add(line);
      notice(line);
    }
  };
  let known: Scene['interfaces'] = [];
  const files = openFiles(root, PLACES, (file) => readsWell(file, known, readDhcp4));
  const present = openPresence();
  let picture = NOTHING;
  let list: ProcessList = { processes: [], own: [], visible: false, problems: [] };
  let own: readonly number[] = [];
  let scanned = Number.NEGATIVE_INFINITY;
  let running: Promise<void> | null = null;
  let isClosed = false;
  let soon: NodeJS.Timeout | undefined;

  const watch = openWatch(root, PLACES, () => again(QUIET), say);
  const rescan = setInterval(() => again(0), RESCAN).unref();

  /** One look at a time; a change meanwhile is seen by the next. */
  const look = (): Promise<void> => {
    running ??= once().finally(() => {
      running = null;
    });
    return running;
  };

  function again(delay: number): void {
    if (isClosed) return;
    soon ??= setTimeout(() => {
      soon = undefined;
      void look().catch((error: unknown) => say([`managers: ${String(error)}`]));
    }, delay).unref();
  }

  function lookAtFiles(): Look {
    known = interfaces().flatMap(({ ifname, ifindex }) => {
      const name = IfName.safeParse(ifname);
      return name.success ? [{ ifname: name.data, ifindex }] : [];
    });
    return files(performance.now());
  }

  async function once(): Promise<void> {
    if (performance.now() - scanned >= PROCESSES) [list, scanned] = [await scanProcesses(root), performance.now()];
    if (isClosed) return;
    own = [...new Set([...own, ...list.own])].slice(-OWN_MAX);
    const seen = lookAtFiles();
    const now = Date.now();
    const processes = present(list, performance.now());
    const scene: Scene = { files: seen.files, processes, own, fed: fed(), visible: list.visible, interfaces: known };
    const next = settled(pictureOf(scene, readDhcp4), picture, now);
    const { facts, refused } = checked(differences(picture, next, now), next);
    picture = next;
    say([...seen.problems, ...list.problems, ...next.notices, ...refused]);
    if (facts.length > 0) emit(facts);
    const isMoreWatched = watch.refresh();
    if (seen.unsettled || isMoreWatched) again(QUIET);
  }

  return {
    look,
    /** The first of the two looks that a file needs; nothing is told yet. */
    prepare: (): void => void lookAtFiles(),
    close: async (): Promise<void> => {
      isClosed = true;
      clearInterval(rescan);
      clearTimeout(soon);
      watch.close();
      await running;
    },
  };
}

/** Processes as they are, and those that went less than a moment ago. */
function openPresence(): (list: ProcessList, now: number) => readonly SeenProcess[] {
  const last = new Map<string, { readonly process: SeenProcess; readonly at: number }>();
  return ({ processes }, now) => {
    const managers = new Set(processes.map(({ manager }) => manager));
    for (const process of processes) last.set(`${process.pid} ${process.manager}`, { process, at: now });
    for (const [key, { process, at }] of last) {
      // Once its successor is there, the one that went is of no interest.
      const replaced = at < now && managers.has(process.manager);
      if (replaced || now - at >= GRACE) last.delete(key);
    }
    return [...last.values()].map(({ process }) => process);
  };
}
