/** Old versions of facts, lifted to the present one when a log is read: `type/v` → the same fact one version later. None yet. */
export type RawFact = { readonly type: string; readonly v: number; readonly [field: string]: unknown };
type Upcast = (raw: RawFact) => RawFact;

const UPCASTS: Readonly<Record<string, Upcast>> = {};

export function upcast(raw: RawFact): RawFact {
  const step = Object.hasOwn(UPCASTS, `${raw.type}/${raw.v}`) ? UPCASTS[`${raw.type}/${raw.v}`] : undefined;
  return step ? upcast(step(raw)) : raw;
}
