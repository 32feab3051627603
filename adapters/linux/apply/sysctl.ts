/** The settings of an interface under /proc/sys/net: read at its first sight, written when it is asked for. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CommandOf, SysctlSpec } from '../../../machines/model/command.ts';
import { answer, type Unstamped, world } from '../../../machines/model/facts/index.ts';
import { type Family, IfName } from '../../../machines/model/units.ts';
import { failed, type Refusal } from './outcome.ts';

/** What design and plan read: who answers ARP for what, which addresses are asked with, strictness of source checks, dead links, and what the kernel does with RAs. */
export const SYSCTL_KEYS: { readonly [F in Family]: readonly string[] } = {
  4: ['arp_ignore', 'arp_announce', 'rp_filter', 'ignore_routes_with_linkdown', 'promote_secondaries'],
  6: ['accept_ra', 'accept_ra_defrtr', 'accept_ra_rt_info_max_plen', 'ignore_routes_with_linkdown', 'use_oif_addrs_only'],
};

const PROC = '/proc/sys/net';
/** One component of a path, and no more: it comes from a command. */
const KEY = /^[a-z0-9_]{1,64}$/;
const VALUE = /^[ -~]{1,64}$/;
const PATH_WORDS = new Set(['.', '..']);

/** What of it there is: an interface without IPv6 has half of it. */
export function readSysctls(ifname: IfName): readonly Unstamped[] {
  return ([4, 6] as const).flatMap((family) =>
    SYSCTL_KEYS[family].flatMap((key) => {
      const value = read(family, ifname, key);
      return value === null ? [] : [world('sysctl.read', { family, ifname, key, value })];
    }),
  );
}

export function setSysctl(command: CommandOf<'sysctl.set'>): Unstamped {
  const { sysctl } = command;
  const refused = writeSysctl(sysctl);
  const ifname = IfName.safeParse(sysctl.ifname);
  if (refused !== null || !ifname.success) return failed(command, refused ?? NO_SUCH);
  const { family, key } = sysctl;
  const value = read(family, ifname.data, key) ?? sysctl.value;
  // A value that does not stay would be asked for again for ever.
  if (value !== sysctl.value)
    return failed(command, { code: 'ERR_NOT_KEPT', problem: `it reads ${value} after ${sysctl.value} was written` });
  return answer(command.id, 'sysctl.read', { family, ifname: ifname.data, key, value });
}

/** Null: it is written. `ERR_NO_SYSCTL`: this kernel, or this interface, has none such. */
function writeSysctl({ family, ifname, key, value }: SysctlSpec): Refusal | null {
  if (!IfName.safeParse(ifname).success || PATH_WORDS.has(ifname) || !KEY.test(key) || !VALUE.test(value)) return NO_SUCH;
  const file = fileOf(family, ifname, key);
  try {
    writeFileSync(file, value, { flag: 'r+' });
    return null;
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'ERR_NO_SYSCTL';
    return { code: code === 'ENOENT' ? 'ERR_NO_SYSCTL' : code, problem: `${file}: ${code}` };
  }
}

const NO_SUCH: Refusal = { code: 'ERR_NO_SYSCTL', problem: 'not the name and value of a setting under /proc/sys/net' };
const fileOf = (family: Family, ifname: string, key: string): string => join(PROC, `ipv${family}`, 'conf', ifname, key);

/** Null: not there, or its interface has gone this very moment. */
function read(family: Family, ifname: IfName, key: string): string | null {
  try {
    return readFileSync(fileOf(family, ifname, key), 'utf8')
      .trim()
      .slice(0, 64);
  } catch {
    return null;
  }
}
