/** Other network managers: who is there, which leases they hold, which resolvers they publish. */

export { parseDhclientLeases } from './dhclient.ts';
export { parseDhcpcdLease } from './dhcpcd.ts';
export { type ManagersOptions, openManagers } from './door.ts';
export { parseNetworkdLease, parseNetworkdLink, parseResolvedLink } from './networkd.ts';
export { parseNmDevice } from './networkManager.ts';
export type { LeaseReading, ReadDhcp4, Reading, ResolverReading } from './reading.ts';
export { parseResolvConf } from './resolvConf.ts';
