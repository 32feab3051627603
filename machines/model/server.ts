/** DNS servers as a person writes them, in systemd-resolved's spelling: `192.0.2.53`, `[2001:db8::53]:5353`, `192.0.2.53#dns.example`. */
import { z } from 'zod';
import { canonicalAddress } from './address.ts';

export type Server = { readonly address: string; readonly port: number; readonly tls: string | null };

/** RFC 1035 §4.2, RFC 7858 §3.1. */
export const PLAIN_PORT = 53;
export const TLS_PORT = 853;

const SPELLING = /^(?:\[([^\]]+)\]|([^#[\]]*?))(?::(\d{1,5}))?(?:#([A-Za-z0-9._:-]{1,253}))?$/;

/** Null when it is none. `#NAME`: DNS over TLS, and whose certificate it must be. */
export function parseServer(text: string): Server | null {
  const plain = canonicalAddress(text);
  if (plain !== null) return { address: plain, port: PLAIN_PORT, tls: null };
  const [, bracketed, bare = '', port, name] = SPELLING.exec(text) ?? [];
  const isWhole = port !== undefined && bracketed === undefined && bare.includes(':');
  // Without brackets the last group of an IPv6 address is no port.
  const address = canonicalAddress(bracketed ?? (isWhole ? `${bare}:${port}` : bare));
  const number = port === undefined || isWhole ? (name === undefined ? PLAIN_PORT : TLS_PORT) : Number(port);
  if (address === null || number < 1 || number > 65_535) return null;
  return { address, port: number, tls: name?.toLowerCase() ?? null };
}

/** The shortest spelling of it. */
export function formatServer({ address, port, tls }: Server): string {
  const isUsual = port === (tls === null ? PLAIN_PORT : TLS_PORT);
  const place = isUsual ? address : `${address.includes(':') ? `[${address}]` : address}:${port}`;
  return tls === null ? place : `${place}#${tls}`;
}

/** Any accepted spelling, and gives the shortest. */
export const ServerText = z
  .string()
  .max(384)
  .transform((text, ctx) => {
    const server = parseServer(text);
    if (server) return formatServer(server);
    ctx.addIssue({ code: 'custom', message: `not a DNS server (ADDRESS, [ADDRESS]:PORT, ADDRESS#NAME for TLS): ${JSON.stringify(text)}` });
    return z.NEVER;
  });
