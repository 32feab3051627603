/**
 * Stands for `zod` in the page's bundle, of which it would be a quarter. It knows what our schemas use, gives the same values (keys in
 * the schema's order, defaults filled in, read-only ones frozen) and refuses the same ones; how a refusal is worded is its own. It needs
 * no `eval` either. The test holds it to zod over every type of fact, whole and spoilt in every place.
 */

type Key = string | number;
type Issue = { readonly path: readonly Key[]; readonly message: string };
/** Where we are, and what was found wrong: one for a whole parse. */
type Context = { path: Key[]; issues: Issue[] };
type Run = (value: unknown, context: Context) => unknown;
type Result =
  | { readonly success: true; readonly data: unknown }
  | { readonly success: false; readonly error: { readonly issues: readonly Issue[] } };
type Adder = { readonly addIssue: (issue: { readonly message: string }) => void };

type Shape = Readonly<Record<string, Schema>>;
/** What a schema shows of itself besides: an object's shape, a union's options, a literal's values. */
type Shown = {
  readonly shape?: Shape;
  readonly extend?: (more: Shape) => Schema;
  readonly options?: readonly Schema[];
  readonly value?: unknown;
  readonly values?: ReadonlySet<unknown>;
};
export type Schema = Shown & {
  readonly run: Run;
  readonly parse: (value: unknown) => unknown;
  readonly safeParse: (value: unknown) => Result;
  readonly optional: () => Schema;
  readonly nullable: () => Schema;
  readonly default: (value: unknown) => Schema;
  readonly prefault: (value: unknown) => Schema;
  readonly readonly: () => Schema;
  readonly brand: () => Schema;
  readonly refine: (holds: (value: unknown) => boolean, message?: string) => Schema;
  readonly transform: (change: (value: unknown, adder: Adder) => unknown) => Schema;
  readonly min: (n: number) => Schema;
  readonly max: (n: number) => Schema;
  readonly int: () => Schema;
  readonly nonnegative: () => Schema;
  readonly positive: () => Schema;
  readonly regex: (pattern: RegExp, message?: string) => Schema;
  readonly toLowerCase: () => Schema;
};

function wrong(context: Context, message: string): void {
  context.issues.push({ path: [...context.path], message });
}

