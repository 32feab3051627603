/** Where things are when nobody says: files of the host for root, of the user otherwise (XDG base directories). */
import { homedir, tmpdir } from 'node:os';
import { dirname, isAbsolute, join } from 'node:path';

/** Who asks, and with which environment. */
export type Asker = { readonly uid: number; readonly env: Readonly<Record<string, string | undefined>>; readonly home: string };

export const thisUser = (): Asker => ({ uid: process.geteuid?.() ?? 0, env: process.env, home: homedir() });

export const defaultConfigPath = (asker: Asker = thisUser()): string =>
  asker.uid === 0 ? '/etc/multihome/config.yaml' : join(xdg(asker, 'XDG_CONFIG_HOME', '.config'), 'multihome', 'config.yaml');

export const defaultLogPath = (asker: Asker = thisUser()): string =>
  asker.uid === 0 ? '/var/lib/multihome/log.sqlite' : join(xdg(asker, 'XDG_STATE_HOME', '.local', 'state'), 'multihome', 'log.sqlite');

/** What resolv.conf was before us: it outlives a reboot, so it is beside the log. */
export const resolvConfBackup = ({ log }: { readonly log: { readonly path?: string | undefined } }): string =>
  join(dirname(log.path ?? defaultLogPath()), 'resolv.conf.before');

/** The key that hides names which programs ask for: this host's, and in no export. */
export const namesKeyPath = ({ log }: { readonly log: { readonly path?: string | undefined } }): string =>
  join(dirname(log.path ?? defaultLogPath()), 'names.key');

/** Of the control sockets. Without a runtime directory, a folder of the user's own among the temporary files. */
export function defaultControlDirectory(asker: Asker = thisUser()): string {
  if (asker.uid === 0) return '/run/multihome';
  const runtime = absolute(asker.env.XDG_RUNTIME_DIR);
  return runtime ? join(runtime, 'multihome') : join(tmpdir(), `multihome-${asker.uid}`);
}

const xdg = ({ env, home }: Asker, variable: string, ...otherwise: readonly string[]): string =>
  absolute(env[variable]) ?? join(home, ...otherwise);

/** The XDG specification has relative paths ignored. */
const absolute = (path: string | undefined): string | null => (path && isAbsolute(path) ? path : null);
