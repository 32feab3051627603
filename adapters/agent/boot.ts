/** Which boot of the host this is: random(4), `boot_id`. */
import { readFileSync } from 'node:fs';

/** Where the kernel does not say (a sandbox without /proc), every start counts as a new boot: nothing old is trusted. */
export function bootId(): string {
  try {
    return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
  } catch {
    return `unknown-${process.pid}-${process.hrtime.bigint()}`;
  }
}
