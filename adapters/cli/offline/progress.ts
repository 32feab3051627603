/** A bar on stderr while it is a terminal; nothing otherwise. */
import type { Io } from '../io.ts';

export type Progress = { at(done: number): void; end(): void };

/** Milliseconds between two drawings. */
const EVERY = 100;
const WIDTH = 24;

/** `total` null: not known, so counted only. */
export function progress({ stderr }: Pick<Io, 'stderr'>, unit: string, total: number | null): Progress {
  if (stderr.isTTY !== true) return { at: () => {}, end: () => {} };
  const began = performance.now();
  let drawn: number | null = null;
  return {
    at(done) {
      const now = performance.now();
      if (drawn !== null && now - drawn < EVERY) return;
      drawn = now;
      const rate = Math.round((done / Math.max(1, now - began)) * 1000).toLocaleString('en');
      stderr.write(`\r\u001b[2K${bar(done, total)}${done.toLocaleString('en')} ${unit}, ${rate}/s`);
    },
    end() {
      if (drawn !== null) stderr.write('\r\u001b[2K');
    },
  };
}

function bar(done: number, total: number | null): string {
  if (total === null || total <= 0) return '';
  const share = Math.min(1, done / total);
  const full = Math.round(share * WIDTH);
  return `[${'#'.repeat(full)}${'.'.repeat(WIDTH - full)}] ${Math.round(share * 100)}% `;
}
