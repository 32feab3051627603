/** Texts as bytes, which each runtime does in its own way: Node natively, a browser's worker by a pure hash. */
export type Octets = {
  /** SHA-256 of the text's UTF-8, in hexadecimal. */
  readonly sha256: (text: string) => string;
  /** How many bytes the text's UTF-8 has. */
  readonly size: (text: string) => number;
};
