/** The shell scripts by which the spaces of a lab are prepared: what is private, what is the machine's, and how the kernel is set. */

/**
 * The lab. Hosts replace /etc and /var/lib by folders of links to the real ones, so these are kept at hand; nothing is written there.
 */
export const labScript = (folder: string): string => `
mount -t tmpfs -o mode=755 tmpfs /run
mkdir -p /run/netns '${folder}/etc' '${folder}/var-lib'
mount --rbind /etc '${folder}/etc'
mount --rbind /var/lib '${folder}/var-lib'
`;

/** Every host and router: a /run of its own, and a /sys that shows its own network (read-only: then nobody waits for udev). */
const common = (name: string): string => `
umount -R -l /run
mount -t tmpfs -o mode=755 tmpfs /run
mount -t sysfs -o ro sysfs /sys
hostname '${name}'
ip link set lo up
`;

/** Forwards, believes no router, uses its addresses at once, and keeps its packet filters out of its bridge (br_netfilter), as a switch does. */
export const routerScript = (name: string): string => `${common(name)}
set_all() { for file in $1; do echo "$2" > "$file"; done; }
set_all '/proc/sys/net/ipv4/ip_forward /proc/sys/net/ipv6/conf/all/forwarding /proc/sys/net/ipv6/conf/default/forwarding' 1
set_all '/proc/sys/net/ipv4/conf/all/rp_filter /proc/sys/net/ipv4/conf/default/rp_filter' 0
set_all '/proc/sys/net/ipv6/conf/all/accept_ra /proc/sys/net/ipv6/conf/default/accept_ra /proc/sys/net/ipv6/conf/default/accept_dad' 0
[ ! -d /proc/sys/net/bridge ] || set_all '/proc/sys/net/bridge/bridge-nf-call-iptables /proc/sys/net/bridge/bridge-nf-call-ip6tables /proc/sys/net/bridge/bridge-nf-call-arptables' 0
`;

/**
 * A host as a distribution sets it up (rp_filter 2: 1 drops answers on the link that is not the default), but
 * with router solicitations at once instead of after a random second. Its /etc and /var/lib are the machine's, but for what concerns the network; no dhcpcd user, so no privilege separation,
 * which an ordinary user's lab could not have.
 */
export const hostScript = (name: string, folder: string): string => `${common(name)}
mkdir /run/lock
for net in /proc/sys/net/ipv4/conf/all /proc/sys/net/ipv4/conf/default; do echo 2 > $net/rp_filter; done
for net in /proc/sys/net/ipv6/conf/all /proc/sys/net/ipv6/conf/default; do
  echo 0 > $net/router_solicitation_delay; echo 1 > $net/router_solicitation_interval; echo 1 > $net/accept_ra; echo 1 > $net/autoconf; echo 0 > $net/forwarding
  echo 0 > $net/disable_ipv6; echo 0 > $net/use_tempaddr
done
mount -t tmpfs -o mode=755 tmpfs /etc
ln -s '${folder}'/etc/* /etc/
rm -rf /etc/resolv.conf /etc/hosts /etc/hostname /etc/passwd /etc/dhcpcd.conf /etc/multihome
mkdir /etc/multihome
echo '${name}' > /etc/hostname
printf '127.0.0.1 localhost\\n::1 localhost\\n127.0.1.1 ${name}\\n' > /etc/hosts
: > /etc/resolv.conf
grep -v '^dhcpcd:' '${folder}/etc/passwd' > /etc/passwd
mount -t tmpfs -o mode=755 tmpfs /var/lib
ln -s '${folder}'/var-lib/* /var/lib/
rm -f /var/lib/dhcpcd /var/lib/multihome
mkdir /var/lib/dhcpcd /var/lib/multihome
`;
