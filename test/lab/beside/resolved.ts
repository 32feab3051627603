/** systemd-resolved in a host of the lab: it knows no servers but those it is told, and answers on 127.0.0.53. The host needs a bus (`startBus`). */
import { dirname, join } from 'node:path';
import { findExtra } from '../extras.ts';
import type { Host } from '../host.ts';
import type { Daemon } from '../space.ts';
import { becomeRoot } from './users.ts';

/** Nothing but what is asked by DNS is of interest, and what networks hand out here is not signed. */
const CONFIG = `[Resolve]
FallbackDNS=
DNSSEC=no
LLMNR=no
MulticastDNS=no
Cache=no
`;

export type Resolved = {
  /** Ended and started again at once; with `forgets`, what it had been told is lost. */
  restart(forgets?: boolean): Promise<void>;
  stop(): Promise<void>;
  start(): Promise<void>;
  /** What resolvectl says of a link: `dns`, `domain`, `default-route`, `dnsovertls`. */
  says(about: string, device: string): Promise<readonly string[]>;
};

export async function startResolved(host: Host): Promise<Resolved> {
  const found = findExtra('systemd-resolved');
  if (!found.ok) throw new Error(found.skipped);
  // The machine's configuration is not the host's.
  await host.run('sh', ['-euc', 'rm -rf /etc/systemd; mkdir -p /etc/systemd /run/systemd/resolve/netif']);
  host.write('/etc/systemd/resolved.conf', CONFIG);
  becomeRoot(host, 'systemd-resolve');
  let daemon: Daemon | undefined;
  // By its path: a lab's PATH has not got it.
  const start = async (): Promise<void> => {
    daemon = await host.daemon('sh', ['-c', 'exec "$0"', found.path], /system hostname/);
  };
  const stop = async (): Promise<void> => void (await daemon?.stop());
  await start();
  return {
    ...{ start, stop },
    restart: async (forgets = false) => {
      await stop();
      if (forgets) await host.run('sh', ['-euc', 'rm -rf /run/systemd/resolve; mkdir -p /run/systemd/resolve/netif']);
      await start();
    },
    says: async (about, device) => {
      const { stdout } = await host.run(join(dirname(found.path), 'resolvectl'), [about, device], { accept: 'any' });
      return stdout
        .replace(/^.*\): */, '')
        .trim()
        .split(/\s+/)
        .filter(Boolean);
    },
  };
}
