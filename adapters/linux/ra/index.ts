/** Router Advertisements: bytes ↔ values, values → facts, and the cap at the door. No I/O. */
export { type Advertisement, checkOrigin, decodeAdvertisement, encodeAdvertisement } from './advertisement.ts';
export { type Heard, toFact, toRejection } from './facts.ts';
export { admit, type Cap, type Flooded, newCap, takeFlooded, type Verdict } from './flood.ts';
export { type Header, ROUTER_ADVERTISEMENT, type WirePreference } from './header.ts';
export type { KnownOption, Option, Pvd } from './option.ts';
export type { Decoded, Failed, Fault, FaultKind } from './result.ts';
export type { Lifetime } from './wire.ts';
