/** What decoding gives: a value, or what was wrong and where. */

export type FaultKind =
  | 'truncated'
  | 'notAnAdvertisement'
  | 'badCode'
  | 'badHopLimit'
  | 'notLinkLocal'
  | 'emptyOption'
  | 'badLength'
  | 'badName'
  | 'badValue'
  | 'nestedPvd';
/** `offset` counts from the packet's first byte of ICMPv6. */
export type Fault = { readonly kind: FaultKind; readonly offset: number };
export type Failed = { readonly ok: false; readonly error: Fault };
export type Decoded<T> = { readonly ok: true; readonly value: T } | Failed;

export const decoded = <T>(value: T): Decoded<T> => ({ ok: true, value });
export const fault = (kind: FaultKind, offset: number): Failed => ({ ok: false, error: { kind, offset } });
