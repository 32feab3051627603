/** DHCPv4 messages: a pure codec, and an ACK as a lease. */
export { type Lease4, type LeaseContext, type LeaseReading, leaseOfBytes, toLease } from './lease.ts';
export { createMemoryDhcp4, type MemoryDhcp4 } from './memory.ts';
export { allOptions, decodeMessage, encodeMessage, type Message } from './message.ts';
export { decodeDomains, decodeSearchList, encodeSearchList, nameOf } from './names.ts';
export { decodeOptions, END, encodeOptions, joinOptions, type Option, type OptionField, PAD, splitOption } from './options.ts';
export type { Decoded, Fault, FaultKind } from './result.ts';
export { decodeSelection, encodeSelection, type Selection } from './selection.ts';
export { openUdhcpc, type Udhcpc, type UdhcpcOptions } from './udhcpc.ts';
export { address, addresses, classlessRoutes, encodeClasslessRoutes, maskLength, type Route, staticRoutes } from './values.ts';
