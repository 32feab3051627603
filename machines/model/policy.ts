/** Policy: rules of several authors, compiled into one chain (law 11). */
import { z } from 'zod';
import { LinkKind } from './facts/kernel.ts';
import { Family } from './units.ts';

/** Who may have a say. Their order of authority is a setting. */
export const Author = z.enum(['user', 'application', 'operator', 'network', 'system']);
export type Author = z.infer<typeof Author>;

/** Which PvDs a rule speaks of: all given criteria must hold. `pvd` is an id (`pvd:wlan0`), `identity` an RFC 8801 name. */
export const Selector = z
  .strictObject({
    pvd: z.string().max(320).optional(),
    identity: z.string().max(253).optional(),
    interface: z.string().max(15).optional(),
    kind: LinkKind.optional(),
    metered: z.boolean().optional(),
    network: z.string().max(64).optional(),
  })
  .refine((s) => Object.keys(s).length > 0, 'a selector names at least one of pvd, identity, interface, kind, metered, network');
export type Selector = z.infer<typeof Selector>;

const scope = { family: Family.optional(), why: z.string().max(256).optional() };

/** `never` is a prohibition; `prefer` keeps what matches, `avoid` what does not, each only while something is left. */
export const PolicyRule = z.union([
  z.strictObject({ never: Selector, ...scope }),
  z.strictObject({ prefer: Selector, ...scope }),
  z.strictObject({ avoid: Selector, ...scope }),
]);
export type PolicyRule = z.infer<typeof PolicyRule>;
