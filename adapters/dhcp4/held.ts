/**
 * The lease that an interface has, kept in the run directory: a client that starts again asks for the same address (`-r`), and
 * what it has not found yet is no reason to give up a lease which has not ended.
 */
import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { Address4 } from '../../machines/model/address.ts';
import { Text } from '../../machines/model/plain.ts';
import { bootTime } from '../system/index.ts';

/** `until` in milliseconds since boot; null is for ever. */
const Held = z.strictObject({ address: Address4, until: z.number().nullable() });
export type Held = z.infer<typeof Held>;
const Kept = Held.extend({ boot: Text });

export const isHeld = (held: Held | null, now: number): boolean => held !== null && (held.until === null || held.until > now);

/** Null: none, ended, or of another boot. */
export function readHeld(folder: string, ifname: string): Held | null {
  try {
    const { boot, ...held } = Kept.parse(JSON.parse(readFileSync(fileOf(folder, ifname), 'utf8')));
    return boot === thisBoot() && isHeld(held, bootTime()) ? held : null;
  } catch {
    return null; // Never written, or by nobody we know: a client can do without.
  }
}

/** A folder that cannot be written costs the memory, and nothing else. */
export function keepHeld(folder: string, ifname: string, held: Held | null): void {
  const file = fileOf(folder, ifname);
  try {
    if (held === null) return rmSync(file, { force: true });
    writeFileSync(`${file}.new`, JSON.stringify({ ...held, boot: thisBoot() }), { mode: 0o600 });
    renameSync(`${file}.new`, file);
  } catch {
    // The next start asks for any address.
  }
}

const fileOf = (folder: string, ifname: string): string => join(folder, `udhcpc.${ifname}.lease.json`);
const thisBoot = (): string => readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
