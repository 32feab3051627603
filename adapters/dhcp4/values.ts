/** What the values of options mean, one reader a kind of value. RFC 2132, 3442, 8910, 8925. */
import { addressBytes, formatAddress, formatPrefix, prefixLength } from '../../machines/model/address.ts';
import { type Decoded, decoded, fault } from './result.ts';

export type Route = { readonly destination: string; readonly gateway: string };

export function addresses(bytes: Uint8Array): Decoded<readonly string[]> {
  if (bytes.length === 0 || bytes.length % 4 !== 0) return fault('badLength', bytes.length);
  return decoded(Array.from({ length: bytes.length / 4 }, (_, i) => formatAddress(bytes.subarray(4 * i, 4 * i + 4))));
}

export function address(bytes: Uint8Array): Decoded<string> {
  return bytes.length === 4 ? decoded(formatAddress(bytes)) : fault('badLength', bytes.length);
}

/** A mask as the length of its prefix; one with holes has none. */
export function maskLength(bytes: Uint8Array): Decoded<number> {
  if (bytes.length !== 4) return fault('badLength', bytes.length);
  const bits = [...bytes].map((byte) => byte.toString(2).padStart(8, '0')).join('');
  const length = bits.indexOf('0') < 0 ? 32 : bits.indexOf('0');
  return bits.includes('1', length) ? fault('badValue', 0) : decoded(length);
}

export function uint8(bytes: Uint8Array): Decoded<number> {
  return bytes.length === 1 ? decoded(bytes[0] ?? 0) : fault('badLength', bytes.length);
}

export function uint16(bytes: Uint8Array): Decoded<number> {
  return bytes.length === 2 ? decoded(Buffer.from(bytes).readUInt16BE()) : fault('badLength', bytes.length);
}

export function uint32(bytes: Uint8Array): Decoded<number> {
  return bytes.length === 4 ? decoded(Buffer.from(bytes).readUInt32BE()) : fault('badLength', bytes.length);
}

/** Text; some servers end it with NULs (RFC 2132 §2). */
export function text(bytes: Uint8Array): Decoded<string> {
  const value = Buffer.from(bytes).toString('utf8').replace(/\0+$/, '');
  return value === '' ? fault('badLength', 0) : decoded(value);
}

/** Option 121: length of the prefix, its significant bytes, the gateway; 0.0.0.0 is on-link. RFC 3442. */
export function classlessRoutes(bytes: Uint8Array): Decoded<readonly Route[]> {
  const routes: Route[] = [];
  for (let offset = 0; offset < bytes.length; ) {
    const length = bytes[offset] ?? 0;
    if (length > 32) return fault('badValue', offset);
    const significant = Math.ceil(length / 8);
    const end = offset + 1 + significant + 4;
    if (end > bytes.length) return fault('truncated', offset);
    const destination = new Uint8Array(4);
    destination.set(bytes.subarray(offset + 1, offset + 1 + significant));
    routes.push({ destination: formatPrefix(destination, length), gateway: formatAddress(bytes.subarray(end - 4, end)) });
    offset = end;
  }
  return routes.length === 0 ? fault('badLength', 0) : decoded(routes);
}

export function encodeClasslessRoutes(routes: readonly Route[]): Uint8Array {
  return Uint8Array.from(
    routes.flatMap(({ destination, gateway }) => {
      const length = prefixLength(destination);
      const bytes = addressBytes(destination.split('/', 1)[0] ?? '') ?? new Uint8Array(4);
      return [length, ...bytes.subarray(0, Math.ceil(length / 8)), ...gateway.split('.').map(Number)];
    }),
  );
}

/** Option 33: pairs of destination and gateway, without masks: the network of its class, or a host. The default route is not allowed. RFC 2132 §5.8. */
export function staticRoutes(bytes: Uint8Array): Decoded<readonly Route[]> {
  if (bytes.length === 0 || bytes.length % 8 !== 0) return fault('badLength', bytes.length);
  const routes: Route[] = [];
  for (let offset = 0; offset < bytes.length; offset += 8) {
    const destination = bytes.subarray(offset, offset + 4);
    if (destination.every((byte) => byte === 0)) return fault('badValue', offset);
    const gateway = formatAddress(bytes.subarray(offset + 4, offset + 8));
    routes.push({ destination: formatPrefix(destination, classLength(destination)), gateway });
  }
  return decoded(routes);
}

function classLength(bytes: Uint8Array): number {
  const first = bytes[0] ?? 0;
  const length = first < 128 ? 8 : first < 192 ? 16 : 24;
  return bytes.subarray(length / 8).some((byte) => byte !== 0) ? 32 : length;
}
