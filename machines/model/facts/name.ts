/** What answers of name servers mean for the host. The names that programs ask for are not told here (sample.ts). */
import { z } from 'zod';
import { Address, Prefix } from '../address.ts';
import { Count, Positive, textUpTo } from '../plain.ts';
import { Millis } from '../units.ts';
import { fact } from './envelope.ts';

/** As many as one answer may bring. A guess: far above what fits into a datagram. */
export const ANSWERED_MAX = 64;

/** From which PvD, in which of its attachments. */
const ASKED = { pvd: textUpTo(320), generation: Positive };

export const nameFacts = [
  /**
   * An answer with these addresses came from this PvD, to which other packets for them would not go: they are tied to it for
   * as long as `keep`, the answer's time to live and the idle time after it. Its answer is handed out once their routes stand.
   */
  fact('name.answered', { ...ASKED, addresses: z.array(Address).min(1).max(ANSWERED_MAX).readonly(), keep: Millis }),
  /**
   * The prefixes of this PvD's NAT64, as its own name servers' answer for ipv4only.arpa shows them (RFC 7050 §3). The resolver
   * asks, for a PvD with IPv6 of which no advertisement tells one, and again before `lifetime` is over; none: there is no NAT64.
   */
  fact('pref64.discovered', { ...ASKED, prefixes: z.array(Prefix).max(ANSWERED_MAX).readonly(), lifetime: Millis }),
] as const;

const HELD = { ...ASKED, since: Count, left: Millis };
/** A pin as the last epoch left it, and whom it took the address from. */
export const PinMemory = z.strictObject({ address: Address, ...HELD, beaten: z.strictObject(HELD).nullable() });
export type PinMemory = z.infer<typeof PinMemory>;
export const Pref64Memory = z.strictObject({ ifname: textUpTo(15), ...HELD, prefixes: z.array(Prefix).max(ANSWERED_MAX).readonly() });
export type Pref64Memory = z.infer<typeof Pref64Memory>;
