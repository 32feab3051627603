/** Numbers of DNS messages, as IANA registers them, and what a reading of a message says. */

export const TYPE = {
  A: 1,
  NS: 2,
  CNAME: 5,
  SOA: 6,
  PTR: 12,
  MX: 15,
  TXT: 16,
  AAAA: 28,
  SRV: 33,
  DNAME: 39,
  OPT: 41,
  SVCB: 64,
  HTTPS: 65,
  IXFR: 251,
  AXFR: 252,
  ANY: 255,
} as const;
export const CLASS_IN = 1;
export const RCODE = { NOERROR: 0, FORMERR: 1, SERVFAIL: 2, NXDOMAIN: 3, NOTIMP: 4, REFUSED: 5, BADVERS: 16 } as const;
/** Bits of a header's second word; between them opcode and rcode. RFC 1035 §4.1.1, RFC 4035 §3.2. */
export const FLAG = { QR: 0x8000, OPCODE: 0x7800, AA: 0x0400, TC: 0x0200, RD: 0x0100, RA: 0x0080, AD: 0x0020, CD: 0x0010 } as const;
export const RCODE_MASK = 0x000f;
/** Of an OPT record's flags: the asker reads signatures. RFC 3225. */
export const DNSSEC_OK = 0x8000;
export const HEADER = 12;
/** RFC 1035 §2.3.4. */
export const [NAME_MAX, LABEL_MAX] = [255, 63];
export const MESSAGE_MAX = 65_535;

export type FaultKind = 'truncated' | 'badName' | 'badValue' | 'notAnAnswer' | 'wrongId' | 'wrongQuestion';
/** `offset` counts from the message's first byte. */
export type Fault = { readonly kind: FaultKind; readonly offset: number };
export type Decoded<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: Fault };

export const decoded = <T>(value: T): Decoded<T> => ({ ok: true, value });
export const fault = (kind: FaultKind, offset: number): { readonly ok: false; readonly error: Fault } => ({
  ok: false,
  error: { kind, offset },
});
export const word = (bytes: Uint8Array, at: number): number => ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0);
export const long = (bytes: Uint8Array, at: number): number => word(bytes, at) * 65_536 + word(bytes, at + 2);
