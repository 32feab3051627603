/** Texts as bytes, by Node. */
import { hash } from 'node:crypto';
import type { Octets } from '../../machines/model/exported/octets.ts';

export const OCTETS: Octets = { sha256: (text) => hash('sha256', text, 'hex'), size: (text) => Buffer.byteLength(text) };
