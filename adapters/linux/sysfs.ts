/** What sysfs adds to netlink about a link. It may not be there (containers), or show another network namespace: then it adds nothing. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { LinkLookups } from './reading/link.ts';

const CLASS = '/sys/class/net';

export const sysfsLookups: LinkLookups = {
  isWireless: (ifname) => existsSync(join(CLASS, ifname, 'wireless')) || existsSync(join(CLASS, ifname, 'phy80211')),
  deviceType: (ifname) => /^DEVTYPE=(.+)$/m.exec(read(join(CLASS, ifname, 'uevent')))?.[1] ?? null,
};

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    // Not there, or gone with its link this very moment: nothing is added.
    return '';
  }
}
