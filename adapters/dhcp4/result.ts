/** What decoding gives: a value, or what was wrong and where. */

export type FaultKind =
  | 'truncated'
  | 'tooLong'
  | 'noCookie'
  | 'noEnd'
  | 'badHeader'
  | 'badOverload'
  | 'badLength'
  | 'badValue'
  | 'badPointer'
  | 'notAnAck'
  | 'noAddress';
/** `offset` counts from the start of what was decoded: the message, or one option's value. */
export type Fault = { readonly kind: FaultKind; readonly offset: number };
export type Decoded<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: Fault };

export const decoded = <T>(value: T): Decoded<T> => ({ ok: true, value });
export const fault = (kind: FaultKind, offset: number): { readonly ok: false; readonly error: Fault } => ({
  ok: false,
  error: { kind, offset },
});
