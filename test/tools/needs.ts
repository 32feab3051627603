/** What a suite needs of the machine. A missing need skips it under a name that says why, so that no skip looks green. */
import { spawnSync } from 'node:child_process';
import { describe } from 'vitest';

export type Need = 'namespaces' | 'compiler' | 'root';

const probes: Record<Need, () => boolean> = {
  root: () => process.getuid?.() === 0,
  namespaces: () => spawnSync('unshare', process.getuid?.() === 0 ? ['-nm', 'true'] : ['-Urnm', 'true']).status === 0,
  compiler: () => spawnSync('cc', ['--version']).status === 0,
};

const known = new Map<Need, boolean>();
export const has = (need: Need): boolean => {
  const value = known.get(need) ?? probes[need]();
  known.set(need, value);
  return value;
};

/** `describe` that runs when every need is met, else is skipped as `name [skipped: needs …]`. */
export function suite(name: string, needs: readonly Need[], body: () => void): void {
  const missing = needs.filter((need) => !has(need));
  if (missing.length === 0) describe(name, body);
  else describe.skip(`${name} [skipped: needs ${missing.join(', ')}]`, body);
}
