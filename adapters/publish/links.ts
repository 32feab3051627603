/** Which links systemd-resolved was told of, in a file: who is killed cannot take it back, and what it says of them is taken for a network's word then. */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { Positive, Text } from '../../machines/model/plain.ts';
import { read } from './file.ts';
import { revert } from './resolved.ts';

const BOOT = '/proc/sys/kernel/random/boot_id';
/** Numbers of links mean others after a boot, and systemd-resolved knows none of them then. */
const Kept = z.strictObject({ boot: Text, links: z.array(Positive).max(4096) });

/** Beside what resolv.conf was before. */
export const linksFile = (backup: string): string => join(dirname(backup), 'systemd-resolved.links');

export function keepLinks(file: string, links: readonly number[]): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, JSON.stringify({ boot: thisBoot(), links }), { flush: true });
}

/** How many an earlier run left; it forgets them, and the file goes. */
export async function takeBackLinks(file: string): Promise<number> {
  const links = keptIn(read(file));
  for (const ifindex of links) await revert(ifindex);
  rmSync(file, { force: true });
  return links.length;
}

function keptIn(text: string | null): readonly number[] {
  try {
    const { boot, links } = Kept.parse(JSON.parse(text ?? ''));
    return boot === thisBoot() ? links : [];
  } catch {
    return []; // None, or spoilt: what it was told then ends with its link.
  }
}

const thisBoot = (): string => readFileSync(BOOT, 'utf8').trim();
