/** What reading one file gives. A file that cannot be read as a whole is an error; what is bad inside it costs itself only and is told. */
import type { Data } from '../../machines/model/facts/index.ts';
import type { Millis } from '../../machines/model/units.ts';

export type IfName = Data<'lease4.bound'>['ifname'];
export type Lease4 = Data<'lease4.bound'>;

export type Reading<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly error: { readonly kind: string; readonly offset: number } };
export const reading = <T>(value: T): Reading<T> => ({ ok: true, value });
export const unreadable = (kind: string, offset: number): { readonly ok: false; readonly error: { kind: string; offset: number } } => ({
  ok: false,
  error: { kind, offset },
});

/** `expiry` is a moment of the wall clock in milliseconds; null is for ever, or not told (then `unpublished` says so). */
export type LeaseReading = {
  readonly lease: Omit<Lease4, 'lifetime'>;
  readonly expiry: number | null;
  readonly problems: readonly string[];
};
/** `written`: when the file was, in milliseconds of the wall clock. Lifetimes without a moment count from there. */
export type FileContext = { readonly ifname: IfName; readonly written: number };

export type ResolverReading = {
  readonly servers: readonly string[];
  readonly search: readonly string[];
  readonly problems: readonly string[];
};

/** A stored DHCP message as a lease: handed in by the wiring, because one adapter does not import another's folder. */
export type ReadDhcp4 = (
  bytes: Uint8Array,
  context: { readonly ifname: IfName; readonly client: string; readonly age: Millis },
) => Reading<{ readonly lease: Lease4; readonly problems: readonly string[] }>;
