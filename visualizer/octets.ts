/** Texts as bytes, in a browser's worker: WebCrypto's hash is asynchronous, so a pure one. */
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import type { Octets } from '../machines/model/exported/octets.ts';

const encoder = new TextEncoder();
export const OCTETS: Octets = {
  sha256: (text) => bytesToHex(sha256(encoder.encode(text))),
  size: (text) => encoder.encode(text).length,
};
