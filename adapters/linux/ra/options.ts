/** The list of options: type, length in units of 8 octets, value. RFC 4861 §4.6. */
import {
  decodeMtu,
  decodePref64,
  decodePrefix,
  decodeRoute,
  decodeSourceLink,
  encodeMtu,
  encodePref64,
  encodePrefix,
  encodeRoute,
  encodeSourceLink,
} from './kernelOptions.ts';
import { decodeDnssl, decodePortal, decodeRdnss, encodeDnssl, encodePortal, encodeRdnss } from './nameOptions.ts';
import { type KnownOption, OPTION_TYPES, type Option } from './option.ts';
import { decodePvd, encodePvd } from './pvdOption.ts';
import { type Decoded, decoded, fault } from './result.ts';
import { fromHex, toHex } from './wire.ts';

const HEAD = 2;
const UNIT = 8;

type DecodeValue = (value: Uint8Array, base: number) => Decoded<KnownOption>;

const DECODERS: ReadonlyMap<number, DecodeValue> = new Map<number, DecodeValue>([
  [OPTION_TYPES.sourceLink, decodeSourceLink],
  [OPTION_TYPES.prefix, decodePrefix],
  [OPTION_TYPES.mtu, decodeMtu],
  [OPTION_TYPES.route, decodeRoute],
  [OPTION_TYPES.rdnss, decodeRdnss],
  [OPTION_TYPES.dnssl, decodeDnssl],
  [OPTION_TYPES.portal, decodePortal],
  [OPTION_TYPES.pref64, decodePref64],
  [OPTION_TYPES.pvd, (value, base) => decodePvd(value, base, decodeNested)],
]);
/** In a PvD option there is no further one: it is ignored. RFC 8801 §3.1. */
const NESTED: ReadonlyMap<number, DecodeValue> = new Map([
  ...DECODERS,
  [OPTION_TYPES.pvd, (_value: Uint8Array, base: number) => fault('nestedPvd', base)],
]);

/** `base`: where `bytes` lie in the packet. */
export const decodeOptions = (bytes: Uint8Array, base: number): Decoded<readonly Option[]> => decodeList(bytes, base, DECODERS);
const decodeNested = (bytes: Uint8Array, base: number): Decoded<readonly Option[]> => decodeList(bytes, base, NESTED);

/** An option that cannot be read is kept as `malformed`; only a list that cannot be walked is a fault. RFC 4861 §6.1.2. */
function decodeList(bytes: Uint8Array, base: number, decoders: typeof DECODERS): Decoded<readonly Option[]> {
  const options: Option[] = [];
  for (let offset = 0; offset < bytes.length; ) {
    const [type = 0, units] = bytes.subarray(offset, offset + HEAD);
    if (units === undefined) return fault('truncated', base + offset);
    if (units === 0) return fault('emptyOption', base + offset);
    const end = offset + units * UNIT;
    if (end > bytes.length) return fault('truncated', base + offset);
    options.push(decodeOption(type, bytes.subarray(offset + HEAD, end), base + offset + HEAD, decoders));
    offset = end;
  }
  return decoded(options);
}

function decodeOption(type: number, value: Uint8Array, base: number, decoders: typeof DECODERS): Option {
  const read = decoders.get(type)?.(value, base);
  if (read === undefined) return { kind: 'unknown', type, hex: toHex(value) };
  return read.ok ? read.value : { kind: 'malformed', type, hex: toHex(value), fault: read.error };
}

/** An option whose value is no whole number of units, or too long, is a bug of the caller. */
export function encodeOptions(options: readonly Option[]): readonly number[] {
  return options.flatMap((option) => {
    const value = encodeValue(option);
    const units = (HEAD + value.length) / UNIT;
    if (!Number.isInteger(units) || units > 255) throw new RangeError(`an option of ${value.length} bytes: ${option.kind}`);
    return [typeOf(option), units, ...value];
  });
}

const typeOf = (option: Option): number => ('type' in option ? option.type : OPTION_TYPES[option.kind]);

function encodeValue(option: Option): Uint8Array {
  switch (option.kind) {
    case 'sourceLink':
      return encodeSourceLink(option);
    case 'prefix':
      return encodePrefix(option);
    case 'mtu':
      return encodeMtu(option);
    case 'route':
      return encodeRoute(option);
    case 'rdnss':
      return encodeRdnss(option);
    case 'dnssl':
      return encodeDnssl(option);
    case 'portal':
      return encodePortal(option);
    case 'pref64':
      return encodePref64(option);
    case 'pvd':
      return encodePvd(option, encodeOptions);
    case 'unknown':
    case 'malformed':
      return fromHex(option.hex);
    default:
      throw new TypeError(`no such option: ${JSON.stringify(option satisfies never)}`);
  }
}
