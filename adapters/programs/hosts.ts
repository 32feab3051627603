/** Names that this host itself knows (hosts(5)): read before anybody is asked, as every program's own resolver does. They are no PvD's. */
import { readFileSync, statSync } from 'node:fs';
import { canonicalAddress } from '../../machines/model/address.ts';

export type Hosts = {
  /** In the order of the file; none where it does not have the name. `name`: in lower case, without a final dot. */
  find(name: string): readonly string[];
};
export const NO_HOSTS: Hosts = { find: () => [] };

/** Read again when it has changed. One that is not there, or not to be read, has no names. */
export function openHosts(path = '/etc/hosts'): Hosts {
  let [version, names] = ['', parseHosts('')];
  return {
    find: (name) => {
      const now = versionOf(path);
      if (now !== version) [version, names] = [now, parseHosts(now === '' ? '' : textOf(path))];
      return names.get(name) ?? [];
    },
  };
}

/** Empty where there is no file. */
function versionOf(path: string): string {
  const found = statSync(path, { throwIfNoEntry: false });
  return found?.isFile() ? `${found.ino} ${found.size} ${found.mtimeMs}` : '';
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'errno' in error) return '';
    throw error;
  }
}

export function parseHosts(text: string): ReadonlyMap<string, readonly string[]> {
  const names = new Map<string, string[]>();
  for (const line of text.split('\n')) {
    const [first = '', ...aliases] = line.replace(/#.*/, '').trim().split(/\s+/);
    const address = canonicalAddress(first);
    if (address === null) continue;
    for (const alias of aliases) {
      const name = alias.toLowerCase().replace(/\.$/, '');
      const known = names.get(name);
      if (!known) names.set(name, [address]);
      else if (!known.includes(address)) known.push(address);
    }
  }
  return names;
}
