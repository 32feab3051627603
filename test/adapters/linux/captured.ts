/** Datagrams that a kernel sent; where they come from is said in the file. */
import { readFileSync } from 'node:fs';
import { z } from 'zod';

const Captured = z.strictObject({ from: z.string(), datagrams: z.array(z.strictObject({ what: z.string(), hex: z.string() })) });
const file = Captured.parse(JSON.parse(readFileSync(new URL('./fixtures/rtnetlink.json', import.meta.url), 'utf8')));

export const captured = file.datagrams.map(({ what, hex }) => ({ what, bytes: Uint8Array.from(Buffer.from(hex, 'hex')) }));
