/** What decoding gives: a value, or what was wrong and where. */

/**
 * `truncated`: it ends before it should. `badLength`: a length that cannot be. `badValue`: a value of the wrong size.
 * `offset` counts from the start of what was decoded.
 */
export type FaultKind = 'truncated' | 'badLength' | 'badValue' | 'unknownType';
export type Fault = { readonly kind: FaultKind; readonly offset: number };
export type Failed = { readonly ok: false; readonly error: Fault };
export type Decoded<T> = { readonly ok: true; readonly value: T } | Failed;

export const decoded = <T>(value: T): Decoded<T> => ({ ok: true, value });
export const fault = (kind: FaultKind, offset: number): Failed => ({ ok: false, error: { kind, offset } });
/** The same fault, seen from what holds the bytes `by` further in. */
export const shifted = ({ error }: Failed, by: number): Failed => fault(error.kind, error.offset + by);
