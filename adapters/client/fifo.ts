/**
 * A private FIFO (mode 0600) out of which lines are read. We hold its writing end too, so that it never comes to an end
 * (Linux, fifo(7)); it is made anew when somebody removes it.
 */
import { closeSync, constants, lstatSync, openSync, rmSync } from 'node:fs';
import { Socket } from 'node:net';
import { describeFault, mkfifo } from '../system/index.ts';
import { createLines } from './lines.ts';

export type FifoOptions = {
  readonly path: string;
  /** Of a line, in bytes. */
  readonly max: number;
  /** null: a line that was too long. */
  readonly onLine: (line: string | null) => void;
  /** It had been removed or replaced, and is there again: what was written in between is lost. `problem`: it cannot be made. */
  readonly onAgain: (problem: string | null) => void;
  /** How often it is looked after, in ms. */
  readonly every?: number;
};
export type Fifo = { close(): void };

/** A guess: what is lost meanwhile is asked for again. */
const EVERY = 2_000;

/** Throws when it cannot be made: the folder is not ours to write. */
export function openFifo({ path, max, onLine, onAgain, every = EVERY }: FifoOptions): Fifo {
  let pipe = makePipe(path, max, onLine);
  const timer = setInterval(() => {
    if (isStill(path, pipe.inode)) return;
    try {
      const next = makePipe(path, max, onLine);
      pipe.close();
      pipe = next;
      onAgain(null);
    } catch (error) {
      onAgain(String(error));
    }
  }, every).unref();
  return {
    close: () => {
      clearInterval(timer);
      pipe.close();
      if (isStill(path, pipe.inode)) rmSync(path, { force: true });
    },
  };
}

function makePipe(path: string, max: number, onLine: FifoOptions['onLine']) {
  rmSync(path, { force: true, recursive: true });
  const made = mkfifo(path, 0o600);
  if (!made.ok) throw new Error(`${path}: ${describeFault(made)}`);
  const fd = openSync(path, constants.O_RDWR | constants.O_NONBLOCK | constants.O_NOFOLLOW);
  const { ino, mode } = lstatSync(path);
  if ((mode & constants.S_IFMT) !== constants.S_IFIFO) {
    closeSync(fd);
    throw new Error(`${path}: it was replaced at once by something that is no FIFO`);
  }
  const socket = new Socket({ fd, readable: true, writable: false });
  socket.on('data', createLines(max, onLine));
  socket.on('error', () => socket.destroy());
  return { inode: ino, close: () => void socket.destroy() };
}

function isStill(path: string, inode: number): boolean {
  const now = lstatSync(path, { throwIfNoEntry: false });
  return now?.isFIFO() === true && now.ino === inode;
}
