/** A Router Advertisement: ICMPv6 type 134. RFC 4861 §4.2, and what §6.1.2 asks of one before it is believed. */
import { reachOf } from '../../../machines/model/address.ts';
import { decodeHeader, encodeHeader, HEADER_SIZE, type Header, ROUTER_ADVERTISEMENT } from './header.ts';
import type { Option } from './option.ts';
import { decodeOptions, encodeOptions } from './options.ts';
import { type Decoded, decoded, type Failed, fault } from './result.ts';

export type Advertisement = Header & { readonly options: readonly Option[] };

/** Its checksum is the kernel's to check. */
export function decodeAdvertisement(bytes: Uint8Array): Decoded<Advertisement> {
  if (bytes.length < HEADER_SIZE) return fault('truncated', bytes.length);
  const header = decodeHeader(bytes);
  if (header.type !== ROUTER_ADVERTISEMENT) return fault('notAnAdvertisement', 0);
  if (header.code !== 0) return fault('badCode', 1);
  const options = decodeOptions(bytes.subarray(HEADER_SIZE), HEADER_SIZE);
  return options.ok ? decoded({ ...header, options: options.value }) : options;
}

export const encodeAdvertisement = (advertisement: Advertisement): Uint8Array =>
  Uint8Array.from([...encodeHeader(advertisement), ...encodeOptions(advertisement.options)]);

/** What the IPv6 header must say: it came from a neighbour, and was forwarded by nobody. Null: it may be read. */
export function checkOrigin(packet: { readonly from: string; readonly hopLimit: number | null }): Failed | null {
  if (packet.hopLimit !== 255) return fault('badHopLimit', 0);
  return reachOf(packet.from) === 'linkLocal' ? null : fault('notLinkLocal', 0);
}
