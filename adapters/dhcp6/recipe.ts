/**
 * How dhcpcd (9 or later) is run: DHCPv6 and nothing else, in the foreground, told to configure nothing. It leaves addresses,
 * routes, resolv.conf and sysctls alone (with `ipv6rs` it would set accept_ra to 0). Its DUID and last reply are where
 * it always keeps them, /var/lib/dhcpcd, for that folder is compiled into it.
 */
import type { ClientSpec } from '../../machines/model/command.ts';

/**
 * Options in hex, as they came, so that nothing a network sends is text in an environment. `reboot 0`: the last reply is not
 * taken up again, for dhcpcd then tells its lifetimes as if they had just begun.
 */
export function configOf({ managed, delegated }: Pick<ClientSpec, 'managed' | 'delegated'>, script: string): string {
  // Without a number of its own the second association would be taken for the first.
  const asked = [...(managed ? ['ia_na'] : []), ...(delegated ? ['ia_pd 1'] : [])];
  return `# Written by multihome for each start.
ipv6only
noipv6rs
noconfigure
persistent
reboot 0
define6 3 norequest binhex ia_na
define6 25 norequest binhex ia_pd
define6 23 binhex mh_dns
define6 24 binhex mh_search
define6 31 binhex mh_sntp
define6 56 binhex mh_ntp
define6 74 index option mh_selection
embed binhex value
define6 84 binhex mh_policy
option dhcp6_mh_dns, dhcp6_mh_search, dhcp6_mh_sntp, dhcp6_mh_ntp, dhcp6_mh_policy, dhcp6_mh_selection
${(asked.length > 0 ? asked : ['inform6']).join('\n')}
script ${script}
`;
}

/** `-6` with one interface: an instance of its own, which takes no commands meant for another. */
export const argumentsOf = (ifname: string, config: string): readonly string[] => ['-B', '-6', '-f', config, ifname];

/** A name of a file or folder that any interface name makes: only dots, digits, letters and hyphens are themselves. */
export const fileNameOf = (ifname: string): string =>
  ifname.replaceAll(/[^A-Za-z0-9.-]/g, (c) => `_${c.charCodeAt(0).toString(16)}`).replaceAll(/^\.+/g, '_');
