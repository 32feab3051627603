/** The stub resolver: every name asked in the right provisioning domain. */
export type { Counts } from './counters.ts';
export { LISTEN, type Listen } from './doors.ts';
export { createInProcess, type InProcessOptions } from './inProcess.ts';
export { createMemoryResolver, type MemoryOptions, type Script } from './memory.ts';
export {
  type Ask,
  type Asked,
  type CachedDomain,
  type CachedEntry,
  type Discovered,
  DnsUnavailable,
  type Endpoint,
  type PinRequest,
  type Problem,
  type PvdDoor,
  type PvdSample,
  type Resolver,
  type ServerState,
  type Stats,
  type Told,
} from './port.ts';
export { DnsWorkerFailed, openResolver, type ResolverOptions } from './resolver.ts';
export { type NamesOptions, type NamesSource, openNames } from './source.ts';
