/** DHCPv6: dhcpcd run for its messages alone, and what it is told as facts. */
export { type Dhcp6Options, openDhcp6 } from './door.ts';
export { factsOf, type Lease6 } from './lease.ts';
export { argumentsOf, configOf, fileNameOf } from './recipe.ts';
export { type Selection, selection } from './selection.ts';
export { addresses, association, type Decoded, fields, names, ntpServers, policyFlags, policyTable } from './values.ts';
