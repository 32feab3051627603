/** Programs that only benches or a single suite want: each is found, or unpacked, by itself, so that one that cannot be had is missed alone. */
import { join } from 'node:path';
import { isOnPath, machinePath, unpack } from './programs.ts';

/** With the Debian package that has it. What comes with a package is on nobody's PATH: systemd-resolved's has a `resolvconf` too. */
export const EXTRAS = {
  chromium: 'chromium',
  dnsperf: 'dnsperf',
  mosquitto: 'mosquitto',
  openvpn: 'openvpn',
  'systemd-resolved': 'systemd-resolved',
  unbound: 'unbound',
} as const;
export type Extra = keyof typeof EXTRAS;
/** `path`: of the program itself. */
export type FoundExtra = { readonly ok: true; readonly path: string } | { readonly ok: false; readonly skipped: string };

const found = new Map<Extra, FoundExtra>();

export function findExtra(name: Extra): FoundExtra {
  const known = found.get(name) ?? look(name);
  found.set(name, known);
  return known;
}

function look(name: Extra): FoundExtra {
  const folder = machinePath.find((candidate) => isOnPath(name, [candidate]));
  if (folder !== undefined) return { ok: true, path: join(folder, name) };
  const unpacked = unpack([[name, EXTRAS[name]]]);
  return unpacked.ok
    ? { ok: true, path: join(unpacked.value, 'bin', name) }
    : { ok: false, skipped: `no ${name} (apt install ${EXTRAS[name]})` };
}
