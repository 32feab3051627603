/** The options of a Router Advertisement as values. Reserved bits are kept, so that encode(decode(x)) is x. */
import type { Millis } from '../../../machines/model/units.ts';
import type { Header, WirePreference } from './header.ts';
import type { Fault } from './result.ts';
import type { Lifetime } from './wire.ts';

/** RFC 4861 §4.6.1. `hex`: all that is there; how much of it is the address depends on the link. */
export type SourceLink = { readonly kind: 'sourceLink'; readonly hex: string };
/** RFC 4861 §4.6.4. */
export type Mtu = { readonly kind: 'mtu'; readonly reserved: number; readonly mtu: number };
/** RFC 4861 §4.6.2. `address` has its host bits; `flags` the other six. */
export type PrefixInformation = {
  readonly kind: 'prefix';
  readonly address: string;
  readonly length: number;
  readonly onLink: boolean;
  readonly autonomous: boolean;
  readonly flags: number;
  readonly valid: Lifetime;
  readonly preferred: Lifetime;
  readonly reserved: number;
};
/** RFC 4191 §2.3. `size`: as many bytes of the address are on the wire. */
export type RouteInformation = {
  readonly kind: 'route';
  readonly address: string;
  readonly size: 0 | 8 | 16;
  readonly length: number;
  readonly preference: WirePreference;
  readonly flags: number;
  readonly lifetime: Lifetime;
};
/** RFC 8106 §5.1. */
export type Rdnss = { readonly kind: 'rdnss'; readonly reserved: number; readonly lifetime: Lifetime; readonly servers: readonly string[] };
/** RFC 8106 §5.2. `extra`: units of 8 zero octets more than padding needs. */
export type Dnssl = {
  readonly kind: 'dnssl';
  readonly reserved: number;
  readonly lifetime: Lifetime;
  readonly names: readonly string[];
  readonly extra: number;
};
/** RFC 8781 §4. */
export type Pref64 = { readonly kind: 'pref64'; readonly address: string; readonly length: number; readonly lifetime: Millis };
/** RFC 8910 §2.3. */
export type Portal = { readonly kind: 'portal'; readonly uri: string; readonly extra: number };
/** RFC 8801 §3.1. `padding`: hex where it is not all zeros, else empty. */
export type Pvd = {
  readonly kind: 'pvd';
  readonly id: string;
  readonly http: boolean;
  readonly legacy: boolean;
  readonly reserved: number;
  readonly delay: number;
  readonly sequence: number;
  readonly padding: string;
  readonly header: Header | null;
  readonly options: readonly Option[];
};
export type Unknown = { readonly kind: 'unknown'; readonly type: number; readonly hex: string };
/** Of a type that we know, but not to be read: a receiver ignores that option alone. */
export type Malformed = { readonly kind: 'malformed'; readonly type: number; readonly hex: string; readonly fault: Fault };

export type KnownOption = SourceLink | Mtu | PrefixInformation | RouteInformation | Rdnss | Dnssl | Pref64 | Portal | Pvd;
export type Option = KnownOption | Unknown | Malformed;

export const OPTION_TYPES = {
  sourceLink: 1,
  prefix: 3,
  mtu: 5,
  pvd: 21,
  route: 24,
  rdnss: 25,
  dnssl: 31,
  portal: 37,
  pref64: 38,
} as const satisfies Record<KnownOption['kind'], number>;
