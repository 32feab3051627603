/** Users of a host's own. Daemons of systemd change to a user of their own, and an ordinary user's lab has no user but root. */
import type { Host } from '../host.ts';

/** From now on that user of the host is another name of root. */
export function becomeRoot(host: Pick<Host, 'read' | 'write'>, user: string): void {
  const others = host
    .read('/etc/passwd')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith(`${user}:`));
  host.write('/etc/passwd', `${[...others, `${user}:x:0:0::/:/usr/sbin/nologin`].join('\n')}\n`);
}