function schema(run: Run, shown: Shown = {}): Schema {
  /** One condition more, asked only of what is right so far. */
  const refine = (holds: (value: unknown) => boolean, message = 'Invalid input'): Schema =>
    schema((value, context) => {
      const before = context.issues.length;
      const made = run(value, context);
      if (context.issues.length === before && !holds(made)) wrong(context, message);
      return made;
    }, shown);
  const changed = (change: (value: unknown, context: Context) => unknown): Schema =>
    schema((value, context) => {
      const before = context.issues.length;
      const made = run(value, context);
      return context.issues.length === before ? change(made, context) : made;
    });
  const safeParse = (value: unknown): Result => {
    const context: Context = { path: [], issues: [] };
    const data = run(value, context);
    return context.issues.length === 0 ? { success: true, data } : { success: false, error: { issues: context.issues } };
  };
  const self: Schema = {
    ...shown,
    run,
    safeParse,
    parse(value) {
      const result = safeParse(value);
      if (result.success) return result.data;
      throw new TypeError(result.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; '));
    },
    optional: () => schema((value, context) => (value === undefined ? undefined : run(value, context))),
    nullable: () => schema((value, context) => (value === null ? null : run(value, context))),
    default: (said) => schema((value, context) => (value === undefined ? said : run(value, context))),
    prefault: (said) => schema((value, context) => run(value === undefined ? said : value, context)),
    readonly: () => schema((value, context) => Object.freeze(run(value, context))),
    brand: () => self,
    refine,
    transform: (change) => changed((value, context) => change(value, { addIssue: ({ message }) => wrong(context, message) })),
    min: (n) => refine((value) => sizeOf(value) >= n, `less than ${n}`),
    max: (n) => refine((value) => sizeOf(value) <= n, `more than ${n}`),
    int: () => refine(Number.isSafeInteger, 'not a whole number'),
    nonnegative: () => self.min(0),
    positive: () => refine((value) => sizeOf(value) > 0, 'not positive'),
    regex: (pattern, message = `does not match ${pattern}`) => refine((value) => typeof value === 'string' && pattern.test(value), message),
    toLowerCase: () => changed((value) => String(value).toLowerCase()),
  };
  return self;
}

const sizeOf = (value: unknown): number => (typeof value === 'string' || Array.isArray(value) ? value.length : Number(value));
const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const plain = (is: (value: unknown) => boolean, what: string): Schema =>
  schema((value, context) => {
    if (!is(value)) wrong(context, `expected ${what}`);
    return value;
  });

function within(run: Run, key: Key, value: unknown, context: Context): unknown {
  context.path.push(key);
  const made = run(value, context);
  context.path.pop();
  return made;
}

const object = (shape: Shape, isStrict = false): Schema => {
  const members = Object.entries(shape);
  return schema(
    (value, context) => {
      if (!isObject(value)) return wrong(context, 'expected an object');
      const made: Record<string, unknown> = {};
      for (const [key, { run }] of members) {
        const member = within(run, key, value[key], context);
        if (member !== undefined || key in value) made[key] = member;
      }
      const strange = isStrict ? Object.keys(value).find((key) => !Object.hasOwn(shape, key)) : undefined;
      if (strange !== undefined) wrong(context, `unknown member ${strange}`);
      return made;
    },
    { shape, extend: (more) => object({ ...shape, ...more }, isStrict) },
  );
};

const array = ({ run }: Schema): Schema =>
  schema((value, context) => {
    if (!Array.isArray(value)) return wrong(context, 'expected a list');
    return value.map((item, i) => within(run, i, item, context));
  });

const tuple = (items: readonly Schema[]): Schema =>
  schema((value, context) => {
    if (!Array.isArray(value) || value.length !== items.length) return wrong(context, `expected ${items.length} items`);
    return items.map(({ run }, i) => within(run, i, value[i], context));
  });

const record = (keys: Schema, { run }: Schema): Schema =>
  schema((value, context) => {
    if (!isObject(value)) return wrong(context, 'expected an object');
    const own = Object.keys(value).filter((key) => key !== '__proto__');
    return Object.fromEntries(own.map((key) => [keys.run(key, context), within(run, key, value[key], context)]));
  });

/** Made when it is needed first. */
const lazy = (make: () => Schema): Schema => {
  let made: Schema | null = null;
  return schema((value, context) => {
    made ??= make();
    return made.run(value, context);
  });
};

/** The first that takes the value. */
const union = (options: readonly Schema[]): Schema =>
  schema(
    (value, context) => {
      for (const option of options) {
        const tried = option.safeParse(value);
        if (tried.success) return tried.data;
      }
      return wrong(context, 'none of what it may be');
    },
    { options },
  );

const discriminatedUnion = (key: string, options: readonly Schema[]): Schema => {
  const byValue = new Map(options.flatMap((option) => [...(option.shape?.[key]?.values ?? [])].map((value) => [value, option] as const)));
  return schema(
    (value, context) => {
      if (!isObject(value)) return wrong(context, 'expected an object');
      const option = byValue.get(value[key]);
      return option ? option.run(value, context) : within(() => wrong(context, 'none of what it may be'), key, value, context);
    },
    { options },
  );
};

const literal = (value: unknown): Schema => ({
  ...plain((said) => said === value, JSON.stringify(value)),
  value,
  values: new Set([value]),
});
const oneOf = (words: readonly string[]): Schema => plain((value) => words.some((word) => word === value), words.join(', '));
const url = (): Schema =>
  string().transform((value, { addIssue }) => {
    const text = String(value).trim();
    if (!URL.canParse(text)) addIssue({ message: 'not a URL' });
    return text;
  });

const string = (): Schema => plain((value) => typeof value === 'string', 'a text');
const number = (): Schema => plain(Number.isFinite, 'a number');
const boolean = (): Schema => plain((value) => typeof value === 'boolean', 'true or false');
const strictObject = (shape: Shape): Schema => object(shape, true);

export const z = {
  ...{ string, number, boolean, url, literal, array, tuple, record, union, discriminatedUnion, strictObject, lazy },
  object: (shape: Shape) => object(shape),
  enum: oneOf,
  NEVER: undefined,
};
