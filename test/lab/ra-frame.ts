/** An Ethernet frame with IPv6 and ICMPv6 in it, built by hand: how one forges a Router Advertisement. RFC 2464, 8200, 4443 §2.3. */
import { addressBytes } from '../../machines/model/address.ts';

export type Origin = {
  /** Six bytes in hex. */
  readonly mac: string;
  readonly from: string;
  readonly hopLimit: number;
};

const ALL_NODES = 'ff02::1';
const ALL_NODES_MAC = '333300000001';
const ICMPV6 = 58;

export function frameOf(icmp: Uint8Array, { mac, from, hopLimit }: Origin): Uint8Array {
  const [source, destination] = [addressBytes(from), addressBytes(ALL_NODES)];
  if (source?.length !== 16 || destination === null) throw new RangeError(`not an IPv6 address: ${from}`);
  const header = Buffer.alloc(40);
  header.writeUInt32BE(0x60000000, 0);
  header.writeUInt16BE(icmp.length, 4);
  header.set([ICMPV6, hopLimit], 6);
  header.set(source, 8);
  header.set(destination, 24);
  const body = Buffer.from(icmp);
  body.writeUInt16BE(0, 2);
  body.writeUInt16BE(checksum(source, destination, body), 2);
  return Buffer.concat([Buffer.from(`${ALL_NODES_MAC}${mac.replaceAll(':', '')}86dd`, 'hex'), header, body]);
}

/** Over a pseudo-header of both addresses, length and protocol. RFC 8200 §8.1. */
function checksum(source: Uint8Array, destination: Uint8Array, body: Buffer): number {
  let sum = body.length + ICMPV6;
  for (const bytes of [Buffer.from(source), Buffer.from(destination), body])
    for (let i = 0; i < bytes.length; i += 2) sum += i + 1 < bytes.length ? bytes.readUInt16BE(i) : (bytes[i] ?? 0) << 8;
  while (sum > 0xffff) sum = (sum & 0xffff) + (sum >>> 16);
  return ~sum & 0xffff;
}
