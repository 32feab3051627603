/** `struct sockaddr_in` and `sockaddr_in6`, as bind(2) and sendto(2) take them. */
import { addressBytes } from '../../machines/model/address.ts';
import { AF_INET, AF_INET6 } from './constants.ts';

/** `scope`: an interface index, which link-local addresses need (RFC 4007 §6). Anything but an address is a bug of the caller. */
export function sockaddrOf(address: string, port: number, scope = 0): Uint8Array {
  const numbers = addressBytes(address);
  if (!numbers) throw new RangeError(`not an IP address: ${address}`);
  return numbers.length === 4 ? sockaddr4(numbers, port) : sockaddr6(numbers, port, scope);
}

/** Family, port, address, zeros. */
function sockaddr4(address: Uint8Array, port: number): Uint8Array {
  const bytes = Buffer.alloc(16);
  bytes.writeUInt16LE(AF_INET, 0);
  bytes.writeUInt16BE(port, 2);
  bytes.set(address, 4);
  return bytes;
}

/** Family, port, flow, address, scope. */
function sockaddr6(address: Uint8Array, port: number, scope: number): Uint8Array {
  const bytes = Buffer.alloc(28);
  bytes.writeUInt16LE(AF_INET6, 0);
  bytes.writeUInt16BE(port, 2);
  bytes.set(address, 8);
  bytes.writeUInt32LE(scope, 24);
  return bytes;
}
