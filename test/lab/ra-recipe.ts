/** An advertisement as a person writes it down: only what matters, lifetimes in seconds, null for ever. Made complete for the codec. */
import { z } from 'zod';
import type { Advertisement, Header, Lifetime, Option } from '../../adapters/linux/ra/index.ts';
import { prefixLength } from '../../machines/model/address.ts';
import { seconds } from '../../machines/model/units.ts';

const Seconds = z.number().int().nonnegative();
const Span = Seconds.nullable();
const Preference = z.enum(['high', 'medium', 'low', 'reserved']);

const HeaderRecipe = z.strictObject({
  hopLimit: z.number().int().min(0).max(255).default(64),
  managed: z.boolean().default(false),
  other: z.boolean().default(false),
  lifetime: Seconds.default(1800),
  preference: Preference.default('medium'),
});

const OptionsRecipe = z.strictObject({
  mac: z
    .string()
    .regex(/^[0-9a-f]{2}(:[0-9a-f]{2}){5}$/)
    .optional(),
  mtu: z.number().int().nonnegative().optional(),
  prefixes: z
    .array(
      z.strictObject({
        prefix: z.string(),
        onLink: z.boolean().default(true),
        autonomous: z.boolean().default(true),
        valid: Span.default(86_400),
        preferred: Span.default(14_400),
      }),
    )
    .default([]),
  routes: z
    .array(z.strictObject({ prefix: z.string(), preference: Preference.default('medium'), lifetime: Span.default(1800) }))
    .default([]),
  dns: z.array(z.strictObject({ servers: z.array(z.string()).min(1), lifetime: Span.default(1800) })).default([]),
  search: z.array(z.strictObject({ domains: z.array(z.string()).min(1), lifetime: Span.default(1800) })).default([]),
  pref64: z.array(z.strictObject({ prefix: z.string(), lifetime: Seconds.default(600) })).default([]),
  portal: z.string().optional(),
  /** Type and value in hex, 6, 14, 22 … bytes. */
  unknown: z.array(z.strictObject({ type: z.number().int().min(0).max(255), hex: z.string() })).default([]),
});

const PvdRecipe = z.strictObject({
  id: z.string(),
  http: z.boolean().default(false),
  legacy: z.boolean().default(false),
  delay: z.number().int().min(0).max(15).default(0),
  sequence: z.number().int().min(0).max(65_535).default(0),
  header: HeaderRecipe.optional(),
  nested: OptionsRecipe.prefault({}),
});

export const Recipe = z.strictObject({ ...HeaderRecipe.shape, ...OptionsRecipe.shape, pvds: z.array(PvdRecipe).default([]) });
export type Recipe = z.input<typeof Recipe>;

export function cook(recipe: Recipe): Advertisement {
  const { pvds, ...rest } = Recipe.parse(recipe);
  return { ...headerOf(rest), options: [...optionsOf(rest), ...pvds.map(pvdOf)] };
}

type HeaderFields = z.infer<typeof HeaderRecipe>;
type OptionFields = z.infer<typeof OptionsRecipe>;

const headerOf = ({ hopLimit, managed, other, lifetime, preference }: HeaderFields): Header => ({
  ...{ type: 134, code: 0, checksum: 0, flags: 0, reachable: 0, retransmit: 0 },
  ...{ hopLimit, managed, other, preference, lifetime: seconds(lifetime) },
});

function optionsOf(fields: OptionFields): readonly Option[] {
  const { mac, mtu, portal } = fields;
  return [
    ...(mac === undefined ? [] : [{ kind: 'sourceLink', hex: mac.replaceAll(':', '') } satisfies Option]),
    ...(mtu === undefined ? [] : [{ kind: 'mtu', reserved: 0, mtu } satisfies Option]),
    ...fields.prefixes.map(
      ({ prefix, valid, preferred, ...flags }): Option => ({
        ...{ kind: 'prefix', ...partsOf(prefix), ...flags, flags: 0, reserved: 0 },
        ...{ valid: span(valid), preferred: span(preferred) },
      }),
    ),
    ...fields.routes.map(
      ({ prefix, preference, lifetime }): Option => ({
        ...{ kind: 'route', ...partsOf(prefix), size: 16, preference, flags: 0, lifetime: span(lifetime) },
      }),
    ),
    ...fields.dns.map(({ servers, lifetime }): Option => ({ kind: 'rdnss', reserved: 0, lifetime: span(lifetime), servers })),
    ...fields.search.map(
      ({ domains, lifetime }): Option => ({ kind: 'dnssl', reserved: 0, lifetime: span(lifetime), names: domains, extra: 0 }),
    ),
    ...fields.pref64.map(({ prefix, lifetime }): Option => ({ kind: 'pref64', ...partsOf(prefix), lifetime: seconds(lifetime) })),
    ...(portal === undefined ? [] : [{ kind: 'portal', uri: portal, extra: 0 } satisfies Option]),
    ...fields.unknown.map(({ type, hex }): Option => ({ kind: 'unknown', type, hex })),
  ];
}

const pvdOf = ({ header, nested, ...fields }: z.infer<typeof PvdRecipe>): Option => ({
  ...{ kind: 'pvd', ...fields, reserved: 0, padding: '', header: header ? headerOf(header) : null, options: optionsOf(nested) },
});

const span = (lifetime: number | null): Lifetime => (lifetime === null ? null : seconds(lifetime));
const partsOf = (prefix: string) => ({ address: prefix.slice(0, prefix.indexOf('/')), length: prefixLength(prefix) });
