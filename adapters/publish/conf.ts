/** The text of a resolv.conf of ours, and whether one is. resolv.conf(5). */
import { canonicalAddress } from '../../machines/model/address.ts';
import type { Publication } from '../../machines/model/publication.ts';

const MARK = '# Written by multihome';
/** glibc heeds three servers (MAXNS); a search list of more than 256 characters is cut by older resolvers. */
const [SERVERS_MAX, SEARCH_MAX] = [3, 256];

export const isOurs = (text: string): boolean => text.startsWith(MARK);

/** `backup`: where what was here before is kept. */
export function confText({ servers, search }: Pick<Publication, 'servers' | 'search'>, backup: string): string {
  const names = fitting(search);
  const lines = [
    `${MARK}, which answers on the address below: «multihome resolvers» shows whom it asks.`,
    `# What was here before is in ${backup}, and is here again when it stops.`,
    ...servers
      .flatMap((server) => canonicalAddress(server) ?? [])
      .slice(0, SERVERS_MAX)
      .map((server) => `nameserver ${server}`),
    ...(names.length === 0 ? [] : [`search ${names.join(' ')}`]),
    'options edns0',
  ];
  return `${lines.join('\n')}\n`;
}

/** Names that networks gave: what is no plain word could be a line of its own. */
function fitting(search: readonly string[]): readonly string[] {
  let left = SEARCH_MAX;
  return search.filter((name) => {
    if (!/^[a-z0-9._-]+$/i.test(name) || name.length + 1 > left) return false;
    left -= name.length + 1;
    return true;
  });
}
