/** What stands for zod in the page, against zod: the same values are taken, and made the same; the same are refused. */
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { z } from 'zod';
import { Close, Footer, Header } from '../../../machines/model/exported/format.ts';
import { Fact } from '../../../machines/model/facts/index.ts';
import { DEFAULT_SETTINGS, Settings } from '../../../machines/model/settings.ts';
import { story } from '../../streams/story.ts';

type Parser = { safeParse(value: unknown): { readonly success: boolean; readonly data?: unknown } };
/** Any of these is good in any place where a text is wanted that is no free text. */
const TEXTS = [
  'wlan0',
  '192.0.2.1',
  '2001:db8::1',
  '192.0.2.0/24',
  '02:00:5e:10:00:01',
  'example.com',
  'ab'.repeat(32),
  'http://check.example/',
];
const SPOILT = [
  null,
  true,
  0,
  -1,
  1.5,
  4,
  6,
  1e21,
  '',
  'X.Example',
  ...TEXTS,
  'y'.repeat(5_000),
  [],
  {},
  [null],
  ['a', 'b'],
  { extra: 1 },
  2 ** 40,
];

type JsonSchema = {
  readonly type?: string;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly JsonSchema[];
  readonly oneOf?: readonly JsonSchema[];
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly items?: JsonSchema;
  readonly prefixItems?: readonly JsonSchema[];
  readonly minimum?: number;
  readonly exclusiveMinimum?: number;
};

/** Rules that sampling by form does not find: each kind, with all that it may say. */
const SELECTOR = { pvd: 'pvd:wlan0', identity: 'example.com', interface: 'wlan0', kind: 'wifi', metered: true, network: 'home' };
const TRAFFIC = { to: '192.0.2.0/24', uid: [0, 1_000], mark: 7, dscp: 46, protocol: 'tcp', port: 443 };
const RULES = [
  { never: SELECTOR, for: TRAFFIC, family: 4, why: 'x' },
  { prefer: { kind: 'ethernet' }, family: 6 },
  { avoid: { metered: true } },
  { use: { pvd: 'pvd:vpn' }, for: { port: [80, 443] }, only: true },
];

/** Something of that form, with every member that may be there. */
function sample(schema: JsonSchema): unknown {
  if ('const' in schema) return schema.const;
  if (schema.enum) return schema.enum[0];
  const [first] = schema.anyOf ?? schema.oneOf ?? [];
  if (first) return sample(first);
  if (schema.type === 'object')
    return Object.fromEntries(Object.entries(schema.properties ?? {}).map(([key, inner]) => [key, sample(inner)]));
  if (schema.prefixItems) return schema.prefixItems.map(sample);
  if (schema.type === 'array') return schema.items ? [sample(schema.items)] : [];
  if (schema.type === 'boolean') return false;
  return schema.type === 'string' ? 'x' : (schema.minimum ?? (schema.exclusiveMinimum ?? -1) + 1);
}

type Path = readonly PropertyKey[];
const isParent = (value: unknown): value is Record<PropertyKey, unknown> => typeof value === 'object' && value !== null;

/** A copy with another value at the path; `undefined` takes it away. */
function put(value: unknown, [key, ...rest]: Path, inner: unknown): unknown {
  if (key === undefined || !isParent(value)) return inner;
  const member = rest.length === 0 ? inner : put(value[key], rest, inner);
  if (Array.isArray(value)) return member === undefined ? value.toSpliced(Number(key), 1) : value.with(Number(key), member);
  const { [key]: _gone, ...others } = value;
  return member === undefined ? others : { ...value, [key]: member };
}

const paths = (value: unknown, at: Path = []): readonly Path[] => [
  at,
  ...(isParent(value) ? Object.keys(value).flatMap((key) => paths(value[key], [...at, key])) : []),
];

/** Texts in wrong places are tried out until zod takes the whole. */
function good(schema: z.ZodType): unknown {
  let value = sample(z.toJSONSchema(schema, { io: 'input' }) as JsonSchema);
  if (isParent(value) && value.type === 'policy.loaded') value = { ...value, rules: RULES };
  for (let i = 0; i < 200; i += 1) {
    const result = schema.safeParse(value);
    if (result.success) return value;
    const [issue] = result.error.issues;
    value = put(value, issue?.path ?? [], TEXTS[i % TEXTS.length]);
  }
  return value;
}

const outcome = (parser: Parser, value: unknown): string => {
  const { success, data } = parser.safeParse(value);
  return success ? JSON.stringify(data) : 'refused';
};

/** Each value with each place spoilt in each way, and each member taken away. */
function* spoilt(value: unknown): Generator<unknown> {
  yield value;
  for (const path of paths(value)) {
    for (const bad of SPOILT) yield put(value, path, bad);
    if (path.length > 0) yield put(value, path, undefined);
    yield put(value, [...path, 'strange'], 1);
  }
}

function differences(zods: Parser, ours: Parser, values: Iterable<unknown>): readonly unknown[] {
  const found: unknown[] = [];
  for (const value of values) {
    const [wanted, is] = [outcome(zods, value), outcome(ours, value)];
    if (wanted !== is && found.length < 3) found.push({ value, wanted, is });
  }
  return found;
}

describe('the page’s schemas', () => {
  const ours: Record<string, Parser> = {};
  beforeAll(async () => {
    vi.resetModules();
    vi.doMock('zod', () => import('../../../visualizer/stands/zod.ts'));
    Object.assign(ours, await import('../../../machines/model/facts/index.ts'), await import('../../../machines/model/exported/format.ts'));
    Object.assign(ours, await import('../../../machines/model/settings.ts'));
  });
  afterAll(() => {
    vi.doUnmock('zod');
    vi.resetModules();
  });
  const parserOf = (name: string): Parser => {
    const parser = ours[name];
    if (!parser || parser instanceof z.ZodType) throw new Error(`${name} is not ours`);
    return parser;
  };

  test.each(Fact.options.map((option) => [option.shape.type.value, option] as const))(
    '%s is taken and refused as zod does',
    (_type, option) => {
      const value = good(option);
      expect(outcome(Fact, value)).not.toBe('refused');
      expect(differences(Fact, parserOf('Fact'), spoilt(value))).toEqual([]);
    },
  );

  test.each<[string, z.ZodType]>([
    ['Header', Header],
    ['Close', Close],
    ['Footer', Footer],
    ['Settings', Settings],
  ])('%s too', (name, schema) => {
    expect(differences(schema, parserOf(name), spoilt(good(schema)))).toEqual([]);
  });

  test('settings of nothing are the same settings; a story’s facts are the same facts', () => {
    expect(ours.DEFAULT_SETTINGS).toEqual(DEFAULT_SETTINGS);
    expect(
      differences(
        Fact,
        parserOf('Fact'),
        [...story(17, 800)].map(({ fact }) => fact),
      ),
    ).toEqual([]);
  });
});
