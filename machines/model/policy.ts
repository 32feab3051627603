/** Policy: rules of several authors, compiled into one chain (law 11). */
import { z } from 'zod';
import { Prefix } from './address.ts';
import { LinkKind } from './facts/kernel.ts';
import { Flag, textUpTo } from './plain.ts';
import { Family } from './units.ts';

/** Who may have a say. Their order of authority is a setting. */
export const Author = z.enum(['user', 'application', 'operator', 'network', 'system']);
export type Author = z.infer<typeof Author>;

/** Which PvDs a rule speaks of: all given criteria must hold. `pvd` is an id (`pvd:wlan0`), `identity` an RFC 8801 name. */
export const Selector = z
  .strictObject({
    pvd: textUpTo(320).optional(),
    identity: textUpTo(253).optional(),
    interface: textUpTo(15).optional(),
    kind: LinkKind.optional(),
    metered: Flag.optional(),
    network: textUpTo(64).optional(),
  })
  .refine((s) => Object.keys(s).length > 0, 'a selector names at least one of pvd, identity, interface, kind, metered, network');
export type Selector = z.infer<typeof Selector>;

const upTo = (max: number) => z.number().int().min(0).max(max);
const range = (max: number) =>
  z.union([
    upTo(max),
    z.tuple([upTo(max), upTo(max)]).refine(([first, last]) => first <= last, 'a range goes from the lesser to the greater'),
  ]);

/** Which packets a rule speaks of: all given criteria must hold. Ranges include both ends. */
export const Traffic = z
  .strictObject({
    to: Prefix.optional(),
    uid: range(2 ** 32 - 2).optional(),
    mark: upTo(2 ** 32 - 1).optional(),
    /** RFC 2474 §3. */
    dscp: upTo(63).optional(),
    protocol: z.enum(['tcp', 'udp', 'icmp', 'sctp']).optional(),
    /** Of the other end; of TCP and UDP where `protocol` says nothing. */
    port: range(65_535).optional(),
  })
  .refine((t) => Object.keys(t).length > 0, 'traffic is named by at least one of to, uid, mark, dscp, protocol, port');
export type Traffic = z.infer<typeof Traffic>;

const scope = { family: Family.optional(), why: textUpTo(256).optional() };

/**
 * `never` is a prohibition; `prefer` keeps what matches, `avoid` what does not, each only while something is left.
 * With `for`, they speak of some packets only: `never` keeps these from what matches, `use` sends them by the best that
 * matches, and with `only` by nothing else.
 */
export const PolicyRule = z.union([
  z.strictObject({ never: Selector, for: Traffic.optional(), ...scope }),
  z.strictObject({ prefer: Selector, ...scope }),
  z.strictObject({ avoid: Selector, ...scope }),
  z.strictObject({ use: Selector, for: Traffic, only: Flag.default(false), ...scope }),
]);
export type PolicyRule = z.infer<typeof PolicyRule>;
