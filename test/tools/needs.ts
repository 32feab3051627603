/** What a suite needs of the machine. A missing need skips it under a name that says why, so that no skip looks green. */
import { spawnSync } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { describe } from 'vitest';
import { findExtra } from '../lab/extras.ts';
import { findPrograms } from '../lab/programs.ts';

/**
 * `lab`: namespaces, and the programs of test/lab on PATH or unpacked into its cache (which the first question for it does).
 * `tun`: we may open /dev/net/tun. `chromium`, `dnsperf`, `mosquitto`, `openvpn`, `systemd-resolved`: the same as for a lab's programs, of one that few want.
 */
export type Need =
  | 'namespaces'
  | 'compiler'
  | 'root'
  | 'lab'
  | 'tun'
  | 'chromium'
  | 'dnsperf'
  | 'mosquitto'
  | 'openvpn'
  | 'systemd-resolved';

const probes: Record<Need, () => boolean> = {
  root: () => process.getuid?.() === 0,
  namespaces: () => spawnSync('unshare', process.getuid?.() === 0 ? ['-nm', 'true'] : ['-Urnm', 'true']).status === 0,
  compiler: () => spawnSync('cc', ['--version']).status === 0,
  lab: () => has('namespaces') && findPrograms().ok,
  tun: () => mayOpen('/dev/net/tun'),
  chromium: () => findExtra('chromium').ok,
  dnsperf: () => findExtra('dnsperf').ok,
  mosquitto: () => findExtra('mosquitto').ok,
  openvpn: () => findExtra('openvpn').ok,
  'systemd-resolved': () => findExtra('systemd-resolved').ok,
};

function mayOpen(device: string): boolean {
  try {
    accessSync(device, constants.R_OK | constants.W_OK);
    return true;
  } catch {
    return false; // accessSync has no other way to say no
  }
}

/** A need with what is in its way, where that is known. */
const reason = (need: Need): string => {
  if (need === 'systemd-resolved') return `${need} (apt install systemd-resolved)`;
  if (need !== 'lab') return need;
  const found = has('namespaces') ? findPrograms() : { ok: false, error: 'no namespaces' };
  return found.ok ? need : `lab (${found.error})`;
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
  else describe.skip(`${name} [skipped: needs ${missing.map(reason).join(', ')}]`, body);
}
